"""The only door to durable-rules, used in the one narrow way that was measured to be right (docs/decisions).

The C engine is driven directly: no Host, no threads, no actions. Facts hold integers only; rules are conjunctions and joins over at most
three facts. Each session first fires a sentinel rule (an unfired session frees garbage when it is deleted), and each pattern with joins
ends with a test that holds (a false last join reads past an array). What the engine cannot bear is refused before it is told.
A fault in C still ends the process: `evaluate` is meant to run in a supervised child.
"""

from __future__ import annotations

import ctypes
import json
import math
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import durable_rules_engine

from zcforms.checks.core import Operator
from zcforms.checks.program import (
    KIND,
    MOST_KINDS,
    Answer,
    Constant,
    EngineRule,
    Fact,
    Join,
    Presence,
    Program,
    ProgramUnknown,
    bearable,
    unbearable,
)
from zcforms.domain.errors import CheckFailed

MOST_PATTERNS_OF_A_KIND = 48  # in one shard; the C code holds 64 matching branches
MOST_RULES = 120  # in one shard
MOST_PROPERTIES = 200  # of one kind in one shard; the C code holds 252
MOST_FACTS = 1_000
MOST_COMBINATIONS = 200_000
MOST_MATCHES = 60_000
KEPT_ENGINES = 32
KEPT_MEMORY = 32 * 2**20  # bytes that are free and not returned; glibc takes no more

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of <malloc.h>
_SESSION = "s"
_SENTINEL = "b"
_BOOT = json.dumps({"sid": _SESSION, "id": _SENTINEL, _SENTINEL: 1})
_TAIL = {"$and": [{"$ex": {KIND: 1}}]}
_WORDS = {
    Operator.EQUAL: "$eq",
    Operator.UNEQUAL: "$neq",
    Operator.LESS: "$lt",
    Operator.AT_MOST: "$lte",
    Operator.MORE: "$gt",
    Operator.AT_LEAST: "$gte",
}

_T = TypeVar("_T")


@dataclass(slots=True)
class _Shard:
    """Rules that fit into one ruleset of the engine, and the properties that they read."""

    rules: dict[str, Any] = field(default_factory=dict)
    patterns: Counter[int] = field(default_factory=Counter)
    properties: dict[int, set[str]] = field(default_factory=dict)
    handle: int = 0
    kinds: tuple[int, ...] = ()
    """Of the records that its rules set beside each other: rules on the same kinds are many combinations, or few, together."""

    @property
    def numbers(self) -> set[int]:
        return {int(name[1:]) for name in self.rules if name.startswith("r")}

    def fits(self, rule: EngineRule) -> bool:
        more = Counter(pattern.kind for pattern in rule.patterns)
        if self.kinds != _beside(rule):
            return False
        if len(self.rules) >= MOST_RULES:
            return False
        if any(self.patterns[kind] + number > MOST_PATTERNS_OF_A_KIND for kind, number in more.items()):
            return False
        return all(len(names) <= MOST_PROPERTIES for names in _read(rule, self.properties).values())

    def add(self, position: int, rule: EngineRule) -> None:
        self.rules[f"r{position}"] = {"all": _translated(rule)}
        self.patterns.update(pattern.kind for pattern in rule.patterns)
        self.properties = _read(rule, self.properties)


