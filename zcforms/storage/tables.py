"""The tables, mapped onto the domain's classes. There are no relationships: every query has a name on a shelf, none happens unseen.

Persons, achievements and applications carry a version: an update that is based on an old one changes nothing and raises
`sqlalchemy.orm.exc.StaleDataError`, which `zcforms.storage.work` turns into `StaleWrite`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, registry

from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.domain.identity import Account, AccountKind, Binding, BindingState, Organisation, Person, Role
from zcforms.storage.columns import Blind, Json, Moment, Sealed, named
from zcforms.storage.records import (
    FormDraft,
    IntegrityRecord,
    JournalEntry,
    LoginSession,
    Notice,
    StoredFile,
    StoredVerdict,
)

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
mappers = registry(metadata=metadata)

ID_NUMBER = "id_number"
"""Context of the blind index: a person's number and a ban's can be compared."""


def _key() -> sa.Column[str]:
    return sa.Column("id", sa.String, primary_key=True)


def _to(target: str, name: str, *, nullable: bool = False, index: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String, sa.ForeignKey(f"{target}.id"), nullable=nullable, index=index)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _at(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, Moment(), nullable=nullable, index=index)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, Json, nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer, nullable=False)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


# -- who ----------------------------------------------------------------------------------------------------------------------

persons = sa.Table(
    "persons",
    metadata,
    _key(),
    _text("name"),
    sa.Column("id_type", sa.String, nullable=False),
    sa.Column("id_number", Sealed("persons.id_number"), nullable=False),
    sa.Column("id_number_index", Blind(ID_NUMBER), nullable=False),
    sa.Column("phone", Sealed("persons.phone"), nullable=False),
    _json("profile"),
    sa.Column("registered", sa.Boolean, nullable=False),
    sa.Column("photo", sa.String),
    _version(),
    sa.Index("one_person_per_id_number", "id_number_index", "id_type", unique=True),
)

organisations = sa.Table(
    "organisations",
    metadata,
    _key(),
    _text("name"),
    sa.Column("credit_code", sa.String, nullable=False),
    sa.Column("nature", sa.String, nullable=False),
    sa.Column("role", named(Role), nullable=False),
    sa.Column("region", sa.String, nullable=False, index=True),
    _to("organisations", "parent_id", nullable=True),
    sa.Index("one_organisation_per_credit_code", "credit_code", unique=True, **_where("credit_code <> ''")),
)

accounts = sa.Table(
    "accounts",
    metadata,
    _key(),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("kind", named(AccountKind), nullable=False),
    _text("name"),
    _to("persons", "person_id", nullable=True),
    _to("organisations", "organisation_id", nullable=True),
    sa.Index("one_account_per_subject", "subject", unique=True),
)

bindings = sa.Table(
    "bindings",
    metadata,
    _key(),
    _to("persons", "person_id"),
    _to("organisations", "organisation_id"),
    sa.Column("freelancer", sa.Boolean, nullable=False),
    _text("note"),
    _at("asked_at"),
    sa.Column("state", named(BindingState), nullable=False),
    _at("decided_at", nullable=True),
    sa.Column("decided_by", sa.String),
    _text("reason"),
    sa.Index("one_pending_binding_per_person", "person_id", unique=True, **_where("state = 'pending'")),
)

login_sessions = sa.Table(
    "login_sessions",
    metadata,
    sa.Column("token_digest", sa.LargeBinary, primary_key=True),
    _to("accounts", "account_id"),
    _at("created_at"),
    _at("seen_at"),
    _at("expires_at", index=True),
    _text("user_agent"),
)

integrity_records = sa.Table(
    "integrity_records",
    metadata,
    _key(),
    sa.Column("id_number", Sealed("integrity_records.id_number"), nullable=False),
    sa.Column("id_number_index", Blind(ID_NUMBER), nullable=False, index=True),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    _text("reason"),
    _at("recorded_at"),
)

# -- what they declare --------------------------------------------------------------------------------------------------------

achievements = sa.Table(
    "achievements",
    metadata,
    _key(),
    _to("persons", "person_id", index=False),
    sa.Column("category", sa.String, nullable=False),
    _json("data"),
    _json("evidence"),
    _at("created_at"),
    sa.Column("state", named(AchievementState), nullable=False),
    _to("organisations", "organisation_id", nullable=True, index=False),
    _at("submitted_at", nullable=True),
    _at("decided_at", nullable=True),
    sa.Column("decided_by", sa.String),
    _text("reason"),
    _version(),
    sa.Index("ix_achievements_person_id_category", "person_id", "category"),
    sa.Index("ix_achievements_waiting", "organisation_id", "submitted_at", **_where("state = 'submitted'")),
)

applications = sa.Table(
    "applications",
    metadata,
    _key(),
    _to("persons", "person_id"),
    sa.Column("plan_id", sa.String, nullable=False),
    sa.Column("plan_digest", sa.String, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    _to("organisations", "organisation_id", index=False),
    sa.Column("route", sa.String, nullable=False),
    sa.Column("standard", sa.String, nullable=False),
    sa.Column("specialty", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    _at("created_at"),
    sa.Column("state", named(ApplicationState), nullable=False),
    sa.Column("step", sa.String),
    _at("step_since", nullable=True),
    _json("answers"),
    _json("imports"),
    _json("attachments"),
    _at("pledged_at", nullable=True),
    sa.Column("pledge_digest", sa.String),
    _at("submitted_at", nullable=True),
    _at("deleted_at", nullable=True),
    sa.Column("number", sa.String),
    sa.Column("sheet", sa.String),
    _version(),
    sa.Index(
        "one_live_application_per_year",  # feature 63
        "person_id",
        "year",
        unique=True,
        **_where("state NOT IN ('deleted', 'withdrawn')"),
    ),
    sa.Index("one_application_per_number", "number", unique=True),
    sa.Index(
        "ix_applications_waiting", "organisation_id", "step", "step_since", **_where("state = 'in_approval'")
    ),
    sa.Index("ix_applications_plan_id_step", "plan_id", "step"),
)

decisions = sa.Table(
    "decisions",
    metadata,
    _key(),
    _to("applications", "application_id"),
    sa.Column("step", sa.String, nullable=False),
    _text("caption"),
    _text("actor_name"),
    sa.Column("account_id", sa.String, nullable=False),
    sa.Column("outcome", named(Outcome), nullable=False),
    _text("opinion"),
    _at("at"),
)

verdicts = sa.Table(
    "verdicts",
    metadata,
    _key(),
    _to("applications", "application_id", index=False),
    _at("at"),
    sa.Column("plan_digest", sa.String, nullable=False),
    sa.Column("rules_digest", sa.String, nullable=False),
    sa.Column("facts_digest", sa.String, nullable=False),
    _json("rows"),
    _json("facts"),
    _json("alarms"),
    sa.Index("ix_verdicts_application_id_at", "application_id", "at"),
)

# -- what they leave ----------------------------------------------------------------------------------------------------------

files = sa.Table(
    "files",
    metadata,
    _key(),
    sa.Column("digest", sa.String(64), nullable=False, index=True),
    _text("name"),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.String, nullable=False),
    _at("created_at"),
    _to("persons", "person_id", nullable=True),
    _to("organisations", "organisation_id", nullable=True),
    _at("deleted_at", nullable=True),
)

form_drafts = sa.Table(
    "form_drafts",
    metadata,
    sa.Column("account_id", sa.String, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("key", sa.String, primary_key=True),
    _json("content"),
    _at("updated_at"),
)

notices = sa.Table(
    "notices",
    metadata,
    _key(),
    _text("text"),
    _at("at"),
    _to("persons", "person_id", nullable=True),
    _to("organisations", "organisation_id", nullable=True),
    _text("link"),
    _at("read_at", nullable=True),
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    _json("value"),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column(
        "sequence", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    _at("at"),
    sa.Column("actor", sa.String, nullable=False, index=True),
    sa.Column("act", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False, index=True),
    _json("detail"),
    sa.Column("digest", sa.LargeBinary, nullable=False),
)

journal_head = sa.Table(
    "journal_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
)
"""One row: the end of the chain. Its lock puts the writers of the journal in a row; its content shows that the end was cut off."""

job_runs = sa.Table(
    "job_runs",
    metadata,
    sa.Column("job", sa.String, primary_key=True),
    sa.Column("runs", sa.Integer, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False),
)
"""How often a background job was begun, and whether its writing was committed (`zcforms.storage.runs`)."""

# -- onto the classes ---------------------------------------------------------------------------------------------------------

_VERSIONED = {Person: persons, Achievement: achievements, Application: applications}
_PLAIN = {
    Organisation: organisations,
    Account: accounts,
    Binding: bindings,
    LoginSession: login_sessions,
    IntegrityRecord: integrity_records,
    Decision: decisions,
    StoredVerdict: verdicts,
    StoredFile: files,
    FormDraft: form_drafts,
    Notice: notices,
    JournalEntry: journal,
}


def _map() -> None:
    for entity, table in _VERSIONED.items():
        mappers.map_imperatively(entity, table, version_id_col=table.c.version)
    for entity, table in _PLAIN.items():
        mappers.map_imperatively(entity, table)
    for entity in (Person, IntegrityRecord):
        event.listen(entity, "before_insert", _index_id_number)
        event.listen(entity, "before_update", _index_id_number)


def _index_id_number(
    _mapper: Mapper[object], _connection: sa.Connection, holder: Person | IntegrityRecord
) -> None:
    if sa.inspect(holder).attrs.id_number.history.has_changes():
        holder.id_number_index = holder.id_number  # type: ignore[union-attr]  # a column without a field in the domain


_map()
