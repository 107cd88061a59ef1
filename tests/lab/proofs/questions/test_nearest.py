"""The least that an application has to change, held against every application of a small plan (issue 7)."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.lab import people
from tests.lab.proofs.questions import applicants
from tests.lab.proofs.seeds import base, run
from tests.lab.proofs.worlds import World, world
from zcforms.checks import ruleset
from zcforms.checks.deciding import Outcome
from zcforms.lab.proofs.answers import Answer, Kind, Only, Verdict
from zcforms.lab.proofs.people.portrait import ran
from zcforms.lab.proofs.proving import Version
from zcforms.lab.proofs.questions import slips
from zcforms.lab.proofs.questions.given import Given, removable

PLAN = applicants.TEACHER
example = applicants.example
DAY = re.compile(r"\d{4}-\d\d-\d\d")
EMPLOYER = {"name": "青禾学校", "nature": "institution"}


def said(version: Version, document: Mapping[str, Any]) -> Answer:
    return applicants.advised(document, version)


def number(answer: Answer) -> int:
    found = re.search(r"改 (\d+) 处", answer.sentence)
    return int(found[1]) if found else 0


# ------------------------------------------------------------------------------------- every application


Distance = tuple[int, int]
"""How much of the past is told that was not, and in how many places they differ."""


class Distances:
    """How far two applications of a world are from each other; None where something differs that cannot be changed."""

    def __init__(self, version: Version, document: Mapping[str, Any]) -> None:
        self.document = document
        given = Given.of(version.plan, document)
        rules = {each.id: each for table in version.ruleset.tables.values() for each in table.rules}
        violated = [rules[each] for each in run(version, document).violated]
        self.slips = slips.slips(given, violated)
        section = version.plan.section("r")
        fields = section.schema["items"]["properties"] if section else {}
        self.past = any(each.get("format") == "date" for each in fields.values())

    def to(self, other: Mapping[str, Any]) -> Distance | None:
        if self.document["route"] != other["route"]:
            return None
        parts = [
            self.fields(self.document["answers"].get(name, {}), other["answers"].get(name, {}), name)
            for name in ("s", "x")
        ]
        parts.append(self.records(self.document["answers"].get("r", []), other["answers"].get("r", [])))
        parts.append((0, self.imports(other)))
        parts.append(
            (
                0,
                len(self.document["attachments"].get("file", []))
                != len(other["attachments"].get("file", [])),
            )
        )
        return together(parts)

    def fields(self, one: Mapping[str, Any], other: Mapping[str, Any], place: str) -> Distance | None:
        """What was given does not go, days that were given are not moved unless they cannot be right, and a day that was not told is of the past."""
        differing = [name for name in {**one, **other} if one.get(name) != other.get(name)]
        if any(one.get(name) is not None and other.get(name) is None for name in differing):
            return None
        slips = self.slips
        if any(day(one.get(name)) and f"/answers/{place}/{name}" not in slips for name in differing):
            return None
        claims = [name for name in differing if one.get(name) is None and day(other[name])]
        return len(claims), len(differing)

    def records(self, one: Sequence[Any], other: Sequence[Any]) -> Distance | None:
        """Each record that was there becomes one of those that are; of two that are the same one may go; and none is new in a list of the past that was told."""
        found: list[Distance] = []
        for places in itertools.product([*range(len(other)), None], repeat=len(one)):
            taken = [each for each in places if each is not None]
            gone = [n for n, place in enumerate(places) if place is None]
            new = len(other) - len(taken)
            if len(set(taken)) < len(taken) or any(list(one).index(one[n]) == n for n in gone):
                continue
            if self.past and one and new:
                continue
            steps = [
                self.fields(one[n], other[place], f"r/{n}")
                for n, place in enumerate(places)
                if place is not None
            ]
            whole = together([*steps, (new if self.past else 0, len(gone) + new)])
            found += [] if whole is None else [whole]
        return min(found, default=None)

    def imports(self, other: Mapping[str, Any]) -> int:
        """By what their records say: one more or less is one."""
        kinds = [
            [each["record"][:-1] for each in document["imports"].get("item", [])]
            for document in (self.document, other)
        ]
        return sum(abs(kinds[0].count(each) - kinds[1].count(each)) for each in {*kinds[0], *kinds[1]})


def day(value: Any) -> bool:
    return isinstance(value, str) and DAY.fullmatch(value) is not None


def together(parts: Sequence[Distance | None]) -> Distance | None:
    if any(each is None for each in parts):
        return None
    claims, number = zip(*(each for each in parts if each is not None), strict=True)
    return sum(claims), sum(number)


def documents(one: World) -> Iterator[dict[str, Any]]:
    for document in one.documents():
        yield {**document, "applicant": {**document["applicant"], "employer": EMPLOYER}}


@functools.cache
def passing(which: int) -> tuple[World, list[dict[str, Any]], list[dict[str, Any]]]:
    """The world, its applications that pass, and the others."""
    one = world(which)
    good: list[dict[str, Any]] = []
    bad: list[dict[str, Any]] = []
    for document in documents(one):
        (good if run(one.now, document).passes else bad).append(document)
    return one, good, bad


def small(most: int, wanted: int) -> list[int]:
    return list(itertools.islice((n for n in itertools.count() if 20 < world(n).size <= most), wanted))


@pytest.mark.parametrize("which", small(1500, 8))
def test_the_least_is_what_brute_force_finds(which: int) -> None:
    one, good, bad = passing(which)
    for document in bad[:: max(1, len(bad) // 3)][:3]:
        measure = Distances(one.now, document)
        distances = [measure.to(each) for each in good]
        truth = min((each for each in distances if each is not None), default=None)
        answer = said(one.now, document)
        if truth is None:
            assert answer.kind is Kind.HOPELESS, (answer.sentence, document)
        else:
            assert answer.kind is Kind.CHANGES, (answer.sentence, document)
            assert answer.least is not None
            found = (answer.least.claimed, answer.least.number)
            assert found == truth, (answer.sentence, answer.steps, document)
            assert "已证明最少" in answer.sentence


# ------------------------------------------------------------------------------------------ real plans


@functools.cache
def teacher(*kept: str) -> Version:
    """The plan with these rules alone: few, so that much is not asked."""
    version = base(PLAN)
    table = next(iter(version.ruleset.tables.values()))
    rules = [each for each in table.rules if each.id in kept]
    tables = {name: dataclasses.replace(table, rules=rules) for name in version.ruleset.tables}
    return Version(version.plan, dataclasses.replace(version.ruleset, tables=tables))


SIMPLE = ("personal-complete", "attachment-minimum:pledge", "item-required:mentoring", "education-present")


def test_what_lacks_is_named_and_put_in() -> None:
    """A blank, an attachment and a record: three places, each as a step, and the document after them passes when it is run."""
    version, document = teacher(*SIMPLE), example()
    document["answers"]["basic"]["birthplace"] = None
    document["attachments"].pop("pledge")
    document["imports"]["mentoring"] = []
    answer = said(version, document)
    assert (answer.kind, answer.verdict, number(answer)) == (Kind.CHANGES, Verdict.SHOWN, 3)
    assert "已证明最少" in answer.sentence
    assert "已经填写" not in answer.sentence
    pointers = {each.pointer for each in answer.steps}
    assert pointers == {"/answers/basic/birthplace", "/attachments/pledge", "/imports/mentoring/-"}
    after = ran(version.plan, version.ruleset, answer.examples[0].document, None)
    assert after.sound
    assert Outcome.VIOLATED not in after.outcomes.values()
    assert answer.examples[0].document["applicant"]["id_number"] == document["applicant"]["id_number"]


def test_who_passes_has_nothing_to_change() -> None:
    answer = said(teacher(*SIMPLE), example())
    assert (answer.kind, number(answer), answer.steps) == (Kind.CHANGES, 0, ())
    assert "不用改" in answer.sentence


def own(*rules: dict[str, Any]) -> Version:
    """The plan with rules of the test's own."""
    rows = [{"id": "personal", "caption": "个人信息检测", "lines": []}]
    data = {
        "caption": "测试规则",
        "rows": rows,
        "rules": [people.rule("named", {"present": "person.name"}), *rules],
    }
    return Version(base(PLAN).plan, ruleset.compile(people.shelf(data), base(PLAN).plan))


