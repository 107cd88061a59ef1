"""The tables, mapped onto the domain's classes. There are no relationships: every query has a name on a shelf, none happens unseen.

Persons, achievements and applications carry a version: an update that is based on an old one changes nothing and raises
`sqlalchemy.orm.exc.StaleDataError`, which `zcforms.storage.work` turns into `StaleWrite`.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper

from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.domain.certificate import TitleCertificate
from zcforms.domain.identity import Account, AccountKind, Binding, BindingState, Organisation, Person, Role
from zcforms.domain.petition import Petition, PetitionState
from zcforms.storage import (
    certificate_tables,
    desk_tables,
    exam_tables,
    form_tables,
    impact_tables,
    mapping,
    outside_tables,
    plan_tables,
    proof_tables,
    replacement_tables,
    rule_tables,
)
from zcforms.storage.certificate_tables import ID_NUMBER
from zcforms.storage.columns import Blind, Json, Sealed, named
from zcforms.storage.mapping import at, json, key, text, to, version, where
from zcforms.storage.records import (
    FormDraft,
    FormUse,
    IntegrityRecord,
    JournalEntry,
    LoginSession,
    Notice,
    StoredFile,
    StoredVerdict,
    Upload,
)

metadata, mappers = mapping.metadata, mapping.mappers

# -- who ----------------------------------------------------------------------------------------------------------------------

persons = sa.Table(
    "persons",
    metadata,
    key(),
    text("name"),
    sa.Column("id_type", sa.String, nullable=False),
    sa.Column("id_number", Sealed("persons.id_number"), nullable=False),
    sa.Column("id_number_index", Blind(ID_NUMBER), nullable=False),
    sa.Column("phone", Sealed("persons.phone"), nullable=False),
    json("profile"),
    sa.Column("registered", sa.Boolean, nullable=False),
    sa.Column("photo", sa.String),
    version(),
    sa.Index("one_person_per_id_number", "id_number_index", "id_type", unique=True),
)

organisations = sa.Table(
    "organisations",
    metadata,
    key(),
    text("name"),
    sa.Column("credit_code", sa.String, nullable=False),
    sa.Column("nature", sa.String, nullable=False),
    sa.Column("role", named(Role), nullable=False),
    sa.Column("region", sa.String, nullable=False, index=True),
    to("organisations", "parent_id", nullable=True),
    sa.Index("one_organisation_per_credit_code", "credit_code", unique=True, **where("credit_code <> ''")),
)

accounts = sa.Table(
    "accounts",
    metadata,
    key(),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("kind", named(AccountKind), nullable=False),
    text("name"),
    to("persons", "person_id", nullable=True),
    to("organisations", "organisation_id", nullable=True),
    sa.Index("one_account_per_subject", "subject", unique=True),
)

bindings = sa.Table(
    "bindings",
    metadata,
    key(),
    to("persons", "person_id"),
    to("organisations", "organisation_id"),
    sa.Column("freelancer", sa.Boolean, nullable=False),
    text("note"),
    at("asked_at"),
    sa.Column("state", named(BindingState), nullable=False),
    at("decided_at", nullable=True),
    sa.Column("decided_by", sa.String),
    text("reason"),
    sa.Index("one_pending_binding_per_person", "person_id", unique=True, **where("state = 'pending'")),
)

login_sessions = sa.Table(
    "login_sessions",
    metadata,
    sa.Column("token_digest", sa.LargeBinary, primary_key=True),
    to("accounts", "account_id"),
    at("created_at"),
    at("seen_at"),
    at("expires_at", index=True),
    text("user_agent"),
)

integrity_records = sa.Table(
    "integrity_records",
    metadata,
    key(),
    sa.Column("id_number", Sealed("integrity_records.id_number"), nullable=False),
    sa.Column("id_number_index", Blind(ID_NUMBER), nullable=False, index=True),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    text("reason"),
    at("recorded_at"),
)

# -- what they declare --------------------------------------------------------------------------------------------------------

achievements = sa.Table(
    "achievements",
    metadata,
    key(),
    to("persons", "person_id", index=False),
    sa.Column("category", sa.String, nullable=False),
    json("data"),
    json("evidence"),
    at("created_at"),
    sa.Column("state", named(AchievementState), nullable=False),
    to("organisations", "organisation_id", nullable=True, index=False),
    at("submitted_at", nullable=True),
    at("decided_at", nullable=True),
    sa.Column("decided_by", sa.String),
    text("reason"),
    version(),
    sa.Index("ix_achievements_person_id_category", "person_id", "category"),
    sa.Index("ix_achievements_waiting", "organisation_id", "submitted_at", **where("state = 'submitted'")),
)

applications = sa.Table(
    "applications",
    metadata,
    key(),
    to("persons", "person_id"),
    sa.Column("plan_id", sa.String, nullable=False),
    sa.Column("plan_digest", sa.String, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    to("organisations", "organisation_id", index=False),
    sa.Column("route", sa.String, nullable=False),
    sa.Column("standard", sa.String, nullable=False),
    sa.Column("specialty", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    at("created_at"),
    sa.Column("state", named(ApplicationState), nullable=False),
    sa.Column("step", sa.String),
    at("step_since", nullable=True),
    json("answers"),
    json("imports"),
    json("attachments"),
    at("pledged_at", nullable=True),
    sa.Column("pledge_digest", sa.String),
    at("submitted_at", nullable=True),
    at("deleted_at", nullable=True),
    sa.Column("number", sa.String),
    sa.Column("sheet", sa.String),
    sa.Column("record_ids", Json, nullable=False, server_default=sa.text("'{}'")),
    sa.Column("freelancer", sa.Boolean, nullable=False, server_default=sa.false()),
    version(),
    sa.Index(
        "one_live_application_per_year",  # feature 63
        "person_id",
        "year",
        unique=True,
        **where("state NOT IN ('deleted', 'withdrawn')"),
    ),
    sa.Index("one_application_per_number", "number", unique=True),
    sa.Index(
        "ix_applications_waiting", "organisation_id", "step", "step_since", **where("state = 'in_approval'")
    ),
    sa.Index("ix_applications_plan_id_step", "plan_id", "step"),
    sa.Index("ix_applications_versions", "state", "plan_id", "plan_digest"),
)

decisions = sa.Table(
    "decisions",
    metadata,
    key(),
    to("applications", "application_id"),
    sa.Column("step", sa.String, nullable=False),
    text("caption"),
    text("actor_name"),
    sa.Column("account_id", sa.String, nullable=False),
    sa.Column("outcome", named(Outcome), nullable=False),
    text("opinion"),
    at("at"),
    sa.Column("detail", Json, nullable=False, server_default=sa.text("'{}'")),
)

petitions = sa.Table(
    "petitions",
    metadata,
    key(),
    to("applications", "application_id"),
    sa.Column("form", sa.String, nullable=False),
    json("answers"),
    at("asked_at"),
    sa.Column("state", named(PetitionState), nullable=False),
    at("decided_at", nullable=True),
    sa.Column("decided_by", sa.String),
    text("reason"),
    version(),
    sa.Index("one_pending_petition", "application_id", "form", unique=True, **where("state = 'pending'")),
)

verdicts = sa.Table(
    "verdicts",
    metadata,
    key(),
    to("applications", "application_id", index=False),
    at("at"),
    sa.Column("plan_digest", sa.String, nullable=False),
    sa.Column("rules_digest", sa.String, nullable=False),
    sa.Column("facts_digest", sa.String, nullable=False),
    json("rows"),
    json("facts"),
    json("alarms"),
    sa.Index("ix_verdicts_application_id_at", "application_id", "at"),
)

# -- what they leave ----------------------------------------------------------------------------------------------------------

files = sa.Table(
    "files",
    metadata,
    key(),
    sa.Column("digest", sa.String(64), nullable=False, index=True),
    text("name"),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.String, nullable=False),
    at("created_at"),
    to("persons", "person_id", nullable=True),
    to("organisations", "organisation_id", nullable=True),
    at("deleted_at", nullable=True),
)

uploads = sa.Table(
    "uploads",
    metadata,
    key(),
    to("persons", "person_id", index=False),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    text("name"),
    sa.Column("size", sa.BigInteger, nullable=False),
    json("limits"),
    at("begun_at"),
    at("changed_at", index=True),
    sa.Column("received", sa.BigInteger, nullable=False),
    json("parts"),
    sa.Index("one_upload_per_place", "person_id", "place", "digest", unique=True),
)

notices = sa.Table(
    "notices",
    metadata,
    key(),
    text("text"),
    at("at"),
    to("persons", "person_id", nullable=True),
    to("organisations", "organisation_id", nullable=True),
    text("link"),
    at("read_at", nullable=True),
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    json("value"),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column(
        "sequence", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    at("at"),
    sa.Column("actor", sa.String, nullable=False, index=True),
    sa.Column("act", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False, index=True),
    json("detail"),
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

title_certificates = certificate_tables.title_certificates
rule_drafts, rule_versions = rule_tables.rule_drafts, rule_tables.rule_versions
rule_impacts, look_ups = impact_tables.rule_impacts, outside_tables.look_ups
form_drafts, form_uses = form_tables.form_drafts, form_tables.form_uses
opinion_templates, saved_views = desk_tables.opinion_templates, desk_tables.saved_views
sittings, tickets = exam_tables.sittings, exam_tables.tickets
replacements = replacement_tables.replacements
plan_drafts, plan_changes = plan_tables.plan_drafts, plan_tables.plan_changes
plan_versions, set_aside = plan_tables.plan_versions, plan_tables.set_aside
plan_proofs, proof_answers = proof_tables.plan_proofs, proof_tables.proof_answers
application_advice = proof_tables.application_advice

# -- onto the classes ---------------------------------------------------------------------------------------------------------

_VERSIONED = {Person: persons, Achievement: achievements, Application: applications, Petition: petitions}
_PLAIN = {
    Organisation: organisations,
    Account: accounts,
    Binding: bindings,
    LoginSession: login_sessions,
    IntegrityRecord: integrity_records,
    TitleCertificate: title_certificates,
    Decision: decisions,
    StoredVerdict: verdicts,
    StoredFile: files,
    Upload: uploads,
    FormDraft: form_drafts,
    FormUse: form_uses,
    Notice: notices,
    JournalEntry: journal,
}


def _map() -> None:
    for entity, table in _VERSIONED.items():
        mappers.map_imperatively(entity, table, version_id_col=table.c.version)
    for entity, table in _PLAIN.items():
        mappers.map_imperatively(entity, table)
    for entity in (Person, IntegrityRecord, TitleCertificate):
        event.listen(entity, "before_insert", _index_id_number)
        event.listen(entity, "before_update", _index_id_number)


def _index_id_number(
    _mapper: Mapper[object],
    _connection: sa.Connection,
    holder: Person | IntegrityRecord | TitleCertificate,
) -> None:
    if sa.inspect(holder).attrs.id_number.history.has_changes():
        holder.id_number_index = holder.id_number  # type: ignore[union-attr]  # a column without a field in the domain


_map()
