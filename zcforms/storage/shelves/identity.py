"""Persons, accounts, organisations, bindings, logins and bans."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from zcforms.domain.identity import Account, Binding, BindingState, Organisation, Person, Role
from zcforms.storage import tables
from zcforms.storage.records import IntegrityRecord, LoginSession
from zcforms.storage.shelves.shelf import Shelf, VersionedShelf, page

_ESCAPE = "/"
_WILD = ("%", "_", _ESCAPE)


class People(VersionedShelf[Person]):
    entity = Person

    def by_id_number(self, id_type: str, id_number: str) -> Person | None:
        """Found by the blind index: letter case and surrounding blanks do not matter."""
        c = tables.persons.c
        return self._one(sa.select(Person).where(c.id_number_index == id_number, c.id_type == id_type))

    def hold(self, id: str) -> None:
        """Until this unit of work ends, another one that holds the same person waits: what two would add at once is added once."""
        c = tables.persons.c
        self._session.execute(sa.select(c.id).where(c.id == id).with_for_update())


class Accounts(Shelf[Account]):
    entity = Account

    def by_subject(self, subject: str) -> Account | None:
        return self._one(sa.select(Account).where(tables.accounts.c.subject == subject))

    def of_person(self, person_id: str) -> list[Account]:
        return self._list(sa.select(Account).where(tables.accounts.c.person_id == person_id))

    def of_role(self, role: Role) -> list[Account]:
        """Of every organisation with this role, by subject."""
        c, organisations = tables.accounts.c, tables.organisations.c
        query = sa.select(Account).join_from(
            tables.accounts, tables.organisations, c.organisation_id == organisations.id
        )
        return self._list(query.where(organisations.role == role).order_by(c.subject))


class Organisations(Shelf[Organisation]):
    entity = Organisation

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._by_role: dict[Role, list[Organisation]] = {}

    def add(self, entity: Organisation) -> Organisation:
        self._by_role.clear()
        return super().add(entity)

    def by_credit_code(self, credit_code: str) -> Organisation | None:
        code = credit_code.strip().upper()
        return (
            self._one(sa.select(Organisation).where(tables.organisations.c.credit_code == code))
            if code
            else None
        )

    def search(
        self,
        text: str,
        role: Role | Collection[Role] | None = None,
        limit: int = 20,
        *,
        full: Mapping[str, str] | None = None,
    ) -> list[Organisation]:
        """Those whose name has every word of the text, be it only with its characters in this order (人社局), or whose credit code begins
        with the text (feature 9). `full`: short form -> the words that stand for it in names. Names that begin with the text are first,
        then those that contain it, as it is or written in full, then the shorter names."""
        c, text = tables.organisations.c, text.strip()
        written_out = _written_out(text, full or {})
        named = _has_words(text) | _has_words(written_out)
        query = sa.select(Organisation).where(named | c.credit_code.istartswith(text, autoescape=True))
        if role is not None:
            query = query.where(c.role.in_([role] if isinstance(role, Role) else list(role)))
        near = sa.case(
            (c.name.istartswith(text, autoescape=True), 0),
            (c.name.icontains(text, autoescape=True), 1),
            (c.name.icontains(written_out, autoescape=True), 2),
            else_=3,
        )
        length = sa.case((near == 3, sa.func.length(c.name)), else_=0)
        return self._list(query.order_by(near, length, c.name, c.id).limit(limit))

    def by_role(self, role: Role) -> list[Organisation]:
        """Asked of the database once in a unit of work: a desk asks it for every employer of its list."""
        if role not in self._by_role:
            c = tables.organisations.c
            query = sa.select(Organisation).where(c.role == role).order_by(c.name, c.id)
            self._by_role[role] = self._list(query)
        return self._by_role[role]

    def below(self, organisation_id: str) -> list[str]:
        """Ids of the organisation and of everything that it supervises, at any depth."""
        c = tables.organisations.c
        tree = sa.select(c.id).where(c.id == organisation_id).cte("tree", recursive=True)
        tree = tree.union(sa.select(c.id).join(tree, c.parent_id == tree.c.id))
        return list(self._session.scalars(sa.select(tree.c.id)))


class Bindings(Shelf[Binding]):
    entity = Binding

    def of(self, person_id: str) -> list[Binding]:
        """The newest first."""
        c = tables.bindings.c
        return self._list(
            sa.select(Binding).where(c.person_id == person_id).order_by(c.asked_at.desc(), c.id)
        )

    def current(self, person_id: str) -> Binding | None:
        """The approved one: the last that was decided."""
        return self.current_of([person_id]).get(person_id)

    def current_of(self, person_ids: Iterable[str]) -> dict[str, Binding]:
        """person id -> approved binding."""
        c = tables.bindings.c
        wanted = (c.person_id.in_(list(person_ids)), c.state == BindingState.APPROVED)
        return {
            b.person_id: b
            for b in self._list(sa.select(Binding).where(*wanted).order_by(c.decided_at, c.asked_at))
        }

    def pending(self, person_id: str) -> Binding | None:
        c = tables.bindings.c
        return self._one(sa.select(Binding).where(c.person_id == person_id, c.state == BindingState.PENDING))

    def pending_for(self, organisation_id: str, limit: int | None = None, offset: int = 0) -> list[Binding]:
        """What waits for the organisation's answer, the oldest first."""
        return self.at(organisation_id, (BindingState.PENDING,), limit, offset)

    def at(
        self,
        organisation_id: str,
        states: Collection[BindingState],
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Binding]:
        c = tables.bindings.c
        query = sa.select(Binding).where(c.organisation_id == organisation_id, c.state.in_(list(states)))
        return self._list(page(query.order_by(c.asked_at, c.id), limit, offset))


