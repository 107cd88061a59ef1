"""Proofs: how long questions 1, 2 and 4 take on a made-up plan of 40 rules, beside one check of one application, and how they grow from 10 to 300 rules;
and questions 1 and 2 on every installed plan.

python -m benchmarks.proofs [RULES ...]

Every size runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import copy
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.timing import in_turn
from zcforms import resources
from zcforms.checks import facts, ruleset
from zcforms.checks.ruleset import RulesetShelf
from zcforms.checks.run import Checker
from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentsInvalid
from zcforms.forms import catalogue, validation
from zcforms.lab.proofs.answers import Answer, Question
from zcforms.lab.proofs.proving import Limits, Version, prove
from zcforms.services.bench import Bench

TEMPLATE, PLAN = "2022-agronomy-senior", "proved"
SIZE = 40
GROWING = (10, 20, SIZE, 80, 160, 300)
QUESTIONS = (Question.PASSES, Question.BITES, Question.CHANGED)
PLOT = Path(__file__).resolve().parent.parent / "docs" / "images" / "proofs-growth.svg"
_A_SECTION = 60
"""Fields of one section of the made-up plan."""
_ROWS = 10
_CHANGED = (1, 5, 8)
"""Rules that are stricter in the version that 4 compares."""
_CHECKS = 20


@dataclass(frozen=True, slots=True)
class Grown:
    """Of a plan of so many rules: seconds of the processor (one thread, so that others on the machine do not count) by question, those until the first answer, answers by what they said, median milliseconds of one check,
    megabytes at most."""

    rules: int
    seconds: Mapping[str, float]
    first: float
    answers: Mapping[str, int]
    check: float
    megabytes: float


# ------------------------------------------------------------------------------------------------ the plan


def version(count: int, changed: tuple[int, ...] = ()) -> Version:
    """A plan of so many rules of ten kinds, over fields and lists of its own. `changed`: rules with a stricter threshold."""
    schemas = catalogue.sound(resources.folder("schemas"))
    sections = [_section(first, min(first + _A_SECTION, count)) for first in range(0, count, _A_SECTION)]
    names = [section["id"].replace("_", "-") for section in sections]
    made = {f"schemas/series/{name}.json": section for name, section in zip(names, sections, strict=True)}
    plan = _plan(dict(schemas.sound["plan", TEMPLATE].data), [*names, "attachments"], count)
    made[f"schemas/plans/{PLAN}.json"] = plan
    laid = catalogue.overlaid(
        schemas, [Document(file, data, reading.digest(data)) for file, data in made.items()]
    )
    if laid.faults:
        raise DocumentsInvalid(laid.faults)
    built = catalogue.build(laid, only=[PLAN]).plans[PLAN]
    rules = {
        "caption": "规则",
        "rows": [
            {"id": f"row_{number}", "caption": f"第 {number} 行", "lines": []} for number in range(_ROWS)
        ],
        "rules": [_rule(number, number in changed) for number in range(count)],
    }
    shelf = RulesetShelf({PLAN: Document(f"rules/plans/{PLAN}.yaml", rules, reading.digest(rules))})
    return Version(built, ruleset.compile(shelf, built))


def _plan(plan: dict[str, Any], sections: list[str], count: int) -> dict[str, Any]:
    kept = {key: value for key, value in plan.items() if key not in ("certificate", "voting", "downloads")}
    kinds = [("award", "honor"), ("workload",), ("project",)]
    items = [
        {"id": f"item_{number}", "caption": f"小项 {number}", "takes": list(kinds[number % 3])}
        for number in range(-(-count // 30) * 3)
    ]
    return copy.deepcopy(kept) | {
        "id": PLAN,
        "routes": ["regular", "exceptional"],
        "standards": [
            {
                "id": "one",
                "caption": "标准",
                "categories": [{"id": "group", "caption": "大类", "items": items}],
            }
        ],
        "parts": [{"id": name, "caption": name, "sections": [name]} for name in sections],
        "ruleset": PLAN,
        "route_sheets": [],
    }


def _section(first: int, last: int) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for number in range(first, last):
        properties |= {
            f"years_{number}": {"type": "integer", "minimum": 0, "maximum": 60, "caption": f"年数 {number}"},
            f"kind_{number}": {
                "type": "string",
                "enum": ["甲", "乙", "丙", "丁"],
                "caption": f"种类 {number}",
            },
            f"since_{number}": {"type": "string", "format": "date", "caption": f"日期 {number}"},
        }
    required = [f"kind_{number}" for number in range(first, last, 3)]
    return {"id": f"part_{first}", "caption": f"分区 {first}", "kind": "fields", "type": "object",
            "properties": properties, "required": required}  # fmt: skip


def _rule(number: int, stricter: bool) -> dict[str, Any]:
    when, require = _kinds(number, 8 if stricter else 5)[number % 10]
    return {
        "id": f"rule-{number}",
        "row": f"row_{number % _ROWS}",
        "caption": f"规则 {number}",
        "policy": {"text": "为测量而写的要求", "source": "测量"},
        **({"when": when} if when else {}),
        "require": require,
        "message": "不符合要求",
    }


def _kinds(number: int, least: int) -> list[tuple[Any, Any]]:
    """A guard and a requirement of each kind; what is asked of the same list is something else each time."""
    part = f"part_{number - number % _A_SECTION}"
    years, kind, since = (f"{part}.{name}_{number}" for name in ("years", "kind", "since"))
    award, workload, project = (f"achievements.item_{number // 30 * 3 + each}" for each in range(3))
    turn = number // 10 % 3
    level, unit = ("national", "provincial", "municipal")[turn], ("门诊单元", "病房周数", "手术台次")[turn]
    of_project = (
        {"start": {"<=": {"plan": "achievements"}}},
        {"status": {"!=": "在研"}},
        {"level": {"!=": "county"}},
    )[turn]
    return [
        ({}, {years: {">=": least}}),
        ({}, {"compare": [{"years_since": since}, ">=", least]}),
        ({kind: "甲"}, {years: {"<": 40 - least}}),
        ({}, {"any": [{kind: ["乙", "丙"]}, {years: {">=": 2 * least}}]}),
        ({}, {"count": {"of": award, "where": {"level": level}, ">=": 1}}),
        ({kind: ["甲", "乙"]}, {"sum": {"of": workload, "field": "value", "where": {"kind": unit}, ">=": 8 * least}}),
        ({}, {"every": {"of": project, "that": of_project}}),
        ({"present": since}, {since: {"<=": {"plan": "tenure"}}}),
        ({}, {"at_least": {"number": 2, "of": [{kind: "甲"}, {years: {">": least}}, {"present": since}]}}),
        ({kind: {"!=": "丁"}}, {"compare": [{"add": [{"field": years}, 1]}, ">=", {"years_since": since}]}),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------- measuring


def grown(count: int) -> Grown:
    """Prove in this process."""
    before, now = version(count), version(count, tuple(each for each in _CHANGED if each < count))
    seconds: dict[str, float] = {}
    said: Counter[str] = Counter()
    first = 0.0
    example: Answer | None = None
    for question in QUESTIONS:
        begun = time.process_time()
        for answer in prove(now, (question,), before=before, limits=Limits(seconds=60.0)):
            first = first or time.process_time() - begun
            said[f"{answer.kind} {answer.verdict}"] += 1
            example = example or (answer if answer.examples else None)
        seconds[question] = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    check = _checked(now, example.examples[0].document) if example else float("nan")
    return Grown(count, seconds, first, dict(said), check, peak)


def _checked(one: Version, document: Mapping[str, Any]) -> float:
    """Median milliseconds of validation and check of one application, by engine and reference."""
    with Checker() as checker:

        def check() -> object:
            known = facts.facts(one.plan, document, validation.breaches_of(one.plan, document))
            return checker.run(one.ruleset, known)

        return in_turn({"check": check}, runs=_CHECKS)["check"].p50


def measure(sizes: tuple[int, ...] = GROWING) -> Measured:
    return Measured(measure_grown(sizes), measure_installed())


def measure_grown(sizes: tuple[int, ...]) -> list[Grown]:
    found = []
    for count in sizes:
        command = [sys.executable, "-m", "benchmarks.proofs", "--one", str(count)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(Grown(**json.loads(done.stdout.splitlines()[-1])))
        print(found[-1], file=sys.stderr, flush=True)
    return found


@dataclass(frozen=True, slots=True)
class Installed:
    """Of an installed plan: its blocking rules and others over all standards, seconds of the processor by question, answers by what they said."""

    plan: str
    rules: int
    seconds: Mapping[str, float]
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measured:
    grown: list[Grown]
    installed: list[Installed]


def installed(plan_id: str) -> Installed:
    """Prove in this process."""
    with Bench.load() as bench:
        now = Version(bench.catalogue.plans[plan_id], bench.rulesets[plan_id])
    seconds: dict[str, float] = {}
    said: Counter[str] = Counter()
    for question in (Question.PASSES, Question.BITES):
        begun = time.process_time()
        for answer in prove(now, (question,)):
            said[f"{answer.kind} {answer.verdict}"] += 1
        seconds[question] = time.process_time() - begun
    rules = sum(len(each.rules) for each in now.ruleset.tables.values())
    return Installed(plan_id, rules, seconds, dict(said))


def measure_installed() -> list[Installed]:
    with Bench.load() as bench:
        plans = sorted(bench.catalogue.plans)
    found = []
    for plan_id in plans:
        command = [sys.executable, "-m", "benchmarks.proofs", "--plan", plan_id]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(Installed(**json.loads(done.stdout.splitlines()[-1])))
        print(found[-1], file=sys.stderr, flush=True)
    return found


def table_installed(measured: list[Installed]) -> str:
    lines = ["", "| plan | rules | 1: passes, s | 2: bites, s | answers |", "|---|---|---|---|---|"]
    for one in measured:
        spent = " | ".join(f"{one.seconds[each]:.1f}" for each in (Question.PASSES, Question.BITES))
        said = ", ".join(f"{number} {what}" for what, number in one.answers.items())
        lines.append(f"| {one.plan} | {one.rules} | {spent} | {said} |")
    return "\n".join(lines)


def table(measured: Measured) -> str:
    draw(measured.grown)
    lines = [
        "### Proofs",
        "",
        "| rules | 1: passes, s | 2: bites, s | 4: changed, s | first answer, s | one check, ms | 1, 2 and 4 in checks | MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in measured.grown:
        spent = [one.seconds[question] for question in QUESTIONS]
        cells = [f"{each:.1f}" for each in (*spent, one.first, one.check)]
        lines.append(
            f"| {one.rules} | {' | '.join(cells)} | {sum(spent) * 1000 / one.check:.0f} | {one.megabytes:.0f} |"
        )
    lines.append(table_installed(measured.installed))
    return "\n".join([*lines, "", "![How proofs grow with the number of rules](images/proofs-growth.svg)"])


def draw(measured: list[Grown]) -> None:
    """docs/images/proofs-growth.svg: both axes logarithmic."""
    import matplotlib.pyplot as pyplot  # slow: only the plot needs it

    pyplot.rcParams["svg.hashsalt"] = "zcforms"
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.2))
    sizes = [one.rules for one in measured]
    series: list[tuple[str, str, Callable[[Grown], float]]] = [
        ("1: somebody can pass", "o", lambda one: one.seconds[Question.PASSES]),
        ("2: every rule can bite", "s", lambda one: one.seconds[Question.BITES]),
        ("4: what changed", "^", lambda one: one.seconds[Question.CHANGED]),
        ("one check of one application", "d", lambda one: one.check / 1000),
    ]
    for label, marker, of in series:
        left.plot(sizes, [of(one) for one in measured], marker=marker, label=label)
    right.plot(sizes, [one.megabytes for one in measured], marker="o", label="peak memory")
    left.set(xscale="log", yscale="log", xlabel="rules", ylabel="seconds of one processor")
    right.set(xscale="log", xlabel="rules", ylabel="megabytes", ylim=(0, None))
    for place in (left, right):
        place.grid(True, which="both", alpha=0.25)
        place.legend()
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(asdict(grown(int(sys.argv[2])))))
    elif sys.argv[1:2] == ["--plan"]:
        print(json.dumps(asdict(installed(sys.argv[2]))))
    else:
        print(table(measure(tuple(int(each) for each in sys.argv[1:]) or GROWING)))
