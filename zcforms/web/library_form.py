"""One library record as a form: the category's data, and its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import render_template, request

from zcforms.domain.plan import LibraryCategory
from zcforms.forms.builder import RenderedForm
from zcforms.services import achievements
from zcforms.services.achievements import AchievementView
from zcforms.services.mentions import EVIDENCE
from zcforms.web import forming
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import Drafting, drafting
from zcforms.web.forming import Placed
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now

_EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class LibraryForm:
    category: LibraryCategory
    record: AchievementView | None
    data: RenderedForm
    proof: RenderedForm
    drafting: Drafting
    standing: Standing

    @classmethod
    def of(
        cls,
        category: LibraryCategory,
        record: AchievementView | None = None,
        *,
        kept: bool = False,
        gone: bool = False,
    ) -> LibraryForm:
        """As sent by the present request, or as kept (also where the request carries no form). `gone`: it was sent for a record that is not
        there any more, and is the form of a new one now."""
        drafted = drafting(f"library/{record.id if record else f'new/{category.id}'}")
        sent = not kept and request.method != "GET"
        if gone:
            drafted.keep_sent()
        draft = None if sent else drafted.restored
        make: Any = forming.received if sent else partial(forming.drawn, draft=draft)
        codes = house().catalogue.codes
        data = make(category.schema, codes, data=record.data if record else None, prefix="data")
        proof = make(_evidence_schema(category), codes, data=_proof_of(record))
        before = (data, record.data if record else None), (proof, _proof_of(record))
        return cls(
            category, record, data, proof, drafted, Standing(*before, draft=draft, sent=sent and not gone)
        )

    @property
    def parts(self) -> tuple[RenderedForm, RenderedForm]:
        return self.data, self.proof

    def pressed(self) -> bool:
        return forming.pressed(*self.parts)

    def places(self) -> tuple[Placed, Placed]:
        return Placed(self.data, "/data"), Placed(self.proof)

    def save(self) -> AchievementView:
        """Raises `StaleWrite` where there is something to choose between (`standing`), and others as the service."""
        data, proof = self.standing.reconcile()
        saved = achievements.save(
            house(),
            actor(),
            self.category.id,
            data,
            forming.file_ids(proof.get(_EVIDENCE, ())),
            now=now(),
            achievement_id=self.record.id if self.record else None,
            version=self.record.version if self.record else None,
        )
        self.drafting.forget()
        return saved

    def page(self, refusals: Refusals | None = None, *, told: str = "") -> str:
        return render_template("web/library/edit.html", form=self, refusals=refusals, told=told)


def _proof_of(record: AchievementView | None) -> dict[str, Any]:
    return {_EVIDENCE: [dict(file) for file in record.evidence] if record else []}


def _evidence_schema(category: LibraryCategory) -> dict[str, Any]:
    """The evidence is no property of the record; here it becomes one, to be drawn like every other field."""
    files = {"caption": EVIDENCE, "widget": "files", "wide": True, **category.evidence}
    wanted = [_EVIDENCE] if files.get("minItems") else []
    return {"type": "object", "properties": {_EVIDENCE: files}, "required": wanted}
