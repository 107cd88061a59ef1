"""Published plans for programs: their forms, what these take, and what a version consists of.

Forms are for everybody; chain, rules, versions and documents are for authors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.errors import NotFound
from zcforms.domain.plan import CodeList, LibraryCategory, Plan, Section
from zcforms.forms.interchange import DRAFT, interchange
from zcforms.services import plan_downloads
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.editions import Edition
from zcforms.services.files import OpenedFile
from zcforms.services.house import House
from zcforms.services.plan_documents import content_of
from zcforms.services.rule_authors import author


@dataclass(frozen=True, slots=True)
class Form:
    """A section with its schema as other programs take it."""

    section: Section
    part: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """`number` 0: the file that was installed."""

    number: int
    digest: str
    state: str
    reason: str
    at: datetime | None


def plans(house: House) -> list[Plan]:
    """Every plan in force, by id; for everybody."""
    return sorted(house.rulebook.recent().plans.values(), key=lambda plan: plan.id)


def plan(house: House, plan_id: str) -> Plan:
    """Raises `NotFound`."""
    return house.plan(plan_id)


def download(house: House, plan_id: str, download_id: str) -> OpenedFile:
    """A file that the plan offers, for everybody. Raises `NotFound`, also for a sheet that would have to be printed; `FileUnreadable`."""
    offered = plan(house, plan_id).downloads
    file = next((each.file for each in offered if each.id == download_id), None)
    return plan_downloads.opened(house, file) if file else _nothing("没有找到这个文件。")


def forms(house: House, plan_id: str) -> list[Form]:
    """The plan's sections in the order of its pages. Raises `NotFound`."""
    found = plan(house, plan_id)
    return [_form(found, part.caption, section) for part in found.parts for section in part.sections]


def form(house: House, plan_id: str, section_id: str) -> Form:
    """Raises `NotFound`."""
    return next((each for each in forms(house, plan_id) if each.section.id == section_id), None) or _nothing(
        "没有找到这个表单分区。"
    )


def categories(house: House, plan_id: str) -> list[LibraryCategory]:
    """The library categories that the plan takes. Raises `NotFound`."""
    return list(plan(house, plan_id).categories.values())


def category_schema(category: LibraryCategory, codes: Mapping[str, CodeList]) -> dict[str, Any]:
    return {"$schema": DRAFT, **interchange(category.schema, codes)}


def library(house: House) -> list[LibraryCategory]:
    """Every category of the library, by id."""
    return [each for _, each in sorted(_edition(house).catalogue.categories.items())]


def library_category(house: House, category_id: str) -> LibraryCategory:
    """Raises `NotFound`."""
    return _edition(house).catalogue.categories.get(category_id) or _nothing("没有找到这个业绩类别。")


def codes(house: House) -> Mapping[str, CodeList]:
    """Every code list."""
    return _edition(house).catalogue.codes


def code_list(house: House, list_id: str) -> CodeList:
    """Raises `NotFound`."""
    return codes(house).get(list_id) or _nothing("没有找到这张代码表。")


def chain(house: House, actor: Actor, plan_id: str) -> Plan:
    """The plan, for its chain. Raises `NotFound`, `NotAllowed`."""
    _require_author(house, actor)
    return plan(house, plan_id)


def facts_schema(house: House, actor: Actor, plan_id: str) -> Mapping[str, Any]:
    """JSON Schema of what the plan's rules see. Raises `NotFound`, `NotAllowed`, `CheckFailed`."""
    _require_author(house, actor)
    plan(house, plan_id)
    return {"$schema": DRAFT, **house.rulesets[plan_id].shape.schema}


def versions(house: House, actor: Actor, plan_id: str) -> list[VersionLine]:
    """The newest first; the last is the installed file, where there is one. Raises `NotFound`, `NotAllowed`."""
    _require_author(house, actor)
    with reading(house, actor) as w:
        found = [
            VersionLine(each.number, each.digest, each.state.value, each.reason, each.at)
            for each in w.plan_versions.of(plan_id)
            if each.number > 0
        ]
    file = house.rulebook.files.plans.get(plan_id)
    if file is not None:
        found.append(VersionLine(0, file.digest, "superseded" if found else "published", "", None))
    return found or _nothing("没有找到这个评审计划，可能已停用。")


def documents(house: House, actor: Actor, digest: str) -> tuple[str, dict[str, Any]]:
    """Plan id, and path -> data (of rules and cases the text) of every document that the version with this digest stands on. Raises `NotFound`, `NotAllowed`."""
    _require_author(house, actor)
    with reading(house, actor) as w:
        version = w.plan_versions.by_digest(digest)
    if version is not None:
        return version.plan_id, {path: content_of(path, text) for path, text in version.documents.items()}
    for edition in (_edition(house), house.rulebook.files):
        for each in edition.plans.values():
            if each.digest == digest:
                return each.id, {
                    path: content_of(path, text) for path, text in edition.frozen(each.id).items()
                }
    raise NotFound("没有找到这个摘要的评审计划。")


def _form(found: Plan, part: str, section: Section) -> Form:
    head = {"$schema": DRAFT, "title": section.caption}
    if section.hint:
        head["description"] = section.hint
    return Form(section, part, {**head, **interchange(section.schema, found.codes)})


def _edition(house: House) -> Edition:
    return house.rulebook.recent()


def _require_author(house: House, actor: Actor) -> None:
    with reading(house, actor) as w:
        author(w, house, actor)


def _nothing(said: str) -> Any:
    raise NotFound(said)
