"""The approval chain's document: checked, so that nobody's declaration stands where it cannot go on, then built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
from zcforms.domain.chain import (
    APPLICANT,
    DESK,
    TELLS,
    Chain,
    Event,
    Resubmission,
    Step,
    StepKind,
    Tells,
    When,
)
from zcforms.forms.library import unique
from zcforms.forms.shelf import Path_, Shelf

Given = Mapping[str, Any]
_SHARE = "2/3"
"""Of those present for it, and of the members present (Order No. 40 of the Ministry of Human Resources and Social Security, 2019), where a
document says nothing."""
_OF_RESULTS = {"share": "通过所需的比例", "members": "评委会人数", "quorum": "到会所需的比例"}
_OWED = frozenset({Event.RETURNED, Event.REJECTED, Event.GRANTED})
"""Events that nobody but the notice tells the applicant of."""


def check(shelf: Shelf, document: Document) -> None:
    steps = document.data["steps"]
    unique(shelf, document, ("steps",), steps, "环节")
    for position, step in enumerate(steps):
        here: Path_ = ("steps", position)
        if step["id"] == APPLICANT:
            fault = f"环节的 id 不能是“{APPLICANT}”，它在 returns 里指申报人"
            shelf.blame(document, (*here, "id"), fault, "请换一个 id。")
        _check_returns(shelf, document, steps, position)
        _check_when(shelf, document, step, here)
        _check_share(shelf, document, step, here)
        _check_telling(shelf, document, step, (*here, "tells"), last=position == len(steps) - 1)
    _check_telling(shelf, document, {"tells": document.data.get("tells", {})}, ("tells",))
    _check_notices(shelf, document, steps)
    _check_results(shelf, document, steps)
    _check_end(shelf, document, steps)
    if all("when" in step for step in steps):
        fault = "每个环节都有 when，有的申报可能没有任何审核环节"
        shelf.blame(document, ("steps",), fault, "请至少让一个环节对所有人都有（删去它的 when）。")


def _check_returns(shelf: Shelf, document: Document, steps: Sequence[Given], position: int) -> None:
    """Only backwards, and only where the step may return at all."""
    step = steps[position]
    if "returns" not in step:
        return
    here: Path_ = ("steps", position, "returns")
    if "return" not in step["actions"]:
        shelf.blame(
            document,
            here,
            "写了 returns，但 actions 里没有 return",
            "请在 actions 中加上 return，或删去 returns。",
        )
    ids = [each["id"] for each in steps]
    earlier = [APPLICANT, *ids[:position]]
    for place, name in enumerate(step["returns"]):
        if name in earlier:
            continue
        fault, remedy = f"没有环节“{name}”", remedy_for(name, earlier)
        if name in ids:
            fault = f"“{name}”不在这个环节之前，不能退回到那里"
            remedy = f"可以写：{'、'.join(f'“{each}”' for each in earlier)}。"
        shelf.blame(document, (*here, place), fault, remedy)


def _check_when(shelf: Shelf, document: Document, step: Given, here: Path_) -> None:
    when = step.get("when", {})
    for name, code_list in (("natures", "employer_natures"), ("routes", "routes")):
        for place, code in enumerate(when.get(name, ())):
            shelf.require_code(document, (*here, "when", name, place), code_list, code)


def _check_share(shelf: Shelf, document: Document, step: Given, here: Path_) -> None:
    kind = step.get("kind", StepKind.REVIEW)
    if kind == StepKind.RESULT and "reject" in step["actions"]:
        fault = "评审结果环节的不通过由表决票数决定，不能另写 reject"
        shelf.blame(document, (*here, "actions"), fault, "请删去 reject。")
    for name in ("share", "members", "quorum"):
        if name in step and kind != StepKind.RESULT:
            fault = f"只有评审结果环节（kind: result）才有{_OF_RESULTS[name]}"
            shelf.blame(document, (*here, name), fault, f"请删去 {name}，或把 kind 改为 result。")
    _check_fraction(shelf, document, step, here, "share")
    _check_fraction(shelf, document, step, here, "quorum")


def check_voting(shelf: Shelf, document: Document) -> None:
    """What a plan says of its committee: only where its chain has a step for it."""
    if (voting := document.data.get("voting")) is None:
        return
    _check_fraction(shelf, document, voting, ("voting",), "quorum")
    chain = shelf.data("chain", document.data["chain"])
    if chain and not any(step.get("kind") == StepKind.RESULT for step in chain["steps"]):
        fault = f"流程“{document.data['chain']}”没有评审结果环节（kind: result），评委会人数用不上"
        shelf.blame(document, ("voting",), fault, "请删去 voting，或换一个有评审结果环节的流程。")


def _check_fraction(shelf: Shelf, document: Document, given: Given, here: Path_, name: str) -> None:
    if name in given and Fraction(given[name]) > 1:
        fault = f"比例 {given[name]} 大于全体"
        shelf.blame(document, (*here, name), fault, f"请写成不大于 1 的分数，例如“{_SHARE}”。")


def _check_telling(
    shelf: Shelf, document: Document, given: Given, here: Path_, *, last: bool = False
) -> None:
    """`given`: a step, whose events must be possible at it, or what the chain says of all of its steps."""
    for name, told in given.get("tells", {}).items():
        event = Event(name)
        if "id" in given and not _happens(event, given, last=last):
            fault = f"环节“{given['id']}”不会发生“{event}”"
            shelf.blame(document, (*here, event), fault, "请删去，或写到会发生的环节。")
        if DESK in told and DESK not in TELLS[event]:
            fault = f"“{event}”之后没有到达的环节，不能通知 {DESK}"
            shelf.blame(document, (*here, event), fault, f"请写单位的角色；{DESK} 只用在 arrives、begins。")
        if event in _OWED and APPLICANT not in told:
            fault = f"“{event}”没有通知申报人，本人不会知道结果"
            shelf.blame(document, (*here, event), fault, f"请加上“{APPLICANT}”。")


def _happens(event: Event, step: Given, *, last: bool) -> bool:
    kind, actions = step.get("kind", StepKind.REVIEW), step["actions"]
    back = set(step.get("returns", (APPLICANT,))) if "return" in actions else set()
    possible: Mapping[Event, bool] = {
        Event.ARRIVES: kind != StepKind.NOTICE,
        Event.BEGINS: kind == StepKind.NOTICE,
        Event.ENDORSED: kind != StepKind.GRANT,
        Event.RETURNED: APPLICANT in back,
        Event.SENT_BACK: bool(back - {APPLICANT}),
        Event.REJECTED: "reject" in actions or kind == StepKind.RESULT,
        Event.GRANTED: kind == StepKind.GRANT or last,  # of a replacement the last review
    }
    return possible[event]


def _check_notices(shelf: Shelf, document: Document, steps: Sequence[Given]) -> None:
    for position, step in enumerate(steps):
        if step.get("kind") != StepKind.NOTICE:
            continue
        here: Path_ = ("steps", position)
        if "days" not in step:
            shelf.blame(document, here, "公示没有写几个工作日", "请加上 days，例如 5。")
        if step["actions"] == ["endorse"]:
            fault = "公示有异议时无法处理"
            shelf.blame(document, (*here, "actions"), fault, "请在 actions 中加上 return 或 reject。")


def _check_results(shelf: Shelf, document: Document, steps: Sequence[Given]) -> None:
    """One vote, and a title for whoever passed it."""
    results = [place for place, step in enumerate(steps) if step.get("kind") == StepKind.RESULT]
    for place in results[1:]:
        fault = "一个流程只能有一个评审结果环节（kind: result）"
        remedy = f"评审结果已在“{steps[results[0]]['id']}”录入，请把这个环节改为 review，或删去。"
        shelf.blame(document, ("steps", place, "kind"), fault, remedy)
    if results and not any(step.get("kind") == StepKind.GRANT for step in steps):
        fault = "有评审结果环节，却没有核准环节（kind: grant），评审通过的人得不到职称"
        shelf.blame(document, ("steps", results[0], "kind"), fault, "请在最后加上一个 kind 为 grant 的环节。")


def _check_end(shelf: Shelf, document: Document, steps: Sequence[Given]) -> None:
    """Granting is the end: whatever comes after would decide about somebody who has the title already."""
    for position, step in enumerate(steps[:-1]):
        if step.get("kind") == StepKind.GRANT:
            after = steps[position + 1]
            fault = f"核准环节“{step['id']}”之后还有环节“{after['id']}”"
            remedy = "核准后即取得职称，请把这个环节移到最后，并只保留一个。"
            shelf.blame(document, ("steps", position, "kind"), fault, remedy)


# -- building: everything below was checked -------------------------------------------------------------------------


def build(name: str, document: Document, voting: Given | None = None) -> Chain:
    """`voting`: what a plan says of its committee, before what the document says."""
    common = document.data.get("tells", {})
    steps = tuple(_step({**step, **_of_plan(step, voting)}, common) for step in document.data["steps"])
    return Chain(
        name,
        document.data["caption"],
        steps,
        Resubmission(document.data.get("resubmission", Resubmission.FIRST)),
    )


def _of_plan(step: Given, voting: Given | None) -> Given:
    return voting if voting and step.get("kind") == StepKind.RESULT else {}


def _told(common: Given, own: Given) -> Tells:
    """A step's own words first, then the chain's, then what always holds."""
    said = {**common, **own}
    return {event: tuple(said.get(event, told)) for event, told in TELLS.items()}


def _step(given: Given, common: Given) -> Step:
    when = given.get("when", {})
    return Step(
        given["id"],
        given["caption"],
        given["actor"],
        tuple(given["actions"]),
        given.get("days"),
        StepKind(given.get("kind", StepKind.REVIEW)),
        tuple(given.get("returns", (APPLICANT,))),
        When(tuple(when.get("natures", ())), tuple(when.get("routes", ())), when.get("freelancer")),
        Fraction(given.get("share", _SHARE)),
        given.get("members"),
        Fraction(given.get("quorum", _SHARE)),
        _told(common, given.get("tells", {})),
    )
