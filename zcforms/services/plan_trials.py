"""Trying a plan that is being made: its author declares under it as somebody made up. Everything is the draft's: its forms, its lists, its rules; nothing of it
ever is a declaration. What was typed is kept per author and draft, and stays when the draft changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.achievement import Achievement
from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.plan import Plan
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.counsel import counsels
from zcforms.services.explaining import reasons
from zcforms.services.house import House
from zcforms.services.import_lists import LibraryRecord, list_caption, record_shown
from zcforms.services.judgement import judge, page
from zcforms.services.last_check import LastCheck
from zcforms.services.plan_drafts import seen_plan_draft
from zcforms.services.plan_showing import Showing, showing
from zcforms.services.rule_authors import author
from zcforms.services.rule_people import MadeUp
from zcforms.services.sheets import Sheet
from zcforms.services.trial_document import Trying, empty, first_choices
from zcforms.services.trial_editing import kept_document, key_of, plan_of, save
from zcforms.services.trial_people import NOBODY, TrialPeople, somebody


@dataclass(frozen=True, slots=True)
class Trial:
    """`who`: as whom it is tried, "" where nobody was chosen yet: then `trying` is None. `showing.plan` is None where the draft's documents make no plan."""

    draft_id: str
    showing: Showing
    who: str
    trying: Trying | None
    changed_at: datetime | None

    @property
    def plan(self) -> Plan:
        """Raises `WrongState` where there is none."""
        return plan_of(self.showing)

    @property
    def going(self) -> Trying:
        """Raises `NotFound` where nobody was chosen yet."""
        if self.trying is None:
            raise NotFound("还没有选择试填的申报人，请先选择一名。")
        return self.trying

    @property
    def sheets(self) -> Mapping[str, Mapping[str, Any]]:
        return self.showing.catalogue.sheets if self.showing.catalogue else {}

    def records(self) -> dict[str, LibraryRecord]:
        """The made-up library as shown, by the ids of its records."""
        taken = self.going.application.imported()
        return {id_: self._record(each, taken.get(id_)) for id_, each in self.going.records.items()}

    def _record(self, record: Achievement, taken: str | None) -> LibraryRecord:
        category = self.plan.categories[record.category]
        caption = list_caption(self.plan, taken) if taken else None
        return record_shown(category, self.plan.codes, record, caption)


def trial(house: House, actor: Actor, draft_id: str) -> Trial:
    """How the actor's trial of a draft stands. Raises `NotFound`."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        draft = seen_plan_draft(w, author(w, house, actor), draft_id)
        found = w.drafts.find(actor.account_id, key_of(draft_id))
    shown = showing(edition, draft.plan_id, draft.documents)
    if found is None or shown.plan is None:
        return Trial(draft_id, shown, "", None, None)
    trying = Trying.of(shown.plan, kept_document(draft, found.content), draft_id)
    return Trial(draft_id, shown, str(found.content["who"]), trying, found.updated_at)


def people(house: House, actor: Actor, draft_id: str) -> list[MadeUp]:
    """Whom the draft can be tried as: somebody who passes and somebody who fails first. None while its rules do not compile. Raises `NotFound`."""
    found = _people(trial(house, actor, draft_id).showing)
    return found.shown() if found else []


def begin(house: House, actor: Actor, draft_id: str, who: str, now: datetime) -> None:
    """Go on as somebody: a name of `people`, or `NOBODY` for an empty declaration. What was typed before is gone.

    Raises:
        InputRefused: there is nobody of that name. WrongState: the draft makes no plan yet. NotFound.
    """
    shown = trial(house, actor, draft_id).showing
    document, caption = _beginning(shown, who)
    with writing(house, actor) as w:
        draft = seen_plan_draft(w, author(w, house, actor), draft_id)
        save(w, actor, draft, document, who=caption, now=now)
        note(w, actor, "plans.try", f"plan-draft:{draft_id}", now)


def reset(house: House, actor: Actor, draft_id: str, now: datetime) -> None:
    """Forget everything that was typed. Raises `NotFound`."""
    with writing(house, actor) as w:
        seen_plan_draft(w, author(w, house, actor), draft_id)
        w.drafts.discard(actor.account_id, key_of(draft_id))
        note(w, actor, "plans.try_reset", f"plan-draft:{draft_id}", now)


def check(house: House, actor: Actor, draft_id: str) -> LastCheck:
    """开始检测 by the draft's rules: the table, the reasons, and the smallest changes.

    Raises:
        WrongState: the rules do not compile, or the draft makes no plan. CheckFailed. NotFound.
    """
    found = trial(house, actor, draft_id)
    ruleset = found.showing.ruleset
    if ruleset is None:
        raise WrongState("方案的检查规则还有错误，暂时不能检测。请先到“问题”里处理。")
    judged = judge(house.workshop, ruleset, found.plan, found.going.document)
    return LastCheck(
        judged.verdict,
        reasons=reasons(ruleset, judged),
        counsel=counsels(ruleset, found.plan, judged),
    )


def sheet(house: House, actor: Actor, draft_id: str, now: datetime) -> Sheet:
    """The evaluation form as the applicant will get it, marked 草稿. Raises `PrintingFailed`, `WrongState`, `NotFound`."""
    found = trial(house, actor, draft_id)
    plan, document = found.plan, found.going.document
    layout = found.sheets[plan.sheet]
    html = page(layout, plan, document, photo=None, on=now.date(), draft=True)
    return Sheet(f"{layout['caption']}-试填.pdf", house.press.pdf(html))


def _beginning(shown: Showing, who: str) -> tuple[Mapping[str, Any], str]:
    plan = plan_of(shown)
    if who == NOBODY:
        return empty(plan, somebody(plan), first_choices(plan)), "空白申报"
    people = _people(shown)
    found = people.one(who) if people else None
    if found is None:
        raise InputRefused([InputFault("/who", "请选择一名虚构的申报人。")])
    return found


def _people(shown: Showing) -> TrialPeople | None:
    if shown.plan is None or shown.ruleset is None:
        return None
    return TrialPeople.of(shown.plan, shown.ruleset)