class Engine:
    """A compiled program. Thread-safe: one evaluation at a time. `close` gives the engine's memory back.

    Raises `CheckFailed` where the program exceeds what the engine is trusted with.
    """

    def __init__(self, program: Program) -> None:
        self._rules = program.rules
        self._lock = threading.Lock()
        self._closed = False
        self._shards: list[_Shard] = []
        with ExitStack() as undo:
            undo.callback(self.close)
            for shard in _shards(program.rules):  # everything is checked before C is told anything
                shard.handle = durable_rules_engine.create_ruleset("plan", json.dumps(shard.rules))
                self._shards.append(shard)
            undo.pop_all()

    def evaluate(self, facts: Sequence[Fact]) -> frozenset[tuple[int, tuple[int, ...]]]:
        """Every match: the rule, and the positions of the facts that matched its patterns.

        Raises `CheckFailed` where facts exceed the limits or the engine reports an error.
        """
        found, troubles = self._evaluated(facts, lambda match: (self._rule(match), _positions(match)))
        if troubles:
            raise next(iter(troubles.values()))
        return found

    def answer(self, facts: Sequence[Fact]) -> Answer:
        """The rules that fire, and those whose part of the program was too much for these facts.

        Raises `CheckFailed` where the facts as such are too many or no integers.
        """
        fired, troubles = self._evaluated(facts, self._rule)
        return Answer(fired, frozenset(troubles))

    def _evaluated(
        self, facts: Sequence[Fact], read: Callable[[str], _T]
    ) -> tuple[frozenset[_T], dict[int, CheckFailed]]:
        """What is read from the matches, and what was wrong by rule."""
        _require_small(facts)
        kinds = Counter(kind for kind, _ in facts)
        found: set[_T] = set()
        troubles: dict[int, CheckFailed] = {}
        with self._lock:
            _require(not self._closed, "规则引擎已关闭。")
            for shard in self._shards:
                try:
                    combinations = math.prod(kinds[kind] for kind in shard.kinds)
                    _require(combinations <= MOST_COMBINATIONS, "同类记录过多，无法逐一比较。")
                    found |= _session(shard, facts, read)
                except CheckFailed as trouble:
                    troubles |= dict.fromkeys((self._rules[n].rule for n in shard.numbers), trouble)
        return frozenset(found), troubles

    def close(self) -> None:
        with self._lock:
            for shard in self._shards:
                durable_rules_engine.delete_ruleset(shard.handle)
            self._shards, self._closed = [], True

    def _rule(self, match: str) -> int:
        """The rule of a match, which begins with its name: {"r17":..."""
        return self._rules[int(match[3 : match.index('"', 3)])].rule


def _positions(match: str) -> tuple[int, ...]:
    """Of the facts that matched the rule's patterns, in the patterns' order."""
    (frame,) = json.loads(match).values()
    return tuple(int(frame[f"a{number}"]["id"][1:]) for number in range(len(frame)))


def _session(shard: _Shard, facts: Sequence[Fact], read: Callable[[str], _T]) -> set[_T]:
    """What is read from the matches of a new session, which is ended whatever happens."""
    error, offset = durable_rules_engine.assert_fact(shard.handle, _BOOT)
    try:
        ready = not error and durable_rules_engine.start_action_for_state(shard.handle, offset)
        _require(bool(ready), f"规则引擎没有就绪（{error}）。")
        _require(
            not durable_rules_engine.complete_and_start_action(shard.handle, offset), "规则引擎没有就绪。"
        )
        for position, (kind, properties) in enumerate(facts):
            if kind in shard.properties:
                row = _row(position, kind, properties, shard.properties[kind])
                error, offset = durable_rules_engine.assert_fact(shard.handle, row)
                if error > 1:  # 0: stored, 1: no pattern is about it
                    raise CheckFailed(f"规则引擎没有接受数据（{error}）。")
        return set(map(read, _fired(shard.handle, offset)))
    finally:
        durable_rules_engine.delete_state(shard.handle, _SESSION)


def _fired(handle: int, offset: int) -> Iterator[str]:
    """Each match as the engine's JSON, until there are no more."""
    started = durable_rules_engine.start_action_for_state(handle, offset)
    match = started[1] if started else None
    number = 0
    while match:
        number += 1
        _require(number <= MOST_MATCHES, "检测结果过多，无法完成检测。")
        yield match
        match = durable_rules_engine.complete_and_start_action(handle, offset)


def _row(position: int, kind: int, properties: dict[str, int], read: set[str]) -> str:
    """The fact as JSON. The program's own names need no escaping."""
    known = "".join([f',"{name}":{number}' for name, number in properties.items() if name in read])
    return f'{{"sid":"{_SESSION}","id":"f{position}","{KIND}":{kind}{known}}}'


