"""What must be so after the killing: nothing lost, nothing doubled, nothing half done."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from pypdf import PdfReader

from tests.printing.pages import text
from tests.services.chain_hall import PLAN
from tests.services.kills_walk import Script, script_of
from zcforms.domain.application import Application
from zcforms.domain.approval import Act, ApplicationState, Decision, Outcome, follow
from zcforms.domain.certificate import PaperState, TitleCertificate
from zcforms.printing.seal import SealState, verify
from zcforms.services.granting import JOB
from zcforms.services.house import House
from zcforms.services.submission import SHEET_JOB
from zcforms.storage import tables
from zcforms.storage.exam_tables import serials
from zcforms.storage.records import JournalEntry
from zcforms.storage.work import work

NUMBERS = "9342022000102"
"""What the numbers of the plan's certificates begin with."""
_ACTS = {
    Outcome.SUBMITTED: Act.SUBMIT,
    Outcome.RETURNED: Act.RETURN,
    Outcome.SENT_BACK: Act.SEND_BACK,
    Outcome.REJECTED: Act.REJECT,
}
_TITLE = ("grant", Outcome.ENDORSED)
_MADE = "电子职称证书"


def quiet(house: House) -> bool:
    """Whether no job waits or runs."""
    counts = house.database.jobs.counts()
    return counts.waiting == counts.running == 0


@dataclass
class Ledger:
    """`people`: application ids, by number."""

    house: House
    people: Sequence[str]

    def hold(self) -> None:
        """Everything."""
        with work(self.house.database, write=False) as w:
            assert w.journal.verify() is None
            applications, lines = w.applications.many(self.people), w.decisions.of_many(self.people)
        for number, id_ in enumerate(self.people):
            explained(applications[id_], lines[id_], script_of(number))
        assert len({each.number for each in applications.values()}) == len(self.people)
        self._journalled(lines)
        self._jobs_done(lines)
        self._granted_once(applications)
        self._told_once()
        for each in applications.values():
            assert each.sheet is not None
            assert self.house.files.get(each.sheet).startswith(b"%PDF")

    def _journalled(self, lines: dict[str, list[Decision]]) -> None:
        """A line of the journal for each decision, in the same order, and those of one batch together."""
        entries = self._journal()
        decisions = {f"application.{outcome.value}" for outcome in Outcome}
        for id_ in self.people:
            mine = [each.act for each in entries if each.subject == f"application:{id_}"]
            assert [act for act in mine if act in decisions] == [
                f"application.{each.outcome.value}" for each in lines[id_]
            ]
        batches = [place for place, each in enumerate(entries) if each.act == "application.endorse_many"]
        assert batches
        together = 0
        for place in batches:
            count = entries[place].detail["count"]
            block = entries[place - count : place]
            assert {(each.act, each.detail["step"]) for each in block} == {
                ("application.endorsed", "authority")
            }
            together += count
        decided = Counter(each.step for flow in lines.values() for each in flow)
        assert together == decided["authority"]

    def _told_once(self) -> None:
        """Everybody once at each turn: the applicant, and whose turn it is then; of the end the employer."""
        with work(self.house.database, write=False) as w:
            plan = self.house.plan(PLAN)
            captions = {each.id: each.caption for each in plan.chain.steps}
            owners = w.applications.owners(self.people)
            told = {id_: [each.text for each in w.notices.of(person_id=owners[id_])] for id_ in self.people}
        c = tables.notices.c
        with self.house.database.session(write=False) as session:
            at_desks = Counter(session.scalars(sa.select(c.link).where(c.organisation_id.is_not(None))))
        for number, id_ in enumerate(self.people):
            script = script_of(number)
            words = Counter(_words(captions, *line) for line in script if line[0] != "applicant")
            words[_MADE] = script[-1] == _TITLE
            assert {each: sum(each in text for text in told[id_]) for each in words} == words
            assert len(told[id_]) == words.total()
            assert at_desks[f"application-case/{id_}"] == sum(map(_handed_on, script))

    def _granted_once(self, applications: dict[str, Application]) -> None:
        """Every title once, numbers from one on without a gap, and of each its one file."""
        titled = {id_ for n, id_ in enumerate(self.people) if script_of(n)[-1] == _TITLE}
        with self.house.database.session(write=False) as session:
            made = list(session.scalars(sa.select(TitleCertificate)))
            c = serials.c
            given = list(session.scalars(sa.select(c.last).where(c.scope.startswith(f"{JOB}/"))))
        assert sorted(str(each.application_id) for each in made) == sorted(titled)
        assert sorted(str(each.number) for each in made) == [f"{NUMBERS}{n:06}" for n in range(1, len(titled) + 1)]  # fmt: skip
        assert given == [len(titled)]
        assert len({each.file for each in made}) == len(made)
        acts = Counter((each.act, each.subject) for each in self._journal())
        for each in made:
            assert applications[str(each.application_id)].state is ApplicationState.ENDORSED
            assert acts["certificate.issue", f"certificate:{each.id}"] == 1
            assert acts["certificate.made", f"certificate:{each.id}"] == 1
            self._file(each)

    def _file(self, certificate: TitleCertificate) -> None:
        """The store compares the bytes with the digest."""
        assert (certificate.paper, certificate.sealed) == (PaperState.MADE, True)
        pdf = self.house.files.get(str(certificate.file))
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
        assert str(certificate.number) in text(pdf)
        assert verify(pdf, self.house.sealer.roots).state is SealState.INTACT

    def _jobs_done(self, lines: dict[str, list[Decision]]) -> None:
        """Each that was asked for was begun, and none is left."""
        assert quiet(self.house)
        assert self.house.database.jobs.failed() == []
        with self.house.database.session(write=False) as session:
            names = list(session.scalars(sa.select(tables.job_runs.c.job)))
            certificates = set(session.scalars(sa.select(tables.title_certificates.c.id)))
        assert {each.partition("/")[2] for each in names if each.startswith(f"{JOB}/")} == certificates
        sheets = Counter(each.partition("/")[2].partition(":")[0] for each in names if each.startswith(f"{SHEET_JOB}/"))  # fmt: skip
        handed_in = {
            id_: sum(each.outcome is Outcome.SUBMITTED for each in flow) for id_, flow in lines.items()
        }
        assert sheets == handed_in

    def _journal(self) -> list[JournalEntry]:
        with self.house.database.session(write=False) as session:
            return list(session.scalars(sa.select(JournalEntry).order_by(tables.journal.c.sequence)))


