"""What is kept beside the domain's entities: files, drafts, logins, notices, verdicts, the journal's entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zcforms.domain.achievement import FileRef
from zcforms.domain.token_role import TokenRole


@dataclass(eq=False)
class StoredFile:
    """An uploaded or printed file. It belongs to a person or to an organisation; `digest` (SHA-256 hex) finds its bytes.
    A deleted one stays on record, because a submitted application may show it."""

    id: str
    digest: str
    name: str
    size: int
    media_type: str
    created_at: datetime
    person_id: str | None = None
    organisation_id: str | None = None
    deleted_at: datetime | None = None

    @property
    def ref(self) -> FileRef:
        return FileRef(self.id, self.name, self.digest, self.size, self.media_type)


@dataclass(eq=False)
class Upload:
    """A file on its way in. The same bytes (`digest`, SHA-256 hex, as the browser counted it) to the same `place` are the same upload.
    `limits`: the files schema that it is held to; `parts`: sizes in bytes of the parts that are there, in order, `received` their sum."""

    id: str
    person_id: str
    place: str
    digest: str
    name: str
    size: int
    limits: Mapping[str, Any]
    begun_at: datetime
    changed_at: datetime
    received: int = 0
    parts: Sequence[int] = ()

    @property
    def complete(self) -> bool:
        return self.received == self.size


@dataclass(eq=False)
class FormDraft:
    """What an account typed into a form and has not saved yet; `key` names the form. `content` is raw: it was never validated."""

    account_id: str
    key: str
    content: Mapping[str, Any]
    updated_at: datetime
    version: int = 1


@dataclass(eq=False)
class FormUse:
    """A drawn form that had its effect. `key` names it, `digest` stands for what was sent with it, `outcome` is what was answered: empty until
    the answer is known."""

    account_id: str
    key: str
    digest: str
    outcome: Mapping[str, Any]
    at: datetime


@dataclass(eq=False)
class LoginSession:
    """A login that can be revoked; `token_digest` (SHA-256) stands for the secret in the cookie."""

    token_digest: bytes = field(repr=False)
    account_id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    user_agent: str = ""


@dataclass(eq=False)
class IntegrityRecord:
    """A ban from declaring (诚信档案, feature 64): both days included, `until` None is for good. It is held against an identity
    number, so it also meets a person who has not registered yet."""

    id: str
    id_number: str = field(repr=False)
    since: date
    until: date | None
    reason: str
    recorded_at: datetime


@dataclass(eq=False)
class Notice:
    """A message in the system to one person or one organisation; `link` is a path of our own site."""

    id: str
    text: str
    at: datetime
    person_id: str | None = None
    organisation_id: str | None = None
    link: str = ""
    read_at: datetime | None = None


@dataclass(eq=False)
class StoredVerdict:
    """One check of one application, with everything that is needed to make it again: the digests of the plan, the rules and the
    facts, the facts themselves, and the rows that came out."""

    id: str
    application_id: str
    at: datetime
    plan_digest: str
    rules_digest: str
    facts_digest: str
    rows: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any]
    alarms: Sequence[str] = ()


@dataclass(eq=False)
class JournalEntry:
    """One line of the journal (操作日志). `digest` chains it to the line before; a line is never changed."""

    sequence: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: Mapping[str, Any]
    digest: bytes = field(repr=False)


@dataclass(eq=False)
class ApiToken:
    """A programmer's key to the API, acting for the account that made it; `digest` (SHA-256) stands for the secret, `hint` is its beginning."""

    id: str
    account_id: str
    name: str
    digest: bytes = field(repr=False)
    hint: str
    created_at: datetime
    expires_at: datetime
    role: TokenRole
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(eq=False)
class Bundle:
    """The documents that a verdict was made from. `archive`: digest of the zip in the file store; `manifest`: `{"files": {path: SHA-256},
    "program": version}`."""

    plan_digest: str
    rules_digest: str
    plan_id: str
    archive: str
    manifest: Mapping[str, Any]
    at: datetime


@dataclass(eq=False)
class SetAside:
    """An answer that found no place when its application moved to another version of its plan. `pointer`: where it stood in the application document,
    `caption` what it was called there; `shown`: the value as people read it; `reason`: why it does not fit; `from_digest`: the version that it was written under.
    `seen_at`: when the applicant said that it was dealt with."""

    id: str
    application_id: str
    pointer: str
    caption: str
    value: Any
    shown: str
    reason: str
    from_digest: str
    at: datetime
    seen_at: datetime | None = None
