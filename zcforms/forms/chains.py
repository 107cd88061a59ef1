"""The approval chain's document: checked, so that nobody's declaration stands where it cannot go on, then built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
from zcforms.domain.chain import APPLICANT, Chain, Resubmission, Step, StepKind, When
from zcforms.forms.library import unique
from zcforms.forms.shelf import Path_, Shelf

Given = Mapping[str, Any]
_SHARE = "2/3"
"""Of those present (Order No. 40 of the Ministry of Human Resources and Social Security, 2019), where a document says nothing."""


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
            remedy = f"可以写：{'、'.join(earlier)}。"
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
    if "share" not in step:
        return
    if kind != StepKind.RESULT:
        fault = "只有评审结果环节（kind: result）才有通过所需的比例"
        shelf.blame(document, (*here, "share"), fault, "请删去 share，或把 kind 改为 result。")
    elif Fraction(step["share"]) > 1:
        fault = f"比例 {step['share']} 大于全体"
        shelf.blame(document, (*here, "share"), fault, f"请写成不大于 1 的分数，例如“{_SHARE}”。")


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
            fault = f"核准（{step['id']}）之后还有环节“{after['id']}”"
            remedy = "核准后即取得职称，请把这个环节移到最后，并只保留一个。"
            shelf.blame(document, ("steps", position, "kind"), fault, remedy)


# -- building: everything below was checked -------------------------------------------------------------------------


def build(name: str, document: Document) -> Chain:
    steps = tuple(_step(step) for step in document.data["steps"])
    return Chain(
        name,
        document.data["caption"],
        steps,
        Resubmission(document.data.get("resubmission", Resubmission.FIRST)),
    )


def _step(given: Given) -> Step:
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
    )