def explained(application: Application, lines: list[Decision], script: Script) -> None:
    """Its lines are the script's, each once, and lead through the one table of transitions to the state in which it is."""
    assert [(each.step, each.outcome) for each in lines] == list(script)
    state = ApplicationState.DRAFT
    for line in lines:
        last = line.outcome is Outcome.ENDORSED and line.step == "grant"
        state = follow(state, _ACTS.get(line.outcome, Act.FINISH if last else Act.ENDORSE))
    assert application.state is state
    assert (application.step, application.step_since) == (None, None)


def _handed_on(line: tuple[str, Outcome]) -> bool:
    """Whether a desk learns of it: it is somebody else's turn then, or it is the end, of which the employer is told."""
    return line[1] in (Outcome.SUBMITTED, Outcome.ENDORSED, Outcome.SENT_BACK, Outcome.REJECTED)


def _words(captions: Mapping[str, str], step: str, outcome: Outcome) -> str:
    """What the applicant is told of it, among other words."""
    if (step, outcome) == _TITLE:
        return "已核准，取得"
    return {
        Outcome.ENDORSED: f"已通过{captions[step]}，进入",
        Outcome.RETURNED: "被退回修改",
        Outcome.SENT_BACK: f"由{captions[step]}退回至",
        Outcome.REJECTED: "评审未通过",
    }[outcome]
