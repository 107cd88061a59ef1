"""Files on their way in, part by part, over a connection that may go at any moment (features 39, 71).

`begin` says how much is there already, `take` takes what follows, `finish` makes a file of it. Each of them may be asked again: the
same bytes to the same place have one effect, after a lost answer, a reload or a restart, from two windows at once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from zcforms.domain import file_name
from zcforms.domain.achievement import FileRef
from zcforms.domain.errors import InputFault, InputRefused, UploadRefused, WrongState
from zcforms.printing import evidence
from zcforms.services import files
from zcforms.services.access import Hidden, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.records import StoredFile, Upload
from zcforms.storage.work import Work, work

MOST_PART = 1024 * 1024
"""Bytes of one part."""

KEPT = timedelta(days=3)
"""So long an upload waits for its next part."""

CLEARING_JOB = "uploads.clear"
_RESTING = timedelta(minutes=10)
"""What nothing came for since takes no room from the person's quota."""
_MOST_WAITING = 30
"""Uploads of one person; beyond them, and beyond what a field takes, the one that waited longest gives way."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a browser wants to send: `digest` (SHA-256 hex) over all of its `size` bytes."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Place:
    """The field that it is for: an opaque `id`, its files schema (`accept`, `maxBytes`), and how many files it takes."""

    id: str
    limits: Mapping[str, Any]
    most: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`received` of `size` bytes are there; `file` once it is one."""

    id: str
    received: int
    size: int
    file: FileRef | None = None


def begin(house: House, actor: Actor, wanted: Wanted, place: Place, now: datetime) -> Progress:
    """Where to go on with these bytes. Nothing is sent twice that this person has sent before.

    Raises:
        UploadRefused: name or size say that it cannot be taken here, or there is no room for it.
        InputRefused: no digest.
    """
    wanted = replace(wanted, name=file_name.uploaded(wanted.name))
    if not _DIGEST.fullmatch(wanted.digest):
        raise InputRefused([InputFault("/digest", "页面已过期，请刷新后重新上传。")])
    evidence.hold_promise(wanted.name, wanted.size, place.limits["accept"], place.limits["maxBytes"])
    with writing(house, actor) as w:
        w.people.hold(actor.person())
        known = _known(w, house, actor, wanted, place, now=now)
        if known is not None:
            return Progress("", wanted.size, wanted.size, known)
        if w.uploads.waits_since_before(now - KEPT):
            w.enqueue(CLEARING_JOB, f"{now:%Y-%m-%dT%H}", {})
        waiting = w.uploads.of_person(actor.person())
        upload, gone = _found(waiting, wanted, place), []
        if upload is None:
            gone = _giving_way(waiting, wanted, place)
            for each in gone:
                w.uploads.drop(each.id)
            fresh = _fresh(actor, wanted, place, now)
            upload = _admitted(w, house, actor, fresh, [each for each in waiting if each not in gone])
        upload.name, upload.limits = wanted.name, dict(place.limits)
    for each in gone:
        house.files.drop_parts(each.id)
    return _progress(upload)


def take(
    house: House, actor: Actor, upload_id: str, offset: int, content: bytes, *, now: datetime
) -> Progress:
    """The bytes from `offset` on. A part that is there already, or that comes too early, changes nothing: the answer says where to go on.

    Raises:
        UploadRefused: more than was announced, or the first bytes say that it is no file for this place; then it is forgotten.
        NotFound: it was finished, given up, or forgotten.
    """
    with reading(house, actor) as w:
        upload = _own(w, actor, upload_id)
    if offset != upload.received or upload.complete:
        return _progress(upload)
    if not 0 < len(content) <= min(MOST_PART, upload.size - offset):
        raise UploadRefused(f"“{upload.name}”没有上传成功：收到的内容与文件大小不符。请重新选择文件上传。")
    if offset == 0:
        _hold_beginning(house, actor, upload, content)
    house.files.put_part(upload.id, offset, content)
    with writing(house, actor) as w:
        w.uploads.advance(upload, len(content), now)
        return _progress(_own(w, actor, upload_id))


