"""A program changes a draft: JSON Patch on the documents of the version that it read, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from zcforms.documents import json_writing, patching
from zcforms.documents.patching import PatchRefused, Refusal
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused, StaleWrite
from zcforms.services import plan_downloads, plan_drafts
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_archives import MOST_BYTES
from zcforms.services.plan_documents import plan_path
from zcforms.services.plan_drafts import Content, PlanDraftShown, Step, fingerprint
from zcforms.services.plan_files import are_moves, is_path
from zcforms.services.plan_limits import require_modest, require_modest_patch
from zcforms.services.plan_soundness import unnamed, unsound

MOST_OPERATIONS = 500
_POINTER = re.compile(r"(?:/(?:[^/~]|~[01])*)*", re.DOTALL)


def patch(house: House, actor: Actor, draft_id: str, operations: Any, *, version: int, now: datetime) -> int:
    """Make the operations on `{"documents": ..., "moves": [...]}` of the draft, all of them as one step; the draft's new version.

    Raises:
        InputRefused: it is no patch, does not fit, or makes something that is no draft. DocumentsInvalid: it makes documents that are too much, or that their
            metaschemas refuse. StaleWrite: the draft is not at this version any more.
        WrongState, NotFound.
    """
    _require_patch(operations)
    shown = plan_drafts.draft(house, actor, draft_id)
    if shown.version != version:
        raise StaleWrite
    after = _patched(shown.content, operations)
    _require_draft(after, shown.plan_id)
    require_modest(after)
    _require_size(after)
    _require_shown(house, shown, after["documents"])
    step = Step("由程序修改", lambda _: operations, place=(), seen=fingerprint(shown.content, ()))
    return plan_drafts.change(house, actor, draft_id, step, now)


def _require_shown(house: House, before: PlanDraftShown, documents: Mapping[str, Any]) -> None:
    """A colleague who opens the draft in the designer finds everything in it, and the way back."""
    base = house.rulebook.edition().documents
    faults = (
        unsound(before.documents, documents)
        or unnamed(base, documents, before.plan_id)
        or plan_downloads.unknown(house, documents)
    )
    if faults:
        raise DocumentsInvalid(faults)


_REFUSED = {
    Refusal.FORM: "这一项不是 JSON Patch（RFC 6902）的操作：op 应为 add、remove、replace、move、copy 或 test，并有它要用到的 value 或 from。",
    Refusal.PLACE: "这一项无法进行：方案里没有它的 path 或 from 所指的位置。请核对路径（“/”写作“~1”）。",
    Refusal.TEST: "这一项 test 不成立：那里现在是别的内容。",
    Refusal.WEIGHT: "复制的内容太多，超过了一个文档的上限。请只写要改的地方。",
}


def _patched(content: Content, operations: Sequence[Mapping[str, Any]]) -> Any:
    try:
        return patching.patched(content, operations)
    except PatchRefused as error:
        raise InputRefused([InputFault(f"/{error.at}", _REFUSED[error.why])]) from error


def _require_patch(operations: Any) -> None:
    if not isinstance(operations, list) or not 0 < len(operations) <= MOST_OPERATIONS:
        told = f"应为 JSON Patch（RFC 6902）：1 到 {MOST_OPERATIONS} 项操作的列表。"
        raise InputRefused([InputFault("", told)])
    faults = [
        InputFault(f"/{place}", "应为一项操作，如 {op: replace, path: /documents/…, value: …}。")
        for place, each in enumerate(operations)
        if not isinstance(each, dict)
        or not isinstance(each.get("op"), str)
        or not _POINTER.fullmatch(str(each.get("path")))
        or not _POINTER.fullmatch(str(each.get("from", "")))
    ]
    if faults:
        raise InputRefused(faults)
    require_modest_patch(operations)


def _require_draft(content: Any, plan_id: str) -> None:
    """What is no draft is not kept, whatever its documents say."""
    if not isinstance(content, Mapping) or not set(content) <= {"documents", "moves", "texts"}:
        raise InputRefused([InputFault("", "方案由 documents 和 moves 组成，不能有别的内容。")])
    documents = content.get("documents")
    if not isinstance(documents, Mapping) or not isinstance(documents.get(plan_path(plan_id)), Mapping):
        raise InputRefused([InputFault(f"/documents/{plan_path(plan_id)}", "方案必须有计划文档。")])
    faults = [
        InputFault(
            f"/documents/{path}", "文档的路径或内容的类型不对：表单是 .json 的对象，规则是 .yaml 的文本。"
        )
        for path, each in documents.items()
        if not is_path(path) or not isinstance(each, Mapping if path.startswith("schemas/") else str)
    ]
    if not are_moves(content.get("moves")):
        faults.append(InputFault("/moves", "应为 {from, to} 的列表。"))
    if faults:
        raise InputRefused(faults)


def _require_size(content: Content) -> None:
    if len(json_writing.dump(dict(content)).encode()) > MOST_BYTES:
        raise InputRefused([InputFault("", f"方案超过 {MOST_BYTES // 1_000_000} MB。")])
