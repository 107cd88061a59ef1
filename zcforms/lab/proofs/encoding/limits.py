"""What a form's keywords ask of one value, number by number and text by text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from zcforms.checks import dates
from zcforms.checks.kinds import Operator, Type
from zcforms.checks.measure import SCALE
from zcforms.documents import formats
from zcforms.domain.plan import Schema
from zcforms.lab import proof
from zcforms.lab.proof import Number, Truth
from zcforms.lab.proofs.encoding.nodes import Leaf, Variables, day_number, words_of, written

_TYPES = {"string": Type.TEXT, "integer": Type.INTEGER, "number": Type.NUMBER, "boolean": Type.BOOLEAN}
_LIMITS = {
    "minimum": Operator.AT_LEAST,
    "maximum": Operator.AT_MOST,
    "exclusiveMinimum": Operator.MORE,
    "exclusiveMaximum": Operator.LESS,
}


def number_fits(schema: Schema, leaf: Leaf) -> Iterator[tuple[str, Truth, Any]]:
    scale = SCALE if leaf.type is Type.NUMBER else 1
    for word, operator in _LIMITS.items():
        if word in schema:
            yield word, _within(leaf.term, operator, Decimal(str(schema[word])) * scale), schema[word]
    step = Decimal(str(schema.get("multipleOf", 0))) * scale
    if step > 0 and step == int(step):
        yield "multipleOf", proof.divides(int(step), leaf.term), schema["multipleOf"]


def text_fits(word: str, wanted: Any, text: str) -> bool:
    match word:
        case "minLength":
            return len(text) >= int(wanted)
        case "maxLength":
            return len(text) <= int(wanted)
        case "pattern":
            return re.search(str(wanted), text) is not None
        case _:
            return bool(formats.CHECKER.conforms(text, wanted))


def type_of(schema: Schema) -> Type:
    declared = schema.get("type")
    if declared == "string" and schema.get("format") in ("date", "month"):
        return Type.DATE
    return _TYPES.get(str(declared), Type.TEXT)


def number_of(literal: Any, kind: Type, variables: Variables) -> int | None:
    """What a condition compares with, in the place's numbers; None for what is of another kind than the place."""
    if isinstance(literal, bool):
        return int(literal) if kind is Type.BOOLEAN else None
    if isinstance(literal, int | float):
        return written(literal, kind, variables.texts) if kind.numeric else None
    if kind is Type.DATE:
        moment = dates.parse(str(literal))
        return None if moment is None else day_number(moment)
    return variables.texts.number(words_of(str(literal))) if kind is Type.TEXT else None


def _within(term: Number, operator: Operator, limit: Decimal) -> Truth:
    whole = int(limit.to_integral_value(rounding="ROUND_FLOOR"))
    if limit == whole:
        return proof.compared(operator, term, whole)
    upwards = operator in (Operator.AT_LEAST, Operator.MORE)
    return proof.compared(Operator.MORE if upwards else Operator.AT_MOST, term, whole)


def one_scale(one: Leaf, other: Leaf) -> tuple[Number, Number]:
    if one.type is other.type:
        return one.term, other.term
    wide = Type.NUMBER in (one.type, other.type)
    first, second = (
        proof.times(SCALE, each.term) if wide and each.type is Type.INTEGER else each.term
        for each in (one, other)
    )
    return first, second
