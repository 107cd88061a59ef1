"""The results of a whole plan: listed, taken home as a spreadsheet, tried row by row, entered all at once or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from zcforms.domain.application import Application
from zcforms.domain.chain import Step, StepKind
from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.domain.evaluation import Votes
from zcforms.domain.identity import Organisation
from zcforms.domain.plan import Plan
from zcforms.domain.scope import may_act
from zcforms.printing import press, spreadsheet
from zcforms.services import uploaded_tables
from zcforms.services.access import Hidden, is_own, note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.evaluations import enter, presence_of, turn_of
from zcforms.services.files import OpenedFile
from zcforms.services.house import House
from zcforms.services.paging import Page, page_of
from zcforms.services.responsibility import answers_for, versions_at_work
from zcforms.services.texts import caption_in
from zcforms.services.uploaded_tables import Cell, columns_of, lines_of, table_of
from zcforms.storage.work import Work

NUMBER, NAME, REASON = "申报编号", "姓名", "评审意见"
VOTES = {"present": "出席人数", "approve": "同意", "against": "反对", "abstain": "弃权"}
"""Field of `Votes` -> the column that it stands in."""
COLUMNS = (
    (NUMBER, 22.0), (NAME, 12.0), ("工作单位", 30.0), ("申报专业", 18.0), ("申报职称", 14.0), ("申报方式", 12.0),
    *((caption, 10.0) for caption in VOTES.values()), (REASON, 40.0),
)  # fmt: skip
_NEEDED = (NUMBER, *VOTES.values())
_LONGEST = 500


class Outcome(StrEnum):
    """What becomes of a row."""

    PASSED = "passed"
    FAILED = "failed"
    LEFT = "left"
    WRONG = "wrong"


@dataclass(slots=True)
class ResultRow:
    """One line of the table; `faults` are its cells' in their order."""

    line: int
    number: str
    name: str
    reason: str
    outcome: Outcome = Outcome.LEFT
    votes: Votes | None = None
    application_id: str = ""
    faults: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ResultCheck:
    """What a table would do. `faults` are the table's own: columns that are missing. It can be carried out when nothing is wrong and at least
    one result is in it."""

    file_id: str
    file_name: str
    plan: Plan
    rows: tuple[ResultRow, ...]
    faults: tuple[Cell, ...]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        return Counter(row.outcome for row in self.rows)

    @property
    def fits(self) -> bool:
        results = self.counts[Outcome.PASSED] + self.counts[Outcome.FAILED]
        return not self.faults and not self.counts[Outcome.WRONG] and results > 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who waits for a result, as the list and the spreadsheet show it; `own`: the operator, whose result somebody else enters; `step`: that of the
    version of the plan that the application stands on."""

    application_id: str
    number: str
    name: str
    employer: str
    specialty: str
    title: str
    route: str
    own: bool
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """The actor's plans that have a step of results, the chosen one, its share, what is known of who must be present, and who waits in it."""

    plans: tuple[Plan, ...]
    plan: Plan
    share: str
    presence: str
    waiting: Page[Candidate]


def result_step(plan: Plan, organisation: Organisation) -> Step | None:
    """The step at which the organisation enters the plan's results."""
    steps = (step for step in plan.chain.steps if step.kind is StepKind.RESULT)
    return next((step for step in steps if may_act(organisation, plan, step)), None)


def enters_results(house: House, actor: Actor) -> bool:
    """Whether there is a plan whose results are the organisation's to enter."""
    asked = (step for plan in house.catalogue.plans.values() for step in plan.chain.steps)
    roles = {step.actor for step in asked if step.kind is StepKind.RESULT}
    if actor.organisation_id is None or actor.role not in roles:
        return False
    with reading(house, actor) as w:
        return bool(_plans(w, house, w.organisations.get(actor.organisation_id)))


def listing(house: House, actor: Actor, plan_id: str, *, page: int = 1) -> Results:
    """Who waits for a result, the oldest first; the newest plan where none is asked for. Raises `NotFound` where there is no such plan."""
    with reading(house, actor) as w:
        mine = w.organisations.get(actor.organisation())
        plans = _plans(w, house, mine)
        plan, step = _chosen(plans, plan_id, mine)
        candidates = _candidates(w, house, actor, plan)
    share = f"{step.share.numerator}/{step.share.denominator}"
    return Results(plans, plan, share, presence_of(step), page_of(candidates, page))


