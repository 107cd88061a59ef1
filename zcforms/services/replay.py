"""Making stored verdicts again, from the archived documents and facts, with the engine and the reference: the same, or what differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks import explain, trace
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker, Verdict
from zcforms.documents import reading
from zcforms.domain.errors import CheckFailed, InputFault, InputRefused, NotFound
from zcforms.services import verdicts
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
_BESIDE = ("passed", "adjustments", "trace")
_TOLD = {"caption": "申报项", "text": "检测结果", "passed": "是否通过"}
_LONGEST = 80


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
    beside: Mapping[str, Any] = field(default_factory=dict)
    """What a file says besides, as far as it says it: `passed`, `adjustments`, `trace`."""


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
    return Replayed(subject, (*_differences(told, verdict), *_beside(told, made.ruleset, verdict)))


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
    if not faults and not all(
        isinstance(row, Mapping) and isinstance(row.get("id"), str) for row in document["rows"]
    ):
        faults.append(InputFault("/rows", "检测结果文件的行有误。请给出 zcforms check --json 的完整输出。"))
    if faults:
        raise InputRefused(faults)
    needed = {"plan_id" if name == "plan" else name: document[name] for name in _NEEDED}
    return Told(**needed, beside={name: document[name] for name in _BESIDE if name in document})


def _differences(told: Told, verdict: Verdict) -> Iterator[str]:
    for alarm in verdict.alarms:
        yield f"规则引擎与参照实现不一致，或引擎没有应答（{alarm.event}：{'、'.join(alarm.rules) or alarm.detail}）。"
    before = {str(row["id"]): row for row in told.rows}
    now = {str(row["id"]): row for row in verdicts.rows(verdict)}
    for name in [*before, *(name for name in now if name not in before)]:
        if name not in now:
            yield f"“{before[name].get('caption', name)}”：原来有这一行，现在没有。"
        elif name not in before:
            yield f"“{now[name]['caption']}”：原来没有这一行，现在有。"
        else:
            yield from _row_differences(before[name], now[name])
    if list(before) != [name for name in now if name in before] and set(before) == set(now):
        yield "各行的次序不同。"


def _row_differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    caption = now["caption"]
    for key, name in _TOLD.items():
        if before.get(key) != now[key]:
            yield f"“{caption}”的{name}：原来是“{_shown(before.get(key))}”，现在是“{_shown(now[key])}”。"
    if "findings" not in before:
        return
    one, other = (_Findings.of(row["findings"]) for row in (before, now))
    for said in one.without(other):
        yield f"“{caption}”：原来有、现在没有的发现：{said}。"
    for said in other.without(one):
        yield f"“{caption}”：原来没有、现在有的发现：{said}。"


def _beside(told: Told, rules: Ruleset, verdict: Verdict) -> Iterator[str]:
    """What else a file says, each held to what comes out: a verdict that says 通过 over rows that do not pass is no verdict of ours."""
    if "passed" in told.beside and told.beside["passed"] is not verdict.passed:
        yield f"总的结论：原来是“{_shown(told.beside['passed'])}”，现在是“{_shown(verdict.passed)}”。"
    if "adjustments" in told.beside:
        now = [verdicts.adjustment(each) for each in verdict.adjustments]
        if told.beside["adjustments"] != now:
            yield f"自动调整：原来是“{_shown(told.beside['adjustments'])}”，现在是“{_shown(now)}”。"
    if "trace" in told.beside:
        yield from _trace_differences(
            told.beside["trace"], trace.as_json(explain(rules, told.facts, verdict))
        )


def _trace_differences(before: Any, now: list[dict[str, Any]]) -> Iterator[str]:
    """The API gives the trace of one rule where one is asked for, so that rules that are not told are no difference."""
    if not isinstance(before, list):
        yield "各条规则的依据（trace）不是列表，可能被改动过。"
        return
    made = {each["rule"]: each for each in now}
    for said in before:
        rule = said.get("rule") if isinstance(said, Mapping) else None
        again_said = made.get(rule) if isinstance(rule, str) else None
        if again_said is None:
            yield f"依据里的规则“{_shown(rule)}”：现在没有。"
        elif said != again_said:
            yield f"规则“{again_said['caption']}”（{rule}）的依据与重做的不同，重做的是：{_shown(again_said['sentence'])}"


@dataclass(frozen=True, slots=True)
class _Findings:
    """Findings by their content."""

    findings: Mapping[str, str]

    @classmethod
    def of(cls, findings: list[Mapping[str, Any]]) -> _Findings:
        return cls(
            {
                json.dumps(
                    each, ensure_ascii=False, sort_keys=True
                ): f"{each.get('rule')} {_shown(each.get('message'))}"
                for each in findings
            }
        )

    def without(self, other: _Findings) -> list[str]:
        return [said for key, said in self.findings.items() if key not in other.findings]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "通过" if value else "不通过"
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
