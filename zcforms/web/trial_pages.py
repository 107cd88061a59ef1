"""The pages of a trial, drawn from its document by the forms of the real declaration; and where everything of it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import NotFound
from zcforms.domain.plan import CodeList, Part, Plan, Section
from zcforms.forms import builder
from zcforms.forms.builder import RenderedForm
from zcforms.forms.validation import breaches_of
from zcforms.services import plan_trials, trial_files
from zcforms.services.filling import AttachmentRow, SectionContent, file_limits
from zcforms.services.import_lists import ImportList, list_shown, spec_of
from zcforms.services.plan_trials import Trial
from zcforms.services.progress import progress
from zcforms.web.blocks import Block, block_of
from zcforms.web.designer_tabs import draft_page, shown_draft
from zcforms.web.lists import ListView
from zcforms.web.places import Path, Place, Places
from zcforms.web.visit import actor, house

Schema = Mapping[str, Any]


def shown_trial(draft_id: str) -> Trial:
    return plan_trials.trial(house(), actor(), draft_id)


def trial_page(template: str, trial: Trial, here: str, **context: Any) -> str:
    """A page of the trial, below the draft's tabs and beside the steps of filling in. `here`: the step's id."""
    return draft_page(
        template,
        shown_draft(trial.draft_id),
        "trial",
        trial=trial,
        steps=list(steps_of(trial, here)) if trial.trying else [],
        **context,
    )


def address(draft_id: str, view: str, **values: Any) -> str:
    return url_for(view, draft_id=draft_id, **values)


def steps_of(trial: Trial, here: str) -> Iterator[dict[str, Any]]:
    """What `ui.side_nav` draws."""
    trying = trial.going
    found = progress(trial.plan, trying.document, breaches_of(trial.plan, trying.document))

    def step(id_: str, caption: str, view: str, state: str = "", **values: Any) -> dict[str, Any]:
        url = address(trial.draft_id, view, **values)
        return {"caption": caption, "url": url, "current": here == id_, "state": state}

    yield step("choices", "申报职称选择", "plan_trials.choices")
    yield step("applicant", "申报人信息", "plan_trials.applicant")
    for page in found.parts:
        yield step(page.id, page.caption, "trial_filling.part", _state(page), part_id=page.id)
    yield step("library", f"个人业绩库（{len(trying.records)} 条）", "trial_lists.library")
    for page in found.groups:
        yield step(page.id, page.caption, "trial_lists.group", _state(page), group_id=page.id)
    yield step("check", "检测", "plan_trials.check")


def _state(page: Any) -> str:
    return "done" if page.done else "wrong" if any(gap.wrong for gap in page.gaps) else ""


@dataclass(frozen=True, slots=True)
class TrialSource:
    """A trial as the source of a page (web.blocks). `sent`: the request's form, where it was sent."""

    trial: Trial
    sent: Any = None

    @property
    def plan(self) -> Plan:
        return self.trial.plan

    def section(self, section: Section) -> SectionContent:
        trying = self.trial.going
        value, offered = trying.value(section), trying.offered(section)
        return SectionContent(section, value, offered, 1, True, False, self.plan.codes)

    def list(self, section: Section) -> ListView:
        return list_view(self.trial, section.id)

    def attachments(self) -> tuple[AttachmentRow, ...]:
        trying = self.trial.going
        items = self.plan.attachments_for(trying.application.route, trying.application.specialty)
        kept = trying.application.attachments
        return tuple(AttachmentRow(item, tuple(kept.get(item.id, ())), file_limits(item)) for item in items)

    def blank_form(self, template_id: str) -> str:
        return ""

    def form(self, schema: Schema, prefix: str, data: Mapping[str, Any] | None) -> RenderedForm:
        return trial_form(schema, self.plan.codes, data=data, sent=self.sent, prefix=prefix)


def trial_form(
    schema: Schema,
    codes: Mapping[str, CodeList],
    *,
    data: Mapping[str, Any] | None,
    sent: Any,
    prefix: str = "",
) -> RenderedForm:
    """A form whose files are names."""
    named = trial_files.names_of(schema, data) if data else data
    return builder.build(trial_files.with_names(schema), codes, data=named, formdata=sent, prefix=prefix)


def part_of(trial: Trial, part_id: str) -> Part:
    parts = trial.plan.parts_for(trial.going.application.route)
    found = next((part for part in parts if part.id == part_id), None)
    if found is None:
        raise NotFound
    return found


def blocks_of(trial: Trial, part: Part, sent: Any = None) -> tuple[Block, ...]:
    return tuple(block_of(TrialSource(trial, sent), section) for section in part.sections)


# -- lists ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrialLists:
    """Where the acts of a list lead (web.lists.ListAddresses)."""

    draft_id: str
    list_id: str

    @property
    def choose(self) -> str:
        return address(self.draft_id, "trial_lists.choose", list_id=self.list_id)

    @property
    def annotate(self) -> str:
        return address(self.draft_id, "trial_lists.annotate", list_id=self.list_id)

    def row(self, record_id: str, act: str) -> str:
        where = {"list_id": self.list_id, "record_id": record_id, "act": act}
        return address(self.draft_id, "trial_lists.arrange", **where)


def import_list(trial: Trial, list_id: str) -> ImportList:
    """Raises `NotFound`."""
    application = trial.going.application
    spec = spec_of(trial.plan, application, list_id)
    return list_shown(application, spec, trial.records(), editable=True)


def list_view(trial: Trial, list_id: str) -> ListView:
    return ListView.made(import_list(trial, list_id), trial.plan, TrialLists(trial.draft_id, list_id))


# -- places --------------------------------------------------------------------------------------------------------------

_VIEWS = {
    "filling.part": "trial_filling.part",
    "records.edit": "trial_filling.record",
    "imports.group": "trial_lists.group",
    "plans.choose_again": "plan_trials.choices",
}


class TrialPlaces(Places):
    """Where everything of a trial stands."""

    def _applicant(self, path: Path) -> Place:
        anchor = f"f-{path[0]}" if path else "main"
        return Place(url_for("plan_trials.applicant", draft_id=self.application.id, _anchor=anchor))

    def _url(self, endpoint: str, anchor: str, **values: Any) -> str:
        return url_for(_VIEWS[endpoint], draft_id=self.application.id, _anchor=anchor, **values)


def places(trial: Trial) -> TrialPlaces:
    return TrialPlaces(trial.plan, trial.going.application)


Answered = Response | tuple[str, int] | str
