"""Everything that a service needs, built once and passed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker
from zcforms.domain.authority import Authority
from zcforms.domain.errors import NotFound
from zcforms.domain.plan import CodeList, Plan
from zcforms.domain.plan_draft import PlanVersion
from zcforms.forms.catalogue import Catalogue
from zcforms.postbox import Postbox
from zcforms.printing.press import Inspector, Press
from zcforms.printing.seal import Sealer
from zcforms.services.bench import Bench
from zcforms.services.rulebook import Edition, Rulebook
from zcforms.services.seal_keys import default_sealer, named_sealers
from zcforms.services.wording import PLATFORM
from zcforms.settings import Settings
from zcforms.storage.columns import CHINA
from zcforms.storage.database import Database
from zcforms.storage.files import FileStore
from zcforms.storage.secrets import Keyring
from zcforms.storage.work import work

_CLOCK_KEY = "clock_offset_seconds"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an operator may set. `base_url` stands in front of links that leave the site (the sheet's QR code); `demo`: the clock
    stands in the demonstration's season; `verify_per_minute`: look-ups of one address, `api_per_minute`: what it reads as a program without a token; `look_ups_days`: how long they are kept;
    `require_proofs`: a plan is published when it was proved that somebody can pass, where there is a solver."""

    base_url: str = "http://localhost:8000"
    session_hours: int = 12
    undo_days: int = 30
    quota_bytes: int = 500 * 1024 * 1024
    verify_per_minute: int = 30
    api_per_minute: int = 300
    look_ups_days: int = 730
    require_proofs: bool = False
    demo: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Terms:
        return cls(
            base_url=settings.base_url,
            verify_per_minute=settings.verify_per_minute,
            api_per_minute=settings.api_per_minute,
            look_ups_days=settings.look_ups_days,
            require_proofs=settings.require_proofs,
            demo=settings.demo,
        )


