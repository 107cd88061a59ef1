"""What a picture cannot show of an applicant: files of a kind or a size that a form does not accept, records that are the same, what no plan asks for."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from zcforms.forms import media
from zcforms.lab.proof import Model
from zcforms.lab.proofs.encoding.document import STRAY
from zcforms.lab.proofs.encoding.fits import OF_FILES, Fit
from zcforms.lab.proofs.encoding.session import Session
from zcforms.lab.proofs.people.extraction import has_strays
from zcforms.lab.proofs.people.texts import CALLED

_LONG = 30
"""Characters of a text that are shown."""
_KINDS = tuple((media.type_of(kind), f".{kind}") for kind in media.KINDS)
_STRANGE = ("application/zip", ".zip")
"""A kind that no form accepts."""


def spoil(session: Session, model: Model, document: dict[str, Any]) -> list[str]:
    """Make of the document what it is in the model. Sentences on what could not be made."""
    if has_strays(session, model):
        document["imports"] = {**document.get("imports", {}), STRAY: []}
    return [
        told
        for path, fits in session.document.variables.fits.items()
        for told in _made(document, path, fits, model)
    ]


def _made(document: dict[str, Any], path: str, fits: Sequence[Fit], model: Model) -> Iterator[str]:
    asked = [each for each in fits if any(model.holds(one) for one in each.asked)]
    misfits = [each for each in asked if not model.holds(each.holds)]
    if not misfits:
        return
    if misfits[0].keyword == "unique":
        _repeat(document, path)
        return
    of_files = [each for each in asked if each.keyword in OF_FILES]
    if of_files and not _filed(document, path, of_files, model):
        words = "、".join(dict.fromkeys(f"{CALLED[each.keyword]}（{each.keyword}）" for each in of_files))
        yield f"“{path}”的{words}没能配成一个例子"


def _filed(document: dict[str, Any], path: str, fits: Sequence[Fit], model: Model) -> bool:
    """Give the file at the path a kind and a size that fit what they fit in the model, and nothing else; False where there are none."""
    holder, name = holder_of(document, path)
    file = None if holder is None else holder[name]
    if not isinstance(file, dict):
        return True
    limits = [int(each.wanted) for each in fits if each.keyword == "maxBytes"]
    sizes = [file["size"], *(size for most in sorted(limits) for size in (most, most + 1))]
    kinds = [(file["media_type"], ""), *_KINDS, _STRANGE]
    for (kind, ending), size in product(kinds, sizes):
        if all(_fits(each, kind, size) == model.holds(each.holds) for each in fits):
            stem = str(file["name"]).rpartition(".")[0]
            holder[name] = {
                **file,
                "media_type": kind,
                "size": size,
                "name": f"{stem}{ending}" if ending else file["name"],
            }
            return True
    return False


def _fits(fit: Fit, kind: str, size: int) -> bool:
    return size <= fit.wanted if fit.keyword == "maxBytes" else media.accepted({"accept": fit.wanted}, kind)


def _repeat(document: dict[str, Any], path: str) -> None:
    """The second record of the list as the first."""
    holder, name = holder_of(document, path)
    listed = None if holder is None else holder[name]
    if isinstance(listed, list) and len(listed) > 1:
        listed[1] = copy.deepcopy(listed[0])


def holder_of(document: Mapping[str, Any], path: str) -> tuple[Any, Any]:
    """What holds the path's last step, and the step; None where nothing stands there."""
    root = document if path.startswith(("attachments/", "imports/")) else document.get("answers", {})
    *way, last = path.split("/")
    node: Any = root
    for step in way:
        node = _member(node, step)
    place: Any = int(last) if isinstance(node, list) and last.isdigit() else last
    return (None, place) if _member(node, last) is None else (node, place)


def value_at(document: Mapping[str, Any], path: str) -> Any:
    """What stands at a path of the solver's in a document; None for nothing. Of records that are imported what the library has."""
    holder, name = holder_of(document, path)
    return None if holder is None else holder[name]


def shown(value: Any) -> str:
    """What stands at a place, in a few words: of a long text its beginning and how long it is."""
    match value:
        case None:
            return "没有填写"
        case bool():
            return "是" if value else "否"
        case list() if value and all(isinstance(each, str) for each in value):
            return "、".join(value)
        case list():
            return "；".join([f"{len(value)} 项", *(shown(each) for each in value[:2] if _is_file(each))])
        case dict() if _is_file(value):
            return f"{value['name']}，{media.bytes_text(value['size'])}"
        case dict():
            return "已填写"
        case str() if len(value) > _LONG:
            return f"{value[:_LONG]}……（共 {len(value)} 个字）"
        case _:
            return str(value)


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and "media_type" in value


def _member(node: Any, step: str) -> Any:
    if isinstance(node, list):
        return node[int(step)] if step.isdigit() and int(step) < len(node) else None
    return node.get(step) if isinstance(node, dict) else None
