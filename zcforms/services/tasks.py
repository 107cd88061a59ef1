"""待处理: what waits for a person, each with where to go (feature 17).

`SOURCES` is where a new kind of task is added: a function of what was asked that yields tasks. They stand in the order of the sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.identity import BindingState, Person
from zcforms.domain.petition import PetitionState
from zcforms.domain.plan import Plan
from zcforms.domain.replacement import ReplacementState
from zcforms.forms.validation import breaches_of
from zcforms.services import last_check, mentions
from zcforms.services.actor import Actor
from zcforms.services.bindings import Bindings
from zcforms.services.deadlines import Deadline
from zcforms.services.declaration_records import Record
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.last_check import Checked
from zcforms.services.progress import Gap, Progress, progress
from zcforms.services.telling import Target
from zcforms.services.texts import summary
from zcforms.services.wording import PETITION
from zcforms.storage.work import Work

SOON = timedelta(days=7)
"""So long before its end a plan is spoken of."""
_RECENT = timedelta(days=14)
"""So long the answer to a request is news."""
_MOST_GROUPS, _MOST_GAPS, _MOST_RETURNED = 4, 3, 3


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together below a task: the first few things, `number` in all. Pointers lead into the application document, of a
    returned achievement into its form."""

    caption: str
    gaps: tuple[Gap, ...]
    number: int

    @classmethod
    def of(cls, caption: str, gaps: Sequence[Gap]) -> Group:
        return cls(caption, tuple(gaps[:_MOST_GAPS]), len(gaps))


