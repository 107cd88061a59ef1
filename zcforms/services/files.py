"""Evidence files: taken in, renamed, removed, and opened by whom they concern (features 39, 56, 71, 72)."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from zcforms.domain import file_name
from zcforms.domain.achievement import Achievement, AchievementState, FileRef
from zcforms.domain.application import Application
from zcforms.domain.errors import InputFault, InputRefused, NotFound, UploadRefused, WrongState
from zcforms.domain.petition import PetitionState
from zcforms.printing.bare import bare
from zcforms.services import replacement_chain
from zcforms.services.access import Hidden, note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.exporting import document_of
from zcforms.services.file_uses import holds, in_use, rename_uses, unused
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.organising import concerns
from zcforms.services.responsibility import handles
from zcforms.storage.records import StoredFile
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file to send out; `media_type` was found from the content when it came in. `digest` is the stored file's."""

    name: str
    media_type: str
    data: bytes
    digest: str = ""


class Measured(Protocol):
    """A file, or one on its way in."""

    name: str
    digest: str
    size: int


def upload(
    house: House, actor: Actor, data: bytes, name: str, files: Mapping[str, Any], *, now: datetime
) -> FileRef:
    """Keep an uploaded file for the actor. `files` is the files schema it is meant for (`accept`, `maxBytes`). The same bytes under
    the same name are the same file, however often and however fast they come.

    Raises:
        UploadRefused: empty, too large, not what it says, or over the person's quota.
    """
    person_id = actor.person()
    name = file_name.uploaded(name)
    found = house.inspector.inspect(data, name, files["accept"], files["maxBytes"])
    file = StoredFile(
        new_id(),
        hashlib.sha256(data).hexdigest(),
        name,
        found.size,
        found.media_type,
        now,
        person_id=person_id,
    )
    with writing(house, actor) as w:  # before the bytes are kept
        hold_quota(w, house, actor, file, now=now)
    house.files.put(data)
    with writing(house, actor) as w:
        return added(w, house, actor, file, now=now)


def added(w: Work, house: House, actor: Actor, file: StoredFile, *, now: datetime) -> FileRef:
    """The person's file with these bytes and this name: the one that there is, or else this one. Raises `UploadRefused`."""
    w.people.hold(actor.person())
    kept = w.files.of_person(actor.person())
    same = next((each for each in kept if (each.digest, each.name) == (file.digest, file.name)), None)
    if same is not None:
        return same.ref
    hold_quota(w, house, actor, file, now=now)
    w.files.add(file)
    note(w, actor, "file.upload", f"file:{file.id}", now, digest=file.digest, size=file.size)
    return file.ref


def hold_quota(
    w: Work, house: House, actor: Actor, wanted: Measured, others: Sequence[Measured] = (), *, now: datetime
) -> None:
    """Room for `wanted` beside all that the person has and what else is on its way; the same content counts once. Where there is none,
    files that stand nowhere are forgotten, the oldest first.

    Raises:
        UploadRefused: there is none all the same.
    """
    person_id, most = actor.person(), house.terms.quota_bytes
    kept = w.files.of_person(person_id)
    if _bytes([*kept, *others, wanted]) <= most:
        return
    for file in unused(w, person_id, kept, now):
        file.deleted_at = now
        note(w, actor, "file.forget", f"file:{file.id}", now)
        kept.remove(file)
        if _bytes([*kept, *others, wanted]) <= most:
            return
    raise UploadRefused(
        f"“{wanted.name}”未能保存：您的材料总量将超过 {_megabytes(most)}（现有 {_megabytes(_bytes(kept))}）。"
        "请先在业绩或申报中移除不需要的文件并保存，再上传。"
    )


def _bytes(files: Iterable[Measured]) -> int:
    return sum({file.digest: file.size for file in files}.values())


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB".replace(".0 MB", " MB")


def rename(house: House, actor: Actor, file_id: str, name: str, now: datetime) -> FileRef:
    """Name an own file by its content (feature 72); the extension stays. The name changes where the file is used, too,
    except in what is submitted or approved.

    Raises:
        InputRefused: at "/name". NotFound.
    """
    with writing(house, actor) as w:
        file = _own(w, actor, file_id)
        if not file_name.names_something(file.name, name):
            raise InputRefused([InputFault("/name", "请按文件内容填写名称，如“教师资格证”。")])
        file.name = file_name.renamed(file.name, name)
        rename_uses(w, actor.person(), file.ref)
        note(w, actor, "file.rename", f"file:{file.id}", now)
        return file.ref


def remove(house: House, actor: Actor, file_id: str, now: datetime) -> None:
    """Forget an own file. Raises `WrongState` while a record or application uses it; `NotFound`."""
    with writing(house, actor) as w:
        file = _own(w, actor, file_id)
        if in_use(w, file, actor.person()):
            raise WrongState("这个文件正在使用，不能删除；请先从业绩或申报中移除。")
        file.deleted_at = now
        note(w, actor, "file.remove", f"file:{file.id}", now)


def open_file(house: House, actor: Actor, file_id: str, now: datetime) -> OpenedFile:
    """For the owner, the employer or authority in scope, and whoever handles an application that has it. The file is kept as it came,
    its owner gets it so; others see its pictures without what the camera wrote beside them, the place where somebody lives among it.

    Raises:
        NotFound: for everybody else, which is journalled.
    """
    with reading(house, actor) as w:
        file = w.files.get(file_id)
        if not _may_open(w, house, actor, file):
            raise Hidden(f"file:{file_id}")
        if file.deleted_at is not None:
            raise NotFound
    data = house.files.get(file.digest)
    shown = data if actor.person_id is not None else bare(data)
    return OpenedFile(file.name, file.media_type, shown, file.digest)


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
    applications = w.applications.of(file.person_id)
    if any(
        application.submitted_at is not None
        and handles(w, house, organisation_id, application)
        and holds(document_of(w, house, application), file.id)
        for application in applications
    ):
        return True
    if any(
        replacement_chain.handles(w, house, organisation_id, each) and holds(each.answers, file.id)
        for each in w.replacements.of_person(file.person_id)
    ):
        return True
    return _asked_beside(w, house, organisation_id, file, applications)


def _asked_beside(
    w: Work, house: House, organisation_id: str, file: StoredFile, applications: Sequence[Application]
) -> bool:
    """Whether the file stands in a request that the organisation answers."""
    by_id = {each.id: each for each in applications}
    return any(
        petition.application_id in by_id
        and petition.state is not PetitionState.WITHDRAWN
        and holds(petition.answers, file.id)
        and concerns(w, house, organisation_id, by_id[petition.application_id])
        for petition in w.petitions.of_person(file.person_id or "")
    )


def _asked(record: Achievement, organisation_id: str, file_id: str) -> bool:
    """Whether the organisation was asked to approve the record that has the file."""
    asked = record.organisation_id == organisation_id and record.state is not AchievementState.DRAFT
    return asked and holds(record.evidence, file_id)