def _translated(rule: EngineRule) -> list[dict[str, Any]]:
    """The engine's own notation. A property that a later join reads must be present, or the engine gives the fact up."""
    joined = [
        (test.other, test.other_property)
        for pattern in rule.patterns
        for test in pattern.tests
        if isinstance(test, Join)
    ]
    notation = []
    for number, pattern in enumerate(rule.patterns):
        needed = sorted({name for other, name in joined if other == number})
        tests: list[dict[str, Any]] = [{KIND: pattern.kind}]
        tests += [_notation(test) for test in pattern.tests if not isinstance(test, Join)]
        tests += [{"$ex": {name: 1}} for name in needed]
        joins = [_notation(test) for test in pattern.tests if isinstance(test, Join)]
        notation.append({f"a{number}": {"$and": [*tests, *joins, *([_TAIL] if joins else [])]}})
    return notation


def _notation(test: Constant | Presence | Join) -> dict[str, Any]:
    match test:
        case Constant(name, operator, number):
            return {_WORDS[operator]: {name: number}}
        case Presence(name, present):
            return {"$ex" if present else "$nex": {name: 1}}
        case _:
            return {_WORDS[test.operator]: {test.property: {f"a{test.other}": test.other_property}}}


def _read(rule: EngineRule, known: dict[int, set[str]]) -> dict[int, set[str]]:
    """The properties that are read of each kind, with those of one more rule."""
    read = {kind: set(names) for kind, names in known.items()}
    for pattern in rule.patterns:
        names = read.setdefault(pattern.kind, set())
        for test in pattern.tests:
            names.add(test.property)
            if isinstance(test, Join):
                read.setdefault(rule.patterns[test.other].kind, set()).add(test.other_property)
    return read


def _beside(rule: EngineRule) -> tuple[int, ...]:
    """The kinds of records that the rule sets beside each other; none when it looks at one record at a time."""
    joined = any(isinstance(test, Join) for pattern in rule.patterns for test in pattern.tests)
    return tuple(sorted(pattern.kind for pattern in rule.patterns)) if joined else ()


def _shards(rules: Sequence[EngineRule]) -> list[_Shard]:
    shards: list[_Shard] = []
    latest: dict[tuple[int, ...], _Shard] = {}
    for position, rule in enumerate(rules):
        trouble = unbearable(rule)
        _require(trouble is None, trouble or "")
        kinds = _beside(rule)
        shard = latest.get(kinds)
        if shard is None or not shard.fits(rule):
            shard = latest[kinds] = _Shard(kinds=kinds)
            shards.append(shard)
        shard.add(position, rule)
    all_kinds = {pattern.kind for rule in rules for pattern in rule.patterns}
    _require(len(all_kinds) <= MOST_KINDS, f"规则用到的记录列表超过 {MOST_KINDS} 个。")
    for shard in shards:
        shard.rules["boot"] = {"all": [{"m": {_SENTINEL: 1}}]}
    return shards


def _require_small(facts: Sequence[Fact]) -> None:
    _require(len(facts) <= MOST_FACTS, f"申报内容超过 {MOST_FACTS} 条记录，无法完成检测。")
    for kind, properties in facts:
        holds = all(map(bearable, (kind, *properties.values())))
        _require(holds, "数值超出了可以检测的范围。")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise CheckFailed(message)


# ---------------------------------------------------------------------------------- in the child process


def _keep_memory() -> None:
    """Each session takes some 12 KB for each fact and gives them back. As the heap happens to lie, the C library returns them to the
    system and fetches them for the next session page by page, which can take longer than the engine."""
    with suppress(AttributeError, OSError):  # other C libraries than glibc have no such setting
        for setting in (_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD):
            ctypes.CDLL(None).mallopt(setting, KEPT_MEMORY)


_keep_memory()
_engines: OrderedDict[str, Engine] = OrderedDict()


def evaluate(digest: str, facts: Sequence[Fact], program: Program | None = None) -> Answer:
    """The rules that fire over the facts, and those that could not be decided. Compiled programs are kept by digest, the least used is given up.

    Raises `ProgramUnknown` when this process must be told the program first.
    """
    engine = _engines.get(digest)
    if engine is None:
        if program is None:
            raise ProgramUnknown(digest)
        engine = _engines[digest] = Engine(program)
        if len(_engines) > KEPT_ENGINES:
            _engines.popitem(last=False)[1].close()
    _engines.move_to_end(digest)
    return engine.answer(facts)
