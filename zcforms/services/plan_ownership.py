"""Which documents are a plan's own, and which others stand on: an own document may not take the place of one that other plans use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zcforms.checks import ruleset
from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.forms import catalogue
from zcforms.forms.shelf import FOLDERS, name_of
from zcforms.services.plan_package import CASES, plan_path
from zcforms.services.rulebook import Edition

Key = tuple[str, str]
"""Kind and name of a document below `schemas/`."""


def in_force(edition: Edition, plan_id: str) -> dict[str, Any]:
    """The plan's own documents as they are in force; {} for a plan that is new. Of a plan of the files: itself, what bears its name and is nobody else's, its
    rules and its cases."""
    plan = edition.plans.get(plan_id)
    if plan is None:
        return {}
    used = catalogue.closure(edition.documents, plan_id).sound
    found = {plan_path(plan_id): edition.documents.sound["plan", plan_id].data}
    for kind, name in sorted(used):
        if kind != "plan" and name.startswith(f"{plan_id}-") and not users(edition, (kind, name), plan_id):
            document = edition.documents.sound[kind, name]
            found[f"{document.file.rsplit('.', 1)[0]}.json"] = document.data
    if edition.used_by(plan.ruleset) == (plan_id,):
        found[edition.shelf.documents[plan.ruleset].file] = edition.text(plan.ruleset)
    cases = f"{CASES}{plan_id}.yaml"
    if text := edition.sources.text(cases):
        found[cases] = text
    return found


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
        return edition.sources.text(found.file) == content
    return found.digest == reading.digest(content)
