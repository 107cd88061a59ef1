"""How far an application is filled in, page by page, and what is still missing, as far as the forms can tell: the check has the last word (feature 30)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.documents.pointer import pointer, steps
from zcforms.domain.plan import AchievementCategory, CountMode, Part, Plan, Section, SectionKind
from zcforms.forms.validation import Breach

Document = Mapping[str, Any]
Breaches = Mapping[str, Sequence[Breach]]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is required and not there, or that is there and `wrong`. `pointer`: into the application document."""

    caption: str
    pointer: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class PageProgress:
    """A page of the form: a part of 个人信息, or a category of 申报业绩. `done`: it has content and no gaps; a page may be neither done nor
    lack anything, where everything on it can be left out."""

    id: str
    caption: str
    done: bool
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """The pages in their order."""

    parts: tuple[PageProgress, ...]
    groups: tuple[PageProgress, ...]

    @property
    def pages(self) -> tuple[PageProgress, ...]:
        return self.parts + self.groups

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(gap for page in self.pages for gap in page.gaps)

    @property
    def done(self) -> int:
        return sum(page.done for page in self.pages)


def progress(plan: Plan, document: Document, breaches: Breaches) -> Progress:
    """`document`: the application document; `breaches`: what the form's validation says of it (`validation.breaches_of`)."""
    standard = plan.standard(document["standard"])
    return Progress(
        tuple(_part(plan, part, document, breaches) for part in plan.parts_for(document["route"])),
        tuple(_group(each, document, breaches) for each in (standard.categories if standard else ())),
    )


# ------------------------------------------------------------------------------------------- 个人信息


def _part(plan: Plan, part: Part, document: Document, breaches: Breaches) -> PageProgress:
    gaps = tuple(gap for section in part.sections for gap in _section(plan, section, document, breaches))
    asked = [section for section in part.sections if section.kind is not SectionKind.RECORDS]
    filled = all(_FILLED[section.kind](section, document) for section in asked)
    return PageProgress(part.id, part.caption, filled and not gaps, gaps)


def _section(plan: Plan, section: Section, document: Document, breaches: Breaches) -> Iterator[Gap]:
    yield from (_breach(section.caption, each) for each in breaches.get(section.id, ()))
    if section.kind is SectionKind.IMPORT:
        yield from _imported(section, document["imports"].get(section.id) or ())
    elif section.kind is SectionKind.ATTACHMENTS:
        for item in plan.attachments_for(document["route"], document["specialty"]):
            lacking = item.minimum - len(document["attachments"].get(item.id) or ())
            if lacking > 0:
                yield Gap(_counted(item.caption, lacking, "个"), pointer(("attachments", item.id)))


def _breach(caption: str, found: Breach) -> Gap:
    """What the form's validation found; of one of several records it is said which."""
    _, _, position, *_ = (*steps(found.pointer), "", "", "")
    which = f"{caption}第 {int(position) + 1} 条：" if position.isdecimal() else ""
    return Gap(f"{which}{found.caption}", found.pointer, wrong=not found.missing)


def _imported(section: Section, entries: Sequence[Mapping[str, Any]]) -> Iterator[Gap]:
    """No record at all; or a question about the records that has no answer: a mark (boolean) on one of them, anything else on each
    (features 43, 45)."""
    if not entries:
        yield Gap(f"导入{section.caption}", pointer(("imports", section.id)))
        return
    for name, schema in section.schema.get("properties", {}).items():
        caption = str(schema.get("caption", name))
        if schema.get("type") == "boolean":
            if not any(entry.get(name) for entry in entries):
                yield Gap(caption, pointer(("imports", section.id, 0, name)))
            continue
        for position, entry in enumerate(entries):
            if entry.get(name) in (None, ""):
                yield Gap(
                    f"第 {position + 1} 条：{caption}", pointer(("imports", section.id, position, name))
                )


_FILLED: Mapping[SectionKind, Callable[[Section, Document], bool]] = {
    SectionKind.FIELDS: lambda section, document: bool(document["answers"].get(section.id)),
    SectionKind.IMPORT: lambda section, document: bool(document["imports"].get(section.id)),
    SectionKind.ATTACHMENTS: lambda _, document: any(document["attachments"].values()),
}


# ------------------------------------------------------------------------------------------- 申报业绩


def _group(category: AchievementCategory, document: Document, breaches: Breaches) -> PageProgress:
    entries = {item.id: document["imports"].get(item.id) or () for item in category.items}
    gaps = [_breach(item.caption, each) for item in category.items for each in breaches.get(item.id, ())]
    lacking = {item.id: max(0, item.minimum - len(entries[item.id])) for item in category.items}
    gaps += [
        Gap(_counted(item.caption, lacking[item.id], "条"), pointer(("imports", item.id)))
        for item in category.items
        if lacking[item.id]
    ]
    by_item = category.count is CountMode.ITEMS
    expected = [
        bool(listed or lacking[name]) if by_item else len(listed) + lacking[name]
        for name, listed in entries.items()
    ]
    if (more := category.minimum - sum(expected)) > 0:
        gaps.append(Gap(f"{category.caption}还差 {more} 项", pointer(("imports", category.id))))
    return PageProgress(category.id, category.caption, any(entries.values()) and not gaps, tuple(gaps))


def _counted(caption: str, lacking: int, unit: str) -> str:
    return caption if lacking == 1 else f"{caption}（还差 {lacking} {unit}）"
