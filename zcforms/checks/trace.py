"""Explanations as JSON: the trace of a check (schemas/meta/trace.json is its schema, docs/explanations.md its manual)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zcforms.checks.conform import untyped
from zcforms.checks.explanation import Explanation
from zcforms.checks.judged import Examined, Judged, Used


def as_json(explanations: Iterable[Explanation]) -> list[dict[str, Any]]:
    """One object a rule, in the order given; only what JSON has: dates as YYYY-MM-DD, exact decimals as numbers."""
    return [_explanation(each) for each in explanations]


def _explanation(explained: Explanation) -> dict[str, Any]:
    return {
        "rule": explained.rule,
        "caption": explained.caption,
        "row": explained.row,
        "severity": explained.severity,
        "outcome": explained.outcome.value,
        "sentence": explained.sentence,
        "demand": explained.demand,
        "message": explained.message,
        "remedy": explained.remedy,
        "policy": explained.policy,
        "places": list(explained.places),
        "guard": _judged(explained.guard),
        "requirement": _judged(explained.requirement),
    }


def _judged(judged: Judged) -> dict[str, Any]:
    """What is empty is left out, but for the sentence, the kind and the truth (null: unknown)."""
    told: dict[str, Any] = {"kind": judged.kind, "sentence": judged.sentence, "truth": judged.truth}
    more = {
        "found": judged.found,
        "values": [_used(each) for each in judged.values],
        "parts": [_judged(each) for each in judged.parts],
        "records": [_examined(each) for each in judged.records],
        "omitted": judged.omitted,
        "places": list(judged.places),
    }
    return told | {key: value for key, value in more.items() if value}


def _examined(examined: Examined) -> dict[str, Any]:
    told = {"label": examined.label, "pointer": examined.pointer, "counts": examined.counts}
    beside = {"beside": examined.beside} if examined.beside else {}
    return told | beside | {"why": _judged(examined.why)}


def _used(used: Used) -> dict[str, Any]:
    return {
        "caption": used.caption,
        "pointer": used.pointer,
        "state": used.state.value,
        "value": untyped(used.value),
        "shown": used.shown,
        "record": used.record,
    }
