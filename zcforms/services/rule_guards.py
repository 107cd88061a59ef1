"""In which case a rule that is written by a form applies: one field, and which of its choices. What is wider than this is written as text, and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zcforms.services.rule_choices import Choice, Choices

FIELD, AMONG = "when_field", "when_among"
"""Names of the form."""


def offered(choices: Choices, field: str, among: Sequence[str]) -> dict[str, tuple[Choice, ...]]:
    """What can be asked, and the choices of what was chosen; of a field without choices, which somebody has written as text, the values that stand there."""
    found = choices.field(field)
    asked = tuple(each for each in choices.fields if each.options or each is found)
    options = (found.options or tuple((each, each) for each in among)) if found else ()
    return {FIELD: asked, AMONG: tuple(Choice(value, caption) for value, caption in options)}


def written(
    field: str, among: Sequence[str], choices: Choices, refuse: Callable[[str, str], None]
) -> dict[str, Any] | None:
    """The rule's `when`; None for always. `refuse` is told what is missing, by name."""
    if not field:
        return None
    found = choices.field(field)
    known = [value for value, _ in found.options] or list(among) if found else []
    wanted = [each for each in known if each in among]
    if found is None:
        refuse(FIELD, "请重新选择看哪一项。")
    elif not wanted:
        refuse(AMONG, "请勾选哪些取值要检查，或不要按内容区分。")
    typed: list[Any] = [each == "true" if known[0] == "true" else each for each in wanted]
    return {field: typed[0] if len(typed) == 1 else typed}


def read(when: Any) -> dict[str, list[str]] | None:
    """A rule's `when` as the form has it; None where the form cannot say it."""
    if when is None:
        return {}
    if not isinstance(when, Mapping) or len(when) != 1:
        return None
    ((field, value),) = when.items()
    values = value if isinstance(value, list) else [value]
    if "." not in field or not all(isinstance(each, str | bool) for each in values):
        return None
    return {
        FIELD: [field],
        AMONG: [str(each).lower() if isinstance(each, bool) else each for each in values],
    }
