"""Both overviews before submission (features 56, 57)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.services.actor import Actor
from zcforms.services.house import House


@dataclass(frozen=True, slots=True)
class AttachmentGroup:
    """Attachments of one item, section or imported record, as file documents (feature 56)."""

    id: str
    caption: str
    files: tuple[Mapping[str, Any], ...]


def document(house: House, actor: Actor, application_id: str) -> dict[str, Any]:
    """The application document (schemas/meta/application.json). For its owner and whoever handles it; otherwise `NotFound`."""
    raise NotImplementedError


def overview(house: House, actor: Actor, application_id: str) -> dict[str, Any]:
    """申报一览表: display texts of everything filled in and imported (feature 57)."""
    raise NotImplementedError


def attachment_overview(house: House, actor: Actor, application_id: str) -> tuple[AttachmentGroup, ...]:
    """附件一览表: every file of the application, grouped, the photo first (feature 56)."""
    raise NotImplementedError
