"""证明: what can be proved about a plan that is being made, shown while it is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import WrongState
from zcforms.lab.proofs import captions as proof_captions
from zcforms.lab.proofs.answers import Answer, Cause, Question
from zcforms.lab.proofs.proving import Limits
from zcforms.services import plan_proofs, proof_examples
from zcforms.services.plan_drafts import PlanDraftShown
from zcforms.services.plan_proofs import ProofShown
from zcforms.services.proof_subjects import PLAN_DRAFT, subject_of
from zcforms.web.designer_tabs import draft_page, shown_draft
from zcforms.web.plan_places import PREFIX, link_to
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults

bp = Blueprint("plan_proofs", __name__, url_prefix=f"{PREFIX}/<draft_id>/proofs")
Answered = Response | str | tuple[str, int]
ASKED = (
    Question.PASSES,
    Question.BITES,
    Question.BOUNDARY,
    Question.CHANGED,
    Question.CONTAINED,
)
"""What can be asked of a draft."""
SECONDS = (5, 10, 30, 60)
GROUPS = {
    Question.PASSES: "有人能通过",
    Question.BITES: "每条规则",
    Question.BOUNDARY: "每条规则",
    Question.CHANGED: "与上一版相比",
    Question.CONTAINED: "草稿",
    Question.NEAREST: "最少要改什么",
}
SHOWS = {"": "全部", "alarming": "请查看的", "unsure": "没有证明的"}


@dataclass(frozen=True, slots=True)
class Pages:
    """Addresses of the pages about one subject. `keep`: where 存为用例 sends, "" without; `example`: of an applicant, None without."""

    show: str
    live: str
    stop: str
    keep: str = ""
    example: Callable[[str, int], str] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it is shown. `urls`: position of a cause -> the address of its place, "" where that has no page."""

    answer: Answer
    urls: Mapping[int, str]

    @property
    def tone(self) -> str:
        return proof_captions.tone(self.answer)


@bp.get("")
def show(draft_id: str) -> str:
    return _page(shown_draft(draft_id))


@bp.get("/live")
def live(draft_id: str) -> Answered:
    """What has been found, for the page that waits for more; nothing where there is no more than it has."""
    return piece(_found(shown_draft(draft_id)))


@bp.post("")
def start(draft_id: str) -> Answered:
    return _acted(draft_id, lambda: started(_subject(draft_id)))


@bp.post("/stop")
def stop(draft_id: str) -> Answered:
    def act() -> str:
        plan_proofs.stop(house(), actor(), _subject(draft_id), now())
        return "已停止，已经得出的结果都在。"

    return _acted(draft_id, act)


@bp.get("/example")
def example(draft_id: str) -> str:
    """A made-up applicant, as an application with its check."""
    answer_id, number = _chosen(request.args)
    shown = proof_examples.example(house(), actor(), draft_id, answer_id, number)
    draft = shown_draft(draft_id)
    return draft_page("web/designer/proof_example.html", draft, "proofs", shown=shown, number=number)


@bp.post("/try")
def try_as(draft_id: str) -> Response:
    """试填 as the applicant."""
    proof_examples.try_as(house(), actor(), draft_id, *_chosen(request.form), now=now())
    flash("已换成这名虚构的申报人，可以逐项改动，再检测。", "success")
    return redirect(url_for("plan_trials.choices", draft_id=draft_id), 303)


@bp.post("/keep")
def keep(draft_id: str) -> Answered:
    """存为用例."""

    def act() -> str:
        added = proof_examples.keep(house(), actor(), draft_id, _chosen(request.form)[0], now())
        told = f"已存入 {added} 个用例，送审时会运行。请核对应当得出的结果是否符合政策。"
        return told if added else "这些用例已经有了，没有重复存入。"

    return _acted(draft_id, act)


def told(draft: PlanDraftShown, answer: Answer) -> Told:
    return Told(answer, {number: _place(draft, each) for number, each in enumerate(answer.causes)})


