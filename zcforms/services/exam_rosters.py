"""The list of assignments as a spreadsheet: taken home, filled in, tried row by row before anything changes (feature 22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from zcforms.documents.nearest import remedy_for
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import ExamForm, Plan
from zcforms.domain.seating import Place, Seating
from zcforms.domain.sitting import Sitting, Ticket
from zcforms.printing import press, spreadsheet
from zcforms.services import exam_places
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.exam_candidates import CandidateQuery, candidate, filtered, form_of, wanted_of
from zcforms.services.exam_places import Hand, Schedule
from zcforms.services.exam_schedule import SittingView, chosen, views
from zcforms.services.exam_seating import clash_words, fault_of, seat
from zcforms.services.files import OpenedFile
from zcforms.services.house import House
from zcforms.services.organising import own_examination, own_plans
from zcforms.services.uploaded_tables import Cell, columns_of, lines_of, table_of
from zcforms.services.uploaded_tables import keep as keep_table
from zcforms.storage.shelves.examinees import Examinee
from zcforms.storage.work import Work

NUMBER, NAME, SITTING = "申报编号", "姓名", "场次"
COLUMNS = (
    (NUMBER, 22.0), (NAME, 12.0), ("证件号码", 22.0), ("工作单位", 30.0), ("申报专业", 18.0), ("申报职称", 14.0), ("免面试", 10.0),
    (SITTING, 22.0), ("准考证号", 20.0), ("报到登记", 18.0),
)  # fmt: skip
_NEEDED = (NUMBER, SITTING)


class Outcome(StrEnum):
    """What becomes of a row."""

    SEAT = "seat"
    MOVE = "move"
    SAME = "same"
    LEFT = "left"
    WRONG = "wrong"


@dataclass(slots=True)
class RosterRow:
    """One line of the table; `faults` are its cells' in their order."""

    line: int
    number: str
    name: str
    sitting: str
    outcome: Outcome = Outcome.LEFT
    faults: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RosterCheck:
    """What a table would do. `faults` are the table's own: columns that are missing. It can be carried out when nothing is wrong and
    something changes."""

    file_id: str
    file_name: str
    plan: Plan
    form: ExamForm
    rows: tuple[RosterRow, ...]
    faults: tuple[Cell, ...]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        return Counter(row.outcome for row in self.rows)

    @property
    def fits(self) -> bool:
        changes = self.counts[Outcome.SEAT] + self.counts[Outcome.MOVE]
        return not self.faults and not self.counts[Outcome.WRONG] and changes > 0


def export(house: House, actor: Actor, query: CandidateQuery, now: datetime) -> OpenedFile:
    """Everybody whom the query lists, as XLSX; numbers of identity documents are masked. Raises `NotFound`."""
    with reading(house, actor) as w:
        plan = chosen(own_plans(w, house, actor), query.plan)
        form = form_of(plan, query.form)
        sittings = {each.id: each for each in views(w, plan, now)}
        found = w.examinees.due(filtered(plan, form, query))
    lines = [_line(plan, each, sittings.get(each.sitting_id or "")) for each in found]
    name = f"{form.caption}安排-{plan.caption}.xlsx"
    data = spreadsheet.write(f"{form.caption}安排", COLUMNS, lines)
    return OpenedFile(name, spreadsheet.MEDIA_TYPE, data)


def keep(house: House, actor: Actor, plan_id: str, data: bytes, name: str, *, now: datetime) -> str:
    """An uploaded table, to be tried; its file's id. Raises `UploadRefused`, `NotFound`."""
    press.read_table(data)
    with writing(house, actor) as w:
        own_examination(w, house, actor, plan_id)
        return keep_table(w, house, actor, data, name or "安排表.xlsx", now=now)


def try_out(
    house: House, actor: Actor, plan_id: str, form_id: str, file_id: str, *, now: datetime
) -> RosterCheck:
    """What the table would do, and what is wrong with it, cell by cell; nothing changes. Raises `NotFound`."""
    table, name = table_of(house, actor, file_id)
    with reading(house, actor) as w:
        plan, examination = own_examination(w, house, actor, plan_id)
        schedule = exam_places.seen(w, plan, examination)
        return _Trial(w, schedule, form_of(plan, form_id), now).check(file_id, name, table)


def carry_out(
    house: House, actor: Actor, plan_id: str, form_id: str, file_id: str, *, now: datetime
) -> RosterCheck:
    """Do all of it, or nothing. Raises `InputRefused` when something is wrong with it (by now), `NotFound`."""
    table, name = table_of(house, actor, file_id)
    with writing(house, actor) as w:
        plan, examination = own_examination(w, house, actor, plan_id)
        trial = _Trial(w, exam_places.hold(w, plan, examination), form_of(plan, form_id), now)
        made = trial.check(file_id, name, table)
        if not made.fits:
            raise InputRefused([InputFault("", "表格中有需要改正的内容，或没有任何改动，没有导入。")])
        seat(Hand(w, actor, trial.schedule, now), trial.places, trial.tickets)
        note(w, actor, "roster.import", f"plan:{plan.id}", now, file=file_id, form=form_id)
        return made


