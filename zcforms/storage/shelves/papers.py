"""Files and those on their way in, drafts and uses of forms, notices and saved settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from zcforms.storage import tables
from zcforms.storage.records import FormDraft, FormUse, Notice, StoredFile, Upload
from zcforms.storage.shelves.shelf import Shelf, page, put, put_new


class Files(Shelf[StoredFile]):
    entity = StoredFile

    def of_person(self, person_id: str) -> list[StoredFile]:
        """Without the deleted ones, the newest first."""
        return self._live(tables.files.c.person_id == person_id)

    def _live(self, owner: sa.ColumnElement[bool]) -> list[StoredFile]:
        c = tables.files.c
        return self._list(
            sa.select(StoredFile).where(owner, c.deleted_at.is_(None)).order_by(c.created_at.desc(), c.id)
        )


class Uploads(Shelf[Upload]):
    entity = Upload

    def of_person(self, person_id: str) -> list[Upload]:
        """The one that has waited longest first."""
        c = tables.uploads.c
        return self._list(
            sa.select(Upload).where(c.person_id == person_id).order_by(c.changed_at, c.begun_at, c.id)
        )

    def advance(self, upload: Upload, size: int, at: datetime) -> bool:
        """Note that the part after what `upload` has is there. False: another one was there first, and nothing was noted."""
        c = tables.uploads.c
        changed: Any = self._session.execute(
            sa.update(tables.uploads)
            .where(c.id == upload.id, c.received == upload.received)
            .values(received=upload.received + size, parts=[*upload.parts, size], changed_at=at)
        )
        return bool(changed.rowcount)

    def drop(self, id: str) -> None:
        """Forget it, if it is still there."""
        self._session.execute(sa.delete(tables.uploads).where(tables.uploads.c.id == id))

    def drop_before(self, moment: datetime) -> int:
        """Forget those that nothing came for since; how many there were."""
        c = tables.uploads.c
        gone: Any = self._session.execute(sa.delete(tables.uploads).where(c.changed_at < moment))
        return int(gone.rowcount)

    def waits_since_before(self, moment: datetime) -> bool:
        """Whether there is one that nothing came for since."""
        c = tables.uploads.c
        return bool(self._session.scalar(sa.select(sa.exists().where(c.changed_at < moment))))


class Drafts:
    """What was typed and not saved yet. Saving one is a single statement: it happens at every pause of the typist."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, account_id: str, key: str) -> FormDraft | None:
        return self._session.get(FormDraft, (account_id, key), populate_existing=True)

    def of(self, account_id: str) -> list[FormDraft]:
        c = tables.form_drafts.c
        return list(self._session.scalars(sa.select(FormDraft).where(c.account_id == account_id)))

    def save(self, account_id: str, key: str, content: Mapping[str, Any], at: datetime) -> None:
        """The later of two saves counts."""
        put(self._session, tables.form_drafts, _row(account_id, key, content, at))

    def change(
        self, account_id: str, key: str, content: Mapping[str, Any], at: datetime, version: int
    ) -> bool:
        """Put `content` in place of the draft with this version (0: of none). False where there is another one by now: nothing is changed."""
        if version == 0:
            return put_new(self._session, tables.form_drafts, _row(account_id, key, content, at))
        c = tables.form_drafts.c
        changed = self._session.execute(
            sa.update(tables.form_drafts)
            .where(c.account_id == account_id, c.key == key, c.version == version)
            .values(content=dict(content), updated_at=at, version=version + 1)
            .returning(c.version)
        )
        return changed.first() is not None

    def discard(self, account_id: str, key: str, version: int | None = None) -> bool:
        """Whether there was one, with that version if one is given."""
        c = tables.form_drafts.c
        meant = [c.account_id == account_id, c.key == key]
        meant += [] if version is None else [c.version == version]
        gone = self._session.execute(sa.delete(tables.form_drafts).where(*meant).returning(c.key))
        return gone.first() is not None

    def clear_older(self, than: datetime) -> None:
        self._session.execute(sa.delete(tables.form_drafts).where(tables.form_drafts.c.updated_at < than))


def _row(account_id: str, key: str, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    return {"account_id": account_id, "key": key, "content": dict(content), "updated_at": at, "version": 1}


class FormUses:
    """Which drawn forms have had their effect; of each the first use counts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, account_id: str, key: str) -> FormUse | None:
        return self._session.get(FormUse, (account_id, key), populate_existing=True)

    def claim(self, account_id: str, key: str, digest: str, at: datetime) -> bool:
        """False where it was used before. Another unit of work that is using it is waited for."""
        row = {"account_id": account_id, "key": key, "digest": digest, "outcome": {}, "at": at}
        return put_new(self._session, tables.form_uses, row)

    def tell(self, account_id: str, key: str, outcome: Mapping[str, Any]) -> None:
        c = tables.form_uses.c
        self._session.execute(
            sa.update(tables.form_uses)
            .where(c.account_id == account_id, c.key == key)
            .values(outcome=dict(outcome))
        )

    def clear_older(self, than: datetime) -> None:
        self._session.execute(sa.delete(tables.form_uses).where(tables.form_uses.c.at < than))


class Notices(Shelf[Notice]):
    """To a person or to an organisation: give one of the two."""

    entity = Notice

    def unread(self, *, person_id: str | None = None, organisation_id: str | None = None) -> list[Notice]:
        """The newest first."""
        c = tables.notices.c
        query = self._to(person_id, organisation_id).where(c.read_at.is_(None))
        return self._list(query.order_by(c.at.desc(), c.id))

    def of(
        self,
        *,
        person_id: str | None = None,
        organisation_id: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Notice]:
        c = tables.notices.c
        return self._list(
            page(self._to(person_id, organisation_id).order_by(c.at.desc(), c.id), limit, offset)
        )

    def count_unread(self, *, person_id: str | None = None, organisation_id: str | None = None) -> int:
        return self._count(self._to(person_id, organisation_id).where(tables.notices.c.read_at.is_(None)))

    def mark_read(self, ids: Iterable[str], at: datetime) -> None:
        for notice in self.many(ids).values():
            notice.read_at = notice.read_at or at

    def _to(self, person_id: str | None, organisation_id: str | None) -> sa.Select[Any]:
        if (person_id is None) == (organisation_id is None):
            raise ValueError("a notice goes to a person or to an organisation")
        c = tables.notices.c
        to = c.person_id == person_id if person_id is not None else c.organisation_id == organisation_id
        return sa.select(Notice).where(to)


class Settings:
    """Values that the running system keeps, such as the demonstration clock's offset; JSON by key."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, key: str, default: Any = None) -> Any:
        c = tables.settings.c
        row = self._session.execute(sa.select(c.value).where(c.key == key)).first()
        return default if row is None else row.value

    def put(self, key: str, value: Any) -> None:
        put(self._session, tables.settings, {"key": key, "value": value})

    def remove(self, key: str) -> None:
        self._session.execute(sa.delete(tables.settings).where(tables.settings.c.key == key))
