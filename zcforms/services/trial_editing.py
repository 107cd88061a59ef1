"""One change of a trial: a unit of work in which what was typed is admitted as in a real declaration, and kept (services.plan_trials)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.plan import CodeList, LibraryCategory, Plan, Section, SectionKind
from zcforms.domain.plan_draft import PlanDraft
from zcforms.forms.catalogue import Catalogue
from zcforms.forms.validation import validate
from zcforms.services import trial_files
from zcforms.services.access import writing
from zcforms.services.actor import Actor
from zcforms.services.content import Admission
from zcforms.services.editing import section_of
from zcforms.services.house import House
from zcforms.services.import_lists import RECORD
from zcforms.services.plan_drafts import seen_plan_draft
from zcforms.services.plan_showing import Showing, showing
from zcforms.services.rule_authors import author
from zcforms.services.trial_document import Trying, moved
from zcforms.storage.work import Work

EVIDENCE = "evidence_files"
_NOBODY_YET = "还没有选择试填的申报人，请先选择一名。"


@dataclass(slots=True)
class TrialEdit:
    """A trial inside one unit of work. `kept`: the document as it is kept, which the acts change."""

    plan: Plan
    kept: dict[str, Any]
    name: str
    trying: Trying = field(init=False)

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """After a change of `kept`."""
        self.trying = Trying.of(self.plan, self.kept, self.name)

    def admitted(
        self,
        schema: Mapping[str, Any],
        given: Any,
        kept: Any,
        *,
        complete: bool,
        codes: Mapping[str, CodeList] | None = None,
    ) -> dict[str, Any]:
        """The object to keep. `codes`: where they are others than the plan's. Raises `InputRefused`."""
        admission = Admission(trial_files.find)
        content = admission.record(schema, trial_files.ids_of(schema, given), kept)
        breaches = validate(schema, content, codes or self.plan.codes)
        wrong = [InputFault(each.pointer, each.message) for each in breaches if complete or not each.missing]
        if admission.faults or wrong:
            raise InputRefused([*admission.faults, *wrong])
        return content

    def records(self, section_id: str, index: int | None = None) -> tuple[Section, list[Any]]:
        wanted = section_of(self.plan, self.kept["route"], section_id, SectionKind.RECORDS)
        records = list(self.trying.value(wanted))
        if index is not None and not 0 <= index < len(records):
            raise NotFound("这条记录已不存在，可能已在别处删除。")
        return wanted, records

    def entries(self, list_id: str, record_id: str) -> tuple[list[dict[str, Any]], int]:
        entries = [dict(each) for each in self.trying.document["imports"].get(list_id, ())]
        for index, entry in enumerate(entries):
            if entry[RECORD] == record_id:
                return entries, index
        raise NotFound("这条导入记录已不存在，请刷新页面查看最新内容。")


@contextmanager
def editing_trial(house: House, actor: Actor, draft_id: str, now: datetime) -> Iterator[TrialEdit]:
    """Raises `NotFound`: no such draft, or nobody was chosen yet. `WrongState`: it makes no plan."""
    edition = house.rulebook.edition()
    with writing(house, actor) as w:
        draft = seen_plan_draft(w, author(w, house, actor), draft_id)
        plan = plan_of(showing(edition, draft.plan_id, draft.documents))
        found = w.drafts.find(actor.account_id, key_of(draft_id))
        if found is None:
            raise NotFound(_NOBODY_YET)
        it = TrialEdit(plan, kept_document(draft, found.content), draft_id)
        yield it
        save(w, actor, draft, it.kept, who=found.content["who"], now=now)


def save(
    w: Work, actor: Actor, draft: PlanDraft, document: Mapping[str, Any], *, who: str, now: datetime
) -> None:
    content = {"who": who, "document": document, "moves": len(draft.content.get("moves", ()))}
    w.drafts.save(actor.account_id, key_of(draft.id), content, now)


def kept_document(draft: PlanDraft, content: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, where the draft's author has moved it since."""
    return moved(content["document"], draft.content.get("moves", ())[content["moves"] :])


def applicant_schema(catalogue: Catalogue) -> dict[str, Any]:
    """The registration form, with what otherwise comes from the sign-in."""
    found = catalogue.sections.get("registration")
    properties = dict(found.schema["properties"]) if found else {}
    opened = {
        name: {key: value for key, value in each.items() if key not in ("readOnly", "prefill")}
        for name, each in properties.items()
    }
    return {"type": "object", "properties": opened}


def library_schema(category: LibraryCategory) -> dict[str, Any]:
    """A library record's data and its evidence (`EVIDENCE`) as one form."""
    evidence = {"caption": "相关附件", **category.evidence, "type": "array", "widget": "files"}
    required = [
        *category.schema.get("required", ()),
        *([EVIDENCE] if category.evidence.get("minItems") else []),
    ]
    return {
        **category.schema,
        "properties": {**category.schema["properties"], EVIDENCE: evidence},
        "required": required,
    }


def plan_of(shown: Showing) -> Plan:
    """Raises `WrongState` where the draft makes none."""
    if shown.plan is None:
        raise WrongState("方案的文档还有错误，暂时不能预览和试填。请先到“问题”里处理。")
    return shown.plan


def key_of(draft_id: str) -> str:
    return f"plan-trial/{draft_id}"
