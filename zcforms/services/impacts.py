"""Impacts in the background: whom a draft of rules would hit, counted in slices of some seconds.

Each slice is a job of its own, which writes its checkpoint and asks for the next one in the same unit of work: a worker may die at any
moment, and other jobs come between. What is compared is kept with the impact, so that rules published meanwhile change nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from zcforms.checks import ruleset
from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents.reading import Document, digest, parse
from zcforms.domain.errors import (
    DocumentsInvalid,
    InputFault,
    InputRefused,
    NotAllowed,
    WrongState,
    ZcformsError,
)
from zcforms.lab.impact import Checkpoint, Impact, ImpactInterrupted, measure
from zcforms.lab.impact_child import Task
from zcforms.lab.impact_drafts import replaced
from zcforms.lab.impact_report import Heading, Report, heading, report
from zcforms.lab.impact_sources import Invented, Source
from zcforms.lab.impact_tally import Tally
from zcforms.services.access import Hidden, note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.impact_sources import PAGE, Stored
from zcforms.services.keys import new_id
from zcforms.services.rule_authors import author, seen_draft
from zcforms.storage.impact_records import ImpactState, RuleImpact
from zcforms.storage.work import Work, work

_log = logging.getLogger(__name__)

JOB = "rule-impact"
"""Kind of the job that counts one slice; its payload is {"impact_id", "slice"}."""
SLICE_SECONDS = 10.0
MOST_LIVE = 3
"""Impacts of one organisation that are counted at the same time."""
MOST_INVENTED = 1_000_000
KEPT = timedelta(days=30)
"""Impacts that have not changed for so long are forgotten when the next one begins, so that their documents do not pile up."""
_MOST_EARLIER = 20
DATABASE: Mapping[str, Any] = {"kind": "database"}
"""Past applications; made-up ones are {"kind": "population", "size": 200, "seed": 1}."""


@dataclass(frozen=True, slots=True)
class ImpactShown:
    """`progress`: share that is counted, 0 to 1; `report` is what was counted so far. `fault` says why it failed; `older`: applications that stand on an older version of the plan, and are not counted."""

    id: str
    plan_id: str
    state: ImpactState
    progress: float
    asked_at: datetime
    source: Mapping[str, Any]
    report: Report
    fault: str

    @property
    def older(self) -> int:
        return int(self.source.get("older", 0))

    @property
    def done(self) -> bool:
        return self.state is ImpactState.DONE

    @property
    def stopped(self) -> bool:
        return self.state is ImpactState.STOPPED

    @property
    def over(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.state.over


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One line of a draft's earlier impacts. `usable`: applications counted so far; `flipped`: those whose conclusion changes;
    `fits`: counted for the rules as the draft has them saved now."""

    id: str
    asked_at: datetime
    state: ImpactState
    source: Mapping[str, Any]
    usable: int
    flipped: int
    fits: bool


def start(
    house: House,
    actor: Actor,
    drafts: Mapping[str, str],
    plan_id: str,
    now: datetime,
    *,
    source: Mapping[str, Any] = DATABASE,
) -> str:
    """Begin to count; the impact's id. `drafts`: ruleset id -> the text (YAML) that would take its place; `source`: `DATABASE`, or
    made-up people; its `draft` is the id of the draft whose list it joins.

    Raises:
        NotAllowed: the actor is no rule author, or the plan is another unit's. WrongState: too many are being counted.
        DocumentsInvalid: a draft is broken or does not fit the plan. NotFound: there is no such plan.
    """
    plan = house.plan(plan_id)
    before = house.rulebook.edition().shelf
    after = before
    for ruleset_id, text in drafts.items():
        after = replaced(after, ruleset_id, text)
    counted = _source(house, plan_id, source)
    task = Task.of(plan, before, after, counted.count)
    beside = _beside(house, plan_id, counted)
    head = heading(plan, ruleset.compile(task.before, plan), ruleset.compile(task.after, plan))
    with writing(house, actor) as w:
        who = author(w, house, actor)
        if plan_id not in who.plans:
            raise NotAllowed("这个评审计划由其他单位组织，不能查看它的申报。")
        w.impacts.clear(now - KEPT)
        if w.impacts.live(who.organisation_id) >= MOST_LIVE:
            raise WrongState(f"已有 {MOST_LIVE} 项影响分析正在进行，请等待完成或先停止一项。")
        made = RuleImpact(
            id=new_id(),
            plan_id=plan_id,
            organisation_id=who.organisation_id,
            account_id=actor.account_id,
            asked_at=now,
            changed_at=now,
            source={**source, "every": task.every, "older": beside},
            before=_kept(task.before),
            after=_kept(task.after),
            heading=asdict(head),
        )
        w.impacts.add(made)
        w.flush()
        _ask(w, made)
        note(w, actor, "rules.impact", f"plan:{plan_id}", now, impact=made.id, rulesets=sorted(drafts))
        return made.id