class Sessions(Shelf[LoginSession]):
    """Logins. The token itself is known to the cookie alone."""

    entity = LoginSession

    def open(
        self, token: str, account_id: str, *, at: datetime, expires_at: datetime, user_agent: str = ""
    ) -> LoginSession:
        return self.add(LoginSession(_token_digest(token), account_id, at, at, expires_at, user_agent))

    def by_token(self, token: str, now: datetime) -> LoginSession | None:
        """The login, unless it was revoked or is over."""
        c = tables.login_sessions.c
        return self._one(
            sa.select(LoginSession).where(c.token_digest == _token_digest(token), c.expires_at > now)
        )

    def of(self, account_id: str, now: datetime) -> list[LoginSession]:
        c = tables.login_sessions.c
        live = sa.select(LoginSession).where(c.account_id == account_id, c.expires_at > now)
        return self._list(live.order_by(c.created_at.desc()))

    def revoke(self, token: str) -> None:
        self._session.execute(
            sa.delete(LoginSession).where(tables.login_sessions.c.token_digest == _token_digest(token))
        )

    def revoke_all(self, account_id: str) -> None:
        self._session.execute(sa.delete(LoginSession).where(tables.login_sessions.c.account_id == account_id))

    def clear_expired(self, now: datetime) -> None:
        self._session.execute(sa.delete(LoginSession).where(tables.login_sessions.c.expires_at <= now))


def _written_out(text: str, full: Mapping[str, str]) -> str:
    for short, long in full.items():
        if long not in text:
            text = text.replace(short, long)
    return text


def _has_words(text: str) -> sa.ColumnElement[bool]:
    """Each word's characters in their order, whatever stands between them."""
    patterns = [
        "%".join(["", *(f"{_ESCAPE}{each}" if each in _WILD else each for each in word), ""])
        for word in text.split()
    ]
    return sa.and_(sa.true(), *(tables.organisations.c.name.ilike(each, escape=_ESCAPE) for each in patterns))


def _token_digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class Integrity(Shelf[IntegrityRecord]):
    entity = IntegrityRecord

    def of(self, id_number: str) -> list[IntegrityRecord]:
        """Every ban of the number's holder, past ones too, the oldest first."""
        c = tables.integrity_records.c
        return self._list(
            sa.select(IntegrityRecord).where(c.id_number_index == id_number).order_by(c.since, c.id)
        )

    def bans(self, id_number: str, on: date) -> list[IntegrityRecord]:
        """Those that forbid declaring on that day (feature 64)."""
        return [
            ban for ban in self.of(id_number) if ban.since <= on and (ban.until is None or on <= ban.until)
        ]
