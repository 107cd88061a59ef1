"""Rules -> verdicts: the language, its two evaluators, explanations. What programmers may rely on is listed in `__all__` (docs/python-api.md).

Names are loaded when they are first asked for: modules of this room import each other, not this door.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "Checker": "run",
    "Explanation": "explanation",
    "Outcome": "run",
    "Ruleset": "ruleset",
    "RulesetShelf": "ruleset",
    "Verdict": "run",
    "compile": "ruleset",
    "decide": "run",
    "explain": "explanation",
    "load": "ruleset",
    "negated_sentence": "reading_back",
    "rule_sentence": "reading_back",
    "sentence": "reading_back",
    "tables": "listing",
}
_RENAMED = {
    "facts_of": ("facts", "facts"),
    "schema_of_facts": ("facts_schema", "schema"),
    "trace_as_json": ("trace", "as_json"),
}
"""Where the name inside the module would be that of a module here."""

__all__ = [  # noqa: PLE0604 -- made from the tables above
    *_WHERE,
    *_RENAMED,
]


def __getattr__(name: str) -> Any:
    module, inner = _RENAMED.get(name, (_WHERE.get(name, ""), name))
    if not module:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{module}"), inner)


def __dir__() -> list[str]:
    return sorted(__all__)
