"""Both overviews before submission (features 56, 57)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.domain.plan import Plan, SectionKind
from zcforms.forms import overview as overview_making
from zcforms.services.access import reading, seen_application
from zcforms.services.actor import Actor
from zcforms.services.exporting import document_of
from zcforms.services.house import House

PHOTO = "个人免冠照片"


@dataclass(frozen=True, slots=True)
class AttachmentGroup:
    """Attachments of one item, section or imported record, as file documents (feature 56)."""

    id: str
    caption: str
    files: tuple[Mapping[str, Any], ...]


def document(house: House, actor: Actor, application_id: str) -> dict[str, Any]:
    """The application document (schemas/meta/application.json). For its owner and whoever handles it; otherwise `NotFound`."""
    return _seen(house, actor, application_id)[1]


def _seen(house: House, actor: Actor, application_id: str) -> tuple[Plan, dict[str, Any]]:
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        return house.plan_of(application), document_of(w, house, application)


def overview(house: House, actor: Actor, application_id: str) -> dict[str, Any]:
    """申报一览表: display texts of everything filled in and imported (feature 57)."""
    made: dict[str, Any] = overview_making.overview(*_seen(house, actor, application_id))
    return made


def attachment_overview(house: House, actor: Actor, application_id: str) -> tuple[AttachmentGroup, ...]:
    """附件一览表: every file of the application, grouped, the photo first (feature 56)."""
    plan, exported = _seen(house, actor, application_id)
    photo = exported["applicant"]["photo"]
    groups = [AttachmentGroup("photo", PHOTO, (photo,))] if photo else []
    for section in plan.sections_for(exported["route"]):
        if section.kind is SectionKind.IMPORT:
            groups += _imported(exported, section.id, section.caption)
        elif section.kind is not SectionKind.ATTACHMENTS:
            groups.append(
                AttachmentGroup(
                    section.id, section.caption, tuple(_files(exported["answers"].get(section.id)))
                )
            )
    for _, item in plan.items(exported["standard"]):
        groups += _imported(exported, item.id, item.caption)
    for asked in plan.attachments_for(exported["route"], exported["specialty"]):
        kept = tuple(exported["attachments"].get(asked.id, ()))
        groups.append(AttachmentGroup(asked.id, asked.caption, kept))
    return tuple(group for group in groups if group.files)


def _imported(exported: Mapping[str, Any], list_id: str, caption: str) -> list[AttachmentGroup]:
    evidence = {record["id"]: record["evidence"] for record in exported["achievements"]}
    entries = exported["imports"].get(list_id, ())
    files = [file for entry in entries for file in evidence.get(entry["record"], ())]
    return [AttachmentGroup(list_id, caption, tuple(files))]


def _files(content: Any) -> Iterator[Mapping[str, Any]]:
    """Every file document in the content, in its order."""
    if isinstance(content, Mapping):
        if "digest" in content and "media_type" in content:
            yield content
            return
        content = list(content.values())
    if isinstance(content, list | tuple):
        for each in content:
            yield from _files(each)
