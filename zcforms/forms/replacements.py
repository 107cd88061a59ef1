"""Documents of 补换证: what they name must be there, and the certificate must get what it cannot be without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
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
    form = shelf.data("section", data["form"])
    if form is None:
        return
    if form["kind"] != SectionKind.FIELDS:
        shelf.blame(document, ("form",), f"“{data['form']}”不是一组填写项", "请用 kind 为 fields 的分区。")
        return
    _check_fills(shelf, document, form)


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