def started(subject: str) -> str:
    """Ask what the form says; what was done."""
    questions = [each for each in ASKED if each.value in request.form.getlist("questions")]
    seconds = request.form.get("seconds", SECONDS[1], type=int)
    limits = Limits(seconds if seconds in SECONDS else SECONDS[1])
    plan_proofs.start(house(), actor(), subject, now(), questions=questions, limits=limits)
    return "已开始证明，结果会逐条出现在下面。可以离开本页。"


def _acted(draft_id: str, act: Callable[[], str]) -> Answered:
    """`act` says what was done. What stands in the way is told on the page."""
    named = NamedFaults()
    with Refusals(named) as refusals:
        try:
            flash(act(), "success")
        except WrongState as error:
            flash(str(error), "warning")
    if refusals.status:
        return _page(shown_draft(draft_id), refusals, named.by_name), refusals.status
    return redirect(url_for(".show", draft_id=draft_id), 303)


def _page(
    draft: PlanDraftShown, refusals: Refusals | None = None, faults: Mapping[str, str] | None = None
) -> str:
    return draft_page(
        "web/designer/proofs.html",
        draft,
        "proofs",
        refusals=refusals,
        faults=faults or {},
        **asking(),
        **_found(draft),
    )


def asking() -> dict[str, Any]:
    """What can be asked, for the form."""
    return {"asked": ASKED, "usual": plan_proofs.QUESTIONS, "seconds": SECONDS}


def _found(draft: PlanDraftShown) -> dict[str, Any]:
    base = url_for(".show", draft_id=draft.id)
    keep_at = url_for(".keep", draft_id=draft.id) if draft.editable else ""
    at = Pages(base, f"{base}/live", f"{base}/stop", keep_at, partial(_example_url, draft.id))
    return found(_subject(draft.id), at, partial(told, draft))


def found(subject: str, at: Pages, tell: Callable[[Answer], Told]) -> dict[str, Any]:
    """What both a page and what is put into it again and again show."""
    shown = plan_proofs.shown(house(), actor(), subject)
    show = request.args.get("show", "")
    return {
        "found": shown,
        "groups": _grouped(shown, show, tell),
        "show": show if show in SHOWS else "",
        "shows": SHOWS,
        "seen": f"{shown.id}-{shown.state}-{len(shown.answers)}",
        "words": proof_captions,
        "at": at,
    }


def piece(context: Mapping[str, Any]) -> Answered:
    """What is put into a page that waits; nothing where it has all of it: what somebody reads, or points at, stays as it is."""
    if request.args.get("seen") == context["seen"]:
        return "", 204
    return render_template("web/designer/proofs_found.html", **context)


def _grouped(shown: ProofShown, show: str, tell: Callable[[Answer], Told]) -> dict[str, list[Told]]:
    """The answers that are to be shown, by the caption of their group."""
    groups: dict[str, list[Told]] = {}
    for each in shown.answers:
        if _SHOWN.get(show, _everything)(each):
            groups.setdefault(GROUPS[each.question], []).append(tell(each))
    order = list(dict.fromkeys(GROUPS.values()))
    return {caption: groups[caption] for caption in order if caption in groups}


def _everything(_: Answer) -> bool:
    return True


def _alarming(answer: Answer) -> bool:
    return answer.alarming


def _unsure(answer: Answer) -> bool:
    return not answer.known


_SHOWN = {"alarming": _alarming, "unsure": _unsure}


def _place(draft: PlanDraftShown, cause: Cause) -> str:
    if cause.rule:
        return f"{url_for('designer_rules.show', draft_id=draft.id)}#rule-{cause.rule}"
    document, inside = proof_examples.place(house(), draft, cause)
    return link_to(draft.id, document, inside, draft.documents) if document else ""


def _example_url(draft_id: str, answer_id: str, number: int) -> str:
    return url_for(".example", draft_id=draft_id, answer=answer_id, number=number)


def _chosen(given: Mapping[str, str]) -> tuple[str, int]:
    number = given.get("number", "1")
    return given.get("answer", ""), int(number) if number.isdecimal() else 0


def _subject(draft_id: str) -> str:
    return subject_of(PLAN_DRAFT, draft_id)
