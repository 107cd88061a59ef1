"""The last 开始检测 of an application, as long as it is still true: its page can be left and opened again (feature 58)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zcforms.checks import facts as fact_making
from zcforms.checks.run import Verdict
from zcforms.documents.reading import digest
from zcforms.domain.application import Application
from zcforms.forms.validation import Breach
from zcforms.services import explaining
from zcforms.services.access import own_application, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.counsel import Counsel, counsels
from zcforms.services.deadlines import open_to_change
from zcforms.services.explaining import Explained, Reasons
from zcforms.services.house import House
from zcforms.storage.records import FormDraft
from zcforms.storage.work import Work

_DIGESTS = ("plan_digest", "rules_digest", "facts_digest")


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row of the check table that did not pass: the messages of its findings, and where they lead."""

    id: str
    caption: str
    findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the last check said, without another one. `current`: content, plan and rules are still those that it was made from."""

    current: bool
    failed: tuple[FailedRow, ...]

    @property
    def passed(self) -> bool:
        return self.current and not self.failed


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
        kept = {**_made_from(made.verdict), "failed": _failed(made.verdict)}
        w.drafts.save(actor.account_id, _key(application_id), kept, now)
        editable = open_to_change(w, house.plan_of(application), application, now)
    return LastCheck.of(made, editable=editable)


def last(house: House, actor: Actor, application_id: str, now: datetime) -> LastCheck:
    """The table of the last check. What was handed over, or has lapsed, is always shown with its table. Raises as `explaining.check`."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        kept = w.drafts.find(actor.account_id, _key(application_id))
        editable = open_to_change(w, house.plan_of(application), application, now)
    if kept is None and editable:
        return LastCheck()
    made = explaining.check(house, actor, application_id)
    if kept is not None and editable and not _same(kept, _made_from(made.verdict)):
        return LastCheck(outdated=True)
    return LastCheck.of(made, editable=editable)


def checked(
    w: Work,
    house: House,
    actor: Actor,
    application: Application,
    *,
    document: Mapping[str, Any],
    breaches: Mapping[str, Sequence[Breach]],
) -> Checked | None:
    """How the application stands by its last check; None where there was none. Nothing is checked here: the digests tell whether it
    still holds. `document` and `breaches`: the application's, as exported and validated now."""
    kept = w.drafts.find(actor.account_id, _key(application.id))
    if kept is None:
        return None
    plan = house.plan_of(application)
    ruleset = house.rules_of(plan)
    facts = fact_making.facts(plan, document, breaches)
    now = dict(zip(_DIGESTS, (ruleset.plan_digest, ruleset.digest, digest(facts)), strict=True))
    rows = (
        FailedRow(
            row["id"], row["caption"], tuple((each["message"], each["pointer"]) for each in row["findings"])
        )
        for row in kept.content.get("failed", ())
    )
    return Checked(_same(kept, now), tuple(rows))


def _made_from(verdict: Verdict) -> dict[str, Any]:
    return {name: getattr(verdict, name) for name in _DIGESTS}


def _same(kept: FormDraft, made_from: Mapping[str, Any]) -> bool:
    return all(kept.content.get(name) == made_from[name] for name in _DIGESTS)


def _failed(verdict: Verdict) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "caption": row.caption,
            "findings": [
                {"message": each.message, "pointer": each.pointer} for each in row.findings if each.blocks
            ],
        }
        for row in verdict.rows
        if not row.passed
    ]


def _key(application_id: str) -> str:
    return f"checked/{application_id}"