def export(house: House, actor: Actor, plan_id: str, now: datetime) -> OpenedFile:
    """Everybody who waits, with empty columns for the votes, as XLSX. The journal keeps who took how many home. Raises `NotFound`."""
    with writing(house, actor) as w:
        mine = w.organisations.get(actor.organisation())
        plan, _ = _chosen(_plans(w, house, mine), plan_id, mine)
        found = _candidates(w, house, actor, plan)
        note(w, actor, "results.export", f"plan:{plan.id}", now, count=len(found))
    lines = [
        (each.number, each.name, each.employer, each.specialty, each.title, each.route, *("",) * 5)
        for each in found
    ]
    data = spreadsheet.write("评审结果", COLUMNS, lines)
    return OpenedFile(f"评审结果-{plan.caption}.xlsx", spreadsheet.MEDIA_TYPE, data)


def keep(house: House, actor: Actor, plan_id: str, data: bytes, name: str, *, now: datetime) -> str:
    """An uploaded table, to be tried; its file's id. Raises `UploadRefused`, `NotFound`."""
    press.read_table(data)
    with writing(house, actor) as w:
        _own(w, house, actor, plan_id)
        return uploaded_tables.keep(w, house, actor, data, name or "评审结果.xlsx", now=now)


def try_out(house: House, actor: Actor, plan_id: str, file_id: str) -> ResultCheck:
    """What the table would do, and what is wrong with it, cell by cell; nothing changes. Raises `NotFound`."""
    table, name = table_of(house, actor, file_id)
    with reading(house, actor) as w:
        return _check(w, house, actor, plan_id, (file_id, name, table))


def carry_out(house: House, actor: Actor, plan_id: str, file_id: str, *, now: datetime) -> ResultCheck:
    """Enter all of it, or nothing. Raises `InputRefused` when something is wrong with it (by now), `NotFound`, `NotAllowed`."""
    table, name = table_of(house, actor, file_id)
    with writing(house, actor) as w:
        made = _check(w, house, actor, plan_id, (file_id, name, table))
        if not made.fits:
            raise InputRefused([InputFault("", "表格中有需要改正的内容，或没有任何评审结果，没有导入。")])
        for row in made.rows:
            if row.votes is not None:
                here = turn_of(w, house, actor, row.application_id, now=now)
                enter(here, row.votes, row.reason, file=file_id)
        note(w, actor, "results.import", f"plan:{plan_id}", now, file=file_id)
        return made


def _plans(w: Work, house: House, organisation: Organisation) -> tuple[Plan, ...]:
    """The plans in force; of one that has lost the step, the version on which somebody still waits for it."""
    every = [*versions_at_work(w, house).values(), *house.catalogue.plans.values()]
    found = {plan.id: plan for plan in every if result_step(plan, organisation)}
    return tuple(sorted(found.values(), key=lambda plan: (plan.year, plan.opens, plan.id), reverse=True))


def _chosen(plans: tuple[Plan, ...], plan_id: str, organisation: Organisation) -> tuple[Plan, Step]:
    for plan in plans:
        step = result_step(plan, organisation)
        if step is not None and (not plan_id or plan.id == plan_id):
            return plan, step
    raise NotFound("本单位没有需要录入评审结果的评审计划。")


def _own(w: Work, house: House, actor: Actor, plan_id: str) -> tuple[Plan, Step]:
    house.plan(plan_id)
    mine = w.organisations.get(actor.organisation())
    plan = next((each for each in _plans(w, house, mine) if each.id == plan_id), None)
    step = result_step(plan, mine) if plan else None
    if plan is None or step is None:
        raise Hidden(f"plan:{plan_id}")
    return plan, step


def _waiting(w: Work, house: House, organisation: Organisation, plan: Plan) -> list[Application]:
    """Under whatever version of the plan."""
    versions = {pin: each for pin, each in versions_at_work(w, house).items() if each.id == plan.id}
    steps = {pin: step for pin, each in versions.items() if (step := result_step(each, organisation))}
    rows = w.desks.waiting({pin: [step.id] for pin, step in steps.items()})
    found = w.applications.many(row.application_id for row in rows)
    places = {(row.plan_digest, row.organisation_id): found[row.application_id] for row in rows}
    mine = {place: answers_for(w, house, organisation.id, each) for place, each in places.items()}
    return [found[row.application_id] for row in rows if mine[row.plan_digest, row.organisation_id]]