def _line(plan: Plan, found: Examinee, sitting: SittingView | None) -> tuple[str, ...]:
    shown = candidate(plan, found, sitting)
    return (
        shown.number,
        shown.name,
        shown.id_number,
        shown.employer,
        shown.specialty,
        shown.title,
        shown.waiver,
        sitting.caption if sitting else "",
        shown.ticket,
        f"{found.arrived_at:%Y-%m-%d %H:%M}" if found.arrived_at else "",
    )


class _Trial:
    """A table against a schedule. `places`: what it gives, in its order, as far as it can be given."""

    def __init__(self, w: Work, schedule: Schedule, form: ExamForm, now: datetime) -> None:
        self.schedule, self.form = schedule, form
        self.places: list[tuple[Examinee, Sitting]] = []
        self.tickets: dict[Place, Ticket] = {}
        self._w, self._now = w, now
        self._sittings = {each.caption: each for each in schedule.sittings.values() if each.form == form.id}

    def check(self, file_id: str, file_name: str, table: spreadsheet.Table) -> RosterCheck:
        columns, faults = columns_of(table, _NEEDED)
        rows = [] if faults else list(_rows(table, columns))
        wanted = wanted_of(self.schedule.plan, self.form)
        people = self._w.examinees.numbered(wanted, (row.number for row in rows))
        seen: set[str] = set()
        moving: list[tuple[RosterRow, Examinee, Sitting]] = []
        for row in rows:
            each = people.get(row.number)
            sitting = self._asked(row, each, columns, seen)
            if each is not None and sitting is not None:
                moving.append((row, each, sitting))
        self._seat(moving, columns)
        return RosterCheck(file_id, file_name, self.schedule.plan, self.form, tuple(rows), tuple(faults))

    def _asked(
        self, row: RosterRow, each: Examinee | None, columns: Mapping[str, int], seen: set[str]
    ) -> Sitting | None:
        """The sitting that the row gives somebody, where it gives another one than there is."""
        sitting = self._sittings.get(row.sitting)
        for column, fault in self._faults(row, each, sitting, seen):
            _blame(row, columns, column, fault)
        seen.add(row.number)
        if row.faults or each is None or sitting is None:
            return None
        if each.sitting_id == sitting.id:
            row.outcome = Outcome.SAME
            return None
        return sitting

    def _faults(
        self, row: RosterRow, each: Examinee | None, sitting: Sitting | None, seen: set[str]
    ) -> Iterator[Cell]:
        if not row.number:
            yield NUMBER, "没有申报编号"
            return
        if row.number in seen:
            yield NUMBER, "与前面的行重复"
        if each is None:
            yield NUMBER, "本计划没有这个编号的申报"
            return
        if row.name and row.name != each.name:
            yield NAME, f"这个编号的申报人是“{each.name}”，请核对是否错行"
        if row.sitting:
            yield from ((SITTING, fault) for fault in self._sitting_faults(row, each, sitting))

    def _sitting_faults(self, row: RosterRow, each: Examinee, sitting: Sitting | None) -> Iterator[str]:
        if sitting is None:
            yield f"没有这个场次。{remedy_for(row.sitting, self._sittings)}".rstrip("。")
            return
        if each.sitting_id == sitting.id:
            return
        if sitting.begun(self._now):
            yield "这一场已经开始，不能再安排人员"
        if each.arrived_at is not None:
            yield "已经报到，不能再移动"
        if fault := fault_of(self.schedule, each, sitting):
            yield fault

    def _seat(
        self, moving: Sequence[tuple[RosterRow, Examinee, Sitting]], columns: Mapping[str, int]
    ) -> None:
        """Everybody who moves gets up first, then one after the other sits down."""
        ids = [each.application_id for _, each, _ in moving]
        seating, self.tickets = exam_places.seating(self._w, self.schedule, ids)
        for _, each, sitting in moving:
            seating.lift(each.application_id, sitting.form)
        for row, each, sitting in moving:
            if fault := _in_the_way(seating, each, sitting):
                _blame(row, columns, SITTING, fault)
                continue
            seating.place(each.application_id, sitting)
            self.places.append((each, sitting))
            row.outcome = Outcome.MOVE if each.sitting_id else Outcome.SEAT


def _in_the_way(seating: Seating, each: Examinee, sitting: Sitting) -> str:
    if other := seating.clash(each.application_id, sitting):
        return clash_words(other)
    return f"“{sitting.caption}”已经满员（{sitting.capacity} 人）" if seating.room(sitting) < 1 else ""


def _rows(table: spreadsheet.Table, columns: Mapping[str, int]) -> Iterator[RosterRow]:
    for line, texts in lines_of(table, columns):
        yield RosterRow(line, texts[NUMBER], texts.get(NAME, ""), texts[SITTING])


def _blame(row: RosterRow, columns: Mapping[str, int], column: str, fault: str) -> None:
    row.outcome = Outcome.WRONG
    row.faults.append((spreadsheet.cell_name(row.line, columns[column]), fault))
