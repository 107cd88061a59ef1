"""What is probably not meant, or can never work, in a plan as a whole: its achievements, attachments, dates and names."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from zcforms.domain.problem import Severity
from zcforms.forms.lint_conditions import ALWAYS, NEVER, truths
from zcforms.forms.lint_faults import capacity
from zcforms.forms.lint_package import Finding, Package
from zcforms.forms.lint_unused import offered
from zcforms.forms.shelf import Path_

_MOST = 400
"""Things of one list whose names are compared."""
_YEARS = 1
"""How far a plan's days may be from its year: a plan of 2021 is often declared in 2022."""


TO_WRITE = {"scope": "请写明哪些人可以申报。", "content": "请写明评审的内容与要求。"}
"""What stands in a new plan until its author writes what belongs there."""
_CALLED = {"scope": "申报范围", "content": "评审内容与要求"}


def findings(package: Package) -> Iterator[Finding]:
    if package.plan is None:
        return
    for check in _CHECKS:
        yield from check(package, package.plan)


# -- achievements ---------------------------------------------------------------------------------------------------------


def _items(package: Package, _: Mapping[str, Any]) -> Iterator[Finding]:
    for _here, _category, place, item in package.items():
        yield from _filter(package, place, item)


def fillable(package: Package, item: Mapping[str, Any]) -> bool:
    """Whether a record of some library category can get through the item's filter."""
    return any(found != NEVER for found in _by_category(package, item).values())


def _by_category(package: Package, item: Mapping[str, Any]) -> dict[str, frozenset[bool] | None]:
    found: dict[str, frozenset[bool] | None] = {}
    for name in item["takes"]:
        data = package.shelf.data("achievement", name)
        if data is None or not item.get("where"):
            found[name] = None
            continue
        schema = data["schema"]
        found[name] = truths(
            item["where"],
            package.known(name, schema["properties"]),
            schema.get("required", ()),
            budget=package.budget,
        )
    return found


def _filter(package: Package, place: Path_, item: Mapping[str, Any]) -> Iterator[Finding]:
    by_category = _by_category(package, item)
    mend = package.removed(package.plan_path, (*place, "where"))
    if not item.get("where"):
        return
    if all(found == NEVER for found in by_category.values()):
        yield Finding(
            "filter-never",
            Severity.ERROR if item.get("minimum") else Severity.WARNING,
            package.plan_path,
            (*place, "where"),
            f"“{item['caption']}”的筛选条件没有一条业绩能够符合",
            "申报人的业绩无论怎么填写，都不会出现在可导入的列表里。",
            mend,
            "删去筛选条件",
        )
        return
    for name, found in by_category.items():
        if found == NEVER:
            position = item["takes"].index(name)
            caption = (package.shelf.data("achievement", name) or {}).get("caption", name)
            yield Finding(
                "takes-idle",
                Severity.WARNING,
                package.plan_path,
                (*place, "takes", position),
                f"“{item['caption']}”可导入“{caption}”，但筛选条件把它全部排除了",
                "这个业绩类别里没有一条记录能够符合筛选条件。",
                package.removed(package.plan_path, (*place, "takes", position)),
                f"不再导入“{caption}”",
            )
    if all(found == ALWAYS for found in by_category.values()):
        yield Finding(
            "condition-always",
            Severity.WARNING,
            package.plan_path,
            (*place, "where"),
            f"“{item['caption']}”的筛选条件总是成立",
            "每一条业绩都符合，筛不掉任何记录。",
            mend,
            "删去筛选条件",
        )


