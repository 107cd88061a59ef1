"""What applicants typed and did not save, when their application moves to another version of its plan.

It stays under its form's key, where the form goes on asking for it. What the form does not ask for any more would never be seen again: it is
set aside as text. The draft itself is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from zcforms.documents.pointer import pointer
from zcforms.domain.application import Application
from zcforms.domain.form_draft import FormDraft
from zcforms.domain.plan import Plan, SectionKind
from zcforms.forms.pointer import path_of
from zcforms.lab.migrate import Aside, move
from zcforms.lab.migrate_paths import Moves, Path, Row, moved
from zcforms.lab.migrate_places import CHOICES, Places
from zcforms.services.plan_ways import Way
from zcforms.storage.work import Work

UNSAVED = "这是您在旧版表单里填写、还没有保存的内容，新版表单的这个位置已经改变。需要时请自行填入新版表单。"
_REMOVED = "removed"


def unsaved(w: Work, way: Way, application: Application) -> list[Aside]:
    """What stands in autosaved forms and is not asked for there any more."""
    chosen = {name: getattr(application, name) for name in CHOICES}
    before, after = Places(way.old, chosen), Places(way.new, chosen)
    found = []
    for key, draft in _drafts(w, application):
        for name, text in _texts(draft).items():
            path = _path(way.old, key, name)
            if path is None or _stays(before, after, way.moves, key, path):
                continue
            caption = f"{before.caption(path, {})}（未保存）"
            found.append(Aside(pointer(path), caption, text, text, UNSAVED))
    return found


def move_removed(w: Work, way: Way, application: Application, now: datetime) -> None:
    """A deleted record can be taken back: it comes back as the new version has it. What it was stays beside it."""
    prefix = f"{_REMOVED}/{application.id}/"
    for account_id, key, content in _kept(w, application, prefix):
        section = key.removeprefix(prefix)
        chosen = {name: getattr(application, name) for name in CHOICES}
        given = {**chosen, "answers": {section: [content["record"]]}}
        made = move(way.old, way.new, way.moves, given).document["answers"]
        target = moved(("answers", section), way.moves)[1]
        if made.get(target):
            changed = {**content, "record": made[target][0], "was": content["record"]}
            w.drafts.save(account_id, f"{prefix}{target}", changed, now)


def _drafts(w: Work, application: Application) -> Iterator[tuple[Sequence[str], FormDraft]]:
    prefix = f"application/{application.id}/"
    for _, key, content in _kept(w, application, prefix):
        if "fields" in content:
            yield key.removeprefix(prefix).split("/"), FormDraft.of(content)


def _kept(w: Work, application: Application, prefix: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for account in w.accounts.of_person(application.person_id):
        for draft in w.drafts.of(account.id):
            if draft.key.startswith(prefix):
                yield account.id, draft.key, draft.content


def _texts(draft: FormDraft) -> dict[str, str]:
    """Field -> what was typed there last."""
    found = {}
    for name, versions in draft.fields.items():
        typed = [text.strip() for _, text in versions[0].pairs() if text.strip()] if versions else []
        if typed:
            found[name] = "、".join(typed)
    return found


def _path(old: Plan, key: Sequence[str], name: str) -> Path | None:
    """Where the field stands in the application document; None for forms of other things (choices, lists)."""
    steps = path_of(name)
    if len(key) == 1 and len(steps) > 1:  # a part of 个人信息: section and field, or item
        section = old.section(steps[0])
        if section is None:
            return None
        root = "attachments" if section.kind is SectionKind.ATTACHMENTS else "answers"
        return (root, steps[1]) if root == "attachments" else (root, steps[0], steps[1])
    if len(key) == len(("section", "record")) and old.section(key[0]) is not None and steps:
        return ("answers", key[0], Row(key[1]), steps[0])
    return None


def _stays(before: Places, after: Places, moves: Moves, key: Sequence[str], path: Path) -> bool:
    """Whether the same form asks for it in the same place."""
    if before.find(path) is None:
        return True
    found = after.find(path)
    if moved(path, moves) != path or found is None or not found.asked:
        return False
    return len(key) > 1 or _page(before.plan, path) == _page(after.plan, path)


def _page(plan: Plan, path: Path) -> str:
    """The id of the part that it stands on."""
    for part in plan.parts:
        for section in part.sections:
            files = path[0] == "attachments" and section.kind is SectionKind.ATTACHMENTS
            if files or section.id == path[1]:
                return part.id
    return ""
