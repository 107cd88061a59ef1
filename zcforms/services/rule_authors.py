"""Who may change which rules (docs/decisions, "Whose rules they are").

Rule authors are the accounts of an organising unit. A unit may change a ruleset when every plan that the ruleset is part of is its own; what others
use as well is changed for its own plan alone, as an override in that plan's ruleset.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zcforms.domain.errors import NotAllowed, NotFound
from zcforms.domain.identity import Role
from zcforms.domain.plan import Plan
from zcforms.domain.rule_draft import RuleDraft
from zcforms.services.access import Hidden
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.rulebook import Edition
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class Author:
    """A rule author. `plans`: ids of the plans that the organisation organises, in their order."""

    account_id: str
    name: str
    organisation_id: str
    organisation: str
    plans: tuple[str, ...]

    def refusal(self, edition: Edition, ruleset_id: str) -> str:
        """Why the author may not change the ruleset; "" where nothing stands against it."""
        users = edition.used_by(ruleset_id)
        if not users:
            return "没有评审计划使用这个规则集，不能在线修改；请联系平台运维人员。"
        foreign = [plan for plan in users if plan not in self.plans]
        if not foreign:
            return ""
        captions = "、".join(f"“{edition.plans[plan].caption}”" for plan in foreign[:3])
        more = " 等" if len(foreign) > 3 else ""
        return (
            f"这个规则集也用于其他单位组织的评审计划（{captions}{more}），不能直接修改；"
            "请用“复制到本计划”，只在本单位的计划里改写。"
        )

    def require_edit(self, edition: Edition, ruleset_id: str) -> tuple[str, ...]:
        """The plans that the ruleset is part of.

        Raises:
            NotFound: there is no such ruleset.
            NotAllowed: another unit's plan is among them, or there is none.
        """
        require_ruleset(edition, ruleset_id)
        if refusal := self.refusal(edition, ruleset_id):
            raise NotAllowed(refusal)
        return edition.used_by(ruleset_id)


def author(w: Work, house: House, actor: Actor) -> Author:
    """Raises `NotAllowed` for everybody who is not an account of an organising unit."""
    if actor.role is not Role.ORGANISING_UNIT:
        raise NotAllowed("规则由评委会组建单位编写，请用组建单位的账号登录。")
    organisation = w.organisations.get(actor.organisation())
    return Author(
        actor.account_id,
        actor.name,
        organisation.id,
        organisation.name,
        tuple(plan.id for plan in plans_of(house.catalogue.plans.values(), organisation.name)),
    )


def plans_of(plans: Iterable[Plan], organisation: str) -> list[Plan]:
    return sorted((plan for plan in plans if plan.organising_unit == organisation), key=lambda plan: plan.id)


def require_ruleset(edition: Edition, ruleset_id: str) -> None:
    if ruleset_id not in edition.shelf.documents:
        raise NotFound("没有找到这个规则集，可能已改名或停用。")


def seen_draft(w: Work, author: Author, draft_id: str, version: int | None = None) -> RuleDraft:
    """A draft of the author's own organisation. `version`: the one that was looked at.

    Raises:
        NotFound: there is none, or it is another organisation's.
        StaleWrite: it was changed since that version.
    """
    draft = w.rule_drafts.get(draft_id)
    if draft.organisation_id != author.organisation_id:
        raise Hidden(f"rule-draft:{draft_id}")
    return w.rule_drafts.get(draft_id, version)