def _categories(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    """A minimum that only counts items which nothing can be put into."""
    for number, standard in enumerate(plan["standards"]):
        for position, category in enumerate(standard["categories"]):
            usable = [item for item in category["items"] if fillable(package, item)]
            least = category.get("minimum", 0)
            most = capacity({**category, "items": usable})
            if most is None or least <= most or len(usable) == len(category["items"]):
                continue
            place = ("standards", number, "categories", position, "minimum")
            yield Finding(
                "category-minimum",
                Severity.ERROR,
                package.plan_path,
                place,
                f"“{category['caption']}”至少要 {least}，但能导入业绩的小项合起来最多 {most}",
                "其余小项的筛选条件不可能成立，没有申报人能达到要求。",
                package.replaced(package.plan_path, place, most),
                f"改为 {most}",
            )


# -- attachments ----------------------------------------------------------------------------------------------------------


def _attachments(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    path = package.path_of("attachments", plan["attachments"])
    listed = package.shelf.data("attachments", plan["attachments"])
    if path is None or listed is None:
        return
    offered_to_titles = offered(plan)
    for position, item in enumerate(listed["items"]):
        only = [each for each in item.get("specialties", ()) if each in offered_to_titles]
        if item.get("specialties") and not only:
            yield Finding(
                "attachment-nobody",
                Severity.WARNING,
                path,
                ("items", position, "specialties"),
                f"附件“{item['caption']}”没有人需要上传",
                "它只要求某些专业上传，而没有一个职称开放这些专业。",
                package.removed(path, ("items", position, "specialties")),
                "要求所有专业上传",
            )


# -- dates ----------------------------------------------------------------------------------------------------------------


def _dates(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    """Days that were left behind when a plan was copied for another year, and cut-offs that nobody can fulfil."""
    year = plan["year"]
    places: list[tuple[Path_, str, str]] = [(("opens",), "开始日期", plan["opens"])]
    places += [(("cutoffs", key), "计算截止日", text) for key, text in plan["cutoffs"].items()]
    for at, what, text in places:
        day = date.fromisoformat(text)
        if abs(day.year - year) > _YEARS:
            yield _other_year(package, at, what, day, year)


def _other_year(package: Package, at: Path_, what: str, day: date, year: int) -> Finding:
    plan = package.plan or {}
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    meant = day.replace(year=year, day=last).isoformat()
    fits = at != ("opens",) or meant <= plan["closes"]
    return Finding(
        "dates",
        Severity.WARNING,
        package.plan_path,
        at,
        f"{what} {day.isoformat()} 与计划年度 {year} 年相差太远",
        "多半是从往年的方案复制后忘了改；年限和业绩会按错误的日期计算。",
        package.replaced(package.plan_path, at, meant) if fits else None,
        f"改为 {meant}" if fits else "",
    )


def _window(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    """What is said of the days after the close and changes nothing."""
    if "resubmit_days" not in plan and "resubmit_until" in plan and plan["resubmit_until"] == plan["closes"]:
        yield Finding(
            "dates",
            Severity.WARNING,
            package.plan_path,
            ("resubmit_until",),
            "退回后重新提交的最后日期就是申报截止日期，等于没有写",
            "不写这一项时，被退回的申报同样可以在截止前重新提交。",
            package.removed(package.plan_path, ("resubmit_until",)),
            "删去这一项",
        )


# -- what is called the same ----------------------------------------------------------------------------------------------


def _captions(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    path = package.plan_path
    for key, what in (
        ("titles", "职称"),
        ("specialties", "专业"),
        ("standards", "评审标准"),
        ("parts", "页面"),
    ):
        yield from _same(package, path, (key,), plan[key], what)
    for number, standard in enumerate(plan["standards"]):
        here: Path_ = ("standards", number, "categories")
        yield from _same(package, path, here, standard["categories"], "业绩大类")
        for position, category in enumerate(standard["categories"]):
            yield from _same(package, path, (*here, position, "items"), category["items"], "小项")
    for own, _, data in package.own("attachments"):
        yield from _same(package, own, ("items",), data["items"], "附件")
    for own, _, data in package.own("codes"):
        yield from _same(package, own, ("codes",), data["codes"], "选项")


def _same(
    package: Package, document: str, at: Path_, things: Sequence[Mapping[str, Any]], what: str
) -> Iterator[Finding]:
    taken = Counter((each["caption"], each.get("parent")) for each in things)
    seen: set[tuple[Any, Any]] = set()
    for position, each in enumerate(things[:_MOST]):
        key = (each["caption"], each.get("parent"))
        if key in seen:
            place = (*at, position, "caption")
            new = next(
                name for n in itertools.count(2) if ((name := f"{key[0]}（{n}）"), key[1]) not in taken
            )
            taken[new, key[1]] += 1
            yield Finding(
                "caption-twice",
                Severity.WARNING,
                document,
                place,
                f"有两个{what}都叫“{key[0]}”",
                "申报人和审核人分不清哪个是哪个。",
                package.replaced(document, place, new),
                f"把后一个改名为“{new}”",
                str(each.get("id", position)),
            )
        seen.add(key)


def _routes(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    """A section that is for other routes than its page."""
    for name, data, place in package.sections():
        part = plan["parts"][place[1]]
        mine, page = data.get("routes", ()), part.get("routes", ())
        if mine and page and not set(mine) & set(page):
            path = package.path_of("section", name)
            yield Finding(
                "nobody-shown",
                Severity.WARNING,
                path or package.plan_path,
                ("routes",) if path else place,
                f"“{data['caption']}”的申报形式与它所在的页面“{part['caption']}”没有一个相同",
                "这一页只给一些申报形式，分区却只给另一些：按分区的显示，页面的限制不起作用。",
                package.removed(path, ("routes",)) if path else None,
                "分区不再另外限制申报形式" if path else "",
            )


def _unwritten(package: Package, plan: Mapping[str, Any]) -> Iterator[Finding]:
    """What every applicant reads, and nobody has written yet."""
    for name, text in TO_WRITE.items():
        if plan[name].strip() == text:
            yield Finding(
                "unwritten",
                Severity.ERROR,
                package.plan_path,
                (name,),
                f"“{_CALLED[name]}”还没有写",
                f"现在是模板里的提示“{text}”，发布后申报人看到的就是这句话。",
            )


_CHECKS: tuple[Callable[[Package, Mapping[str, Any]], Iterator[Finding]], ...] = (
    _items,
    _categories,
    _attachments,
    _dates,
    _window,
    _captions,
    _routes,
    _unwritten,
)
