"""What applicants typed into a page that was drawn for an earlier version of the plan: where the present one has no such field, it is set aside, as
what was typed and not saved when the draft moved (services.typed_moving)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zcforms.documents.pointer import pointer
from zcforms.domain.plan import Plan
from zcforms.lab.migrate_paths import Row
from zcforms.lab.migrate_places import CHOICES, Places
from zcforms.services.editing import Edit
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.typed_moving import UNSAVED
from zcforms.storage.records import SetAside

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """`digest`: of the version that the page was drawn for; `typed`: section, record ("" in a section of fields), field, and the text."""

    digest: str = ""
    typed: tuple[tuple[str, str, str, str], ...] = ()


NOTHING = Late()


def earlier(house: House, plan: Plan, digest: str) -> Plan | None:
    """The version with this digest, where it is another one than the present and still known."""
    kept = house.rulebook.kept(plan.id, digest) if digest and digest != plan.digest else None
    return kept.plan if kept else None


def set_aside(edit: Edit, late: Late, now: datetime) -> tuple[str, ...]:
    """Keep it beside the application; what to tell the applicant."""
    old = earlier(edit.house, edit.plan, late.digest) if late.typed else None
    if old is None:
        return ()
    places = Places(old, {name: getattr(edit.application, name) for name in CHOICES})
    captions = []
    for number, (section, record, field, text) in enumerate(late.typed):
        path: Path = ("answers", section, *((Row(record),) if record else ()), field)
        caption = places.caption(path, {})
        captions.append(caption)
        at = now + timedelta(microseconds=number)
        row = (
            edit.application.id,
            pointer(path),
            f"{caption}（未保存）",
            text,
            text,
            UNSAVED,
            old.digest,
            at,
        )
        edit.w.set_aside.add(SetAside(new_id(), *row))
    names = "”“".join(captions)
    return (f"计划在您填写时更新了，新版没有“{names}”，您填写的内容已另外保存，请到“另存的内容”核对。",)
