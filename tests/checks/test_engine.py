"""The door to durable-rules: random rules against the reference evaluator, what the recipe needs, and its limits."""

from __future__ import annotations

import json
import platform
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks import fuzz_engine
from zcforms.checks import engine
from zcforms.checks.core import Operator
from zcforms.checks.engine import Engine, evaluate
from zcforms.checks.program import (
    Answer,
    Constant,
    EngineRule,
    Fact,
    Join,
    Pattern,
    Presence,
    Program,
    ProgramUnknown,
)
from zcforms.domain.errors import CheckFailed
from zcforms.supervision import Supervised


def fired(rules: tuple[EngineRule, ...], facts: list[Fact]) -> list[tuple[int, tuple[int, ...]]]:
    made = Engine(Program("p", rules))
    try:
        found = made.evaluate(facts)
        assert made.answer(facts) == Answer(frozenset(rule for rule, _ in found))
        return sorted(found)
    finally:
        made.close()


def test_random_rules_over_random_facts_agree_with_the_reference() -> None:
    """The differential test; `python -m tests.checks.fuzz_engine SECONDS` runs it for longer."""
    source, count = random.Random(20221231), fuzz_engine.Count()
    for _ in range(60):
        fuzz_engine.one_round(source, count)
    assert count.verdicts > 5_000
    assert count.violated > 1_000
    assert count.joined > 500


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=2**32))
def test_rules_of_any_seed_agree_with_the_reference(seed: int) -> None:
    count = fuzz_engine.Count()
    fuzz_engine.one_round(random.Random(seed), count)
    assert count.verdicts > 0


