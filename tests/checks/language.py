"""A small schema to try the language on, and one way to ask both evaluators."""

from __future__ import annotations

from datetime import date
from typing import Any

from zcforms.checks import conform, reference
from zcforms.checks.compiler import Compiler, Question
from zcforms.checks.core import TRUE, Condition
from zcforms.checks.engine import Engine
from zcforms.checks.parser import Parser
from zcforms.checks.scope import Misuse, Surroundings
from zcforms.checks.shape import Shape

DEGREES = {"11": "博士研究生", "14": "硕士研究生", "21": "大学本科"}
_DATE = {"type": "string", "format": "date"}
_PERIOD = {
    "start": _DATE,
    "end": _DATE,
    "months": {"type": "integer"},
    "hours": {"type": "number"},
    "kind": {"type": "string", "enum": ["甲", "乙"]},
    "tags": {"type": "array", "items": {"type": "object", "properties": {"value": {"type": "string"}}}},
    "inner": {"type": "array", "items": {"type": "object", "properties": {"start": _DATE, "end": _DATE}}},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "basic": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "caption": "姓名"},
                "work_years": {"type": "integer", "caption": "工作年限"},
                "specialty_years": {"type": ["integer", "null"], "caption": "专业年限"},
                "work_start": {"type": "string", "format": "date", "caption": "工作时间"},
                "birth_month": {"type": "string", "format": "month", "caption": "出生年月"},
                "married": {"type": "boolean", "caption": "婚否"},
                "degree": {"type": "string", "caption": "学历", "enum": list(DEGREES), "captions": DEGREES},
                "plain": {"type": "array", "items": {"type": "string"}},
            },
        },
        "work": {"$ref": "#/$defs/periods"},
        "education": {"$ref": "#/$defs/periods"},
        "kind": {"const": "申报"},
    },
    "$defs": {
        "periods": {"type": "array", "caption": "经历", "items": {"$ref": "#/$defs/period"}},
        "period": {"type": "object", "properties": _PERIOD},
    },
}
SHAPE = Shape(SCHEMA, SCHEMA)
AROUND = Surroundings(
    reference=date(2022, 12, 31),
    dates={"tenure": date(2022, 12, 31), "achievements": date(2022, 6, 30)},
    numbers={"year": 2022},
    parameters={"years": 5, "degrees": ["11", "14"], "from": "2020-01-01", "rate": 0.5},
)


def parsed(tree: Any) -> Condition:
    """The condition; a fault fails the test."""
    parser = Parser(SHAPE, AROUND)
    condition = parser.condition(tree, "/require")
    assert not parser.faults, [fault.args for fault in parser.faults]
    return condition


def faults(tree: Any) -> list[Misuse]:
    parser = Parser(SHAPE, AROUND)
    parser.condition(tree, "/require")
    return parser.faults


def engine_says(question: Question, typed: Any) -> bool:
    """Whether the real engine finds the rule violated."""
    compiler = Compiler()
    compiler.add(7, question)
    compiled = compiler.compiled()
    engine = Engine(compiled.program)
    try:
        return 7 in engine.answer(compiled.facts(typed)).fired
    finally:
        engine.close()


def truth(tree: Any, facts: Any) -> bool | None:
    """The reference evaluator's truth, after the engine agreed: it is asked twice, with what is missing failing and passing."""
    condition = parsed(tree)
    typed = conform.typed(facts, SHAPE)
    expected = reference.holds(condition, typed)
    assert engine_says(Question(TRUE, condition, missing_fails=True), typed) == (expected is not True)
    assert engine_says(Question(TRUE, condition, missing_fails=False), typed) == (expected is False)
    assert engine_says(Question(condition, parsed({"kind": "申报"})), typed) == (expected is True)
    return expected
