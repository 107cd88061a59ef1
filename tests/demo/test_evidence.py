"""Evidence files are what their names say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zcforms.demo.evidence import Evidence, portrait
from zcforms.printing import evidence as reading
from zcforms.printing import photo
from zcforms.printing.press import Press


@pytest.fixture(scope="module")
def made() -> Iterator[Evidence]:
    with Press() as press:
        yield Evidence(press)


@pytest.mark.parametrize(("name", "kind"), [("获奖证书.jpg", "jpg"), ("工作证明 <2021>.pdf", "pdf")])
def test_a_file_is_real(made: Evidence, name: str, kind: str) -> None:
    data = made.file(name, "林晓禾")
    assert reading.inspect(data, name, ["jpg", "pdf"], 10_000_000).kind == kind
    assert made.file(name, "林晓禾") is data


def test_pictures_carry_the_holder(made: Evidence) -> None:
    assert made.file("获奖证书.jpg", "甲") != made.file("获奖证书.jpg", "乙")
    assert made.file("获奖证书.pdf", "甲") == made.file("获奖证书.pdf", "乙")


def test_portraits_are_taken_as_portraits() -> None:
    pictures = {portrait(number) for number in range(4)}
    assert len(pictures) == 4
    assert all(photo.look(photo.portrait(picture)).width == 413 for picture in pictures)
    assert portrait(4) == portrait(0)