@dataclass(frozen=True, slots=True)
class Task:
    """One line of 待处理: a sentence, where to go, and the very places that it is about, in the first few groups of `number`."""

    text: str
    target: Target
    since: datetime | None = None
    groups: tuple[Group, ...] = ()
    number: int = 0
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose tasks are wanted, what is known about them, and the unit of work to look further in."""

    house: House
    w: Work
    actor: Actor
    person: Person
    bindings: Bindings
    records: tuple[Record, ...]
    applications: Mapping[str, Application]
    now: datetime

    def own(self, *states: ApplicationState) -> Iterator[tuple[Record, Application, Plan]]:
        """The current declarations in these states."""
        for record in self.records:
            if record.state in states:
                yield record, self.applications[record.id], self.house.plan_of(self.applications[record.id])


Source = Callable[[Asked], Iterable[Task]]


def tasks(asked: Asked) -> tuple[Task, ...]:
    return tuple(task for source in SOURCES for task in source(asked))


# ------------------------------------------------------------------------------------- the declaration


def _deadlines(asked: Asked) -> Iterator[Task]:
    """Of what is not handed in and could still be, the days and hours that are left."""
    for record, *_ in asked.own(ApplicationState.DRAFT, ApplicationState.RETURNED):
        due = record.due
        if due is None or due.lapsed:
            continue
        if due.passed:
            text = f"“{record.plan}”的提交已于 {due.until} 截止，不能再提交。已填写的内容都已保存。"
            yield Task(text, Target("application", record.id))
        elif due.last - due.now <= SOON:
            text = f"“{record.plan}”还有 {due.remaining}截止提交（{due.until}）。"
            yield Task(text, Target("check", record.id), urgent=True)


def _returned(asked: Asked) -> Iterator[Task]:
    """With the modules that were returned by name, each with its reason, or the places that the reason names; of one that was not handed
    in again in time, that this was its end."""
    for record, application, plan in asked.own(ApplicationState.RETURNED):
        if record.due is not None and record.due.lapsed:
            yield Task(f"“{record.plan}”：{record.due.lapse}", Target("application", record.id))
            continue
        given = [Gap(f"{module.caption}：{module.reason}", module.pointer) for module in record.returned]
        named = given or list(mentions.of_application(plan, application, record.reason))
        shown = named if given else named[: _MOST_GAPS * 2]
        caption = "请修改" if given else "退回原因提到"
        groups = (Group(caption, tuple(shown), len(named)),) if named else ()
        by = f"，请在 {record.due.until} 前修改并重新提交" if record.due is not None else ""
        text = f"“{record.plan}”被退回修改{by}：{record.reason}"
        yield Task(text, Target("application", record.id), groups=groups, number=len(named))


def _set_aside(asked: Asked) -> Iterator[Task]:
    """Answers that found no place when the plan was changed, until they are dealt with."""
    for record, *_ in asked.own(ApplicationState.DRAFT, ApplicationState.RETURNED):
        if record.aside:
            text = f"“{record.plan}”更新后，有 {record.aside} 项您填过的内容在新表单里没有位置，已另外保存，请核对。"
            yield Task(text, Target("set-aside", record.id))


def _unfinished(asked: Asked) -> Iterator[Task]:
    """What the last check found, as long as it holds; otherwise what the forms miss."""
    for record, application, plan in asked.own(ApplicationState.DRAFT, ApplicationState.RETURNED):
        if record.due is None or record.due.passed:
            continue
        if application.pledged_at is None:
            text = f"“{record.plan}”还没有确认诚信承诺书，确认后才能填报。"
            yield Task(text, Target("pledge", record.id))
            continue
        document = document_of(asked.w, asked.house, application)
        breaches = breaches_of(plan, document)
        checked = last_check.checked(
            asked.w, asked.house, asked.actor, application, document=document, breaches=breaches
        )
        yield _task_of(record, checked, progress(plan, document, breaches), record.due)


def _task_of(record: Record, checked: Checked | None, filled: Progress, due: Deadline) -> Task:
    if checked is not None and checked.current:
        return _checked(record, checked, due)
    groups = [Group.of(page.caption, page.gaps) for page in filled.pages if page.gaps]
    number = len(filled.gaps)
    again = "，上次检测之后有改动" if checked is not None else ""
    if not number:
        text = f"“{record.plan}”已填写完整{again}，请开始检测，并在 {due.until} 前提交审核。"
        return Task(text, Target("check", record.id))
    text = f"“{record.plan}”正在填报{again}，还缺 {number} 项，请在 {due.until} 前提交审核。"
    return Task(text, Target("filling", record.id), groups=tuple(groups[:_MOST_GROUPS]), number=number)


def _checked(record: Record, checked: Checked, due: Deadline) -> Task:
    if checked.passed:
        text = f"“{record.plan}”检测已全部通过，还没有提交，请在 {due.until} 前提交审核。"
        return Task(text, Target("check", record.id))
    groups = [Group.of(row.caption, [Gap(*each) for each in row.findings]) for row in checked.failed]
    text = f"“{record.plan}”检测有 {len(groups)} 项不符合，请在 {due.until} 前补充完善并提交审核。"
    number = sum(group.number for group in groups)
    return Task(text, Target("check", record.id), groups=tuple(groups[:_MOST_GROUPS]), number=number)


def _answers(asked: Asked) -> Iterator[Task]:
    """Answers to what was asked for beside a declaration, while they are news (feature 22)."""
    for (application_id, form), petition in asked.w.petitions.latest_of(asked.applications).items():
        plan = asked.house.plan_of(asked.applications[application_id])
        fresh = petition.decided_at is not None and asked.now - petition.decided_at <= _RECENT
        if not fresh or petition.state not in (PetitionState.GRANTED, PetitionState.REFUSED):
            continue
        if plan.waiver is not None and plan.waiver.section.id == form:
            reason = f"：{petition.reason}" if petition.reason else "。"
            text = f"“{plan.waiver.section.caption}”{PETITION[petition.state]}{reason}"
            yield Task(text, Target("waiver", application_id), petition.decided_at)


def _tickets(asked: Asked) -> Iterator[Task]:
    """What is announced of an examination, until it is over (feature 22)."""
    for record in asked.records:
        for offer in record.tickets:
            if offer.ahead:
                yield Task(f"“{record.plan}”{offer.words}", Target("application", record.id))


# -------------------------------------------------------------------------------- the person, the library


def _achievements(asked: Asked) -> Iterator[Task]:
    """Records that the employer returned: the first few, and how many more."""
    returned = asked.w.achievements.of(asked.person.id, states=[AchievementState.RETURNED])
    yield from (_returned_record(asked.house, each) for each in returned[:_MOST_RETURNED])
    if (more := len(returned) - _MOST_RETURNED) > 0:
        yield Task(f"另有 {more} 条业绩被退回，请修改后重新提交。", Target("returned-achievements"))


def _returned_record(house: House, achievement: Achievement) -> Task:
    category = house.catalogue.categories[achievement.category]
    content = summary(category, achievement.data, house.catalogue.codes).content
    named = mentions.of_achievement(category, achievement.reason)
    text = f"业绩“{category.caption}：{content}”被退回：{achievement.reason}"
    target = Target("returned-achievement", achievement.id, named[0].pointer if named else "")
    return Task(text, target, achievement.decided_at)


def _replacements(asked: Asked) -> Iterator[Task]:
    """Requests for 补换证 that came back, each with its reason, and those that were taken back (feature 85)."""
    for each in asked.w.replacements.of_person(asked.person.id):
        if each.state is ReplacementState.RETURNED:
            lines = asked.w.replacement_decisions.of(each.id)
            text = f"补换证申请被退回修改：{lines[-1].opinion if lines else ''}"
            yield Task(text, Target("replacement", each.id), lines[-1].at if lines else None)
        elif each.taken_back:
            yield Task("补换证申请已撤回，还没有重新提交。", Target("replacement", each.id))


def _binding(asked: Asked) -> Iterator[Task]:
    known = asked.bindings
    if known.request and known.request.state is BindingState.RETURNED:
        text = f"{known.request.organisation}退回了您的绑定申请：{known.request.reason}"
        yield Task(text, Target("binding"), known.request.decided_at)
    elif known.request:
        text = f"单位绑定申请正在等待{known.request.organisation}审核。"
        yield Task(text, Target("binding"), known.request.asked_at)
    elif not known.current:
        yield Task("您还没有绑定工作单位，绑定后才能提交业绩和申报。", Target("binding"))


def _photo(asked: Asked) -> Iterator[Task]:
    if asked.person.photo is None:
        yield Task("请上传近期免冠正面彩色证件照，申报时需要。", Target("photo"))


def _closing_plans(asked: Asked) -> Iterator[Task]:
    """Plans of the person's own series that close soon, where nothing was declared in their year."""
    series = asked.person.profile.get("series") or ()
    declared = {record.year for record in asked.records}
    for plan in asked.house.catalogue.plans.values():
        left = Deadline(plan.window.closing(asked.now), asked.now, closed=False)
        begun = plan.open_at(asked.now) and asked.house.closed(plan.id) is None
        due = begun and left.last - asked.now <= SOON
        if due and asked.bindings.current and plan.series.id in series and plan.year not in declared:
            text = f"“{plan.caption}”还有 {left.remaining}截止申报（{left.until}），您还没有申报。"
            yield Task(text, Target("plan", plan.id))


def _notices(asked: Asked) -> Iterator[Task]:
    if unread := asked.w.notices.count_unread(person_id=asked.person.id):
        yield Task(f"有 {unread} 条未读消息。", Target("notices"))


SOURCES: tuple[Source, ...] = (
    _deadlines,
    _returned,
    _set_aside,
    _unfinished,
    _answers,
    _tickets,
    _achievements,
    _replacements,
    _binding,
    _photo,
    _closing_plans,
    _notices,
)