def test_the_longer_run_reports_what_it_went_through(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz_engine.main(0.1, seed=3) == 0
    assert capsys.readouterr().out.startswith("seed 3: ")


def test_the_longer_run_tells_a_difference(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an oracle turned round, the run fails and says over which rule and facts."""
    truthful = fuzz_engine.violated
    monkeypatch.setattr(
        fuzz_engine, "violated", lambda question, typed, count: not truthful(question, typed, count)
    )
    assert fuzz_engine.main(5, seed=3) == 1
    said = capsys.readouterr().out
    rule, missing_fails, facts, verdict = json.loads(said.partition(": ")[2])
    assert {type(rule), type(missing_fails), type(facts), type(verdict)} == {list, bool, dict}


# ----------------------------------------------------------------------------------------------- matches


def test_matches_name_the_rule_and_the_facts() -> None:
    later = Pattern(1, (Join("x", Operator.MORE, 0, "x"),))
    rules = (
        EngineRule(4, (Pattern(0),)),
        EngineRule(9, (Pattern(1), later)),
        EngineRule(9, (Pattern(1, (Presence("y", True),)),)),
        EngineRule(2, (Pattern(1, (Presence("y", False), Constant("x", Operator.UNEQUAL, 3))),)),
    )
    facts: list[Fact] = [(0, {}), (1, {"x": 1}), (1, {"x": 3, "y": 0}), (7, {"x": 1})]
    assert fired(rules, facts) == [(2, (1,)), (4, (0,)), (9, (1, 2)), (9, (2,))]


def test_a_join_over_an_absent_property_does_not_hold() -> None:
    rules = (EngineRule(0, (Pattern(1), Pattern(1, (Join("x", Operator.UNEQUAL, 0, "y"),)))),)
    assert fired(rules, [(1, {"x": 1}), (1, {"x": 2})]) == []
    assert fired(rules, [(1, {"x": 1}), (1, {"x": 2, "y": 9})]) == [(0, (1, 0))]  # no fact meets itself


@pytest.mark.parametrize("number", [2**53, -(2**53), 0, -1, 2**31, -(2**31)])
def test_integers_are_exact_up_to_their_limit(number: int) -> None:
    rules = (
        EngineRule(0, (Pattern(0, (Constant("x", Operator.EQUAL, number),)),)),
        EngineRule(1, (Pattern(0, (Constant("x", Operator.LESS, number),)),)),
        EngineRule(2, (Pattern(0, (Constant("x", Operator.MORE, number),)),)),
    )
    assert [rule for rule, _ in fired(rules, [(0, {"x": number})])] == [0]
    if number > -(2**53):
        assert [rule for rule, _ in fired(rules, [(0, {"x": number - 1})])] == [1]


def test_many_rules_are_spread_over_shards_without_changing_what_fires() -> None:
    rules = tuple(
        EngineRule(n, (Pattern(n % 3, (Constant(f"p{n}", Operator.AT_LEAST, n),)),)) for n in range(1_000)
    )
    facts: list[Fact] = [(kind, {f"p{n}": n for n in range(1_000) if n % 3 == kind}) for kind in range(3)]
    assert [rule for rule, _ in fired(rules, facts)] == list(range(1_000))


def test_a_program_without_rules_finds_nothing() -> None:
    assert fired((), [(0, {"x": 1})]) == []


def test_sessions_leave_nothing_behind() -> None:
    """Neither facts nor memory of one evaluation reach the next (the engine's resident memory stays level)."""
    pair = (Pattern(1), Pattern(1, (Join("x", Operator.MORE, 0, "x"),)))
    made = Engine(Program("p", (EngineRule(0, pair), EngineRule(1, (Pattern(2),)))))
    facts: list[Fact] = [(1, {"x": n}) for n in range(8)]
    for _ in range(300):
        assert len(made.evaluate(facts)) == 28
        assert made.evaluate([]) == frozenset()
    before = resident()
    for _ in range(3_000):
        made.evaluate(facts)
        made.evaluate([])
    made.close()
    assert resident() - before < 3_000_000


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a setting of glibc")
def test_a_session_has_the_memory_of_the_one_before() -> None:
    """What a session gives back, the C library keeps: from the system it would come again page by page, here some 300 each time."""
    names = [f"x{n}" for n in range(30)]
    rules = (EngineRule(n, (Pattern(1, (Constant(x, Operator.MORE, 0),)),)) for n, x in enumerate(names))
    program = Program("p", tuple(rules))
    facts: list[Fact] = [(1, dict.fromkeys(names, n)) for n in range(60)]
    with Supervised("zcforms.checks.engine:evaluate", timeout=60) as child:
        for _ in range(20):
            child.call("p", facts, program)
        before = faults(child.pid)
        for _ in range(100):
            child.call("p", facts)
        assert faults(child.pid) - before < 2_000


def faults(pid: int | None) -> int:
    """Pages that the process was given so far."""
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[7])


def test_engines_that_are_closed_give_their_memory_back() -> None:
    rules = tuple(EngineRule(n, (Pattern(0, (Constant(f"p{n}", Operator.MORE, n),)),)) for n in range(60))

    def cycle() -> None:
        made = Engine(Program("p", rules))
        made.evaluate([(0, {"p1": 5})])
        made.close()

    for _ in range(20):
        cycle()
    before = resident()
    for _ in range(200):
        cycle()
    assert resident() - before < 3_000_000


def resident() -> int:
    """Bytes of this process's memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_patterns_with_joins_end_with_a_test_that_holds() -> None:
    """Without it a false last join reads past an array of the engine (its issue 381)."""
    rule = EngineRule(0, (Pattern(1), Pattern(1, (Join("x", Operator.LESS, 0, "y"), Presence("z", True)))))
    first, second = engine._translated(rule)
    assert first["a0"]["$and"] == [{"k": 1}, {"$ex": {"y": 1}}]
    assert second["a1"]["$and"] == [
        {"k": 1},
        {"$ex": {"z": 1}},
        {"$lt": {"x": {"a0": "y"}}},
        {"$and": [{"$ex": {"k": 1}}]},
    ]


# ------------------------------------------------------------------------------------------------ limits


def refused(rules: tuple[EngineRule, ...], facts: list[Fact] | None = None) -> str:
    with pytest.raises(CheckFailed) as caught:
        fired(rules, facts or [])
    return str(caught.value)


PAIR = EngineRule(0, (Pattern(1), Pattern(1, (Join("x", Operator.UNEQUAL, 0, "x"),))))


@pytest.mark.parametrize(
    ("rules", "facts", "said"),
    [
        ((EngineRule(0, (Pattern(0),)),), [(0, {})] * 1_001, "超过 1000 条记录"),
        ((PAIR,), [(1, {"x": n}) for n in range(448)], "同类记录过多"),
        ((PAIR,), [(1, {"x": n}) for n in range(250)], "检测结果过多"),
        ((EngineRule(0, (Pattern(0),)),), [(0, {"x": 2**53 + 1})], "数值超出"),
        ((EngineRule(0, (Pattern(0),)),), [(0, {"x": True})], "数值超出"),
        ((EngineRule(0, (Pattern(0),)),), [(0, {"x": 1.0})], "数值超出"),
        ((EngineRule(0, (Pattern(0, (Constant("x", Operator.EQUAL, 2**53 + 1),)),)),), [], "数值超出"),
        ((EngineRule(0, (Pattern(0),) * 4),), [], "最多同时比较 3 条记录"),
        ((EngineRule(0, ()),), [], "最多同时比较"),
        ((EngineRule(0, (Pattern(0, tuple(Presence(f"p{n}", True) for n in range(41))),)),), [], "条件过多"),
        (
            (
                EngineRule(
                    0,
                    (Pattern(0), Pattern(0, tuple(Join("x", Operator.LESS, 0, f"p{n}") for n in range(13)))),
                ),
            ),
            [],
            "条件过多",
        ),
        ((EngineRule(0, (Pattern(0, (Join("x", Operator.LESS, 0, "y"),)),)),), [], "尚未出现"),
        (tuple(EngineRule(n, (Pattern(n),)) for n in range(201)), [], "超过 200 个"),
    ],
)
def test_what_the_engine_cannot_bear_is_refused(
    rules: tuple[EngineRule, ...], facts: list[Any], said: str
) -> None:
    assert said in refused(rules, facts)


@pytest.mark.parametrize(
    ("rules", "facts", "matches"),
    [
        ((EngineRule(0, (Pattern(0),)),), [(0, {})] * 1_000, 1_000),
        (
            (EngineRule(0, (Pattern(1), Pattern(1, (Join("x", Operator.EQUAL, 0, "x"),)))),),
            [(1, {"x": n}) for n in range(447)],
            0,
        ),
        ((PAIR,), [(1, {"x": n}) for n in range(240)], 240 * 239),
        ((EngineRule(0, (Pattern(0, tuple(Presence(f"p{n}", False) for n in range(40))),)),), [(0, {})], 1),
        (
            (
                EngineRule(
                    0,
                    (Pattern(0), Pattern(1, tuple(Join("x", Operator.LESS, 0, f"p{n}") for n in range(12)))),
                ),
            ),
            [(0, {f"p{n}": 2 for n in range(12)}), (1, {"x": 1})],
            1,
        ),
        ((EngineRule(0, (Pattern(0), Pattern(1), Pattern(2))),), [(0, {}), (1, {}), (2, {})], 1),
        (tuple(EngineRule(n, (Pattern(n),)) for n in range(200)), [(199, {})], 1),
    ],
)
def test_what_is_just_within_the_limits_is_borne(
    rules: tuple[EngineRule, ...], facts: list[Any], matches: int
) -> None:
    assert len(fired(rules, facts)) == matches


def test_a_refused_evaluation_does_not_harm_the_next() -> None:
    made = Engine(Program("p", (PAIR,)))
    for _ in range(3):
        with pytest.raises(CheckFailed):
            made.evaluate([(1, {"x": n}) for n in range(250)])
        assert len(made.evaluate([(1, {"x": 1}), (1, {"x": 2})])) == 2
    made.close()


def test_a_closed_engine_refuses() -> None:
    made = Engine(Program("p", (PAIR,)))
    made.close()
    made.close()
    with pytest.raises(CheckFailed, match="已关闭"):
        made.evaluate([])


# ------------------------------------------------------------------------------------------ in the child


@pytest.fixture(autouse=True)
def _no_engines_kept() -> Any:
    yield
    while engine._engines:
        engine._engines.popitem()[1].close()


def test_a_program_is_told_once() -> None:
    program = Program("told-once", (EngineRule(3, (Pattern(0),)),))
    with pytest.raises(ProgramUnknown):
        evaluate("told-once", [(0, {})])
    assert evaluate("told-once", [(0, {})], program) == Answer(frozenset({3}))
    assert evaluate("told-once", [(0, {})]) == Answer(frozenset({3}))
    assert evaluate("told-once", []) == Answer(frozenset())


def test_the_least_used_program_is_given_up() -> None:
    for number in range(engine.KEPT_ENGINES + 1):
        evaluate(f"p{number}", [], Program(f"p{number}", (EngineRule(number, (Pattern(0),)),)))
        evaluate("p0", [])
    with pytest.raises(ProgramUnknown):
        evaluate("p1", [])
    assert evaluate("p0", [(0, {})]).fired == {0}