def finish(house: House, actor: Actor, upload_id: str, now: datetime) -> Progress:
    """Make a file of an upload that is there to its last byte. Where what arrived is not what was announced, the progress begins anew.

    Raises:
        UploadRefused: it is not what it says, or over the person's quota; then it is forgotten.
        WrongState: it is not all there. NotFound: as for `take`.
    """
    with reading(house, actor) as w:
        upload = _own(w, actor, upload_id)
    if not upload.complete:
        raise WrongState("文件还没有传完，请稍候。")
    content = house.files.get_parts(upload.id, upload.parts)
    if content is None or hashlib.sha256(content).hexdigest() != upload.digest:
        return _anew(house, actor, upload, now)
    try:
        kept = files.upload(house, actor, content, upload.name, upload.limits, now=now)
    except UploadRefused:
        give_up(house, actor, upload.id)
        raise
    give_up(house, actor, upload.id)
    return Progress("", upload.size, upload.size, kept)


def give_up(house: House, actor: Actor, upload_id: str) -> None:
    """Forget an upload and its parts; one that is gone already is no fault."""
    with writing(house, actor) as w:
        upload = w.uploads.find(upload_id)
        if upload is None:
            return
        _own(w, actor, upload_id)
        w.uploads.drop(upload_id)
    house.files.drop_parts(upload_id)


def clear(house: House, now: datetime) -> int:
    """Forget what nobody came back for, and parts that belong to nothing; how many uploads there were."""
    with work(house.database) as w:
        count = w.uploads.drop_before(now - KEPT)
    house.files.drop_parts_before(house.clock() - 2 * KEPT)
    return count


def _known(
    w: Work, house: House, actor: Actor, wanted: Wanted, place: Place, *, now: datetime
) -> FileRef | None:
    """A file of bytes that this person has brought before, here or elsewhere. Nobody learns what others have."""
    same = next((each for each in w.files.of_person(actor.person()) if each.digest == wanted.digest), None)
    if same is None or same.size != wanted.size:
        return None
    evidence.hold_kind(same.media_type, wanted.name, place.limits["accept"])
    again = StoredFile(
        new_id(), same.digest, wanted.name, same.size, same.media_type, now, person_id=actor.person()
    )
    return files.added(w, house, actor, again, now=now)


def _found(waiting: Sequence[Upload], wanted: Wanted, place: Place) -> Upload | None:
    """The same bytes on their way to the same place; a size that does not fit them is somebody's invention."""
    same = (place.id, wanted.digest, wanted.size)
    return next((each for each in waiting if (each.place, each.digest, each.size) == same), None)


def _fresh(actor: Actor, wanted: Wanted, place: Place, now: datetime) -> Upload:
    return Upload(
        new_id(),
        actor.person(),
        place.id,
        wanted.digest,
        wanted.name,
        wanted.size,
        dict(place.limits),
        begun_at=now,
        changed_at=now,
    )


def _giving_way(waiting: Sequence[Upload], wanted: Wanted, place: Place) -> list[Upload]:
    """Those that have to go before one more begins; `waiting` has the one that waited longest first."""
    gone = [each for each in waiting if (each.place, each.digest) == (place.id, wanted.digest)]
    here = [each for each in waiting if each.place == place.id and each not in gone]
    gone += here[: max(len(here) + 1 - place.most, 0)]
    rest = [each for each in waiting if each not in gone]
    return gone + rest[: max(len(rest) + 1 - _MOST_WAITING, 0)]


def _admitted(w: Work, house: House, actor: Actor, fresh: Upload, others: Sequence[Upload]) -> Upload:
    """The same upload, begun; `others` are on their way, too. Raises `UploadRefused`."""
    live = [each for each in others if each.changed_at > fresh.begun_at - _RESTING]
    files.hold_quota(w, house, actor, fresh, live, now=fresh.begun_at)
    return w.uploads.add(fresh)


def _hold_beginning(house: House, actor: Actor, upload: Upload, content: bytes) -> None:
    try:
        evidence.hold_beginning(content, upload.name, upload.limits["accept"])
    except UploadRefused:
        give_up(house, actor, upload.id)
        raise


def _anew(house: House, actor: Actor, upload: Upload, now: datetime) -> Progress:
    give_up(house, actor, upload.id)
    with writing(house, actor) as w:
        w.people.hold(actor.person())
        waiting = w.uploads.of_person(actor.person())
        wanted = Wanted(upload.name, upload.size, upload.digest)
        place = Place(upload.place, upload.limits, _MOST_WAITING)
        found = _found(waiting, wanted, place)
        return _progress(found or _admitted(w, house, actor, _fresh(actor, wanted, place, now), waiting))


def _own(w: Work, actor: Actor, upload_id: str) -> Upload:
    upload = w.uploads.get(upload_id)
    if upload.person_id != actor.person():
        raise Hidden(f"upload:{upload_id}")
    return upload


def _progress(upload: Upload) -> Progress:
    return Progress(upload.id, upload.received, upload.size)
