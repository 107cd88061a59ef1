"""Evidence files: taken in, renamed, removed, and opened by whom they concern (features 39, 56, 71, 72)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.achievement import FileRef
from zcforms.services.actor import Actor
from zcforms.services.house import House


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file to send out; `media_type` was found from the content when it came in."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes that a person's files take, and may take."""

    used: int
    quota: int


def upload(
    house: House, actor: Actor, data: bytes, name: str, files: Mapping[str, Any], *, now: datetime
) -> FileRef:
    """Keep an uploaded file for the actor. `files` is the files schema it is meant for (`accept`, `maxBytes`).

    Raises:
        UploadRefused: empty, too large, not what it says, or over the person's quota.
    """
    raise NotImplementedError


def rename(house: House, actor: Actor, file_id: str, name: str, now: datetime) -> FileRef:
    """Name an own file by its content (feature 72); the extension stays. The name changes where the file is used, too,
    except in what is submitted or approved.

    Raises:
        InputRefused: at "/name". NotFound.
    """
    raise NotImplementedError


def remove(house: House, actor: Actor, file_id: str, now: datetime) -> None:
    """Forget an own file. Raises `WrongState` while a record or application uses it; `NotFound`."""
    raise NotImplementedError


def open_file(house: House, actor: Actor, file_id: str, now: datetime) -> OpenedFile:
    """For the owner, the employer or authority in scope, and whoever handles an application that has it.

    Raises:
        NotFound: for everybody else, which is journalled.
    """
    raise NotImplementedError


def usage(house: House, actor: Actor) -> Usage:
    """How much of the quota is taken."""
    raise NotImplementedError
