"""Requests for 补换证: by person, and what stands at a step."""

from __future__ import annotations

from datetime import timedelta

from tests.storage.people import NOW, organisation, person, settle
from zcforms.domain.approval import Outcome
from zcforms.domain.replacement import Replacement, ReplacementDecision
from zcforms.storage.database import Database
from zcforms.storage.shelves.replacements import StepOf
from zcforms.storage.work import work


def test_what_waits_at_a_step(database: Database) -> None:
    """The oldest first, of these employers only, and never what is somebody's draft."""
    settle(database)
    with work(database) as w:
        w.people.add(person("p2"))
        w.organisations.add(organisation("o2"))
        w.flush()
        for number, (owner, employer) in enumerate((("p1", "o1"), ("p2", "o2"), ("p2", "o1"))):
            one = Replacement(f"r{number}", owner, "listed", None, NOW + timedelta(number))
            one.submit(employer, freelancer=False, first_step="employer", at=NOW - timedelta(number))
            w.replacements.add(one)
        w.replacements.add(Replacement("draft", "p1", "listed", None, NOW))
    step = StepOf("listed", "employer")
    with work(database, write=False) as w:
        assert [one.id for one in w.replacements.waiting([step])] == ["r2", "r1", "r0"]
        assert [one.id for one in w.replacements.waiting([step], ["o1"])] == ["r2", "r0"]
        assert w.replacements.waiting([StepOf("listed", "issuer"), StepOf("unlisted", "employer")]) == []
        assert w.replacements.waiting([]) == []
        assert [one.id for one in w.replacements.of_person("p2")] == ["r2", "r1"]
        assert w.replacements.get("r0").submitted_at == NOW


def test_the_flow_in_its_order(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.replacements.add(Replacement("r", "p1", "listed", None, NOW))
        w.flush()
        for number in (2, 1):
            line = ReplacementDecision(
                f"{number:04}", "r", "s", "单位审核", "学校", "a1", Outcome.ENDORSED, "", NOW
            )
            w.replacement_decisions.add(line)
    with work(database, write=False) as w:
        assert [line.id for line in w.replacement_decisions.of("r")] == ["0001", "0002"]
        assert w.replacement_decisions.of("other") == []
