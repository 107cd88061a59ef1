"""The application (申报): chosen, filled in, checked, submitted, and then in the hands of the approval chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zcforms.domain.approval import Act, ApplicationState, follow
from zcforms.domain.errors import SubmissionBlocked, WrongState
from zcforms.domain.finding import Finding, blocking

_EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})

Content = Mapping[str, Any]


@dataclass(eq=False)
class Application:
    """One person's declaration under one plan version.

    `answers`: section id -> object or list; `imports`: list id (an import section's or an achievement item's) -> ordered
    list of {"record": achievement id, ...annotations}; `attachments`: attachment item id -> list of file documents.
    The three are replaced as a whole, never mutated in place. `plan_digest` pins the plan version. `record_ids`: section id -> what tells the
    records of that section apart, in their order, when they are moved. `freelancer`: as which the person was bound when it was handed in.
    """

    id: str
    person_id: str
    plan_id: str
    plan_digest: str
    year: int
    organisation_id: str
    route: str
    standard: str
    specialty: str
    title: str
    created_at: datetime
    state: ApplicationState = ApplicationState.DRAFT
    step: str | None = None
    step_since: datetime | None = None
    answers: Content = field(default_factory=dict)
    imports: Content = field(default_factory=dict)
    attachments: Content = field(default_factory=dict)
    pledged_at: datetime | None = None
    pledge_digest: str | None = None
    submitted_at: datetime | None = None
    deleted_at: datetime | None = None
    number: str | None = None
    sheet: str | None = None
    record_ids: Content = field(default_factory=dict)
    freelancer: bool = False
    version: int = 1

    @property
    def editable(self) -> bool:
        return self.state in _EDITABLE

    def require_editable(self) -> None:
        if not self.editable:
            raise WrongState("申报已提交，不能再修改；如需更正，请先撤回，或等待审核单位退回。")
        if self.pledged_at is None:
            raise WrongState("请先阅读并确认诚信承诺书，再填写申报信息。")

    def choose(self, *, route: str, standard: str, specialty: str, title: str) -> None:
        """修改专业 (feature 33): within the same plan, while editable."""
        if not self.editable:
            raise WrongState("申报已提交，不能再修改专业。")
        self.route, self.standard, self.specialty, self.title = route, standard, specialty, title

    def pledge(self, digest: str, at: datetime) -> None:
        if not self.editable:
            raise WrongState("申报已提交，无需再次确认诚信承诺书。")
        self.pledged_at, self.pledge_digest = at, digest

    def answer(self, section: str, content: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        self.require_editable()
        self.answers = {**self.answers, section: content}

    def records(self, section: str) -> list[tuple[str, Any]]:
        """The records of a section, each with what tells it apart: its place, as long as none was ever moved."""
        records: Sequence[Any] = self.answers.get(section, ())
        known: Sequence[str] = self.record_ids.get(section, ())
        ids = known if len(known) == len(records) else [str(place) for place in range(len(records))]
        return list(zip(ids, records, strict=True))

    def arrange_records(self, section: str, records: Sequence[tuple[str, Any]]) -> None:
        """Replace the records of a section."""
        self.answer(section, [record for _, record in records])
        self.record_ids = {**self.record_ids, section: [id_ for id_, _ in records]}

    def imported(self) -> dict[str, str]:
        """Imported achievement id -> the list that has it."""
        return {entry["record"]: list_id for list_id, entries in self.imports.items() for entry in entries}

    def arrange_imports(self, list_id: str, entries: Sequence[Mapping[str, Any]]) -> None:
        """Replace a list. No record stands twice in an application (feature 51)."""
        self.require_editable()
        records = [entry["record"] for entry in entries]
        elsewhere = {record for record, other in self.imported().items() if other != list_id}
        if len(set(records)) < len(records) or elsewhere.intersection(records):
            raise WrongState("已导入过的业绩不能再次导入；如需换到别处，请先移除。")
        self.imports = {**self.imports, list_id: [dict(entry) for entry in entries]}

    def attach(self, item: str, files: Sequence[Mapping[str, Any]]) -> None:
        self.require_editable()
        self.attachments = {**self.attachments, item: [dict(file) for file in files]}

    def submit(self, findings: Sequence[Finding], *, first_step: str, number: str, at: datetime) -> None:
        """Hand the application to the approval chain (feature 61).

        Raises:
            SubmissionBlocked: a finding blocks.
            WrongState: it is not a draft or returned.
        """
        self.require_editable()
        if blocked := blocking(findings):
            raise SubmissionBlocked(blocked)
        self.state = follow(self.state, Act.SUBMIT)
        self.step, self.step_since, self.submitted_at = first_step, at, at
        self.number = self.number or number
        self.sheet = None

    def withdraw(self, *, acted_on: bool) -> None:
        """Take it back while nobody has acted on it since it was handed in."""
        if self.state is ApplicationState.IN_APPROVAL and acted_on:
            raise WrongState("审核单位已经处理，不能撤回；如需修改，请联系当前审核单位退回。")
        self.state = follow(self.state, Act.WITHDRAW)
        self.step = self.step_since = None

    def endorse(self, *, next_step: str | None, at: datetime) -> None:
        self.state = follow(self.state, Act.ENDORSE if next_step else Act.FINISH)
        self.step, self.step_since = next_step, at if next_step else None

    def give_back(self) -> None:
        self.state = follow(self.state, Act.RETURN)
        self.step = self.step_since = None

    def send_back(self, *, step: str, at: datetime) -> None:
        """To an earlier step, which looks at it again."""
        self.state = follow(self.state, Act.SEND_BACK)
        self.step, self.step_since = step, at

    def reject(self) -> None:
        self.state = follow(self.state, Act.REJECT)
        self.step = self.step_since = None

    def delete(self, at: datetime) -> None:
        self.state = follow(self.state, Act.DELETE)
        self.deleted_at = at

    def restore(self) -> None:
        self.state = follow(self.state, Act.RESTORE)
        self.deleted_at = None
