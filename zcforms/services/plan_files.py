"""A plan's own documents as files: a folder or a ZIP as a package, and a package as files.

Files come from outside: names, sizes and numbers are looked at before anything is read, and everything that is wrong is told at once. What is written is
read back as the same package, and the same package is written as the same bytes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcforms.documents import json_writing, reading, yaml_writing
from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import SUFFIXES
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.system import said
from zcforms.forms import downloads
from zcforms.forms.shelf import HeldFile
from zcforms.services.plan_archives import (
    DOCUMENTS,
    MOST_BYTES,
    MOST_FILES,
    MOST_ZIP,
    Files,
    too_large,
    too_many,
    too_much,
    unzipped,
)
from zcforms.services.plan_package import CASES, PLANS, text_of

MOVES = "moves.json"
"""Where answers went, beside `schemas/` and `rules/`."""
_MOST_MOVES = 1_000
_PATH = re.compile(r"(schemas|rules)/[a-z]{1,20}(/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){1,3}\.(json|yaml|yml)")
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Package:
    """One plan's documents as they were given. `content` is that of a draft: `documents`, `moves`, and in `texts` the spelling of documents that are not written as we
    would (YAML, another layout): own path -> {"file", "text"}. `files`: by path, what lay beside them that the plan offers for download; None where that lies
    in the store or in the installation."""

    plan_id: str
    content: Content
    files: Mapping[str, HeldFile] | None = None


def read(source: Path, plan_id: str | None = None) -> Package:
    """The package in a folder or a ZIP file. `plan_id`: which of several plans.

    Raises:
        DocumentsInvalid: with every fault; nothing was taken.
    """
    return packaged(files_in(source), plan_id)


def files_in(source: Path) -> dict[str, str | HeldFile]:
    """Every document in a folder or a ZIP file, and what plans offer for download. Raises `DocumentsInvalid`."""
    if source.is_dir():
        return _read_folder(source)
    try:
        with source.open("rb") as stream:
            return unzipped(stream.read(MOST_ZIP + 1), source.name)
    except OSError as error:
        raise _refused(
            source.name, f"无法读取（{said(error)}）", "请给出含有 schemas 的文件夹，或它的 ZIP 压缩包。"
        ) from None


def packaged(files: Files, plan_id: str | None = None) -> Package:
    """The package that files make. Raises `DocumentsInvalid`."""
    chosen = _chosen(files, plan_id)
    faults: list[DocumentFault] = []
    documents: dict[str, Any] = {}
    texts: dict[str, dict[str, str]] = {}
    moves: list[Any] = []
    for file, text in _texts(files):
        if _of_another(file, chosen):
            continue
        try:
            if file == MOVES:
                moves = _moves(text)
                continue
            path, content = kept(file, text)
            if path in documents:
                raise _refused(
                    file, "同一个文档有两个文件（后缀不同）", "请只保留一个：.json、.yaml 二选一。"
                )
            documents[path] = content
            if (file, text) != (path, text_of(content)):
                texts[path] = {"file": file, "text": text}
        except DocumentsInvalid as error:
            faults += error.faults
    if faults:
        raise DocumentsInvalid(faults)
    content = {"documents": documents, "moves": moves, **({"texts": texts} if texts else {})}
    return Package(chosen, content, offered_in(files))


def offered_in(files: Files) -> dict[str, HeldFile]:
    """What plans offer for download."""
    return {path: each for path, each in files.items() if isinstance(each, HeldFile)}


def _texts(files: Files) -> Iterator[tuple[str, str]]:
    return ((file, text) for file, text in files.items() if isinstance(text, str))


def spelled(content: Content) -> dict[str, str]:
    """File -> text: a document that says what it said when it was read is written as it was written then."""
    made: dict[str, str] = {}
    for path, document in content["documents"].items():
        given = content.get("texts", {}).get(path)
        file, text = (given["file"], given["text"]) if given else (path, text_of(document))
        if given and not _says(given, document):
            text = text_of(document) if file.endswith(".json") else _as_yaml(document, given["text"])
        made[file] = text
    if content.get("moves"):
        made[MOVES] = json_writing.dump({"moves": content["moves"]})
    return made


def is_path(path: str) -> bool:
    """Whether a document may lie there: below `schemas/` or `rules/`, and nowhere else when it is written to a disk."""
    return _PATH.fullmatch(path) is not None


def are_moves(moves: Any) -> bool:
    """Whether it says where answers went."""
    return isinstance(moves, list) and len(moves) <= _MOST_MOVES and all(map(_is_move, moves))


def documents_in(files: Files) -> dict[str, Any]:
    """Path -> content of those that can be read, whichever plans they are of."""
    found: dict[str, Any] = {}
    for file, text in _texts(files):
        with suppress(DocumentsInvalid):
            path, content = kept(file, text)
            found[path] = content
    found.pop(MOVES, None)
    return found


def plan_ids(files: Files) -> list[str]:
    """Ids of the plans among the files, in their order."""
    return sorted({file[len(PLANS) :].rsplit(".", 1)[0] for file in files if file.startswith(PLANS)})


def kept(file: str, text: str) -> tuple[str, Any]:
    """Path and content within a package: rules and cases are texts, everything else is data at a .json path. Raises `DocumentsInvalid`."""
    if not is_path(file):
        remedy = "请用小写字母、数字、连字符命名，放在 schemas 或 rules 下相应的文件夹里。"
        raise _refused(file[:200], "不能用这样的文件名", remedy)
    document = reading.document(text, file)
    if file.startswith("rules/"):
        return f"{file.rsplit('.', 1)[0]}.yaml" if file.endswith(".yml") else file, text
    return f"{file.rsplit('.', 1)[0]}.json", document.data


def _says(given: Mapping[str, str], document: Any) -> bool:
    """Whether the text is still what the document says, the order of keys included."""
    if isinstance(document, str):
        return document == given["text"]
    said_then = reading.document(given["text"], given["file"]).data
    return json.dumps(said_then, ensure_ascii=False) == json.dumps(document, ensure_ascii=False)


def _as_yaml(document: Any, before: str) -> str:
    """In our spelling, below the comments with which the text before began."""
    if isinstance(document, str):
        return document
    lead = re.match(r"(?:[ \t]*#[^\n]*\n|[ \t]*\r?\n)*", before)
    return (lead[0] if lead else "") + yaml_writing.dump(document)


def _chosen(files: Files, plan_id: str | None) -> str:
    known = plan_ids(files)
    if plan_id is not None and plan_id not in known:
        raise _refused("schemas/plans", f"没有评审计划“{plan_id}”", remedy_for(plan_id, known))
    if not known:
        raise _refused(
            "schemas/plans",
            "没有评审计划文档",
            "请把计划放在 schemas/plans 里，如 schemas/plans/计划编号.json。",
        )
    if plan_id is None and len(known) > 1:
        raise _refused(
            "schemas/plans",
            f"有 {len(known)} 个评审计划：{'、'.join(known[:9])}",
            "请用 --plan 写明是哪一个。",
        )
    return plan_id or known[0]


def _of_another(file: str, plan_id: str) -> bool:
    """Whether it is another plan's alone by its name."""
    name = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return file.startswith((PLANS, CASES)) and name != plan_id


