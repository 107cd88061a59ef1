"""What the loader finds, as findings: at its place, and with a mend where there is a sensible one.

A mend is worked out from what stands at the place, never from the words of the fault.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zcforms.documents import formats, patching, patterns
from zcforms.documents.nearest import meant
from zcforms.documents.pointer import steps
from zcforms.domain.chain import StepKind
from zcforms.domain.errors import DocumentFault
from zcforms.domain.problem import Severity
from zcforms.forms import lint_words
from zcforms.forms.lint_package import Finding, Package, Patch
from zcforms.forms.shelf import Path_

_REASONS = {
    "pattern": "写得不当的格式要求会让申报人保存时长时间没有反应，或把正确的内容拒之门外。",
    "shownWhen": "显示条件有错，方案无法载入，申报人什么也看不到。",
    "requiredWhen": "必填条件有错，方案无法载入。",
    "where": "筛选条件有错，申报人导入业绩时不知道哪些可以选。",
    "minimum": "下限比上限大，怎么填都不对。",
    "minLength": "下限比上限大，怎么填都不对。",
    "minItems": "下限比上限大，怎么填都不对。",
    "takes": "申报人在这个小项里没有可以导入的业绩。",
    "closes": "申报时间写反了，没有一天可以申报。",
}
_ANY = "有这个问题，方案就不能载入，也不能发布。"
_SWAPPED = {"minimum": "maximum", "minLength": "maxLength", "minItems": "maxItems"}
Mend = tuple[Patch, str]


def finding(package: Package, fault: DocumentFault) -> Finding:
    """The fault with its place, in plain words, and what would put it right."""
    document = fault.file if fault.file in package.documents else package.plan_path
    at = typed(package.documents.get(document), steps(fault.pointer)) if document == fault.file else ()
    mend = next((made for way in _WAYS if (made := way(package, document, at, fault))), None)
    captions = package.captions(document)
    told = lint_words.plain(fault.fault, captions)
    return Finding(
        kind="rule" if fault.file.startswith("rules/") else "fault",
        severity=Severity.ERROR,
        document=document,
        at=at,
        fault=told if document == fault.file else f"{told}（共用文档 {fault.file}）",
        reason=_reason(package, document, at)
        + ("" if mend else " " + lint_words.plain(fault.remedy, captions)),
        mend=mend[0] if mend else None,
        mend_caption=mend[1] if mend else "",
        about=f"{fault.file}{fault.pointer}{fault.fault}",
        as_written=f"{fault.fault}。{fault.remedy}" if told != fault.fault else "",
    )


def typed(data: Any, at: Sequence[str]) -> Path_:
    """A pointer's steps with positions as numbers where there is a list, as far as they lead."""
    path: list[str | int] = []
    for step in at:
        if isinstance(data, list) and step.isdigit() and int(step) < len(data):
            path.append(int(step))
            data = data[int(step)]
        elif isinstance(data, Mapping) and step in data:
            path.append(step)
            data = data[step]
        else:
            break
    return tuple(path)


def _reason(package: Package, document: str, at: Path_) -> str:
    if at == ("closes",) and _window(package, document) is None:
        return _ANY
    return next((_REASONS[step] for step in reversed(at) if step in _REASONS), _ANY)


def _window(package: Package, document: str) -> tuple[str, str] | None:
    """The plan's first and last day; None where one of them is no day."""
    opens, closes = (package.standing(document, (name,)) for name in ("opens", "closes"))
    if not isinstance(opens, str) or not isinstance(closes, str):
        return None
    return (opens, closes) if formats.is_date(opens) and formats.is_date(closes) else None


# -- ways to mend, the surest first -----------------------------------------------------------------------------------


