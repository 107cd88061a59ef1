"""Which documents are a plan's own, and which others stand on: an own document may not take the place of one that other plans use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zcforms.checks import ruleset
from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.forms import catalogue
from zcforms.forms.shelf import FOLDERS, name_of
from zcforms.services.editions import Edition
from zcforms.services.plan_documents import CASES

Key = tuple[str, str]
"""Kind and name of a document below `schemas/`."""


def users(edition: Edition, key: Key, plan_id: str) -> list[str]:
    """Ids of other plans that stand on the document."""
    others = (each for each in sorted(edition.plans) if each != plan_id)
    return [each for each in others if key in catalogue.closure(edition.documents, each).sound]


def key_of(path: str) -> Key | None:
    """Kind and name of a path below `schemas/`; None for other paths, and where no kind has the folder."""
    top, _, below = path.partition("/")
    kind = FOLDERS.get(below.split("/")[0]) if top == "schemas" and "/" in below else None
    return (kind, name_of(path)) if kind else None


def standing(edition: Edition, path: str, content: Any) -> Document | None:
    """What is installed or published in the place of a package's document."""
    if key := key_of(path):
        return edition.documents.sound.get(key)
    if not path.startswith("rules/") or path.startswith(CASES):
        return None
    document = reading.document(content, path)
    return edition.shelf.documents.get(ruleset.id_of(document))


def users_of(edition: Edition, path: str, content: Any, plan_id: str) -> list[str]:
    """Ids of other plans that use what stands in the place of a package's document."""
    if key := key_of(path):
        return users(edition, key, plan_id)
    document = standing(edition, path, content)
    used = edition.used_by(ruleset.id_of(document)) if document else ()
    return [each for each in used if each != plan_id]


def captions(edition: Edition, plan_ids: Iterable[str]) -> str:
    """A few of the plans, for a sentence."""
    found = [f"“{edition.plans[each].caption}”" for each in plan_ids]
    return "、".join(found[:3]) + (" 等" if len(found) > 3 else "")


def same(edition: Edition, path: str, content: Any) -> bool:
    """Whether the document is the one that is in force: the text of rules, the data of others."""
    found = standing(edition, path, content)
    if found is None:
        return False
    if isinstance(content, str):
        return edition.text_of(found) == content
    return found.digest == reading.digest(content)
