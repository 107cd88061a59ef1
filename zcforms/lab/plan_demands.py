"""What a new version of a plan asks of those who are filling in the old one: what has to be filled in, handed in, chosen or confirmed, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.domain.plan import AttachmentItem, Choice, Plan, Section, SectionKind
from zcforms.forms.display import options_of
from zcforms.lab.asked_fields import Asked, asked_fields
from zcforms.lab.migrate_paths import Moves, chosen, moved, places_of
from zcforms.lab.migrate_values import Field
from zcforms.lab.plan_words import condition_text

EVERYBODY = "草稿还没有提交的人"


@dataclass(frozen=True, slots=True)
class Demand:
    """`who` has to do it, `what` it is; both as people read them. `pointer`: the place in an application document, "" where it is of the whole."""

    who: str
    what: str
    pointer: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.who}，{self.what}。"


def demands(old: Plan, new: Plan, moves: Moves = ()) -> tuple[Demand, ...]:
    """In the order in which somebody fills in a declaration. Who has handed in stays on the old version, and nothing is asked of them."""
    found = [
        *_window(old, new),
        *_chosen(old, new, moves),
        *_fields(old, new, moves),
        *_records(old, new),
        *_achievements(old, new, moves),
        *_attachments(old, new, moves),
        *_pledge(old, new),
    ]
    return tuple(dict.fromkeys(found))


def _window(old: Plan, new: Plan) -> Iterator[Demand]:
    before, after = ((each.closes, each.closing_time) for each in (old, new))
    if before != after:
        word = "提前" if after < before else "延后"
        said = f"{new.closes.isoformat()} {new.closing_time:%H:%M}"
        yield Demand(EVERYBODY, f"提交的截止时间{word}到 {said}")


# -- choices --------------------------------------------------------------------------------------------------------------


def _chosen(old: Plan, new: Plan, moves: Moves) -> Iterator[Demand]:
    """Choices of the declaration itself that are not offered any more."""
    for what, name in (("申报形式", "routes"), ("申报职称", "titles"), ("申报专业", "specialties")):
        left = {each.id for each in getattr(new, name)}
        root = {"routes": "route", "titles": "title", "specialties": "specialty"}[name]
        for each in getattr(old, name):
            place = moved((root, each.id), moves)
            if place[-1] not in left:
                yield Demand(f"选了{what}“{each.caption}”的人", f"要重新选择{what}", f"/{root}")


def _options(field: Asked, plan: Plan) -> dict[Any, str]:
    prop = Field(field.schema, plan.codes)
    return (
        {each.id: each.caption for each in options_of(prop.schema, prop.codes)}
        if prop.kind in ("choice", "choices")
        else {}
    )


# -- fields ---------------------------------------------------------------------------------------------------------------


def _fields(old: Plan, new: Plan, moves: Moves) -> Iterator[Demand]:
    before = {moved(places_of(each.pointer), moves): each for each in asked_fields(old)}
    for field in asked_fields(new):
        standing = before.get(places_of(field.pointer))
        if standing is None:
            yield from _new(field)
        else:
            yield from _changed(standing, field)
            yield from _gone_options(standing, _options(standing, old), _options(field, new), moves)


def _new(field: Asked) -> Iterator[Demand]:
    needed = _needed(field)
    if needed is not None:
        place = f"每条“{field.section.caption}”都要" if field.in_rows else "要"
        yield Demand(_who(field), f"{needed}{place}填写新的必填项“{field.caption}”", field.pointer)


def _changed(before: Asked, field: Asked) -> Iterator[Demand]:
    needed = _needed(field)
    if needed is None or (_needed(before), _who(before)) == (needed, _who(field)):
        return
    place = f"每条“{field.section.caption}”都要" if field.in_rows else "空着的要"
    yield Demand(_who(field), f"{needed}“{field.caption}”改为必填，{place}补填", field.pointer)


def _gone_options(
    field: Asked, before: Mapping[Any, str], after: Mapping[Any, str], moves: Moves
) -> Iterator[Demand]:
    path = places_of(field.pointer)
    gone = [
        caption
        for id_, caption in before.items()
        if after and chosen(path, id_, moves) not in after and caption not in after.values()
    ]
    if gone:
        said = "”或“".join(gone[:_MOST]) + ("”等的人" if len(gone) > _MOST else "”的人")
        yield Demand(f"“{field.caption}”选了“{said}", "要重新选择", field.pointer)


_MOST = 6


def _needed(field: Asked) -> str | None:
    """When it has to be answered, "" for always; None for never."""
    when = condition_text(field.schema.get("requiredWhen"), field.beside)
    shown = condition_text(field.schema.get("shownWhen"), field.beside)
    if not field.required and not when:
        return None
    said = "，且".join(each for each in (shown, "" if field.required else when) if each)
    return f"{said}时" if said else ""


def _who(field: Asked) -> str:
    return _by(field.section.routes, field.routes)


def _by(routes: Iterable[str], known: Mapping[str, str]) -> str:
    named = [known.get(each, each) for each in routes]
    return f"{'、'.join(f'按“{each}”申报' for each in named)}的人" if named else EVERYBODY


def _records(old: Plan, new: Plan) -> Iterator[Demand]:
    before = {each.id: _least(each) for each in old.sections}
    known = {each.id: each.caption for each in new.routes}
    for section in new.sections:
        least = _least(section)
        if least > before.get(section.id, 0):
            yield Demand(
                _by(section.routes, known),
                f"“{section.caption}”至少要有 {least} 条",
                f"/answers/{section.id}",
            )


def _least(section: Section) -> int:
    return int(section.schema.get("minItems", 0)) if section.kind is SectionKind.RECORDS else 0


# -- achievements and attachments -----------------------------------------------------------------------------------------


def _achievements(old: Plan, new: Plan, moves: Moves) -> Iterator[Demand]:
    before = {(one.id, each.id): each for one in old.standards for each in one.categories}
    items = {
        (one.id, item.id): item for one in old.standards for each in one.categories for item in each.items
    }
    several = len(new.standards) > 1
    for standard in new.standards:
        who = f"按“{standard.caption}”申报的人" if several else EVERYBODY
        for category in standard.categories:
            kept = before.get((standard.id, category.id))
            if category.minimum > (kept.minimum if kept else 0):
                yield Demand(who, f"“{category.caption}”至少要有 {category.minimum} 项业绩")
            for item in category.items:
                yield from _item(who, items.get((standard.id, item.id)), item)


def _item(who: str, before: Any, item: Any) -> Iterator[Demand]:
    here = f"/imports/{item.id}"
    if item.minimum > (before.minimum if before else 0):
        yield Demand(who, f"“{item.caption}”至少要导入 {item.minimum} 条", here)
    if before is None:
        return
    if item.maximum is not None and (before.maximum is None or item.maximum < before.maximum):
        yield Demand(who, f"“{item.caption}”最多只能导入 {item.maximum} 条，多出的要移除", here)
    narrowed = item.where and item.where != before.where
    if narrowed or not set(before.takes) <= set(item.takes):
        yield Demand(who, f"“{item.caption}”可以导入的业绩有变化，已导入而不再符合的要更换", here)


def _attachments(old: Plan, new: Plan, moves: Moves) -> Iterator[Demand]:
    before = {moved(("attachments", each.id), moves)[-1]: each for each in old.attachments}
    for item in new.attachments:
        yield from _attachment(new, before.get(item.id), item)


def _attachment(plan: Plan, before: AttachmentItem | None, item: AttachmentItem) -> Iterator[Demand]:
    who, here = _uploads(plan, item), f"/attachments/{item.id}"
    wider = before is not None and _uploads(plan, before) != who and item.minimum > 0
    if item.minimum > (before.minimum if before else 0) or wider:
        yield Demand(who, f"要上传附件“{item.caption}”（至少 {item.minimum} 份）", here)
    if before is None:
        return
    if item.maximum is not None and (before.maximum is None or item.maximum < before.maximum):
        yield Demand(who, f"附件“{item.caption}”最多只能有 {item.maximum} 份，多出的要删去", here)
    refused = [
        each for each in before.files.get("accept", ()) if each not in item.files.get("accept", (each,))
    ]
    if refused:
        yield Demand(who, f"附件“{item.caption}”不再收 {'、'.join(refused)} 文件，已上传的要更换", here)


def _uploads(plan: Plan, item: AttachmentItem) -> str:
    of = [*_captions(plan.routes, item.routes), *_captions(plan.specialties, item.specialties)]
    return f"申报{'、'.join(f'“{each}”' for each in of)}的人" if of else EVERYBODY


def _captions(choices: Sequence[Choice], ids: Iterable[str]) -> list[str]:
    known = {each.id: each.caption for each in choices}
    return [known.get(each, each) for each in ids]


def _pledge(old: Plan, new: Plan) -> Iterator[Demand]:
    if old.pledge.paragraphs != new.pledge.paragraphs:
        yield Demand(EVERYBODY, "要重新确认承诺书")
