"""Evidence files: taken in, renamed, removed, and opened by whom they concern (features 39, 56, 71, 72)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath as Path
from typing import Any

from zcforms.domain.achievement import Achievement, AchievementState, FileRef
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputFault, InputRefused, NotFound, UploadRefused, WrongState
from zcforms.services.access import Hidden, note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.responsibility import handles
from zcforms.storage.records import StoredFile
from zcforms.storage.work import Work

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file to send out; `media_type` was found from the content when it came in."""

    name: str
    media_type: str
    data: bytes


def upload(
    house: House, actor: Actor, data: bytes, name: str, files: Mapping[str, Any], *, now: datetime
) -> FileRef:
    """Keep an uploaded file for the actor. `files` is the files schema it is meant for (`accept`, `maxBytes`).

    Raises:
        UploadRefused: empty, too large, not what it says, or over the person's quota.
    """
    person_id = actor.person()
    name = _plain_name(name)
    found = house.inspector.inspect(data, name, files["accept"], files["maxBytes"])
    digest = house.files.put(data)
    with writing(house, actor) as w:
        kept = w.files.of_person(person_id)
        same = next((file for file in kept if (file.digest, file.name) == (digest, name)), None)
        if same is not None:
            return same.ref
        file = StoredFile(new_id(), digest, name, found.size, found.media_type, now, person_id=person_id)
        if _used([*kept, file]) > house.terms.quota_bytes:
            most = f"{house.terms.quota_bytes // 1024 // 1024} MB"
            raise UploadRefused(f"“{name}”未能保存：您的文件总量将超过 {most}，请先删除不用的文件。")
        w.files.add(file)
        note(w, actor, "file.upload", f"file:{file.id}", now, digest=digest, size=found.size)
        return file.ref


def rename(house: House, actor: Actor, file_id: str, name: str, now: datetime) -> FileRef:
    """Name an own file by its content (feature 72); the extension stays. The name changes where the file is used, too,
    except in what is submitted or approved.

    Raises:
        InputRefused: at "/name". NotFound.
    """
    with writing(house, actor) as w:
        file = _own(w, actor, file_id)
        extension = Path(file.name).suffix
        stem = _plain(name).removesuffix(extension)
        if not stem:
            raise InputRefused([InputFault("/name", "请按文件内容填写名称，如“教师资格证”。")])
        file.name = stem[:_LONGEST_NAME] + extension
        _rename_uses(w, actor.person(), file.ref)
        note(w, actor, "file.rename", f"file:{file.id}", now)
        return file.ref


def remove(house: House, actor: Actor, file_id: str, now: datetime) -> None:
    """Forget an own file. Raises `WrongState` while a record or application uses it; `NotFound`."""
    with writing(house, actor) as w:
        file = _own(w, actor, file_id)
        person = w.people.get(actor.person())
        used = [
            *(each.evidence for each in w.achievements.of(person.id)),
            *(
                (each.answers, each.attachments)
                for each in w.applications.of(person.id, tuple(ApplicationState))
            ),
            *(each.answers for each in w.petitions.of_person(person.id)),
        ]
        if person.photo == file.digest or any(_holds(place, file.id) for place in used):
            raise WrongState("这个文件正在使用，不能删除；请先从业绩或申报中移除。")
        file.deleted_at = now
        note(w, actor, "file.remove", f"file:{file.id}", now)


def open_file(house: House, actor: Actor, file_id: str, now: datetime) -> OpenedFile:
    """For the owner, the employer or authority in scope, and whoever handles an application that has it.

    Raises:
        NotFound: for everybody else, which is journalled.
    """
    with reading(house, actor) as w:
        file = w.files.get(file_id)
        if not _may_open(w, house, actor, file):
            raise Hidden(f"file:{file_id}")
        if file.deleted_at is not None:
            raise NotFound
    return OpenedFile(file.name, file.media_type, house.files.get(file.digest))


def documents(house: House, actor: Actor, file_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Those of the files that are the actor's own, as file documents by id: what a form may refer to."""
    person_id = actor.person()
    with reading(house, actor) as w:
        find = own_files(w, person_id)
        found = {file_id: find(file_id) for file_id in dict.fromkeys(file_ids)}
        return {file_id: ref.as_document() for file_id, ref in found.items() if ref is not None}


def own_files(w: Work, person_id: str) -> Callable[[str], FileRef | None]:
    """A look-up of the person's files by id, for `content.Admission`; one query at the first look."""

    @functools.cache
    def kept() -> dict[str, FileRef]:
        return {file.id: file.ref for file in w.files.of_person(person_id)}

    return lambda file_id: kept().get(file_id)


def _own(w: Work, actor: Actor, file_id: str) -> StoredFile:
    file = w.files.get(file_id)
    if file.person_id != actor.person():
        raise Hidden(f"file:{file_id}")
    if file.deleted_at is not None:
        raise NotFound
    return file


def _may_open(w: Work, house: House, actor: Actor, file: StoredFile) -> bool:
    if file.person_id is None:
        return file.organisation_id is not None and file.organisation_id == actor.organisation_id
    if actor.person_id is not None:
        return file.person_id == actor.person_id
    organisation_id = actor.organisation()
    if any(_asked(record, organisation_id, file.id) for record in w.achievements.of(file.person_id)):
        return True
    return any(
        application.submitted_at is not None
        and handles(w, house, organisation_id, application)
        and _holds(document_of(w, house, application), file.id)
        for application in w.applications.of(file.person_id)
    )


def _asked(record: Achievement, organisation_id: str, file_id: str) -> bool:
    """Whether the organisation was asked to approve the record that has the file."""
    asked = record.organisation_id == organisation_id and record.state is not AchievementState.DRAFT
    return asked and _holds(record.evidence, file_id)


def _holds(content: Any, file_id: str) -> bool:
    """Whether a file document with this id stands anywhere in the content."""
    if isinstance(content, Mapping):
        if content.get("id") == file_id and "digest" in content:
            return True
        return any(_holds(value, file_id) for value in content.values())
    return isinstance(content, list | tuple) and any(_holds(value, file_id) for value in content)


def _renamed(content: Any, ref: FileRef) -> Any:
    if isinstance(content, Mapping):
        if content.get("id") == ref.id and "digest" in content:
            return ref.as_document()
        return {name: _renamed(value, ref) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_renamed(value, ref) for value in content]
    return content


def _rename_uses(w: Work, person_id: str, ref: FileRef) -> None:
    for record in w.achievements.of(person_id):
        if record.editable and _holds(record.evidence, ref.id):
            record.revise(record.data, _renamed(record.evidence, ref))
    for application in w.applications.of(person_id):
        if application.editable and _holds((application.answers, application.attachments), ref.id):
            application.answers = _renamed(application.answers, ref)
            application.attachments = _renamed(application.attachments, ref)


def _plain_name(name: str) -> str:
    """A name that every file system takes; its extension is kept."""
    path = Path(_plain(name))
    return (path.stem[:_LONGEST_NAME] + path.suffix[:10]) or "未命名"


def _plain(name: str) -> str:
    """The last part of a path, without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable()).strip()


def _used(files: Sequence[StoredFile]) -> int:
    """Bytes, the same content once."""
    return sum({file.digest: file.size for file in files}.values())
