"""The unit of work: one transaction, and the shelves that are open in it.

    with work(database) as w:
        application = w.applications.get(application_id, version=seen)
        application.submit(...)
        w.journal.append(...)

What was changed is committed when the block ends, and undone when it raises. Entities may be used after the block, as they are then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from zcforms.domain.errors import InputFault, InputRefused, StaleWrite, WrongState, ZcformsError
from zcforms.storage import runs
from zcforms.storage.database import Database
from zcforms.storage.engines import TextUnkeepable
from zcforms.storage.journal import Journal
from zcforms.storage.shelves.certificates import Certificates
from zcforms.storage.shelves.declarations import Achievements, Applications, Decisions, Verdicts
from zcforms.storage.shelves.desks import Desks, OpinionTemplates, SavedViews
from zcforms.storage.shelves.examinations import Serials, Sittings, Tickets
from zcforms.storage.shelves.examinees import Examinees
from zcforms.storage.shelves.identity import Accounts, Bindings, Integrity, Organisations, People, Sessions
from zcforms.storage.shelves.impacts import Impacts
from zcforms.storage.shelves.look_ups import LookUps, Visits
from zcforms.storage.shelves.mails import MailStops
from zcforms.storage.shelves.papers import Drafts, Files, FormUses, Notices, Settings, Uploads
from zcforms.storage.shelves.petitions import Petitions
from zcforms.storage.shelves.plans import PlanChanges, PlanDrafts, PlanVersions, SetAsides
from zcforms.storage.shelves.proofs import Advices, Proofs
from zcforms.storage.shelves.replacements import ReplacementDecisions, Replacements
from zcforms.storage.shelves.rules import ApiTokens, Bundles, RuleDrafts, RuleVersions


class Work:
    """An open unit of work."""

    def __init__(self, database: Database, session: Session, *, write: bool) -> None:
        self._session = session
        self._write = write
        self.people = People(session)
        self.accounts = Accounts(session)
        self.organisations = Organisations(session)
        self.bindings = Bindings(session)
        self.sessions = Sessions(session)
        self.integrity = Integrity(session)
        self.certificates = Certificates(session)
        self.look_ups = LookUps(session)
        self.visits = Visits(session)
        self.achievements = Achievements(session)
        self.applications = Applications(session)
        self.decisions = Decisions(session)
        self.desks = Desks(session)
        self.opinion_templates = OpinionTemplates(session)
        self.saved_views = SavedViews(session)
        self.petitions = Petitions(session)
        self.replacements = Replacements(session)
        self.replacement_decisions = ReplacementDecisions(session)
        self.sittings = Sittings(session)
        self.tickets = Tickets(session)
        self.serials = Serials(session)
        self.examinees = Examinees(session)
        self.verdicts = Verdicts(session)
        self.files = Files(session)
        self.uploads = Uploads(session)
        self.drafts = Drafts(session)
        self.form_uses = FormUses(session)
        self.notices = Notices(session)
        self.mail_stops = MailStops(session)
        self.mails = database.mails
        self.settings = Settings(session)
        self.rule_drafts = RuleDrafts(session)
        self.rule_versions = RuleVersions(session)
        self.bundles = Bundles(session)
        self.plan_drafts = PlanDrafts(session)
        self.plan_changes = PlanChanges(session)
        self.plan_versions = PlanVersions(session)
        self.set_aside = SetAsides(session)
        self.impacts = Impacts(session)
        self.proofs = Proofs(session)
        self.advice = Advices(session)
        self.tokens = ApiTokens(session)
        self.journal = Journal(session, database.keyring)
        self._jobs = database.jobs

    def enqueue(self, kind: str, key: str, payload: Mapping[str, Any], *, delay: float = 0.0) -> None:
        """A background job, if and only if this unit of work is committed. `payload` is JSON. The same kind and key is the same
        job: asking again changes nothing, even when it is done, so the key of a job that may come again counts
        (`f"{application.id}:{application.version}"`). `delay`: seconds before it may begin."""
        self._jobs.enqueue(self._session, kind, key, payload, delay=delay)

    def flush(self) -> None:
        """Send what was changed so far, to find a conflict here rather than at the end."""
        with _told():
            self._session.flush()

    def commit(self) -> None:
        """What the end of the block does by itself."""
        if not self._write:
            if self._session.new or self._session.dirty or self._session.deleted:
                raise RuntimeError("a unit of work that was opened for reading changed something")
            return
        with _told():
            self._session.flush()
            runs.mark_written(self._session)
            self.journal.write()
            self._session.commit()


@contextmanager
def work(database: Database, *, write: bool = True) -> Iterator[Work]:
    """A unit of work. With `write=False` it sees one moment of the data, waits for nobody, and cannot change anything.

    Raises:
        StaleWrite: what was changed here had been changed elsewhere since it was read.
        WrongState: a rule that the database itself holds, such as one application per year (feature 63).
        InputRefused: text that a database cannot keep (NUL characters).
    """
    with database.turn(write), closing(database.session(write)) as session, _told():
        unit = Work(database, session, write=write)
        yield unit
        unit.commit()


_MEANINGS: dict[str, Callable[[], ZcformsError]] = {
    "one_live_application_per_year": lambda: WrongState(
        "您在该申报年度已有一份申报，一个申报年度只能申报一次。"
    ),
    "one_pending_binding_per_person": lambda: WrongState(
        "您已有一条单位绑定申请正在等待审核，请等待单位处理后再提交。"
    ),
    "one_live_replacement_per_certificate": lambda: WrongState(
        "这张证书已有一份补换证申请正在办理，不需要重复申请。"
    ),
    "one_pending_petition": lambda: WrongState("您已提交过这项申请，正在等待审核，不需要重复提交。"),
    "one_person_per_id_number": lambda: WrongState(
        "该证件号码已经注册过，请直接登录；如非本人操作，请联系人社部门。"
    ),
    "one_organisation_per_credit_code": lambda: WrongState(
        "该统一社会信用代码的单位已经登记，请直接选择该单位。"
    ),
    "one_account_per_subject": StaleWrite,
    "one_application_per_number": StaleWrite,
    "one_sitting_per_caption": lambda: InputRefused(
        [InputFault("/caption", "同一计划、同一考核形式下已有同名的场次，请换一个名称。")]
    ),
    "one_live_ticket_per_form": StaleWrite,
    "one_ticket_per_number": StaleWrite,
    "one_rule_version_per_number": StaleWrite,
    "one_plan_version_per_number": StaleWrite,
    "one_plan_change_per_sequence": StaleWrite,
    "one_certificate_per_application": StaleWrite,
    "one_replacement_per_certificate": StaleWrite,
    "uq_title_certificates_number": StaleWrite,
    "one_saved_view_per_caption": StaleWrite,
    "pk_application_advice": StaleWrite,
}
_UNKEEPABLE = "内容中含有无法保存的特殊字符，请删除后重新填写。"
_SQLITE_NAMES = {
    "applications.person_id, applications.year": "one_live_application_per_year",
    "petitions.application_id, petitions.form": "one_pending_petition",
    "replacements.certificate_id": "one_live_replacement_per_certificate",
    "bindings.person_id": "one_pending_binding_per_person",
    "persons.id_number_index, persons.id_type": "one_person_per_id_number",
    "organisations.credit_code": "one_organisation_per_credit_code",
    "accounts.subject": "one_account_per_subject",
    "applications.number": "one_application_per_number",
    "sittings.plan_id, sittings.form, sittings.caption": "one_sitting_per_caption",
    "tickets.application_id, tickets.form": "one_live_ticket_per_form",
    "tickets.number": "one_ticket_per_number",
    "rule_versions.ruleset, rule_versions.number": "one_rule_version_per_number",
    "plan_versions.plan_id, plan_versions.number": "one_plan_version_per_number",
    "plan_changes.draft_id, plan_changes.sequence": "one_plan_change_per_sequence",
    "title_certificates.application_id": "one_certificate_per_application",
    "title_certificates.replaces": "one_replacement_per_certificate",
    "title_certificates.number": "uq_title_certificates_number",
    "saved_views.account_id, saved_views.caption": "one_saved_view_per_caption",
    "application_advice.application_id": "pk_application_advice",
}
"""SQLite names a broken index by its columns."""


@contextmanager
def _told() -> Iterator[None]:
    """The database's complaints in the domain's words, where they are a user's affair."""
    try:
        yield
    except StaleDataError as error:
        raise StaleWrite from error
    except sa.exc.IntegrityError as error:
        meaning = _MEANINGS.get(_broken_constraint(error))
        if meaning is None:
            raise
        raise meaning() from error
    except (sa.exc.DataError, TextUnkeepable) as error:
        raise InputRefused([InputFault("", _UNKEEPABLE)]) from error
    except sa.exc.StatementError as error:
        if isinstance(error.orig, TextUnkeepable):
            raise InputRefused([InputFault("", _UNKEEPABLE)]) from error
        raise


def _broken_constraint(error: sa.exc.IntegrityError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name)
    return _SQLITE_NAMES.get(str(error.orig).removeprefix("UNIQUE constraint failed: "), "")
