"""Everything that a service needs, built once and passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zcforms.domain.plan import Plan
from zcforms.settings import Settings

if TYPE_CHECKING:
    from zcforms.checks.ruleset import Ruleset
    from zcforms.checks.run import Checker
    from zcforms.forms.catalogue import Catalogue
    from zcforms.printing.press import Press
    from zcforms.storage.database import Database
    from zcforms.storage.files import FileStore


@dataclass(frozen=True, slots=True)
class Terms:
    """What an operator may set. `base_url` stands in front of links that leave the site (the sheet's QR code)."""

    base_url: str = "http://localhost:8000"
    session_hours: int = 12
    undo_days: int = 30
    quota_bytes: int = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class House:
    """`rulesets` by plan id; everything else as its room's door describes it."""

    database: Database
    files: FileStore
    catalogue: Catalogue
    rulesets: Mapping[str, Ruleset]
    checker: Checker
    press: Press
    terms: Terms

    @classmethod
    def build(cls, settings: Settings, *, schemas: Path | None = None, rules: Path | None = None) -> House:
        """Connect, load every document and compile every plan's ruleset. `schemas`, `rules`: other folders than the
        installed ones. The database must have been upgraded.

        Raises:
            DocumentsInvalid: a document is broken; nothing was built.
        """
        raise NotImplementedError

    def plan(self, plan_id: str) -> Plan:
        """Raises `NotFound` where no such plan is published."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of database connections and child processes."""
        raise NotImplementedError
