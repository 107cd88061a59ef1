"""预览: a draft's pages as the applicant will see them, in frames as wide as a desk's screen and a phone's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from zcforms.checks.run import Verdict
from zcforms.domain.errors import CheckFailed, NotFound
from zcforms.domain.plan import Section, SectionKind
from zcforms.forms import builder
from zcforms.forms.builder import RenderedForm
from zcforms.services import plan_previews
from zcforms.services.applications import choices_of
from zcforms.services.editing import section_of
from zcforms.services.import_lists import groups_shown
from zcforms.services.judgement import judge
from zcforms.services.plan_trials import Trial
from zcforms.web.blocks import block_of
from zcforms.web.choosing import choice_form
from zcforms.web.designer_page import Typed
from zcforms.web.designer_tabs import draft_page, shown_draft
from zcforms.web.lists import ListView
from zcforms.web.security import only_looked_at
from zcforms.web.trial_pages import Schema, TrialSource, import_list, part_of
from zcforms.web.visit import actor, house

bp = Blueprint("plan_preview", __name__, url_prefix="/plans/design/drafts/<draft_id>/preview")
CHOICES = {"route": "申报形式", "standard": "评审标准", "specialty": "申报专业", "title": "申报职称"}
WIDTHS = {"both": "并排", "desktop": "电脑", "phone": "手机"}
_PLAN, _CHOOSE, _PLEDGE, _CHECK = "plan", "choose", "pledge", "check"
_GROUP, _ATTACHMENTS = "group", "attachments"
_OWN = {_PLAN: "计划页", _CHOOSE: "申报职称选择", _PLEDGE: "承诺书", _CHECK: "检测表"}


@bp.get("")
def show(draft_id: str) -> str:
    trial = _previewed(draft_id)
    return draft_page(
        "web/designer/preview/show.html",
        shown_draft(draft_id),
        "preview",
        trial=trial,
        pages=list(_pages(trial)) if trial.trying else [],
        page=_page_asked(trial),
        offers=_offers(trial) if trial.trying else {},
        widths=WIDTHS,
        width=request.args.get("width") if request.args.get("width") in WIDTHS else "both",
        filled=_filled(),
        frame=_frame_url(draft_id),
    )


@bp.get("/page")
def page(draft_id: str) -> str:
    """What stands in a frame. `page`: plan, choose, pledge, check, part-<id>, group-<id>, record-<section>, import-<list>."""
    only_looked_at()
    return _page_of(_previewed(draft_id))


@bp.post("/typed")
def typed(draft_id: str) -> str:
    """The same page with what is being typed into the form of one thing (`tab`, `at`); as it is kept where that cannot be read."""
    only_looked_at()
    return _page_of(_previewed(draft_id, Typed.of(draft_id).draft.documents))


def _page_of(trial: Trial) -> str:
    if trial.trying is None:
        return render_template("web/designer/preview/nothing.html", trial=trial)
    kind, _, name = _page_asked(trial).partition("-")
    draw = _DRAWN.get(kind)
    if draw is None:
        raise NotFound
    return draw(trial, name)


# -- pages ---------------------------------------------------------------------------------------------------------------


def _of_plan(trial: Trial, name: str) -> str:
    return _drawn("plan", trial, heading=trial.plan.caption)


def _of_choices(trial: Trial, name: str) -> str:
    form = choice_form(trial.plan, chosen=choices_of(trial.going.application)).rendered
    return _drawn("choose", trial, heading="职称申报选择", form=form)


def _of_pledge(trial: Trial, name: str) -> str:
    return _drawn("pledge", trial, heading=trial.plan.pledge.caption)


def _of_part(trial: Trial, name: str) -> str:
    part = part_of(trial, name)
    source = PreviewSource(trial)
    blocks = [block_of(source, section) for section in part.sections]
    return _drawn("part", trial, heading=part.caption, part=part, blocks=blocks, address=_page_url)


def _of_group(trial: Trial, name: str) -> str:
    groups = groups_shown(trial.plan, trial.going.application, trial.records(), editable=True)
    shown = next((each for each in groups if each.category.id == name), None)
    if shown is None:
        raise NotFound
    views = [ListView.made(each, trial.plan, PreviewLists(trial.draft_id, each.id)) for each in shown.lists]
    return _drawn("group", trial, heading=shown.category.caption, group=shown, lists_shown=views)


def _of_record(trial: Trial, name: str) -> str:
    section = section_of(trial.plan, trial.going.application.route, name, SectionKind.RECORDS)
    form = PreviewSource(trial).form(section.schema["items"], "", None)
    return _drawn("record", trial, heading=f"新增{section.caption}", form=form, back=_back_of(trial, section))


def _of_import(trial: Trial, name: str) -> str:
    found = import_list(trial, name)
    takes = [trial.plan.categories[each].caption for each in found.takes]
    return _drawn("import", trial, heading=f"导入{found.caption}", list=found, takes=takes)


def _of_check(trial: Trial, name: str) -> str:
    verdict: Verdict | None = None
    failure = "" if trial.showing.ruleset else "检查规则还有错误，暂时不能显示检测表。"
    if trial.showing.ruleset:
        try:
            verdict = judge(house().workshop, trial.showing.ruleset, trial.plan, trial.going.document).verdict
        except CheckFailed as error:
            failure = str(error)
    return _drawn(
        "check", trial, heading="提交审核", verdict=verdict, failure=failure, reasons={}, counsel={}
    )


_DRAWN: Mapping[str, Callable[[Trial, str], str]] = {
    _PLAN: _of_plan,
    _CHOOSE: _of_choices,
    _PLEDGE: _of_pledge,
    _CHECK: _of_check,
    "part": _of_part,
    "group": _of_group,
    "record": _of_record,
    "import": _of_import,
}


def _drawn(template: str, trial: Trial, **context: Any) -> str:
    return render_template(f"web/designer/preview/{template}.html", trial=trial, **context)


@dataclass(frozen=True, slots=True)
class PreviewSource(TrialSource):
    """The real forms, files and all."""

    def form(self, schema: Schema, prefix: str, data: Mapping[str, Any] | None) -> RenderedForm:
        return builder.build(schema, self.trial.plan.codes, data=data, prefix=prefix)

    def list(self, section: Section) -> ListView:
        found = import_list(self.trial, section.id)
        return ListView.made(found, self.trial.plan, PreviewLists(self.trial.draft_id, section.id))

    def blank_form(self, template_id: str) -> str:
        return "#"


@dataclass(frozen=True, slots=True)
class PreviewLists:
    """Of a list's acts only the dialog can be looked at."""

    draft_id: str
    list_id: str

    @property
    def choose(self) -> str:
        return _page_url(self.draft_id, f"import-{self.list_id}")

    @property
    def annotate(self) -> str:
        return ""

    def row(self, record_id: str, act: str) -> str:
        return ""


