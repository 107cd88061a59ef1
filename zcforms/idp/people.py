"""The made-up people who can log in: a JSON file, plus those who register on the provider's own page."""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

PERSON, LEGAL = "person", "legal"

_UNUSED_AREA = "340199"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class Identity:
    """One account. `account_kind` is `person` or `legal`; `story` is the line that tells a visitor what to see with it."""

    sub: str
    name: str
    account_kind: str
    story: str = ""
    id_type: str = ""
    id_number: str = ""
    phone_number: str = ""
    organisation_name: str = ""
    credit_code: str = ""

    @property
    def claims(self) -> dict[str, str]:
        """What an ID token and userinfo say: every attribute that this kind of account has."""
        return {key: value for key, value in asdict(self).items() if value and key != "story"}


class Directory:
    """Everybody who can log in, kept in `path` and read again whenever the file changes.

    Raises:
        ValueError: the file is not a list of identities.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._people: dict[str, Identity] = {}

    def all(self, account_kind: str) -> list[Identity]:
        return [identity for identity in self._read().values() if identity.account_kind == account_kind]

    def get(self, sub: str) -> Identity | None:
        return self._read().get(sub)

    def replace(self, people: Iterable[Identity]) -> None:
        """Make these the only accounts (resetting the demonstration)."""
        with self._lock:
            self._write(people)

    def register(self, name: str, *, birth: str, sex_digit: str, phone: str) -> Identity:
        """A new person account with a made-up resident ID of an area code that no place has (feature 3)."""
        sub = f"person-{secrets.token_hex(6)}"
        with self._lock:
            people = self._load().values()
            number = _unused(birth, sex_digit, {person.id_number for person in people})
            new = Identity(sub, name, PERSON, "自行注册的演示账号", "居民身份证", number, phone)
            self._write([*people, new])
        return new

    def _read(self) -> dict[str, Identity]:
        with self._lock:
            return self._load()

    def _load(self) -> dict[str, Identity]:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._people = None, {}
            return self._people
        stamp = status.st_mtime_ns, status.st_size
        if stamp != self._stamp:
            self._people = {entry.sub: entry for entry in _parse(self._path.read_text(encoding="utf-8"))}
            self._stamp = stamp
        return self._people

    def _write(self, people: Iterable[Identity]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}.tmp")
        draft.write_text(
            json.dumps([asdict(identity) for identity in people], ensure_ascii=False, indent=1),
            encoding="utf-8",
        )
        draft.replace(self._path)


def _unused(birth: str, sex_digit: str, taken: Container[str]) -> str:
    for order in range(100):
        number = made_up_id(birth, sex_digit, order)
        if number not in taken:
            return number
    raise ValueError(f"a hundred people of the demonstration were born on {birth}")


def made_up_id(birth: str, sex_digit: str, order: int) -> str:
    """A resident ID that is formally right and nobody's: `birth` as YYYYMMDD, `sex_digit` odd for men, even for women,
    `order` below 100."""
    body = f"{_UNUSED_AREA}{birth}{order:02}{sex_digit}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + _CHECK[total % 11]


def _parse(text: str) -> list[Identity]:
    known = {field.name for field in fields(Identity)}
    entries: Any = json.loads(text)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("the identity provider's people file must hold a list of objects")
    return [Identity(**{key: value for key, value in entry.items() if key in known}) for entry in entries]
