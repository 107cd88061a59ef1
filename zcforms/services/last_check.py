"""The last 开始检测 of an application, as long as it is still true: its page can be left and opened again (feature 58)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zcforms.checks.run import Verdict
from zcforms.services import explaining
from zcforms.services.access import own_application, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.counsel import Counsel, counsels
from zcforms.services.explaining import Explained, Reasons
from zcforms.services.house import House

_DIGESTS = ("plan_digest", "rules_digest", "facts_digest")


@dataclass(frozen=True, slots=True)
class LastCheck:
    """`verdict` is None where no check was made, and where the content, the plan or the rules changed since: `outdated` tells.
    `reasons`: why each rule came out as it did, by row; `counsel`: what to do at least, by failing row, while something can be done."""

    verdict: Verdict | None = None
    outdated: bool = False
    reasons: Reasons = field(default_factory=dict)
    counsel: Mapping[str, Counsel] = field(default_factory=dict)

    @classmethod
    def of(cls, made: Explained, *, editable: bool) -> LastCheck:
        advised = counsels(made.ruleset, made.plan, made.judgement) if editable else {}
        return cls(made.verdict, reasons=made.reasons, counsel=advised)


def check(house: House, actor: Actor, application_id: str, now: datetime) -> LastCheck:
    """开始检测, remembered by the digests that it was made from. Raises as `explaining.check`."""
    made = explaining.check(house, actor, application_id)
    with writing(house, actor) as w:
        application = own_application(w, actor, application_id)
        w.drafts.save(actor.account_id, _key(application_id), _made_from(made.verdict), now)
        editable = application.editable
    return LastCheck.of(made, editable=editable)


def last(house: House, actor: Actor, application_id: str) -> LastCheck:
    """The table of the last check. What was handed over is always shown with its table. Raises as `explaining.check`."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        kept = w.drafts.find(actor.account_id, _key(application_id))
    if kept is None and application.editable:
        return LastCheck()
    made = explaining.check(house, actor, application_id)
    if kept is not None and application.editable and kept.content != _made_from(made.verdict):
        return LastCheck(outdated=True)
    return LastCheck.of(made, editable=application.editable)


def _made_from(verdict: Verdict) -> dict[str, Any]:
    return {name: getattr(verdict, name) for name in _DIGESTS}


def _key(application_id: str) -> str:
    return f"checked/{application_id}"