def test_years_that_are_given_are_what_nobody_changes() -> None:
    """Years at work are too few: nothing helps, and both the rule and that the years are given are told."""
    version, document = own(people.rule("experienced", {"basic.work_years": {">=": 30}})), example()
    answer = said(version, document)
    assert (answer.kind, answer.verdict) == (Kind.HOPELESS, Verdict.PROVED)
    assert {each.rule for each in answer.causes} == {"experienced", ""}
    assert [each.pointer for each in answer.causes if not each.rule] == ["/answers/basic/work_years"]
    del document["answers"]["basic"]["work_years"]
    assert said(version, document).kind is Kind.CHANGES  # a blank can be filled in


def test_what_imported_records_say_is_not_changed_but_others_can_be_imported() -> None:
    require = {"some": {"of": "assessments", "that": {"employer": "清源学校"}}}
    answer = said(own(people.rule("assessed", require)), example())
    assert (answer.kind, number(answer)) == (Kind.CHANGES, 1)
    assert [each.pointer for each in answer.steps] == ["/imports/assessments/-"]
    every = {"every": {"of": "education", "that": {"school": "清源大学"}}}
    hopeless = said(own(people.rule("schooled", every)), example())
    assert hopeless.kind is Kind.HOPELESS
    assert any(each.pointer.startswith("/imports/education/0") for each in hopeless.causes)


