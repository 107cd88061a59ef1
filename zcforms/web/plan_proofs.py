"""证明: what can be proved about a plan that is being made, shown while it is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import NotFound, WrongState
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
RESULTS = "proofs-found"
"""Where the page comes back after something was done about the whole of it."""
STOPPED = "已停止，已经得出的结果都在。"
SHOWS = {"": "全部", "alarming": "请查看的", "unsure": "没有证明的"}


@dataclass(frozen=True, slots=True)
class Pages:
    """Addresses of the pages about one subject. `keep`: where 存为用例 sends, "" without; `example`: of an applicant, by run, answer and number, None without."""

    show: str
    live: str
    stop: str
    keep: str = ""
    example: Callable[[str, str, int], str] | None = None

    def looking(self, **asked: str) -> str:
        """The page with what is chosen on it (`run`, `show`), as far as something is."""
        return _with(self.show, asked)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it is shown. `urls`: position of a cause -> the address of its place, "" where that has no page; `kept`: its applicants are cases already."""

    answer: Answer
    urls: Mapping[int, str]
    kept: bool = False

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
    return _acted(draft_id, lambda: started(_subject(draft_id)), RESULTS)


@bp.post("/stop")
def stop(draft_id: str) -> Answered:
    def act() -> str:
        plan_proofs.stop(house(), actor(), _subject(draft_id), now())
        return STOPPED

    return _acted(draft_id, act, RESULTS)


@bp.get("/example")
def example(draft_id: str) -> str:
    """A made-up applicant, as an application with its check."""
    answer_id, number = chosen(request.args)
    run = request.args.get("run", "")
    shown = proof_examples.example(house(), actor(), draft_id, answer_id, number, run=run)
    draft = shown_draft(draft_id)
    return draft_page("web/designer/proof_example.html", draft, "proofs", shown=shown, number=number, run=run)


@bp.post("/try")
def try_as(draft_id: str) -> Response:
    """试填 as the applicant."""
    run = request.form.get("run", "")
    proof_examples.try_as(house(), actor(), draft_id, *chosen(request.form), now=now(), run=run)
    flash("已换成这名虚构的申报人，可以逐项改动，再检测。", "success")
    return redirect(url_for("plan_trials.choices", draft_id=draft_id), 303)


@bp.post("/keep")
def keep(draft_id: str) -> Answered:
    """存为用例. With scripts only the form that was sent is put into place."""
    answer_id, run = chosen(request.form)[0], request.form.get("run", "")

    def act() -> str:
        added = proof_examples.keep(house(), actor(), draft_id, answer_id, now(), run=run)
        told = f"已存入 {added} 个用例，送审时会运行。请核对应当得出的结果是否符合政策。"
        return told if added else "这些用例已经有了，没有重复存入。"

    if "HX-Request" in request.headers:
        return _kept(draft_id, answer_id, act)
    return _acted(draft_id, act, f"answer-{answer_id}")


def _kept(draft_id: str, answer_id: str, act: Callable[[], str]) -> str:
    refusals = Refusals()
    with refusals:
        try:
            said = act()
        except (WrongState, NotFound) as error:
            refusals.messages.append(str(error))
    draft = shown_draft(draft_id)
    context = {"draft": draft, **_found(draft)}
    one = next(
        (each for group in context["groups"].values() for each in group if each.answer.id == answer_id), None
    )
    refused = "".join(refusals.messages)
    return render_template(
        "web/designer/proof_kept.html", **context, each=one, said=refused or said, refused=bool(refused)
    )


def told(draft: PlanDraftShown, answer: Answer) -> Told:
    urls = {number: _place(draft, each) for number, each in enumerate(answer.causes)}
    return Told(answer, urls, proof_examples.is_kept(draft, answer))


def started(subject: str) -> str:
    """Ask what the form says; what was done."""
    questions = [each for each in ASKED if each.value in request.form.getlist("questions")]
    seconds = request.form.get("seconds", SECONDS[1], type=int)
    limits = Limits(seconds if seconds in SECONDS else SECONDS[1])
    plan_proofs.start(house(), actor(), subject, now(), questions=questions, limits=limits)
    return "已开始证明，结果会逐条出现在下面。可以离开本页。"


