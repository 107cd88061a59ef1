"""Refusals that are told at fields which are no form of a schema."""

from __future__ import annotations

from collections.abc import Mapping

from zcforms.domain.errors import InputFault


class NamedFaults:
    """Refusals that are told at the fields of a tool, by the field's name. `names`: pointer without its slash -> field, for pointers that are no field's name; None:
    each is one."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = names
        self.by_name: dict[str, str] = {}

    def faults(self) -> list[InputFault]:
        return []

    def refuse(self, pointer: str, message: str) -> bool:
        told = pointer.removeprefix("/")
        name = told if self._names is None else self._names.get(told, "")
        if name:
            self.by_name.setdefault(name, message)
        return bool(name)
