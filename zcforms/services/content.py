"""What a request may put into a form's content: own files only, no read-only and no hidden field.

A request is never taken at its word: a file is looked up by its id among the person's own files, whatever else the request says about it,
and a read-only field keeps the value that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.documents.conditions import missing
from zcforms.documents.pointer import pointer
from zcforms.domain.achievement import FileRef
from zcforms.domain.errors import InputFault
from zcforms.forms.shown import shown

Path = tuple[str | int, ...]
FindFile = Callable[[str], FileRef | None]


@dataclass(slots=True)
class Admission:
    """What came of it: `faults` with pointers into what was given."""

    find_file: FindFile
    faults: list[InputFault] = field(default_factory=list)

    def fault(self, path: Path, message: str) -> None:
        self.faults.append(InputFault(pointer(path), message))

    def record(
        self, schema: Mapping[str, Any], given: Any, kept: Mapping[str, Any], path: Path = ()
    ) -> dict[str, Any]:
        """The object to keep. Fields left empty are not kept (feature 67); `kept` is the object as it was."""
        if not isinstance(given, Mapping):
            self.fault(path, "这里应是一组填写项，请刷新页面后重新填写。")
            return dict(kept)
        properties: Mapping[str, Any] = schema.get("properties", {})
        for name in given:
            if name not in properties:
                self.fault((*path, name), "没有这一项，请刷新页面后重新填写。")
        content: dict[str, Any] = {}
        for name, property_schema in properties.items():
            source = kept if property_schema.get("readOnly") else given
            value = self._value(property_schema, source.get(name), kept.get(name), (*path, name))
            if not missing(value):
                content[name] = value
        open_now = shown(schema, content)
        return {name: value for name, value in content.items() if name in open_now}

    def files(self, given: Any, path: Path = ()) -> Any:
        """File documents of own files, each given by its id or as an object with an id."""
        if not isinstance(given, list | tuple):
            return given
        found = [self._file(each, (*path, position)) for position, each in enumerate(given)]
        return [file for file in found if file]

    def _value(self, schema: Mapping[str, Any], given: Any, kept: Any, path: Path) -> Any:
        if missing(given) or schema.get("readOnly"):
            return given
        if schema.get("widget") == "files":
            return self.files(given, path)
        if schema.get("widget") == "photo":
            return self._file(given, path) or None
        if schema.get("type") == "object":
            return self.record(schema, given, kept if isinstance(kept, Mapping) else {}, path)
        items = schema.get("items", {})
        if schema.get("type") == "array" and items.get("type") == "object" and isinstance(given, list):
            return [self.record(items, each, {}, (*path, position)) for position, each in enumerate(given)]
        return given.strip() if isinstance(given, str) else given

    def _file(self, given: Any, path: Path) -> dict[str, Any]:
        file_id = given.get("id") if isinstance(given, Mapping) else given
        found = self.find_file(file_id) if isinstance(file_id, str) else None
        if found is None:
            self.fault(path, "没有找到这个文件，请重新上传。")
            return {}
        return found.as_document()
