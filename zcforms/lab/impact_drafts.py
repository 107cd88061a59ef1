"""A draft in front of the rules that are in force: a folder, a file, or a text that nobody has saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from zcforms.checks import ruleset
from zcforms.checks.ruleset import FOLDERS, KIND, RulesetShelf
from zcforms.documents import metaschema, reading
from zcforms.documents.nearest import nearest, remedy_for
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault, DocumentsInvalid, InputFault, InputRefused


def proposed(current: RulesetShelf, new: Path) -> RulesetShelf:
    """The shelf as it would be: `new` is a rules folder (or one that holds `rules/`), or a ruleset file that takes the place of the one
    with its id; a file without `id` that of the one with its name.

    Raises:
        DocumentsInvalid: the documents are broken, or replace nothing. InputRefused: a folder without rules.
    """
    if not new.is_dir():
        document = reading.read(new, new.parent)
        written = document.data.get("id") if isinstance(document.data, Mapping) else None
        if written is None and document.stem not in current.documents:
            faults = [*metaschema.hold(document, KIND), _nameless(document, current)]
            raise DocumentsInvalid(faults)
        return _with(current, str(written or document.stem), document)
    return ruleset.load(rules_in(new))


def replaced(current: RulesetShelf, ruleset_id: str, text: str, *, is_yaml: bool = True) -> RulesetShelf:
    """The shelf with this text in the place of a ruleset. Raises as `proposed`."""
    file = f"{ruleset_id}{'.yaml' if is_yaml else '.json'}"
    data = reading.parse(text, file, is_yaml=is_yaml)
    return _with(current, ruleset_id, Document(file, data, reading.digest(data)))


def used(shelf: RulesetShelf, ruleset_id: str) -> RulesetShelf:
    """The ruleset and what it extends, as far as it exists."""
    found: dict[str, Document] = {}
    waiting = [ruleset_id]
    while waiting:
        each = waiting.pop()
        if each in shelf.documents and each not in found:
            found[each] = shelf.documents[each]
            waiting += found[each].data.get("extends", ())
    return RulesetShelf(found)


def rules_in(folder: Path) -> Path:
    """The rules folder that is meant. Raises `InputRefused`."""
    for rules in (folder, folder / "rules"):
        if any((rules / name).is_dir() for name in FOLDERS):
            return rules
    what = "这个文件夹里没有规则" if folder.is_dir() else "没有这个文件夹"
    fault = f"{what}。请给出含有 {'、'.join(FOLDERS)} 之一的规则文件夹，或一个规则集文件。"
    raise InputRefused([InputFault(str(folder), fault)])


def _with(current: RulesetShelf, ruleset_id: str, document: Document) -> RulesetShelf:
    faults = metaschema.hold(document, KIND)
    if ruleset_id not in current.documents:
        remedy = f"{remedy_for(ruleset_id, current.documents)}请改正 id。"
        faults.append(
            DocumentFault(document.file, "/id", f"没有编号为“{ruleset_id}”的规则集可以替换", remedy)
        )
    if faults:
        raise DocumentsInvalid(faults)
    return RulesetShelf({**current.documents, ruleset_id: document})


def _nameless(document: Document, current: RulesetShelf) -> DocumentFault:
    """Of a file that does not say which ruleset it is to replace, and whose name is none's."""
    meant = nearest(document.stem, current.documents)
    remedy = f"请在文件里写明 id: {meant or '规则集的编号'}，或把文件改名为 {meant or '规则集的编号'}.yaml。"
    if meant is None:
        remedy += remedy_for("", current.documents)
    fault = f"不知道要替换哪个规则集：文件里没有写 id，文件名“{document.stem}”也不是哪个规则集的编号"
    return DocumentFault(document.file, "", fault, remedy)