def _nearest(package: Package, document: str, at: Path_, fault: DocumentFault) -> Mend | None:
    """What was meant in place of what was written: a value, or a key of a condition or a field."""
    name = meant(fault.remedy)
    if name is None or not at:
        return None
    standing = package.standing(document, at)
    if f"“{at[-1]}”" in fault.fault and not isinstance(at[-1], int):
        made = package.renamed(document, at, name)
    elif isinstance(standing, str) and standing != name:
        made = package.replaced(document, at, name)
    elif isinstance(standing, list) and all(isinstance(each, str) for each in standing):
        return _nearest_of(package, document, at, fault.fault, name)
    else:
        return None
    return (made, f"改为“{name}”") if made else None


def _nearest_of(package: Package, document: str, at: Path_, said: str, name: str) -> Mend | None:
    """One of several names, which the fault tells."""
    listed: list[str] = package.standing(document, at)
    wrong = [each for each in listed if f"“{each}”" in said]
    if len(wrong) != 1 or name in listed:
        return None
    made = package.replaced(document, at, [name if each == wrong[0] else each for each in listed])
    return (made, f"改为“{name}”") if made else None


def _swap(package: Package, document: str, at: Path_, _: DocumentFault) -> Mend | None:
    """The lower limit and the upper one change places."""
    low = at[-1] if at else ""
    if low not in _SWAPPED or ("categories" in at and "items" not in at):
        return _swap_category(package, document, at)
    high: Path_ = (*at[:-1], _SWAPPED[str(low)])
    if package.standing(document, high) is None:
        high = (*at[:-1], "files", "maxItems")
    least, most = package.standing(document, at), package.standing(document, high)
    if not _numbers(least, most) or least <= most or (most < 1 and low == "minItems"):
        return None
    ops = (package.replaced(document, at, most) or ()) + (package.replaced(document, high, least) or ())
    return (ops, f"对调：最少 {most}，最多 {least}") if len(ops) == 2 else None


def _swap_category(package: Package, document: str, at: Path_) -> Mend | None:
    """A category's limits: above each other, or beyond what its items can take or need."""
    category = package.standing(document, at[:-1])
    if not isinstance(category, Mapping) or not at or at[-1] not in ("minimum", "maximum"):
        return None
    least, most = category.get("minimum", 0), category.get("maximum")
    items = category.get("items")
    if not isinstance(items, list):
        return None
    if most is not None and least > most:
        ops = package.replaced(document, (*at[:-1], "minimum"), most) or ()
        ops += package.replaced(document, (*at[:-1], "maximum"), least) or ()
        return (ops, f"对调：最少 {most}，最多 {least}")
    value = capacity(category) if at[-1] == "minimum" else sum(each.get("minimum", 0) for each in items)
    made = package.replaced(document, at, value) if value is not None else None
    return (made, f"改为 {value}") if made else None


def capacity(category: Mapping[str, Any]) -> int | None:
    """How much a category's items can take together, as its minimum counts; None without a limit."""
    items = category["items"]
    most = [item.get("maximum") for item in items]
    total = None if None in most else sum(most)
    if category.get("count") == "items":
        return min(len(items), total) if total is not None else len(items)
    return total


def _dates(package: Package, document: str, at: Path_, _: DocumentFault) -> Mend | None:
    if at == ("closes",):
        opens, closes = _window(package, document) or ("", "")
        if opens <= closes:
            return None
        ops = (package.replaced(document, ("opens",), closes) or ()) + (
            package.replaced(document, at, opens) or ()
        )
        return ops, "对调开始日期和截止日期"
    if at == ("resubmit_until",) and package.standing(document, at):
        made = package.removed(document, at)
        return (made, "删去这个日期，到申报截止为止") if made else None
    return None


def _another_id(package: Package, document: str, at: Path_, _: DocumentFault) -> Mend | None:
    """An id that stands there twice gets a number."""
    if not at or at[-1] != "id" or len(at) < 2 or not isinstance(at[-2], int):
        return None
    mine = package.standing(document, at)
    used = package.ids(document)
    if not isinstance(mine, str):
        return None
    joint = "_" if "_" in mine or "-" not in mine else "-"
    name = next(name for number in itertools.count(2) if (name := f"{mine[:50]}{joint}{number}") not in used)
    if document == package.plan_path and "items" not in at and "categories" not in at:
        name = name.replace("_", "-")
    made = package.replaced(document, at, name)
    return (made, f"换一个编号“{name}”") if made else None


