"""Documents of 补换证: what they name must be there, and the certificate must get what it cannot be without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
from zcforms.domain.chain import APPLICANT, Resubmission, StepKind
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
    """Nobody votes on a replacement, and it goes back to the applicant alone: whatever stood at another kind of step would never leave it."""
    name = document.data["chain"]
    chain = shelf.data("chain", name) or {"steps": ()}
    other = [each["id"] for each in chain["steps"] if each.get("kind", StepKind.REVIEW) != StepKind.REVIEW]
    back = [each["id"] for each in chain["steps"] if set(each.get("returns", ())) - {APPLICANT}]
    if other:
        fault = f"流程“{name}”的环节“{other[0]}”不是审核，补换证只能逐级审核"
        shelf.blame(document, ("chain",), fault, "请换一个只有审核环节（kind: review）的流程。")
    elif back:
        fault = f"流程“{name}”的环节“{back[0]}”可以退回到前面的环节，补换证只能退回申报人"
        shelf.blame(document, ("chain",), fault, "请换一个 returns 只有 applicant 的流程。")
    elif chain.get("resubmission", Resubmission.FIRST) != Resubmission.FIRST:
        fault = f"流程“{name}”让退回后从退回的环节继续，补换证总是从第一个环节开始"
        shelf.blame(document, ("chain",), fault, "请换一个不写 resubmission 的流程。")


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
