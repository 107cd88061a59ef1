"""Documents of 补换证: what they name must be there, and the certificate must get what it cannot be without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
from zcforms.domain.chain import APPLICANT, Resubmission, StepKind
from zcforms.domain.identity import Role
from zcforms.domain.plan import Section, SectionKind
from zcforms.domain.replacement import ReplacementKind
from zcforms.forms import chains
from zcforms.forms.shelf import Shelf

_UNLISTED = "unlisted"
_NEEDED = ("series", "title", "level", "obtained_on")


def check(shelf: Shelf, document: Document) -> None:
    """Blame the document for names of nothing, and for a certificate that could not be made of the form."""
    data = document.data
    for key, kind in (("form", "section"), ("chain", "chain"), ("sheet", "sheet")):
        shelf.require(document, (key,), kind, data[key])
    _check_chain(shelf, document)
    form = shelf.data("section", data["form"])
    if form is None:
        return
    if form["kind"] != SectionKind.FIELDS:
        shelf.blame(document, ("form",), f"“{data['form']}”不是一组填写项", "请用 kind 为 fields 的分区。")
        return
    _check_fills(shelf, document, form)


def _check_chain(shelf: Shelf, document: Document) -> None:
    """Whatever of a declaration's chain is nothing to a replacement is refused, instead of being passed over."""
    name = document.data["chain"]
    chain = shelf.data("chain", name) or {"steps": ()}
    for useless, fault, remedy in _REFUSED:
        if (found := next((each["id"] for each in chain["steps"] if useless(each)), None)) is not None:
            shelf.blame(document, ("chain",), f"流程“{name}”的环节“{found}”{fault}", remedy)
            return
    if _tells(chain) or any(map(_tells, chain["steps"])):
        fault = f"流程“{name}”通知组建单位或评委会，补换证不属于评审计划，没有组建单位和评委会"
        shelf.blame(document, ("chain",), fault, "请从流程的 tells 中删去 organising_unit、committee。")
    if chain.get("resubmission", Resubmission.FIRST) != Resubmission.FIRST:
        fault = f"流程“{name}”让退回后从退回的环节继续，补换证总是从第一个环节开始"
        shelf.blame(document, ("chain",), fault, "请换一个不写 resubmission 的流程。")


def _kinds(step: Mapping[str, Any]) -> bool:
    """Nobody votes on a replacement: whatever stood at another kind of step would never leave it."""
    return bool(step.get("kind", StepKind.REVIEW) != StepKind.REVIEW)


_OF_PLANS = frozenset({Role.ORGANISING_UNIT, Role.COMMITTEE})


def _actors(step: Mapping[str, Any]) -> bool:
    """No plan says which organising unit or committee."""
    return step["actor"] in _OF_PLANS


def _tells(said: Mapping[str, Any]) -> bool:
    return any(_OF_PLANS.intersection(told) for told in said.get("tells", {}).values())


def _routes(step: Mapping[str, Any]) -> bool:
    return "routes" in step.get("when", {})


def _returns(step: Mapping[str, Any]) -> bool:
    return bool(set(step.get("returns", ())) - {APPLICANT})


_REFUSED = (
    (_kinds, "不是审核，补换证只能逐级审核", "请换一个只有审核环节（kind: review）的流程。"),
    (
        _actors,
        "由组建单位或评委会办理，补换证不属于评审计划，没有组建单位和评委会",
        "请换一个只由 employer、authority、human_resources、issuer 办理的流程。",
    ),
    (
        _routes,
        "在 when 里写了 routes，补换证没有申报形式",
        "请换一个 when 里只写 natures、freelancer 的流程。",
    ),
    (
        _returns,
        "可以退回到前面的环节，补换证只能退回申报人",
        "请换一个 returns 只有 applicant 的流程。",
    ),
)
"""Whether a step is of no use here; what follows its id; what to do."""


def _check_fills(shelf: Shelf, document: Document, form: Mapping[str, Any]) -> None:
    data = document.data
    for position, name in enumerate(data["fills"]):
        if name not in form["properties"]:
            remedy = remedy_for(name, form["properties"])
            shelf.blame(document, ("fills", position), f"表单里没有字段“{name}”", remedy)
    said = set(data["fills"]) & set(form.get("required", ()))
    for name in _NEEDED if data["certificate"] == _UNLISTED else ():
        if name not in said:
            fault = f"证书不能没有“{name}”"
            shelf.blame(document, ("fills",), fault, "请写进 fills，并在表单里设为必填。")


def build(name: str, shelf: Shelf, sections: Mapping[str, Section]) -> ReplacementKind:
    data = shelf.sound["replacement", name].data
    return ReplacementKind(
        id=name,
        caption=data["caption"],
        listed=data["certificate"] != _UNLISTED,
        form=sections[data["form"]],
        fills=tuple(data["fills"]),
        chain=chains.build(data["chain"], shelf.sound["chain", data["chain"]]),
        sheet=data["sheet"],
    )
