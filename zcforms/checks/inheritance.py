"""A ruleset with what it extends: parents first, each once; then what it overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.documents.nearest import remedy_for
from zcforms.documents.pointer import pointer
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault, DocumentsInvalid

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule or a row as it is written, and where."""

    tree: Mapping[str, Any]
    file: str
    at: str


@dataclass(slots=True)
class Merged:
    """Rules and rows in order, by the ids that they are written with (templates have {each.…} in theirs). `left_out`: inherited rules that are not wanted."""

    file: str
    caption: str
    parameters: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Entry] = field(default_factory=dict)
    rules: dict[str, Entry] = field(default_factory=dict)
    left_out: list[Entry] = field(default_factory=list)


def merge(documents: Mapping[str, Document], ruleset: str) -> Merged:
    """Raises `DocumentsInvalid`: unknown or circular `extends`, repeated ids, overrides of nothing."""
    if ruleset not in documents:
        fault = f"没有名为“{ruleset}”的规则集"
        raise DocumentsInvalid([DocumentFault("rules", "", fault, remedy_for(ruleset, documents))])
    faults: list[DocumentFault] = []
    order = _order(documents, ruleset, faults)
    merged = Merged(documents[ruleset].file, str(documents[ruleset].data.get("caption", ruleset)))
    for each in order:
        _add(merged, documents[each], faults)
    if faults:
        raise DocumentsInvalid(faults)
    return merged


def _order(documents: Mapping[str, Document], ruleset: str, faults: list[DocumentFault]) -> Iterator[str]:
    """Parents first, each document once, however many extend it."""
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> Iterator[str]:
        done.add(name)
        document = documents[name]
        for number, parent in enumerate(document.data.get("extends", ())):
            at = pointer(["extends", number])
            if parent not in documents:
                remedy = remedy_for(parent, documents)
                faults.append(DocumentFault(document.file, at, f"没有名为“{parent}”的规则集", remedy))
            elif parent in (*above, name):
                remedy = "请去掉其中一处 extends。"
                fault = f"规则集“{parent}”绕了一圈又引用到自己"
                faults.append(DocumentFault(document.file, at, fault, remedy))
            elif len(above) > DEEPEST:
                faults.append(
                    DocumentFault(document.file, at, f"extends 超过 {DEEPEST} 层", "请合并一些规则集。")
                )
            elif parent not in done:
                yield from visit(parent, (*above, name))
        yield name

    return visit(ruleset, ())


def _add(merged: Merged, document: Document, faults: list[DocumentFault]) -> None:
    merged.parameters |= document.data.get("parameters", {})
    switched_off = [name for name, tree in _overridden(document, "rules").items() if tree is None]
    merged.left_out += [merged.rules[name] for name in switched_off if name in merged.rules]
    for kind, known in (("rows", merged.rows), ("rules", merged.rules)):
        _override(kind, known, document, faults)
        for number, tree in enumerate(document.data.get(kind, ())):
            entry = Entry(tree, document.file, pointer([kind, number]))
            if tree["id"] in known:
                remedy = f"请换一个 id；要改写继承来的内容，请用 override/{kind}。"
                place = known[tree["id"]].file
                faults.append(
                    DocumentFault(entry.file, f"{entry.at}/id", f"“{tree['id']}”已在 {place} 中定义", remedy)
                )
            known[tree["id"]] = entry


def _override(kind: str, known: dict[str, Entry], document: Document, faults: list[DocumentFault]) -> None:
    for name, changes in _overridden(document, kind).items():
        at = pointer(["override", kind, name])
        if name not in known:
            remedy = remedy_for(name, known)
            faults.append(DocumentFault(document.file, at, f"没有可改写的“{name}”", remedy))
        elif changes is None:
            del known[name]
        else:
            known[name] = Entry({**known[name].tree, **changes}, document.file, at)


def _overridden(document: Document, kind: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document.data.get("override", {}).get(kind, {})
    return found
