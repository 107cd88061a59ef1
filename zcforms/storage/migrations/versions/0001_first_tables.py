"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
STATE = sa.String(32)
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def upgrade() -> None:
    _who()
    _how_they_belong()
    _what_they_declare()
    _what_becomes_of_it()
    _what_they_leave()
    _journal()


def _column(name: str, kind: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, **{"nullable": False, **options})


def _maybe(name: str, kind: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, **options)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.String(), primary_key=True)


def _to(target: str, name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(
        name, sa.String(), sa.ForeignKey(f"{target}.id"), **{"nullable": False, "index": True, **options}
    )


def _index(name: str, *columns: str, where: str | None = None, unique: bool = False) -> sa.Index:
    condition: dict[str, Any] = (
        {} if where is None else {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
    )
    return sa.Index(name, *columns, unique=unique, **condition)


def _table(name: str, *parts: Any) -> None:
    """Constraints need their names: SQLite changes a table by copying it, and copies what it can name."""
    table = sa.Table(name, _tables, *parts)
    table.create(op.get_bind())


_tables = sa.MetaData(naming_convention=NAMES)


def _who() -> None:
    _table(
        "persons",
        _id(),
        _column("name", sa.Text()),
        _column("id_type", sa.String()),
        _column("id_number", sa.LargeBinary()),
        _column("id_number_index", sa.LargeBinary()),
        _column("phone", sa.LargeBinary()),
        _column("profile", JSON),
        _column("registered", sa.Boolean()),
        _maybe("photo", sa.String()),
        _column("version", sa.Integer()),
        _index("one_person_per_id_number", "id_number_index", "id_type", unique=True),
    )
    _table(
        "organisations",
        _id(),
        _column("name", sa.Text()),
        _column("credit_code", sa.String()),
        _column("nature", sa.String()),
        _column("role", STATE),
        _column("region", sa.String(), index=True),
        _to("organisations", "parent_id", nullable=True),
        _index("one_organisation_per_credit_code", "credit_code", unique=True, where="credit_code <> ''"),
    )
    _table(
        "accounts",
        _id(),
        _column("subject", sa.String()),
        _column("kind", STATE),
        _column("name", sa.Text()),
        _to("persons", "person_id", nullable=True),
        _to("organisations", "organisation_id", nullable=True),
        _index("one_account_per_subject", "subject", unique=True),
    )


def _how_they_belong() -> None:
    _table(
        "bindings",
        _id(),
        _to("persons", "person_id"),
        _to("organisations", "organisation_id"),
        _column("freelancer", sa.Boolean()),
        _column("note", sa.Text()),
        _column("asked_at", TIME),
        _column("state", STATE),
        _maybe("decided_at", TIME),
        _maybe("decided_by", sa.String()),
        _column("reason", sa.Text()),
        _index("one_pending_binding_per_person", "person_id", unique=True, where="state = 'pending'"),
    )
    _table(
        "login_sessions",
        sa.Column("token_digest", sa.LargeBinary(), primary_key=True),
        _to("accounts", "account_id"),
        _column("created_at", TIME),
        _column("seen_at", TIME),
        _column("expires_at", TIME, index=True),
        _column("user_agent", sa.Text()),
    )
    _table(
        "integrity_records",
        _id(),
        _column("id_number", sa.LargeBinary()),
        _column("id_number_index", sa.LargeBinary(), index=True),
        _column("since", sa.Date()),
        _maybe("until", sa.Date()),
        _column("reason", sa.Text()),
        _column("recorded_at", TIME),
    )


def _what_they_declare() -> None:
    _table(
        "achievements",
        _id(),
        _to("persons", "person_id", index=False),
        _column("category", sa.String()),
        _column("data", JSON),
        _column("evidence", JSON),
        _column("created_at", TIME),
        _column("state", STATE),
        _to("organisations", "organisation_id", nullable=True, index=False),
        _maybe("submitted_at", TIME),
        _maybe("decided_at", TIME),
        _maybe("decided_by", sa.String()),
        _column("reason", sa.Text()),
        _column("version", sa.Integer()),
        _index("ix_achievements_person_id_category", "person_id", "category"),
        _index("ix_achievements_waiting", "organisation_id", "submitted_at", where="state = 'submitted'"),
    )
    _table(
        "applications",
        _id(),
        _to("persons", "person_id"),
        *(_column(name, sa.String()) for name in ("plan_id", "plan_digest")),
        _column("year", sa.Integer()),
        _to("organisations", "organisation_id", index=False),
        *(_column(name, sa.String()) for name in ("route", "standard", "specialty", "title")),
        _column("created_at", TIME),
        _column("state", STATE),
        _maybe("step", sa.String()),
        _maybe("step_since", TIME),
        *(_column(name, JSON) for name in ("answers", "imports", "attachments")),
        _maybe("pledged_at", TIME),
        _maybe("pledge_digest", sa.String()),
        *(_maybe(name, TIME) for name in ("submitted_at", "deleted_at")),
        *(_maybe(name, sa.String()) for name in ("number", "sheet")),
        _column("version", sa.Integer()),
        _index(
            "one_live_application_per_year",
            "person_id",
            "year",
            where="state NOT IN ('deleted', 'withdrawn')",
            unique=True,
        ),
        _index("one_application_per_number", "number", unique=True),
        _index(
            "ix_applications_waiting", "organisation_id", "step", "step_since", where="state = 'in_approval'"
        ),
        _index("ix_applications_plan_id_step", "plan_id", "step"),
    )


def _what_becomes_of_it() -> None:
    _table(
        "decisions",
        _id(),
        _to("applications", "application_id"),
        _column("step", sa.String()),
        *(_column(name, sa.Text()) for name in ("caption", "actor_name")),
        _column("account_id", sa.String()),
        _column("outcome", STATE),
        _column("opinion", sa.Text()),
        _column("at", TIME),
    )
    _table(
        "verdicts",
        _id(),
        _to("applications", "application_id", index=False),
        _column("at", TIME),
        *(_column(name, sa.String()) for name in ("plan_digest", "rules_digest", "facts_digest")),
        *(_column(name, JSON) for name in ("rows", "facts", "alarms")),
        _index("ix_verdicts_application_id_at", "application_id", "at"),
    )
    _table(
        "job_runs",
        sa.Column("job", sa.String(), primary_key=True),
        _column("runs", sa.Integer()),
        _column("done", sa.Boolean()),
    )


def _what_they_leave() -> None:
    _table(
        "files",
        _id(),
        _column("digest", sa.String(64), index=True),
        _column("name", sa.Text()),
        _column("size", sa.BigInteger()),
        _column("media_type", sa.String()),
        _column("created_at", TIME),
        _to("persons", "person_id", nullable=True),
        _to("organisations", "organisation_id", nullable=True),
        _maybe("deleted_at", TIME),
    )
    _table(
        "form_drafts",
        sa.Column("account_id", sa.String(), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("key", sa.String(), primary_key=True),
        _column("content", JSON),
        _column("updated_at", TIME),
    )
    _table(
        "notices",
        _id(),
        _column("text", sa.Text()),
        _column("at", TIME),
        _to("persons", "person_id", nullable=True),
        _to("organisations", "organisation_id", nullable=True),
        _column("link", sa.Text()),
        _maybe("read_at", TIME),
    )
    _table("settings", sa.Column("key", sa.String(), primary_key=True), _column("value", JSON))


def _journal() -> None:
    _table(
        "journal",
        sa.Column("sequence", BIG, primary_key=True, autoincrement=False),
        _column("at", TIME),
        _column("actor", sa.String(), index=True),
        _column("act", sa.String()),
        _column("subject", sa.String(), index=True),
        _column("detail", JSON),
        _column("digest", sa.LargeBinary()),
    )
    _table(
        "journal_head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        _column("sequence", sa.BigInteger()),
        _column("digest", sa.LargeBinary()),
    )
    op.execute(_tables.tables["journal_head"].insert().values(id=1, sequence=0, digest=b""))
    statements = _GUARD_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _GUARD_SQLITE
    for statement in statements:
        op.execute(statement)


_GUARD_SQLITE = tuple(
    f"CREATE TRIGGER journal_no_{act.lower()} BEFORE {act} ON journal"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    for act in ("UPDATE", "DELETE")
)
_GUARD_POSTGRESQL = (
    "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
    "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal"
    " FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()",
)
