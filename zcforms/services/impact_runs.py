"""An impact from the command line: rules from folders, a state file from which a killed run goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from zcforms import resources
from zcforms.checks import ruleset
from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents.nearest import remedy_for
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import Plan
from zcforms.forms import catalogue
from zcforms.lab.impact import Checkpoint, Impact, measure
from zcforms.lab.impact_child import Task
from zcforms.lab.impact_drafts import proposed, rules_in
from zcforms.lab.impact_report import AXES, Report, heading, report
from zcforms.lab.impact_sources import File, Source
from zcforms.services.impact_sources import Stored
from zcforms.services.replaying import require_made
from zcforms.settings import Settings
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring

__all__ = ["AXES", "Compared", "run"]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two shelves of rules and the plan that they are for."""

    plan: Plan
    before: RulesetShelf
    after: RulesetShelf

    @classmethod
    def load(cls, new: Path, against: Path | None, plan_id: str) -> Self:
        """`against`: a folder with `rules/` (and `schemas/`), or a rules folder; None: the installed documents.

        Raises:
            DocumentsInvalid: broken documents. InputRefused: no such plan, a folder without rules.
        """
        own_schemas = against is not None and (against / "schemas").is_dir()
        schemas = against / "schemas" if against and own_schemas else resources.folder("schemas")
        plans = catalogue.load(schemas).plans
        if plan_id not in plans:
            fault = f"没有评审计划“{plan_id}”。{remedy_for(plan_id, plans)}"
            raise InputRefused([InputFault("--plan", fault)])
        before = ruleset.load(rules_in(against) if against else resources.folder("rules"))
        return cls(plans[plan_id], before, proposed(before, new))

    def file(self, path: Path) -> Source:
        """Raises `InputRefused` where there is no such file."""
        if not path.is_file():
            fault = "这是文件夹" if path.is_dir() else "没有这个文件"
            raise InputRefused([InputFault(str(path), f"{fault}。请给出一行一份申报的 JSONL 文件。")])
        return File(path)

    def database(self, settings: Settings) -> Source:
        """Raises `DatabaseUnusable`: there is none, nothing answers, or its tables are not this version's."""
        require_made(settings)
        database = Database(settings.database_url, Keyring.of(settings.secret("identity_key")))
        database.require_current()
        return Stored(database, self.plan.id)


def run(
    compared: Compared,
    source: Source,
    *,
    workers: int,
    state: Path,
    resume: bool,
    on_progress: Callable[[float, int], None],
) -> tuple[Impact, Report]:
    """Count everything. `state` holds how far it has come, until it is done; `on_progress` is told the share that is done, and lines.

    Raises:
        DocumentsInvalid: the rules do not fit the plan. InputRefused: the source is damaged; there is nothing to resume.
        ImpactInterrupted: a counting process was lost.
    """
    before, after = (ruleset.compile(shelf, compared.plan) for shelf in (compared.before, compared.after))
    task = Task.of(compared.plan, compared.before, compared.after, source.count)

    def keep(checkpoint: Checkpoint) -> bool:
        partial = state.with_name(f"{state.name}.new")
        partial.write_text(json.dumps(checkpoint.as_json(), ensure_ascii=False), encoding="utf-8")
        os.replace(partial, state)
        on_progress(checkpoint.done / max(checkpoint.size, 1), checkpoint.tally.lines)
        return True

    begin = _kept(state, task, source) if resume else None
    made = measure(task, source, workers=workers, begin=begin, go_on=keep)
    state.unlink(missing_ok=True)
    return made, report(heading(compared.plan, before, after), made.checkpoint.tally)


def _kept(state: Path, task: Task, source: Source) -> Checkpoint:
    """The checkpoint of an earlier run of the same."""
    try:
        found = Checkpoint.of_json(json.loads(state.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise InputRefused(
            [InputFault(str(state), "没有可以继续的统计。请去掉 --resume 重新开始。")]
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputRefused(
            [InputFault(str(state), "这个文件不是统计进度。请去掉 --resume 重新开始。")]
        ) from None
    if not found.fits(task, source):
        fault = "规则、评审计划或申报数据与上次不同，不能接着统计。请去掉 --resume 重新开始。"
        raise InputRefused([InputFault(str(state), fault)])
    return found
