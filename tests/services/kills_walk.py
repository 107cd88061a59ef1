"""What people do to declarations, one act at a time, through the services: for the kill test, whose processes are killed in between and within.

Each declaration has a script, the lines that its flow is to have in the end. Which act comes next is told by how many lines there are.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.services.chain_hall import COMMITTEE, EDUCATION, ISSUER, OFFICE, PERSONNEL, SCHOOL
from tests.services.conftest import NOW
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.domain.errors import NotFound, StaleWrite, WrongState
from zcforms.domain.evaluation import Votes
from zcforms.services import accounts, approvals, conferring, desk_batch, evaluations, submission
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.storage.work import Work, work

Script = tuple[tuple[str, Outcome], ...]
Mark = Callable[[str], None]

_SUBMITTED: Script = (("applicant", Outcome.SUBMITTED),)
_EMPLOYER: Script = (("employer", Outcome.ENDORSED),)
_OFFICES: Script = (("authority", Outcome.ENDORSED), ("human-resources", Outcome.ENDORSED))
_UNIT: Script = (("organising-unit", Outcome.ENDORSED),)
_LOOKED_AT = _EMPLOYER + _OFFICES + _UNIT
_TITLE: Script = tuple((step, Outcome.ENDORSED) for step in ("committee", "result-notice", "grant"))
RETURNED: Script = (*_SUBMITTED, ("employer", Outcome.RETURNED), *_SUBMITTED, *_LOOKED_AT, *_TITLE)
SCRIPTS: tuple[Script, ...] = (
    (*_SUBMITTED, *_LOOKED_AT, *_TITLE),
    RETURNED,
    (*_SUBMITTED, *_LOOKED_AT, *_TITLE[:2], ("grant", Outcome.SENT_BACK), *_TITLE[1:]),
    (*_SUBMITTED, *_LOOKED_AT, ("committee", Outcome.REJECTED)),
    (
        *_SUBMITTED,
        *_EMPLOYER,
        *_OFFICES,
        ("organising-unit", Outcome.SENT_BACK),
        *_OFFICES[1:],
        *_UNIT,
        *_TITLE,
    ),
)
"""Straight to the title; returned and handed in again; sent back by who grants; not passed by the committee; sent back on the way."""
_DESKS = {
    "employer": SCHOOL,
    "authority": EDUCATION,
    "human-resources": PERSONNEL,
    "organising-unit": OFFICE,
    "committee": COMMITTEE,
    "result-notice": OFFICE,
    "grant": ISSUER,
}
_BACK_TO = {"grant": "result-notice", "organising-unit": "human-resources"}
_APPROVAL = "皖人社职〔2022〕88号"
_AT_ONCE = 4
"""So many are endorsed together at the most."""
_NOTICE, _TURN = timedelta(days=8), timedelta(hours=1)


def script_of(number: int) -> Script:
    return SCRIPTS[number % len(SCRIPTS)]


def subject_of(number: int) -> str:
    """Of the account of somebody's at the identity provider."""
    return f"walker-{number}"


@dataclass
class Walk:
    """`people`: application ids, by number; `mark` is told before and after each act."""

    house: House
    people: Sequence[str]
    seed: random.Random
    mark: Mark
    desks: Mapping[str, Actor] = field(init=False)

    def __post_init__(self) -> None:
        with work(self.house.database, write=False) as w:
            self.desks = {step: _actor(w, sub) for step, sub in _DESKS.items()}

    def go_on(self) -> None:
        """Act until killed."""
        while True:
            with work(self.house.database, write=False) as w:
                found, lines = w.applications.many(self.people), w.decisions.of_many(self.people)
            open_ = [n for n, id_ in enumerate(self.people) if len(lines.get(id_, ())) < len(script_of(n))]
            if not open_:
                time.sleep(0.05)
                continue
            number = self.seed.choice(open_)
            self.mark("begin")
            try:
                self._act(number, found, lines)
            except (StaleWrite, WrongState, NotFound):
                self.mark("passed")  # another process was faster
            else:
                self.mark("end")

    def _act(
        self, number: int, found: Mapping[str, Application], lines: Mapping[str, list[Decision]]
    ) -> None:
        done = lines.get(self.people[number], [])
        step, outcome = script_of(number)[len(done)]
        now = done[-1].at + (_NOTICE if step == "result-notice" else _TURN) if done else NOW
        application = found[self.people[number]]
        if outcome is Outcome.SUBMITTED:
            with work(self.house.database, write=False) as w:
                actor = _actor(w, subject_of(number))
            submission.submit(self.house, actor, application.id, now)
        elif step == "authority":
            self._endorse_together(found, lines)
        else:
            self._decide(application, step, outcome, now)

    def _decide(self, application: Application, step: str, outcome: Outcome, now: datetime) -> None:
        house, actor, id_, version = self.house, self.desks[step], application.id, application.version
        if outcome is Outcome.RETURNED:
            approvals.give_back(house, actor, id_, "请补充支教证明。", now, version=version)
        elif outcome is Outcome.SENT_BACK:
            approvals.give_back(house, actor, id_, "请再核对。", now, to=_BACK_TO[step], version=version)
        elif step == "committee":
            approve = 22 if outcome is Outcome.ENDORSED else 3
            votes = Votes(25, approve, 25 - approve, 0)
            evaluations.evaluate(house, actor, id_, votes, "经评审。", now=now, version=version)
        elif step == "grant":
            conferring.confer(house, actor, id_, _APPROVAL, now.date(), now=now, version=version)
        else:
            approvals.endorse(house, actor, id_, "同意。", now, version=version)

    def _endorse_together(
        self, found: Mapping[str, Application], lines: Mapping[str, list[Decision]]
    ) -> None:
        here = [
            each
            for each in found.values()
            if each.state is ApplicationState.IN_APPROVAL and each.step == "authority"
        ]
        chosen = self.seed.sample(here, min(len(here), _AT_ONCE))
        now = max(lines[each.id][-1].at for each in chosen) + _TURN
        seen = {each.id: each.version for each in chosen}
        desk_batch.endorse_all(self.house, self.desks["authority"], seen, "同意推荐。", now)


def _actor(w: Work, subject: str) -> Actor:
    account = w.accounts.by_subject(subject)
    assert account is not None
    return accounts.actor_of(w, account)
