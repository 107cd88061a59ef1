"""Files of the organising unit's own that a plan offers: where their content is, how it comes in and how it goes along with the plan's documents.

A document names a file by its SHA-256. Content that somebody brought lies in the file store, in a room of its own, and is never changed or taken away: whatever
version or draft names it, finds it. What was installed lies beside the documents, and is put into the store when a draft or a version begins to name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.documents.pointer import pointer
from zcforms.domain import file_name
from zcforms.domain.errors import DocumentFault, DocumentsInvalid, NotFound, UploadRefused
from zcforms.domain.plan import PlanFile
from zcforms.forms import downloads
from zcforms.forms.shelf import HeldFile
from zcforms.printing.evidence import MEDIA_TYPES
from zcforms.services import plan_drafts
from zcforms.services.actor import Actor
from zcforms.services.editions import Edition
from zcforms.services.files import OpenedFile
from zcforms.services.house import House
from zcforms.services.plan_package import PLANS, own_of, plan_path
from zcforms.storage.files import FOR_ALL, FileUnreadable

Documents = Mapping[str, Any]
Held = Mapping[str, HeldFile]


def received(house: House, data: bytes, name: str) -> PlanFile:
    """Keep what somebody brings. The name is cleaned, its ending is that of what the content is.

    Raises:
        UploadRefused: empty, too large, not what it says, of a kind that is not taken.
    """
    stem, extension = file_name.split(file_name.uploaded(name))
    found = house.inspector.inspect(data, stem + extension, downloads.KINDS, downloads.MOST_BYTES)
    return PlanFile(file_name.composed(stem, f".{found.kind}"), house.files.put(data, FOR_ALL), found.size)


def opened(house: House, file: PlanFile) -> OpenedFile:
    """To send out. Raises `FileUnreadable`."""
    return OpenedFile(file.name, MEDIA_TYPES[file.kind], content(house, file), file.digest)


def of_draft(house: House, actor: Actor, draft_id: str, download_id: str) -> OpenedFile:
    """A file of a draft of the actor's unit. Raises `NotFound`, `FileUnreadable`."""
    draft = plan_drafts.draft(house, actor, draft_id)
    plan = draft.documents[plan_path(draft.plan_id)]
    for place, file in downloads.files_of(plan):
        if plan["downloads"][place].get("id") == download_id:
            return opened(house, file)
    raise NotFound("没有找到这个文件，可能已被同事移除。")


def content(house: House, file: PlanFile) -> bytes:
    """Raises `FileUnreadable`: nobody has it any more, it was changed, or the store does not answer."""
    if house.files.exists(file.digest, FOR_ALL):
        return house.files.get(file.digest, FOR_ALL)
    return _read(_installed(house), file)


def is_there(house: House, file: PlanFile) -> bool:
    return house.files.exists(file.digest, FOR_ALL) or downloads.path_of(file) in _installed(house)


def keep(house: House, edition: Edition, plan_id: str) -> None:
    """A draft or version begins to name what is installed with a plan: a later installation may not have it any more. Where there is no such plan, nothing."""
    documents = own_of(edition, plan_id)["documents"] if plan_id in edition.plans else {}
    for _, _, file in named(documents):
        if not house.files.exists(file.digest, FOR_ALL) and downloads.path_of(file) in _installed(house):
            house.files.put(_read(_installed(house), file), FOR_ALL)


def take(house: House, plan_id: str, documents: Documents, held: Held) -> None:
    """Keep what came with a plan's documents, which are sound.

    Raises:
        DocumentsInvalid: a file is not what it says; nothing of it was kept.
    """
    faults: list[DocumentFault] = []
    read: list[bytes] = []
    for path, place, file in named({plan_path(plan_id): documents[plan_path(plan_id)]}):
        data = held[downloads.path_of(file)].read()
        try:
            house.inspector.inspect(data, file.name, [file.kind], downloads.MOST_BYTES)
        except UploadRefused as error:
            at = pointer(("downloads", place, "file"))
            faults.append(
                DocumentFault(
                    path, at, str(error).rstrip("。"), "请换成可以打开的文件，并改写 sha256 和 bytes。"
                )
            )
        read.append(data)
    if faults:
        raise DocumentsInvalid(faults)
    for data in read:
        house.files.put(data, FOR_ALL)


def unknown(house: House, documents: Documents) -> list[DocumentFault]:
    """Files that documents name and nobody has brought."""
    return [
        DocumentFault(
            path,
            pointer(("downloads", place, "file", "sha256")),
            f"没有“{file.name}”的内容",
            "请先在方案设计里上传这个文件，或用 ZIP 与文档一起导入。",
        )
        for path, place, file in named(documents)
        if not is_there(house, file)
    ]


def written(house: House, documents: Documents) -> dict[str, bytes]:
    """Path -> content of what the documents name, as it lies in a package. Raises `FileUnreadable`."""
    return {downloads.path_of(file): content(house, file) for _, _, file in named(documents)}


def of_installed(held: Held | None, documents: Documents) -> dict[str, bytes]:
    """The same without a house, of documents that name what is installed. Raises `FileUnreadable`."""
    return {downloads.path_of(file): _read(held or {}, file) for _, _, file in named(documents)}


def named(documents: Documents) -> Iterator[tuple[str, int, PlanFile]]:
    """Path of a plan's document, place in its list, and file."""
    for path, data in documents.items():
        if path.startswith(PLANS):
            yield from ((path, place, file) for place, file in downloads.files_of(data))


def _installed(house: House) -> Held:
    return house.rulebook.files.documents.files or {}


def _read(held: Held, file: PlanFile) -> bytes:
    found = held.get(downloads.path_of(file))
    if found is None:
        raise FileUnreadable(f"“{file.name}”的内容缺失，请联系管理员。")
    data = found.read()
    if downloads.held(data).digest != file.digest:
        raise FileUnreadable(f"“{file.name}”的内容已损坏，请联系管理员。")
    return data