def _beside(house: House, plan_id: str, source: Source) -> int:
    """How many applications are not counted because they stand on an older version."""
    if not isinstance(source, Stored) or not source.but:
        return 0
    with work(house.database, write=False) as w:
        return w.impacts.count_past(plan_id) - source.size


def shown(house: House, actor: Actor, impact_id: str) -> ImpactShown:
    """How far it has come, and what was counted. Raises `NotFound`, `NotAllowed`."""
    with reading(house, actor) as w:
        found = _own(w, house, actor, impact_id)
    checkpoint = Checkpoint.of_json(found.checkpoint) if found.checkpoint else None
    done = found.state is ImpactState.DONE
    share = checkpoint.done / max(checkpoint.size, 1) if checkpoint else 0.0
    return ImpactShown(
        id=found.id,
        plan_id=found.plan_id,
        state=found.state,
        progress=1.0 if done else min(share, 1.0),
        asked_at=found.asked_at,
        source=found.source,
        report=report(Heading.of_json(found.heading), checkpoint.tally if checkpoint else Tally()),
        fault=found.fault,
    )


def earlier(house: House, actor: Actor, draft_id: str) -> list[ImpactLine]:
    """What was counted for a draft, the newest first, of the unit's latest ones. Raises `NotAllowed`, `NotFound`."""
    with reading(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_draft(w, who, draft_id)
        found = w.impacts.of(who.organisation_id, _MOST_EARLIER)
    saved = digest(parse(draft.text, draft.ruleset, is_yaml=True))
    return [_line(each, draft.ruleset, saved) for each in found if each.source.get("draft") == draft_id]


def _line(found: RuleImpact, ruleset_id: str, saved: str) -> ImpactLine:
    made = report(Heading.of_json(found.heading), _tally(found))
    flipped = made.whole.newly_failing + made.whole.newly_passing
    fits = found.after.get(ruleset_id, {}).get("digest") == saved
    return ImpactLine(found.id, found.asked_at, found.state, found.source, made.usable, flipped, fits)


def _tally(found: RuleImpact) -> Tally:
    return Checkpoint.of_json(found.checkpoint).tally if found.checkpoint else Tally()


def stop(house: House, actor: Actor, impact_id: str, now: datetime) -> None:
    """End it after the part that is being counted; what was counted stays. One that is over stays as it is. Raises `NotFound`."""
    with writing(house, actor) as w:
        found = _own(w, house, actor, impact_id)
        if not found.state.over:
            found.stop, found.state, found.changed_at = True, ImpactState.STOPPED, now


def resume(house: House, actor: Actor, impact_id: str, now: datetime) -> None:
    """Go on with one that was stopped or failed, or that no job works at any more, from where it was.

    Raises:
        NotFound. WrongState: it is done.
    """
    with writing(house, actor) as w:
        found = _own(w, house, actor, impact_id)
        if found.state is ImpactState.DONE:
            raise WrongState("这项影响分析已经完成。")
        found.stop, found.state, found.fault, found.changed_at = False, ImpactState.WAITING, "", now
        found.slices += 1  # a job that still runs for the slice before finds that it is not its turn
        w.flush()
        _ask(w, found)


def run_slice(
    house: House,
    impact_id: str,
    number: int,
    now: datetime,
    *,
    seconds: float = SLICE_SECONDS,
    page: int = PAGE,
) -> None:
    """Count for some seconds, keep what was counted, and ask for the next slice. Slice `number` runs when so many have written;
    `page`: applications that are counted between two looks at the clock."""
    with work(house.database, write=False) as w:
        found = w.impacts.find(impact_id)
    if found is None or found.slices != number or found.state.over:
        return
    try:
        made = _count(house, found, seconds, page)
    except (DocumentsInvalid, InputRefused, ImpactInterrupted, WrongState) as error:
        _write(house, found, number, now, fault=_said(error))
    except Exception as error:  # whatever it is, the author waits for an answer: it is told, kept in the log, and can be tried again
        _log.exception("impact %s failed", impact_id)
        _write(
            house,
            found,
            number,
            now,
            fault=f"统计未能完成（{type(error).__name__}），请稍后继续；如仍出现请联系平台。",
        )
    else:
        _write(house, found, number, now, made=made)


def _count(house: House, found: RuleImpact, seconds: float, page: int) -> Impact:
    source = _source(house, found.plan_id, found.source, page)
    plan = house.plan(found.plan_id)
    task = Task(plan, _shelf(found.before), _shelf(found.after), found.source["every"])
    begin = Checkpoint.of_json(found.checkpoint) if found.checkpoint else None
    if begin and not begin.fits(task, source):
        raise WrongState("评审计划在此期间有更新，请重新开始。")
    turn = _Turn(seconds)
    return measure(
        task,
        source,
        workers=1,
        begin=begin,
        go_on=lambda _: not turn.over() and not _stopping(house, found.id),
    )


@dataclass(slots=True)
class _Turn:
    """The seconds of a slice. They begin with its first part: starting a process must not eat them up."""

    seconds: float
    until: float | None = None

    def over(self) -> bool:
        now = time.monotonic()
        self.until = now + self.seconds if self.until is None else self.until
        return now >= self.until


def _write(
    house: House,
    counted: RuleImpact,
    number: int,
    now: datetime,
    *,
    made: Impact | None = None,
    fault: str = "",
) -> None:
    with work(house.database) as w:
        found = w.impacts.find(counted.id)
        if found is None or found.slices != number:
            return
        found.changed_at, found.slices = now, number + 1
        if made is None:
            found.state, found.fault = ImpactState.FAILED, fault
            return
        found.checkpoint = made.checkpoint.as_json()
        if made.finished:
            found.state = ImpactState.DONE
        elif not found.stop:
            found.state = ImpactState.RUNNING
            w.flush()
            _ask(w, found)


def _ask(w: Work, found: RuleImpact) -> None:
    w.enqueue(JOB, f"{found.id}:{found.slices}", {"impact_id": found.id, "slice": found.slices})


def _source(house: House, plan_id: str, source: Mapping[str, Any], page: int = PAGE) -> Source:
    match source:
        case {"kind": "database"}:
            return Stored(house.database, plan_id, page, older(house, plan_id))
        case {"kind": "population", "size": int(size), "seed": int(seed)} if 1 <= size <= MOST_INVENTED:
            return Invented(size, seed, page)
    told = f"请选择统计哪些申报：数据库中的申报，或 1 至 {MOST_INVENTED} 份虚构的申报。"
    raise InputRefused([InputFault("/source", told)])


def older(house: House, plan_id: str) -> tuple[str, ...]:
    """Digests of versions of the plan that applications stand on and that are in force no more: they are judged by the rules that they were published with, whatever
    becomes of the rules. What is known no more is judged by what is in force."""
    now = house.plan(plan_id).digest
    with work(house.database, write=False) as w:
        known = w.impacts.versions(plan_id)
    return tuple(each for each in known if each != now and house.rulebook.kept(plan_id, each) is not None)


def _stopping(house: House, impact_id: str) -> bool:
    with work(house.database, write=False) as w:
        return w.impacts.wants_stop(impact_id)


def _own(w: Work, house: House, actor: Actor, impact_id: str) -> RuleImpact:
    who = author(w, house, actor)
    found = w.impacts.get(impact_id)
    if found.organisation_id != who.organisation_id:
        raise Hidden(f"rule-impact:{impact_id}")
    return found


def _kept(shelf: RulesetShelf) -> dict[str, Any]:
    return {id: asdict(document) for id, document in shelf.documents.items()}


def _shelf(kept: Mapping[str, Any]) -> RulesetShelf:
    return RulesetShelf({id: Document(**document) for id, document in kept.items()})


def _said(error: ZcformsError) -> str:
    if isinstance(error, DocumentsInvalid | InputRefused):
        return "；".join(str(fault) for fault in error.faults)
    return str(error)
