"""Making stored verdicts again, from the archived documents and facts, with the engine and the reference: the same, or what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks import explain, trace
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker, Verdict
from zcforms.documents import reading
from zcforms.domain.errors import CheckFailed, InputFault, InputRefused, NotFound
from zcforms.services import verdict_differences, verdicts
from zcforms.services.versions import BundleUnusable, Remade, remade
from zcforms.storage.database import Database
from zcforms.storage.files import FileStore
from zcforms.storage.records import StoredVerdict
from zcforms.storage.work import work

_PAGE = 200
_NEEDED: Mapping[str, type] = {
    "plan": str,
    "plan_digest": str,
    "rules_digest": str,
    "facts_digest": str,
    "rows": list,
    "facts": dict,
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """One verdict made again. `differences`: Chinese sentences, none where it came out the same; `impossible`: why it could not be made again."""

    subject: str
    differences: tuple[str, ...] = ()
    impossible: str = ""

    @property
    def identical(self) -> bool:
        return not self.differences and not self.impossible


@dataclass(frozen=True, slots=True)
class Told:
    """What a verdict said: digests, the facts it was made from, its rows (`verdicts.row_document`; of old ones without findings)."""

    plan_id: str
    plan_digest: str
    rules_digest: str
    facts_digest: str
    facts: Mapping[str, Any]
    rows: list[Mapping[str, Any]]
    beside: Mapping[str, Any] | None = None
    """What a file says besides, which is everything else that comes out; None of what the database keeps."""


class Replayer:
    """Makes verdicts again; keeps the last documents that were made into rules, so that a season's verdicts need them once."""

    def __init__(self, database: Database, files: FileStore, checker: Checker) -> None:
        self._database, self._files, self._checker = database, files, checker
        self._last: tuple[tuple[str, str], Remade] | None = None

    def named(self, name: str) -> list[Replayed]:
        """The verdict of that id, or every verdict of the application of that number or id, the oldest first. Raises `NotFound`."""
        with work(self._database, write=False) as w:
            one = w.verdicts.find(name)
            application = w.applications.by_number(name) or w.applications.find(name)
            found = [one] if one else w.verdicts.of(application.id) if application else []
        if not found:
            raise NotFound(f"没有找到编号为“{name}”的检测结果或申报；提交过的申报才有保存的检测结果。")
        return [self.stored(verdict) for verdict in found]

    def everything(self) -> Iterator[Replayed]:
        """Every stored verdict."""
        after = ""
        while True:
            with work(self._database, write=False) as w:
                page = w.verdicts.after(after, _PAGE)
            for verdict in page:
                yield self.stored(verdict)
            if len(page) < _PAGE:
                return
            after = page[-1].id

    def stored(self, verdict: StoredVerdict) -> Replayed:
        with work(self._database, write=False) as w:
            application = w.applications.find(verdict.application_id)
        number = application.number if application and application.number else verdict.application_id
        told = Told(
            application.plan_id if application else "",
            verdict.plan_digest,
            verdict.rules_digest,
            verdict.facts_digest,
            verdict.facts,
            list(verdict.rows),
        )
        return self.again(f"{number}（{verdict.at:%Y-%m-%d %H:%M}，{verdict.id}）", told, self.archived)

    def archived(self, told: Told) -> Remade:
        """The archived documents behind the digests. Raises `BundleUnusable`."""
        key = told.plan_digest, told.rules_digest
        if self._last is not None and self._last[0] == key:
            return self._last[1]
        with work(self._database, write=False) as w:
            bundle = w.bundles.find(*key)
        if bundle is None:
            raise BundleUnusable("数据库里没有归档作出这个结果的表单和规则文件。")
        made = remade(self._files, bundle)
        self._last = key, made
        return made

    def again(self, subject: str, told: Told, documents: Callable[[Told], Remade]) -> Replayed:
        """Make the verdict again from what `documents` gives for it."""
        return again(subject, told, documents, self._checker)


def again(subject: str, told: Told, documents: Callable[[Told], Remade], checker: Checker) -> Replayed:
    """`documents` raises `BundleUnusable` where it has none."""
    try:
        facts_digest = reading.digest(told.facts)
    except ValueError:
        return Replayed(subject, impossible="保存的事实中有无法识别的数值，可能被改动过。")
    if facts_digest != told.facts_digest:
        return Replayed(
            subject,
            impossible="保存的事实与登记的摘要不符：事实或摘要在检测之后被改动过，不能用来重做。",
        )
    try:
        made = documents(told)
        verdict = checker.run(made.ruleset, told.facts)
    except (BundleUnusable, CheckFailed) as error:
        return Replayed(subject, impossible=str(error))
    alarms = [
        f"规则引擎与参照实现不一致，或引擎没有应答（{alarm.event}：{'、'.join(alarm.rules) or alarm.detail}）。"
        for alarm in verdict.alarms
    ]
    rows = verdict_differences.of_rows(told.rows, verdicts.rows(verdict))
    return Replayed(subject, (*alarms, *rows, *_beside(told, made.ruleset, verdict)))


def told_by(document: Any) -> Told:
    """What a file says that `zcforms check --json` wrote.

    Raises:
        InputRefused: it is none.
    """
    if not isinstance(document, Mapping):
        raise InputRefused([InputFault("", "这不是检测结果文件。请给出 zcforms check --json 的输出。")])
    faults = [
        InputFault(f"/{name}", "检测结果文件缺少这一项，或类型不对。请给出 zcforms check --json 的完整输出。")
        for name, kind in _NEEDED.items()
        if not isinstance(document.get(name), kind)
    ]
    if not faults and not all(map(_is_row, document["rows"])):
        faults.append(InputFault("/rows", "检测结果文件的行有误。请给出 zcforms check --json 的完整输出。"))
    if faults:
        raise InputRefused(faults)
    needed = {"plan_id" if name == "plan" else name: document[name] for name in _NEEDED}
    return Told(**needed, beside={name: each for name, each in document.items() if name not in _NEEDED})


def _is_row(row: Any) -> bool:
    if not isinstance(row, Mapping) or not isinstance(row.get("id"), str):
        return False
    findings = row.get("findings", [])
    return isinstance(findings, list) and all(isinstance(each, Mapping) for each in findings)


def _beside(told: Told, rules: Ruleset, verdict: Verdict) -> Iterator[str]:
    """What else a file says, each held to what comes out: a verdict that says 通过 over rows that do not pass is no verdict of ours."""
    if told.beside is None:
        return
    said = dict(told.beside)
    alone = said.pop("trace_of", None)
    made = trace.as_json(explain(rules, told.facts, verdict))
    if alone is not None:  # the API was asked for one rule's reasons
        made = [each for each in made if each["rule"] == alone]
        if not made:
            yield f"没有名为“{verdict_differences.shown(alone)}”的规则（trace_of）。"
    yield from verdict_differences.of_trace(said.pop("trace", None), made)
    now = {
        "passed": verdict.passed,
        "adjustments": [verdicts.adjustment(each) for each in verdict.adjustments],
        "alarms": [each.event for each in verdict.alarms],
    }
    yield from verdict_differences.of_rest(said, now)