def _candidates(w: Work, house: House, actor: Actor, plan: Plan) -> list[Candidate]:
    mine = w.organisations.get(actor.organisation())
    waiting = _waiting(w, house, mine, plan)
    people = w.people.many(each.person_id for each in waiting)
    employers = w.organisations.many(each.organisation_id for each in waiting)
    return [
        Candidate(
            each.id,
            each.number or "",
            people[each.person_id].name,
            employers[each.organisation_id].name,
            caption_in(its.specialties, each.specialty),
            caption_in(its.titles, each.title),
            caption_in(its.routes, each.route),
            is_own(w, actor, each.person_id),
            result_step(its, mine),
        )
        for each in waiting
        for its in [house.plan_of(each)]
    ]


def _check(
    w: Work, house: House, actor: Actor, plan_id: str, given: tuple[str, str, spreadsheet.Table]
) -> ResultCheck:
    """`given`: the file's id and name, and the table."""
    file_id, name, table = given
    plan, step = _own(w, house, actor, plan_id)
    columns, faults = columns_of(table, _NEEDED)
    rows = [] if faults else list(_rows(table, columns))
    known = {each.number: each for each in _candidates(w, house, actor, plan)}
    seen: set[str] = set()
    for row, texts in rows:
        found = known.get(row.number)
        asked = (found and found.step) or step
        for column, fault in _faults(row, texts, found, seen, asked):
            row.outcome = Outcome.WRONG
            row.faults.append((spreadsheet.cell_name(row.line, columns.get(column, 1)), fault))
        seen.add(row.number)
        _conclude(row, found, asked)
    return ResultCheck(file_id, name, plan, tuple(row for row, _ in rows), tuple(faults))


def _conclude(row: ResultRow, found: Candidate | None, step: Step) -> None:
    """Without a fault, what the votes come to; whoever has no votes is left as it is."""
    if row.faults or row.votes is None or found is None:
        row.votes = None
        return
    row.application_id = found.application_id
    row.outcome = Outcome.PASSED if row.votes.passed(step.share) else Outcome.FAILED


def _rows(
    table: spreadsheet.Table, columns: Mapping[str, int]
) -> Iterator[tuple[ResultRow, Mapping[str, str]]]:
    for line, texts in lines_of(table, columns):
        row = ResultRow(line, texts[NUMBER], texts.get(NAME, ""), texts.get(REASON, ""))
        yield row, texts


def _faults(
    row: ResultRow, texts: Mapping[str, str], found: Candidate | None, seen: set[str], step: Step
) -> Iterator[Cell]:
    if not row.number:
        yield NUMBER, "没有申报编号"
        return
    if row.number in seen:
        yield NUMBER, "与前面的行重复"
    if found is None:
        yield NUMBER, "本计划没有这个编号的申报在等待评审结果"
    elif row.name and row.name != found.name:
        yield NAME, f"这个编号的申报人是“{found.name}”，请核对是否错行"
    if len(row.reason) > _LONGEST:
        yield REASON, f"评审意见超过 {_LONGEST} 字"
    if any(texts[caption] for caption in VOTES.values()):
        if found is not None and found.own:
            yield NUMBER, "这是您本人的申报，不能由您录入结果，请清空这一行的票数，由其他人员办理"
        yield from _vote_faults(row, texts, step)


def _vote_faults(row: ResultRow, texts: Mapping[str, str], step: Step) -> Iterator[Cell]:
    numbers: dict[str, int] = {}
    for name, caption in VOTES.items():
        text = texts[caption] or "0"
        if text.isascii() and text.isdigit() and len(text) < 5:
            numbers[name] = int(text)
        else:
            yield caption, f"“{text}”不是人数，请填 0 或正整数"
    if len(numbers) < len(VOTES):
        return
    row.votes = Votes(**numbers)
    faults = list(row.votes.faults(step))
    for fault in faults:
        yield VOTES[fault.pointer.removeprefix("/")], fault.message.rstrip("。")
    if not faults and not row.votes.passed(step.share) and not row.reason:
        needed = row.votes.needed(step.share)
        yield REASON, f"同意 {row.votes.approve} 票，未达到通过所需的 {needed} 票，请写明未通过的理由"
