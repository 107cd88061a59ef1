"""The last 开始检测 of an application, as long as it is still true: its page can be left and opened again (feature 58)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.checks.run import Verdict
from zcforms.services import checking
from zcforms.services.access import own_application, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House

_DIGESTS = ("plan_digest", "rules_digest", "facts_digest")


@dataclass(frozen=True, slots=True)
class LastCheck:
    """`verdict` is None where no check was made, and where the content, the plan or the rules changed since: `outdated` tells."""

    verdict: Verdict | None = None
    outdated: bool = False


def check(house: House, actor: Actor, application_id: str, now: datetime) -> Verdict:
    """开始检测, remembered by the digests that it was made from. Raises as `checking.check`."""
    verdict = checking.check(house, actor, application_id)
    with writing(house, actor) as w:
        own_application(w, actor, application_id)
        made_from = {name: getattr(verdict, name) for name in _DIGESTS}
        w.drafts.save(actor.account_id, _key(application_id), made_from, now)
    return verdict


def last(house: House, actor: Actor, application_id: str) -> LastCheck:
    """The table of the last check. What was handed over is always shown with its table. Raises as `checking.check`."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        kept = w.drafts.find(actor.account_id, _key(application_id))
    if kept is None and application.editable:
        return LastCheck()
    verdict = checking.check(house, actor, application_id)
    if kept is not None and application.editable:
        same = all(kept.content.get(name) == getattr(verdict, name) for name in _DIGESTS)
        return LastCheck(verdict) if same else LastCheck(outdated=True)
    return LastCheck(verdict)


def _key(application_id: str) -> str:
    return f"checked/{application_id}"
