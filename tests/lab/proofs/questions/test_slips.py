"""What cannot be true can be put right, even a day or a lasting time (issue 7, point 6)."""

from __future__ import annotations

from tests.lab import people
from tests.lab.proofs.questions.applicants import TEACHER, accountant, advised, example
from tests.lab.proofs.seeds import base
from zcforms.checks import ruleset
from zcforms.lab.proofs.answers import Kind, Only
from zcforms.lab.proofs.proving import Version
from zcforms.lab.proofs.questions.given import Given
from zcforms.lab.proofs.questions.slips import slips


def test_what_the_form_refuses_is_corrected() -> None:
    """70 years at work, where the form takes 60: a slip of the keys, beside something else that is missing."""
    document = accountant()
    document["answers"]["basic"]["work_years"] = 70
    for each in document["imports"]["education"]:
        each.pop("qualifying", None)
    answer = advised(document)
    assert (answer.kind, answer.least and answer.least.number) == (Kind.CHANGES, 2), answer.sentence
    marks = {each.pointer: each.only for each in answer.steps}
    assert marks == {"/answers/basic/work_years": Only.CORRECTED, "/imports/education/0/qualifying": ""}


def test_an_end_before_its_start_is_corrected() -> None:
    document = example()
    (title,) = document["answers"]["titles"]
    title["appointments"][0] |= {"start": "2013-04-01", "end": "2010-01-01"}
    answer = advised(document)
    assert (answer.kind, answer.least and answer.least.number) == (Kind.CHANGES, 1), answer.sentence
    assert [each.only for each in answer.steps] == [Only.CORRECTED]
    assert answer.steps[0].pointer.startswith("/answers/titles/0/appointments/0/")


def test_what_else_is_wrong_is_told_with_a_contradiction() -> None:
    document = example()
    document["answers"]["profession"] |= {"rural_years": 30, "qualification": "无"}
    answer = advised(document)
    assert (answer.kind, answer.least and answer.least.number) == (Kind.CHANGES, 2), answer.sentence
    told = {each.pointer: (each.before, each.after) for each in answer.steps}
    assert told["/answers/profession/qualification"] == ("无", "按实际填写")  # and no certificate is made up
    assert len(told) == 2


def own(*rules: object) -> Version:
    rows = [{"id": "personal", "caption": "个人信息检测", "lines": []}]
    data = {"caption": "测试规则", "rows": rows, "rules": list(rules)}
    return Version(base(TEACHER).plan, ruleset.compile(people.shelf(data), base(TEACHER).plan))


def test_entries_side_by_side_that_a_rule_compares() -> None:
    """In one group, or in each record of a list; not what is compared with a bound, and not what holds."""
    version = own(
        people.rule("shorter", {"profession.teaching_years": {"<=": {"field": "profession.rural_years"}}}),
        people.rule("many", {"basic.work_years": {">=": 50}}),
        people.rule(
            "reviewed", {"every": {"of": "titles", "that": {"issued_on": {"<": {"field": "reviewed_on"}}}}}
        ),
    )
    (table,) = version.ruleset.tables.values()
    given = Given.of(version.plan, example())
    assert slips(given, table.rules) == {
        "/answers/profession/teaching_years",
        "/answers/profession/rural_years",
        "/answers/titles/0/issued_on",
        "/answers/titles/0/reviewed_on",
    }
    fulfilled = own(people.rule("longer", {"basic.work_years": {">=": {"field": "basic.specialty_years"}}}))
    (table,) = fulfilled.ruleset.tables.values()
    assert slips(given, table.rules) == frozenset()