class Pinned(Protocol):
    """An application, or a row of one: it stands on one version of its plan."""

    @property
    def plan_id(self) -> str: ...
    @property
    def plan_digest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class House:
    """`rulebook`: plans and rules in force, with their documents and versions. `workshop`: checks by rules that are still being written, in a child process of their own. Everything else as its room's door describes it. `clock` gives real time;
    `sealer` seals for whoever names no key of its own, and reads what strangers hand in; `sealers`: by the ids of keys that are named;
    `postbox`: where letters are handed over, None where notices stay in the system. `instead`: a catalogue in place of the one in force, of
    somebody who tries a plan that is not."""

    database: Database
    files: FileStore
    rulebook: Rulebook
    checker: Checker
    workshop: Checker
    press: Press
    inspector: Inspector
    clock: Callable[[], datetime]
    terms: Terms
    sealer: Sealer = field(default_factory=lambda: Sealer(None))
    sealers: Mapping[str, Sealer] = field(default_factory=dict)
    postbox: Postbox | None = None
    instead: Catalogue | None = None

    def __post_init__(self) -> None:
        self.database.mails = self.postbox is not None

    @classmethod
    def build(
        cls,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        folder: Path | None = None,
        database: Database | None = None,
    ) -> House:
        """Connect, load every document and compile every plan's ruleset. `clock`: real time, with its zone; `folder`: where other
        `schemas/` and `rules/` than the installed ones are; `database`: one that is open already. It must have been upgraded.

        Raises:
            DocumentsInvalid: a document is broken; nothing was built.
        """
        bench = Bench.load(folder)
        database = database or Database(settings.database_url, Keyring.of(settings.secret("identity_key")))
        rulebook = Rulebook(database, Edition.of_files(bench))
        return cls(
            database=database,
            files=FileStore(
                settings.files_url,
                endpoint=settings.s3_endpoint,
                region=settings.s3_region,
                access_key=settings.s3_access_key,
                secret_key=settings.s3_secret_key.get_secret_value(),
            ),
            rulebook=rulebook,
            checker=Checker(timeout=settings.check_timeout),
            workshop=Checker(timeout=settings.check_timeout),
            press=Press(timeout=settings.print_timeout),
            inspector=Inspector(),
            clock=clock,
            terms=Terms.of(settings),
            sealer=default_sealer(settings),
            sealers=named_sealers(
                settings,
                bench.catalogue.authorities.values(),
                [plan.issuing for plan in bench.catalogue.plans.values() if plan.issuing],
            ),
            postbox=_postbox(settings),
        )

    @property
    def catalogue(self) -> Catalogue:
        """Everything in force, as of a second ago at most."""
        return self.instead or self.rulebook.recent().catalogue

    @property
    def rulesets(self) -> Mapping[str, Ruleset]:
        """By plan id, those in force at the moment of asking. Raises `CheckFailed` for a plan whose rules do not compile."""
        return self.rulebook

    def plan(self, plan_id: str) -> Plan:
        """The version in force, which whoever begins now is given. Raises `NotFound` where no such plan is published."""
        try:
            return self.catalogue.plans[plan_id]
        except KeyError:
            raise NotFound("没有找到这个评审计划，可能已停用。") from None

    def plan_of(self, pinned: Pinned) -> Plan:
        """The version that an application was begun with, or was moved to; the one in force where that is known no more. Raises `NotFound`."""
        kept = None if self.instead else self.rulebook.kept(pinned.plan_id, pinned.plan_digest)
        return kept.plan if kept else self.plan(pinned.plan_id)

    def closed(self, plan_id: str) -> PlanVersion | None:
        """When and why the plan in force was closed: nobody begins with it. None where it is open."""
        return None if self.instead else self.rulebook.recent().closed(plan_id)

    def rules_of(self, plan: Plan) -> Ruleset:
        """The rules of this version of the plan. Raises `CheckFailed` where they do not compile."""
        return self.rulebook.rules_of(plan)

    def sheets_of(self, plan: Plan) -> Mapping[str, Mapping[str, Any]]:
        """The layouts that this version of the plan prints with."""
        kept = None if self.instead else self.rulebook.kept(plan.id, plan.digest)
        return kept.catalogue.sheets if kept else self.catalogue.sheets

    def codes(self, list_id: str) -> CodeList:
        """A code list, empty where no document defines it."""
        return self.catalogue.codes.get(list_id) or CodeList(list_id, list_id, ())

    def sealer_of(self, authority: Authority) -> Sealer:
        """What the authority's certificates are sealed with, and by whose certificates its seals are known: never another's."""
        if not authority.key:
            return self.sealer
        return self.sealer_named(authority.key)

    def sealer_named(self, key: str) -> Sealer:
        """What is sealed with under this id; one that can seal nothing, and says so, where the settings have no such key."""
        return self.sealers.get(key) or Sealer(None, named=key)

    def now(self) -> datetime:
        """Business time: China's, moved by the demonstration's offset (docs/decisions, "The demonstration has its own time")."""
        return self.business_time(self.clock())

    def business_time(self, real: datetime) -> datetime:
        """What `real` is shown as."""
        if not self.terms.demo:
            return real.astimezone(CHINA)
        with work(self.database, write=False) as w:
            seconds = w.settings.get(_CLOCK_KEY, 0)
        return real.astimezone(CHINA) + timedelta(seconds=seconds)

    def set_business_time(self, shown: datetime) -> None:
        """From now on the clock's present stands for `shown`, wherever the demonstration runs."""
        with work(self.database) as w:
            w.settings.put(_CLOCK_KEY, (shown - self.clock()).total_seconds())

    def close(self) -> None:
        """Let go of database connections and child processes."""
        self.press.close()
        self.inspector.close()
        for each in (self.sealer, *self.sealers.values()):
            each.close()
        self.checker.close()
        self.workshop.close()
        self.database.dispose()


def _postbox(settings: Settings) -> Postbox | None:
    if not settings.smtp_host:
        return None
    return Postbox(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
        settings.smtp_from,
        PLATFORM,
    )