def _acted(draft_id: str, act: Callable[[], str], anchor: str) -> Answered:
    """`act` says what was done; the page comes back at `anchor`. What stands in the way is told on the page."""
    named = NamedFaults()
    with Refusals(named) as refusals:
        try:
            flash(act(), "success")
        except WrongState as error:
            flash(str(error), "warning")
    if refusals.status:
        return _page(shown_draft(draft_id), refusals, named.by_name), refusals.status
    asked = {name: request.form.get(name, "") for name in ("run", "show")}
    here = _with(url_for(".show", draft_id=draft_id), asked)
    return redirect(f"{here}#{quote(anchor)}", 303)


def _page(
    draft: PlanDraftShown, refusals: Refusals | None = None, faults: Mapping[str, str] | None = None
) -> str:
    context = _found(draft)
    return draft_page(
        "web/designer/proofs.html",
        draft,
        "proofs",
        refusals=refusals,
        faults=faults or {},
        **asking(context["found"]),
        **context,
    )


def asking(shown: ProofShown) -> dict[str, Any]:
    """What can be asked, for the form: what was asked last stands in it."""
    usual = shown.asked or plan_proofs.QUESTIONS
    standing = {"questions": usual, "seconds": int(shown.seconds) or SECONDS[1]}
    if "seconds" in request.form:
        questions = [each for each in ASKED if each.value in request.form.getlist("questions")]
        standing = {"questions": questions, "seconds": request.form.get("seconds", SECONDS[1], type=int)}
    return {"asked": ASKED, "chosen": standing, "seconds": SECONDS}


def _found(draft: PlanDraftShown) -> dict[str, Any]:
    base = url_for(".show", draft_id=draft.id)
    keep_at = url_for(".keep", draft_id=draft.id) if draft.editable else ""
    at = Pages(base, f"{base}/live", f"{base}/stop", keep_at, partial(_example_url, draft.id))
    return found(_subject(draft.id), at, partial(told, draft))


def found(subject: str, at: Pages, tell: Callable[[Answer], Told]) -> dict[str, Any]:
    """What both a page and what is put into it again and again show."""
    run = request.values.get("run", "")
    shown = plan_proofs.shown(house(), actor(), subject, run)
    show = request.values.get("show", "")
    show = show if show in SHOWS else ""
    seen = f"{shown.id}-{shown.state}-{len(shown.answers)}{'-outdated' if shown.outdated else ''}"
    return {
        "found": shown,
        "groups": _grouped(shown, show, tell),
        "run": run,
        "show": show,
        "shows": SHOWS,
        "live_url": _with(at.live, {"seen": seen, "run": run, "show": show}),
        "seen": seen,
        "words": proof_captions,
        "at": at,
    }


def piece(context: Mapping[str, Any]) -> Answered:
    """What is put into a page that waits; nothing where it has all of it: what somebody reads, or points at, stays as it is."""
    if request.args.get("seen") == context["seen"]:
        return "", 204
    return render_template("web/designer/proofs_live.html", **context)


def _grouped(shown: ProofShown, show: str, tell: Callable[[Answer], Told]) -> dict[str, list[Told]]:
    """The answers that are to be shown, by the caption of their group; in each what wants a look comes first."""
    groups: dict[Question, list[Answer]] = {}
    for each in shown.answers:
        if _SHOWN.get(show, _everything)(each):
            groups.setdefault(each.question, []).append(each)
    return {
        proof_captions.QUESTIONS[each]: [tell(one) for one in sorted(groups[each], key=_importance)]
        for each in Question
        if each in groups
    }


def _importance(answer: Answer) -> int:
    """What to look at first, by the smallest number."""
    if answer.alarming:
        return 0
    return 1 if _unsure(answer) else {"waiting": 2}.get(proof_captions.tone(answer), 3)


def _with(address: str, asked: Mapping[str, str]) -> str:
    given = {name: value for name, value in asked.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


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


def _example_url(draft_id: str, run: str, answer_id: str, number: int) -> str:
    return url_for(".example", draft_id=draft_id, run=run, answer=answer_id, number=number)


def chosen(given: Mapping[str, str]) -> tuple[str, int]:
    """Ids of an answer and which of its applicants."""
    number = given.get("number", "1")
    return given.get("answer", ""), int(number) if number.isdecimal() else 0


def _subject(draft_id: str) -> str:
    return subject_of(PLAN_DRAFT, draft_id)
