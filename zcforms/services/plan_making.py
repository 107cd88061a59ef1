"""A draft's content while it is changed: a copy of its own, in which shared documents become the plan's own before they are changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.documents import patching
from zcforms.domain.errors import NotFound
from zcforms.forms.shelf import FOLDERS, Shelf, name_of
from zcforms.services.plan_naming import unused
from zcforms.services.plan_nodes import DOCUMENTS, SECTION, Steps
from zcforms.services.plan_package import plan_path

Data = dict[str, Any]
_LONGEST_NAME = 60
_HOMES = {"section": "series", "attachments": "attachments", "chain": "chains", "pledge": "pledges"}


class Making:
    """`plan`: the plan's document. What is changed in what `own` gives is the change; `patch` says it as operations on the content."""

    def __init__(self, content: Mapping[str, Any], plan_id: str, base: Shelf) -> None:
        self._before = content
        self.content: Data = plain(content)
        self.plan_id = plan_id
        self.base = base
        self.copied: list[str] = []
        """Captions of shared documents that became the plan's own."""

    @property
    def documents(self) -> Data:
        found: Data = self.content["documents"]
        return found

    @property
    def plan(self) -> Data:
        found: Data = self.documents[plan_path(self.plan_id)]
        return found

    def patch(self) -> list[dict[str, Any]]:
        return patching.between(self._before, self.content)

    # -- documents ------------------------------------------------------------------------------------------------------

    def path_of(self, kind: str, name: str) -> str | None:
        """Where the plan's own document of this name lies; None where it has none."""
        for path in self.documents:
            if FOLDERS.get(_folder(path)) == kind and name_of(path) == name:
                return path
        return None

    def names(self, kind: str) -> Iterator[str]:
        """All of this kind that the plan could name, its own first."""
        own = [name_of(path) for path in self.documents if FOLDERS.get(_folder(path)) == kind]
        yield from own
        yield from (name for name, _ in self.base.of(kind) if name not in own)

    def data(self, kind: str, name: str) -> Data:
        """The plan's own, or the shared one. Raises `NotFound`."""
        path = self.path_of(kind, name)
        found = self.documents[path] if path else self.base.data(kind, name)
        if not isinstance(found, Mapping):
            raise NotFound("没有找到这项内容，可能已被同事删除。")
        return found if isinstance(found, dict) and path else plain(found)

    def is_own(self, kind: str, name: str) -> bool:
        return self.path_of(kind, name) is not None

    def own(self, kind: str, name: str) -> tuple[str, Data]:
        """Name and data of a document that is the plan's own: a shared one is copied first, and the plan names the copy."""
        path = self.path_of(kind, name)
        if path:
            return name, self.documents[path]
        data = self.data(kind, name)
        copy = self.free_name(kind, name)
        if kind == "section":
            data = _with_id(data, str(data.get("id", name)))
        elif "id" in data:
            data["id"] = copy
        self.documents[f"schemas/{_HOMES[kind]}/{copy}.json"] = data
        self._rename(kind, name, copy)
        self.copied.append(str(data["caption"]))
        return copy, data

    def add(self, kind: str, stem: str, data: Data) -> str:
        """A new document of the plan's own; its name."""
        name = self.free_name(kind, stem)
        self.documents[f"schemas/{_HOMES[kind]}/{name}.json"] = data
        return name

    def free_name(self, kind: str, stem: str) -> str:
        wanted = f"{self.plan_id}-{stem}"[: _LONGEST_NAME - 3].strip("-").replace("_", "-")
        return unused(wanted, set(self.names(kind)), "-")

    def _rename(self, kind: str, name: str, copy: str) -> None:
        if kind != "section":
            self.plan[kind] = copy
            return
        for part in self.plan["parts"]:
            part["sections"] = [copy if each == name else each for each in part["sections"]]
        for holder, key in (("waiver", "section"), ("examination", "sitting")):
            if self.plan.get(holder, {}).get(key) == name:
                self.plan[holder][key] = copy

    # -- places ---------------------------------------------------------------------------------------------------------

    def home(self, steps: Steps) -> tuple[str, str, Steps]:
        """Kind and name of the document that an address leads into ("plan" for the plan itself), and the steps within."""
        first, rest = steps[0], steps[1:]
        if first.startswith(SECTION):
            return "section", first.removeprefix(SECTION), rest
        if first in DOCUMENTS and rest:
            kind = DOCUMENTS[first]
            return kind, str(self.plan[kind]), rest
        return "plan", self.plan_id, rest

    def found(self, steps: Steps) -> Any:
        """What an address leads to. Raises `NotFound`."""
        kind, name, rest = self.home(steps)
        return _walked(self.plan if kind == "plan" else self.data(kind, name), rest)

    def owned(self, steps: Steps) -> tuple[Steps, Any]:
        """The same to be changed, with its address by then. Raises `NotFound`."""
        kind, name, rest = self.home(steps)
        if kind == "plan":
            return steps, _walked(self.plan, rest)
        name, data = self.own(kind, name)
        first = f"{SECTION}{name}" if kind == "section" else steps[0]
        return (first, *rest), _walked(data, rest)

    def section_id(self, name: str) -> str:
        """The name that the answers of a section have."""
        return str(self.data("section", name).get("id", name))

    def sections(self) -> list[str]:
        """Names of the sections that the plan shows, in their order."""
        return [name for part in self.plan["parts"] for name in part["sections"]]


def position(holder: Any, step: str) -> str | int:
    """Key or position of an entry by its id. Raises `NotFound`."""
    if isinstance(holder, Mapping) and step in holder:
        return step
    if isinstance(holder, list):
        for at, each in enumerate(holder):
            if (each.get("id") if isinstance(each, Mapping) else each) == step:
                return at
        if step.isdigit() and int(step) < len(holder):
            return int(step)
    raise NotFound("没有找到这项内容，可能已被同事移动或删除。请从左侧重新选择。")


def plain(value: Any) -> Any:
    """A copy as JSON would make it, with the order of its keys."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=dict))


def _walked(data: Any, steps: Steps) -> Any:
    for step in steps:
        data = data[position(data, step)]
    return data


def _folder(path: str) -> str:
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "schemas" else ""


def _with_id(data: Data, section_id: str) -> Data:
    head = {key: data[key] for key in ("$schema",) if key in data}
    return {**head, "id": section_id, **{key: value for key, value in data.items() if key not in head}}
