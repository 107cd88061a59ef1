"""Numbers of certificates, by the template in the issuing authority's document (features 78 to 84)."""

from __future__ import annotations

from typing import Any

import pytest

from zcforms.domain.authority import Authority
from zcforms.domain.errors import WrongState


def authority(**values: Any) -> Authority:
    given = {
        "number": "{prefix}{province}{year}{committee:4}{kind:2}{serial:6}", "sheet": "paper", "sealed": True, "prefix": "9", "province": "34",
        "kind": "01", "kinds": {"senior": "02"},
    }  # fmt: skip
    return Authority("somewhere", "某某人社厅", **{**given, **values})


def test_a_number_as_in_figure_5_17() -> None:
    parts = authority().parts(year=2022, committee=1, level="intermediate")
    assert authority().numbered(parts, 1960) == "9342022000101001960"
    assert authority().scope(parts) == "certificate/9/34/2022/1/01"


def test_the_level_may_have_a_kind_of_its_own() -> None:
    parts = authority().parts(year=2022, committee=1, level="senior")
    assert authority().numbered(parts, 1) == "9342022000102000001"


def test_the_counter_is_the_documents_to_say() -> None:
    yearly = authority(counter=("year",))
    one, other = (yearly.parts(year=2022, committee=each, level="senior") for each in (1, 2))
    assert yearly.scope(one) == yearly.scope(other) == "certificate/9/34/2022"
    assert authority().scope(one) != authority().scope(other)


def test_authorities_that_begin_alike_share_their_counters() -> None:
    parts = authority().parts(year=2022, committee=1, level="senior")
    assert authority().scope(parts) == Authority(
        "elsewhere", "某某人社局", "{prefix}{province}{serial:9}", "paper", False, "9", "34"
    ).scope(parts)


def test_used_up_numbers_are_told_and_never_longer() -> None:
    parts = authority().parts(year=2022, committee=1, level="senior")
    assert authority().numbered(parts, 999_999).endswith("999999")
    with pytest.raises(WrongState, match="位数不够用"):
        authority().numbered(parts, 1_000_000)
    with pytest.raises(WrongState):
        authority().numbered({**parts, "committee": "12345"}, 1)


def test_letters_and_hyphens_stand_as_they_are() -> None:
    plain = authority(number="ZC-{year}-{serial}")
    assert plain.numbered(plain.parts(year=2022, committee=0, level=""), 7) == "ZC-2022-7"


@pytest.mark.parametrize(
    ("template", "number", "committee"),
    [
        ("{prefix}{province}{year}{committee:4}{kind:2}{serial:6}", "9342022000102000001", 1),
        ("{prefix}{province}{year}{committee:4}{kind:2}{serial:6}", "9342022123402000001", 1234),
        ("{prefix}{province}{year}{committee:4}{kind:2}{serial:6}", "8342022000102000001", None),
        ("{prefix}{province}{year}{committee:4}{kind:2}{serial:6}", "93420220000102000001", None),
        ("{prefix}{province}{year}{committee:4}{kind:2}{serial:6}", "", None),
        ("{kind}{committee:3}{serial:6}", "02007000001", 7),
        ("ZC-{year}-{committee:2}-{serial:4}", "ZC-2022-09-0001", 9),
        ("ZC-{year}-{committee}-{serial:4}", "ZC-2022-9-0001", None),
        ("{prefix:3}{committee:2}{serial:4}{committee:2}", "00905000105", 5),
        ("{year}{serial:6}", "2022000001", None),
    ],
)
def test_the_committee_is_read_from_a_number(template: str, number: str, committee: int | None) -> None:
    """Of one that was made by another template, nothing is guessed."""
    assert authority(number=template).committee_in(number) == committee


@pytest.mark.parametrize("level", ["senior", "intermediate"])
@pytest.mark.parametrize("committee", [0, 1, 9999])
def test_the_committee_that_is_read_is_the_one_that_was_written(level: str, committee: int) -> None:
    made = authority()
    assert (
        made.committee_in(made.numbered(made.parts(year=2022, committee=committee, level=level), 7))
        == committee
    )
