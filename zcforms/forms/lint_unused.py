"""What stands in a plan and leads nowhere: levels, standards and specialties of no title, documents that nothing names."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from zcforms.documents import patching
from zcforms.domain.problem import Severity
from zcforms.forms.lint_package import Finding, Package
from zcforms.forms.shelf import Path_

_MOST = 40
"""Of one kind; who has more has them all before his eyes."""


def findings(package: Package) -> Iterator[Finding]:
    if package.plan is not None:
        for check in _CHECKS:
            yield from itertools.islice(check(package, package.plan), _MOST)


def offered(plan: Mapping[str, Any]) -> set[str]:
    """The specialties that some title can be declared in."""
    every = [each["id"] for each in plan["specialties"]]
    return {name for title in plan["titles"] for name in title.get("specialties") or every}


def _idle_choices(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    """Levels, standards and specialties that no title leads to."""
    standards = [each["id"] for each in plan["standards"]]
    reached = {name for title in plan["titles"] for name in title.get("standards") or standards}
    levels = {title["level"] for title in plan["titles"]}
    for position, level in enumerate(plan["levels"]):
        if level not in levels:
            fault = f"评审级别“{_code(package, 'levels', level)}”没有一个职称"
            yield _idle(package, ("levels", position), fault, plan["levels"])
    for key, used, what in (("standards", reached, "评审标准"), ("specialties", offered(plan), "专业")):
        for position, each in enumerate(plan[key]):
            if each["id"] not in used:
                fault = f"{what}“{each['caption']}”没有一个职称可以选用"
                yield _idle(package, (key, position), fault, plan[key])


def _titles(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    """A list that is empty means all, which nobody expects."""
    for position, title in enumerate(plan["titles"]):
        for key, what in (("standards", "评审标准"), ("specialties", "专业")):
            if title.get(key) != []:
                continue
            place = ("titles", position, key)
            yield Finding(
                "title-nobody",
                Severity.WARNING,
                package.plan_path,
                place,
                f"“{title['caption']}”一个{what}也没有选",
                f"空着表示开放全部{what}；如果本意是谁也不能申报，请删去这个职称。",
                package.removed(package.plan_path, place),
                f"开放全部{what}",
            )


def _code(package: Package, code_list: str, code: str) -> str:
    data = package.shelf.data("codes", code_list) or {"codes": ()}
    return next((str(each["caption"]) for each in data["codes"] if each["id"] == code), code)


def _idle(package: Package, at: Path_, fault: str, listed: Sequence[Any]) -> Finding:
    entry = listed[int(at[-1])]
    name = entry["id"] if isinstance(entry, Mapping) else entry
    mend = None
    if len(listed) > 1 and not _named(package, str(name), at):
        mend = package.removed(package.plan_path, at)
    return Finding(
        "unused",
        Severity.WARNING,
        package.plan_path,
        at,
        fault,
        "申报人选不到它，写了没有作用；请在职称里开放，或者删去。",
        mend,
        "删去它" if mend else "",
        str(name),
    )


def _named(package: Package, name: str, at: Path_) -> bool:
    """Whether anything else of the package says the name: then it cannot simply go."""
    for document, content in package.documents.items():
        if isinstance(content, str):
            if name in content:
                return True
            continue
        rest = content
        if document == package.plan_path:
            rest = {key: value for key, value in content.items() if key != at[0]}
        if _says(rest, name):
            return True
    return False


def _says(data: Any, name: str) -> bool:
    if isinstance(data, Mapping):
        return any(_says(each, name) for each in data.values())
    if isinstance(data, list):
        return any(_says(each, name) for each in data)
    return bool(data == name)


def _documents(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    """Own documents that the plan does not lead to."""
    shown = {name for part in plan["parts"] for name in part["sections"]}
    around = [plan.get("waiver", {}).get("section"), plan.get("examination", {}).get("sitting")]
    sheets = {
        plan["sheet"],
        *(
            each["sheet"]
            for key in ("downloads", "route_sheets")
            for each in plan.get(key, ())
            if "sheet" in each
        ),
    }
    everything = [content for content in package.documents.values() if not isinstance(content, str)]
    used: dict[str, set[str]] = {
        "section": shown | {each for each in around if each},
        "attachments": {plan["attachments"]},
        "chain": {plan["chain"]},
        "pledge": {plan["pledge"]},
    }
    for kind in ("section", "attachments", "chain", "pledge", "sheet", "achievement", "codes"):
        for path, name, data in package.own(kind):
            named = used.get(kind) or {each for each in sheets | _texts(everything)}
            if name in named:
                continue
            yield Finding(
                "unused",
                Severity.WARNING,
                path,
                (),
                f"“{data['caption']}”在方案里没有用到",
                "它随方案保存，但没有一个页面或要求引用它。",
                (patching.remove(("documents", path)),),
                "从方案中删去它",
            )


def _texts(data: Any) -> set[str]:
    """Every name that documents say: of code lists, library categories, sheets."""
    found: set[str] = set()
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            waiting += [value for key, value in each.items() if key != "id"]
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str):
            found.add(each)
    return found


_CHECKS: tuple[Callable[[Package, Mapping[str, Any]], Iterator[Finding]], ...] = (
    _idle_choices,
    _titles,
    _documents,
)