def _moves(text: str) -> list[Any]:
    data = reading.document(text, MOVES).data
    moves = data.get("moves") if isinstance(data, dict) and set(data) <= {"moves", "$schema"} else None
    if not isinstance(moves, list) or not are_moves(moves):
        raise _refused(
            MOVES,
            "写法不对",
            '请写成 {"moves": [{"from": "/answers/…", "to": "/answers/…"}]}，或删去这个文件。',
        )
    return moves


def _is_move(move: Any) -> bool:
    return (
        isinstance(move, dict)
        and set(move) == {"from", "to"}
        and all(isinstance(each, str) and each.startswith("/") and len(each) <= 500 for each in move.values())
    )


def _read_folder(folder: Path) -> dict[str, str | HeldFile]:
    files: dict[str, str | HeldFile] = {}
    faults: list[DocumentFault] = []
    size = {False: 0, True: 0}
    for path in _paths(folder):
        file = path.relative_to(folder).as_posix()
        if len(files) + len(faults) >= MOST_FILES:
            raise too_many(folder.name)
        size[downloads.is_path(file)] += path.stat().st_size
        if size[False] > MOST_BYTES or size[True] > downloads.MOST_TOGETHER:
            raise too_large(folder.name) if size[False] <= MOST_BYTES else too_much(folder.name)
        try:
            files[file] = _read_one(path, file, folder)
        except DocumentsInvalid as error:
            faults += error.faults
    if faults:
        raise DocumentsInvalid(faults)
    return files


def _read_one(path: Path, file: str, folder: Path) -> str | HeldFile:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _refused(file, "是指向文件夹之外的链接", "请把文件本身放进来。")
    if not downloads.is_path(file):
        return reading.text_at(path, file)
    try:
        return downloads.held_at(path)
    except OSError as error:
        raise _refused(file, f"无法读取（{said(error)}）", "请检查读取权限。") from None


def _paths(folder: Path) -> Iterator[Path]:
    """Documents below the two folders, metaschemas left out, what plans offer for download, and the moves."""
    if (folder / MOVES).is_file():
        yield folder / MOVES
    for root, inside, names in (each for top in DOCUMENTS for each in os.walk(folder / top)):
        inside.sort()
        if Path(root) == folder / "schemas" and "meta" in inside:
            inside.remove("meta")
        yield from (Path(root) / name for name in sorted(names) if Path(name).suffix.lower() in SUFFIXES)
    files = folder / "schemas" / "files"
    yield from (each for each in sorted(files.glob("*")) if downloads.is_path(downloads.FOLDER + each.name))


def _refused(file: str, fault: str, remedy: str) -> DocumentsInvalid:
    return DocumentsInvalid([DocumentFault(file, "", fault, remedy)])
