"""Unknown names are answered with the name that was probably meant."""

from __future__ import annotations

import pytest

from zcforms.documents.nearest import meant, nearest, remedy_for


@pytest.mark.parametrize(
    ("name", "meant"),
    [("maxlength", "maxLength"), ("requird", "required"), ("zzz", None), ("x" * 500_000, None)],
)
def test_nearest(name: str, meant: str | None) -> None:
    assert nearest(name, ["maxLength", "required", "hint"]) == meant


def test_remedies() -> None:
    assert remedy_for("hnt", ["hint"]) == "是不是想写“hint”？"
    assert remedy_for("zzz", ["a", "b"]) == "可用的有：a、b。"
    assert remedy_for("zzz", []) == "这里没有可用的名称，请删去。"
    assert remedy_for("zzz", [f"n{n}" for n in range(40)]).endswith("n11 等。")


def test_what_was_meant_is_read_back_from_the_remedy() -> None:
    assert meant(remedy_for("work_yeers", ["work_years", "sex"])) == "work_years"
    assert meant(remedy_for("zzz", ["work_years", "sex"])) is None
    assert meant(remedy_for("zzz", [])) is None
