"""A case is put at the end of the case file's text."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcforms.documents import reading
from zcforms.domain.errors import InputRefused
from zcforms.services import case_text

CASE = {
    "case": "没有论文",
    "applicant": "complete",
    "remove": ["imports.publication"],
    "expect": {"violated": ["a"]},
}
FILE = Path(__file__).parents[2] / "rules" / "cases" / "2022-teacher-senior.yaml"


def cases(text: str) -> list[object]:
    return list(reading.parse(text, "x.yaml", is_yaml=True)["cases"])


def test_a_case_stands_behind_the_others_and_nothing_else_changes() -> None:
    text = FILE.read_text(encoding="utf-8")
    changed = case_text.add(text, "2022-teacher-senior", CASE)
    assert changed.startswith(text.rstrip("\n"))
    assert cases(changed) == [*cases(text), CASE]


@pytest.mark.parametrize(
    "text", ["", "plan: x\n", "plan: x\ncases:\n- case: 一\n  applicant: a\n  expect: {also: true}\n"]
)
def test_every_beginning(text: str) -> None:
    changed = case_text.add(text, "x", CASE, "由系统建议")
    assert cases(changed)[-1] == CASE
    assert "plan: x" in changed
    assert "# 由系统建议" in changed


def test_a_taken_name_gets_a_number() -> None:
    twice = case_text.add(case_text.add("", "x", CASE), "x", CASE)
    assert [each["case"] for each in cases(twice)] == ["没有论文", "没有论文（2）"]  # type: ignore[index]


@pytest.mark.parametrize(
    "text", ["cases: [\n", "- a\n", "cases:\n  - {case: 一, applicant: a, expect: {also: true}}\nplan: x\n"]
)
def test_what_cannot_be_changed_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="用例没有写入"):
        case_text.add(text, "x", CASE)


def test_a_case_is_read_alone_or_as_a_list() -> None:
    one = "case: 一\napplicant: a\nexpect: {also: true}\n"
    alone = case_text.written(one)
    assert case_text.written("- " + one.replace("\n", "\n  ").rstrip() + "\n") == alone
    for wrong in ("", "case: [", "- a\n- b\n", "case: 一\n"):
        with pytest.raises(InputRefused):
            case_text.written(wrong)


PEOPLE = {"某人": {"document": {"plan": "x", "a": "11", "since": "2018-01-01"}}}
OTHER = {**CASE, "applicant": "某人"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plan: x\n",
        "plan: x\ncases:\n- case: 一\n  applicant: a\n  expect: {also: true}\n",
        "plan: x\napplicants:\n    # 说明\n    a: {from: examples/a.json}\ncases:\n- {case: 一, applicant: a, expect: {also: true}}\n",
        FILE.read_text(encoding="utf-8"),
    ],
)
def test_applicants_come_with_their_cases_and_once(text: str) -> None:
    """Issue 7: whoever the prover made up is written out whole."""
    changed, added = case_text.with_people(text, "x", PEOPLE, [OTHER])
    data = reading.parse(changed, "x.yaml", is_yaml=True)
    before = reading.parse(text, "x.yaml", is_yaml=True) if text else {}
    assert added == 1
    assert data["applicants"] == {**PEOPLE, **before.get("applicants", {})}
    assert data["cases"] == [*before.get("cases", []), OTHER]
    assert all(line in changed for line in text.splitlines())
    assert case_text.with_people(changed, "x", PEOPLE, [OTHER]) == (changed, 0)


def test_applicants_written_in_one_line_are_not_touched() -> None:
    text = "plan: x\napplicants: {a: {from: examples/a.json}}\ncases:\n  - {case: 一, applicant: a, expect: {also: true}}\n"
    with pytest.raises(InputRefused, match="用例没有写入"):
        case_text.with_people(text, "x", PEOPLE, [OTHER])
