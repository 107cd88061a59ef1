"""What a field named beside it can be: chosen where that field has choices, otherwise typed. Kept as text, several values with “、” between them."""

from __future__ import annotations

from typing import Any

from zcforms.domain.plan import Choice
from zcforms.forms import normal
from zcforms.forms.inputs import Input

JOINT = "、"
FEW = 8
"""So many choices are shown as check boxes."""


def list_of(codes: str, field: str) -> str:
    """The name of the code list of what a field can be, among those that `codes` offers."""
    return f"{codes}:{field}"


class ValuesInput(Input):
    """The field beside it is the first one of the row that is chosen from a list; `chosen` are those of its choices that `typed` names."""

    @property
    def options(self) -> tuple[Choice, ...]:
        """What can be chosen, and what stands there without being a choice: it is shown, and refused when it is sent."""
        listed = self._listed()
        known = {each.caption for each in listed}
        gone = [each for each in self._parts() if listed and each not in known]
        return listed + tuple(Choice(each, f"{each}（没有这个选项）") for each in gone)

    @property
    def chosen(self) -> tuple[str, ...]:
        return self._parts()

    @property
    def few(self) -> bool:
        return len(self.options) <= FEW

    @property
    def several(self) -> bool:
        return True

    @property
    def groups(self) -> list[tuple[str, tuple[Choice, ...]]]:
        return [("", self.options)]

    @property
    def hint(self) -> str:
        """How to write what is typed is no help to whoever chooses."""
        return "可以选几个，符合其中一个即可。" if self._listed() else super().hint

    def process_data(self, value: Any) -> None:
        self.data = value if isinstance(value, str) and value else None
        self.typed = self.data or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed before there was anything to choose from counts where it names a choice."""
        sent = [text for each in valuelist if (text := normal.clean(str(each)))]
        self.typed = JOINT.join(dict.fromkeys(sent))
        listed = [each.caption for each in self._listed()]
        wrong = [each for each in self._parts() if listed and each not in listed]
        self.data = None if wrong else self.typed or None
        if wrong:
            raise normal.NotUnderstood(f"没有选项“{'”“'.join(wrong)}”，请从列表中选择。")

    def _parts(self) -> tuple[str, ...]:
        """A choice may have the joint in its name."""
        if any(self.typed == each.caption for each in self._listed()):
            return (self.typed,)
        return tuple(each.strip() for each in self.typed.split(JOINT) if each.strip())

    def _listed(self) -> tuple[Choice, ...]:
        beside = next((each for each in self.form.everything() if "codes" in each.schema), None)
        if beside is None or not beside.data:
            return ()
        found = self.form.codes.get(list_of(beside.schema["codes"], str(beside.data)))
        return found.codes if found else ()