def test_periods_that_stand_in_another_order_are_seen_as_they_are() -> None:
    """Time that periods cover is worked out from the first on: the records of an application need not stand so."""
    document, version = example(), teacher("tenure", "tenure-doctor", "personal-complete")
    document["answers"]["basic"]["birthplace"] = None
    (title,) = document["answers"]["titles"]
    first = title["appointments"][0]
    title["appointments"] = [first, {**first, "start": "2010-01-01", "end": "2010-06-30"}]
    answer = said(version, document)
    assert (answer.kind, number(answer)) == (Kind.CHANGES, 1), answer.sentence
    assert [each.pointer for each in answer.steps] == ["/answers/basic/birthplace"]


def test_records_of_a_life_stay_and_what_is_handed_in_twice_can_go() -> None:
    plan, document = base(PLAN).plan, example()
    given = Given.of(plan, document)
    assert removable(given, "/imports/mentoring", "mentoring", [1, 2]) == [True, True]
    assert removable(given, "/answers/work", "work", [{"a": 1}, {"a": 2}, {"a": 1}]) == [False, False, True]


def test_the_first_of_what_is_handed_in_goes_and_the_second_stays() -> None:
    """One record out and another in: the list has no hole, and who stays is who was there."""
    document = example()
    record = next(each for each in document["achievements"] if each["id"] == "m1")
    other = {**record, "id": "m2", "data": {**record["data"], "mentee": "沈青禾"}}
    document["achievements"].append(other)
    document["imports"]["mentoring"].append({"record": "m2"})
    listed = {"of": "achievements.mentoring"}
    version = own(
        people.rule("known", {"every": {**listed, "that": {"mentee": {"!=": record["data"]["mentee"]}}}}),
        people.rule("two", {"count": {**listed, ">=": 2}}),
    )
    answer = said(version, document)
    assert (answer.kind, number(answer)) == (Kind.CHANGES, 2)
    assert {each.pointer for each in answer.steps} == {"/imports/mentoring/0", "/imports/mentoring/-"}


def test_what_was_given_is_not_hidden() -> None:
    """A rule that lets who gives no points pass is no reason to leave out points that were given."""
    document = applicants.accountant()
    document["answers"]["exam"]["exam_points"] = 55
    answer = applicants.advised(document)
    (step,) = answer.steps
    assert (step.pointer, step.after, step.only) == ("/answers/exam/exam_points", "60 分", Only.CORRECTED)


def test_a_record_that_is_not_approved_yet_is_to_be_approved() -> None:
    """Instead of another one that is made up."""
    document = applicants.accountant()
    imported = {each["record"] for each in document["imports"]["education"]}
    for each in document["achievements"]:
        if each["id"] in imported:
            each["state"] = "draft"
    answer = applicants.advised(document)
    assert (answer.kind, number(answer)) == (Kind.CHANGES, 1), answer.sentence
    (step,) = answer.steps
    assert (step.pointer, step.only) == ("/imports/education/0", Only.APPROVED)
    assert (step.before, step.after) == ("草稿", "已通过单位审核")


def test_what_is_advised_makes_nothing_up() -> None:
    """Of a record its choices and numbers that rules read; of texts that they are to be told as they are."""
    told = {each.pointer: each.after for each in applicants.advised(example("teacher-incomplete")).steps}
    assert told["/imports/action_report/-"] == "增加一条：类别为行动研究报告，其余按实际填写"
    assert told["/imports/mentoring/-"] == "增加一条，按实际填写"


def test_what_is_blank_is_filled_in_as_it_is() -> None:
    """Nobody has to be a member of this or that: the value is told where what failed depends on it."""
    document = example()
    del document["answers"]["basic"]["politics"]
    del document["answers"]["basic"]["birthplace"]
    document["imports"]["assessments"][0].pop("verdict")
    told = {each.pointer: (each.before, each.after) for each in applicants.advised(document).steps}
    assert told == {
        "/answers/basic/politics": ("没有填写", "按实际填写"),
        "/answers/basic/birthplace": ("没有填写", "按实际填写"),
        "/imports/assessments/0/verdict": ("没有填写", "合格"),
    }


def test_a_file_that_is_not_accepted_is_put_right() -> None:
    """In a form and among the attachments: the file is seen as it is, and another one is one change."""
    document = applicants.accountant()
    document["answers"]["titles"][0]["evidence"][0]["media_type"] = "application/zip"
    document["attachments"]["identity_card"][0]["media_type"] = "application/zip"
    answer = applicants.advised(document)
    assert (answer.kind, number(answer)) == (Kind.CHANGES, 2), answer.sentence