# -- what is asked -------------------------------------------------------------------------------------------------------


def _previewed(draft_id: str, documents: Mapping[str, Any] | None = None) -> Trial:
    wished = {name: request.args[name] for name in CHOICES if request.args.get(name)}
    return plan_previews.preview(house(), actor(), draft_id, wished, filled=_filled(), documents=documents)


def _filled() -> bool:
    return request.args.get("filled") == "1"


def _pages(trial: Trial) -> Iterator[tuple[str, str]]:
    application = trial.going.application
    yield from ((name, _OWN[name]) for name in (_PLAN, _CHOOSE, _PLEDGE))
    yield from ((f"part-{each.id}", each.caption) for each in trial.plan.parts_for(application.route))
    standard = trial.plan.standard(application.standard)
    yield from (
        (f"group-{each.id}", f"申报业绩：{each.caption}")
        for each in (standard.categories if standard else ())
    )
    yield _CHECK, _OWN[_CHECK]


def _page_asked(trial: Trial) -> str:
    """What the address asks for. `part`, `group`: the first one; `attachments`: the part that takes them. A page that the choices do not ask for, or that is gone,
    gives way to the first part."""
    asked = request.args.get("page", "")
    if trial.trying is None or asked.startswith(("record-", "import-")):
        return asked
    known = [name for name, _ in _pages(trial)]
    first = next((name for name in known if name.startswith("part-")), _PLAN)
    if asked == _ATTACHMENTS:
        parts = trial.plan.parts_for(trial.going.application.route)
        taking = (
            each.id for each in parts if any(one.kind is SectionKind.ATTACHMENTS for one in each.sections)
        )
        return f"part-{next(taking, '')}"
    if asked == _GROUP:
        return next((name for name in known if name.startswith(f"{_GROUP}-")), first)
    return asked if asked in known else first


def _offers(trial: Trial) -> dict[str, tuple[str, list[tuple[str, str]], str]]:
    """Name -> caption, (id, caption) of each choice, the one that is chosen."""
    plan, chosen = trial.plan, trial.going.document
    lists: dict[str, Any] = {
        "route": plan.routes,
        "standard": plan.standards,
        "specialty": plan.specialties,
        "title": plan.titles,
    }
    return {
        name: (caption, [(each.id, each.caption) for each in lists[name]], chosen[name])
        for name, caption in CHOICES.items()
    }


def _frame_url(draft_id: str) -> str:
    return url_for(".page", draft_id=draft_id, **_asked_for())


def _page_url(draft_id: str, name: str) -> str:
    return url_for("plan_preview.page", draft_id=draft_id, page=name, **_asked_for())


def _asked_for() -> dict[str, Any]:
    """The choices of the address, to stand in others."""
    return {name: request.args[name] for name in (*CHOICES, "filled") if request.args.get(name)}


def _back_of(trial: Trial, section: Section) -> str:
    parts = trial.plan.parts_for(trial.going.application.route)
    part = next(part for part in parts if section in part.sections)
    return _page_url(trial.draft_id, f"part-{part.id}")