_SPARE = frozenset(
    {
        *("default", "pattern", "readOnly", "atMost", "prefill", "examples", "unit", "blank", "usual"),
        *("format", "minLength", "maxLength", "multipleOf", "minimum", "maximum"),
        *("exclusiveMinimum", "exclusiveMaximum", "template", "requiredWhen", "shownWhen", "where"),
    }
)
"""What a document can do without."""
_LISTS = frozenset({"required", "columns", "takes", "enum", "routes", "specialties", "standards", "returns"})


def _without(package: Package, document: str, at: Path_, _: DocumentFault) -> Mend | None:
    """Take away what leads nowhere: one of several names, or what can be left out."""
    if len(at) > 1 and isinstance(at[-1], int) and at[-2] in _LISTS:
        listed = package.standing(document, at[:-1])
        few = at[-2] != "required" and isinstance(listed, list) and len(listed) < 2
        if few and at[-2] == "returns":
            made = package.removed(document, at[:-1])
            return (made, "只退回给申报人") if made else None
        made = None if few else package.removed(document, at)
        return (made, f"从{lint_words.KEYWORDS[str(at[-2])]}中删去它") if made else None
    for length in range(len(at), 0, -1):
        step = at[length - 1]
        if step in _SPARE and not (length > 1 and at[length - 2] == "properties"):
            made = package.removed(document, at[:length])
            return (made, f"删去{lint_words.KEYWORDS[str(step)]}") if made else None
    return None


def _unknown_key(package: Package, document: str, at: Path_, fault: DocumentFault) -> Mend | None:
    """A keyword that nobody knows goes away."""
    if at and isinstance(at[-1], str) and at[-1] in fault.fault and "不认识的关键字" in fault.fault:
        made = package.removed(document, at)
        return (made, f"删去“{at[-1][:30]}”") if made else None
    return None


def _one_source(package: Package, document: str, at: Path_, _: DocumentFault) -> Mend | None:
    if at and at[-1] == "codes" and package.standing(document, (*at[:-1], "enum")):
        made = package.removed(document, at)
        return (made, "只用写在这里的选项") if made else None
    return None


def _safe_pattern(package: Package, document: str, at: Path_, _: DocumentFault) -> Mend | None:
    """A pattern that is only not anchored gets its anchors."""
    standing = package.standing(document, at)
    if not at or at[-1] != "pattern" or not isinstance(standing, str):
        return None
    anchored = f"^(?:{standing.removeprefix('^').removesuffix('$')})$"
    if len(anchored) > 500 or patterns.fault(standing) is None or patterns.fault(anchored) is not None:
        return None
    made = package.replaced(document, at, anchored)
    return (made, "要求整段文字都符合") if made else None


def _granting_last(package: Package, document: str, at: Path_, _: DocumentFault) -> Mend | None:
    """A step that grants goes to the end of its chain."""
    if len(at) != 3 or at[0] != "steps" or at[2] != "kind":
        return None
    steps_, here = package.standing(document, ("steps",)), package.standing(document, at)
    if here != StepKind.GRANT or at[1] == len(steps_) - 1 or steps_[-1].get("kind") == StepKind.GRANT:
        return None
    made = patching.move(("documents", document, *at[:2]), ("documents", document, "steps", len(steps_) - 1))
    return (made,), f"把“{steps_[at[1]].get('caption', '')}”移到最后"


def _numbers(*values: Any) -> bool:
    return all(isinstance(each, int | float) and not isinstance(each, bool) for each in values)


_WAYS: tuple[Callable[[Package, str, Path_, DocumentFault], Mend | None], ...] = (
    _nearest,
    _swap,
    _dates,
    _another_id,
    _one_source,
    _unknown_key,
    _safe_pattern,
    _granting_last,
    _without,
)
