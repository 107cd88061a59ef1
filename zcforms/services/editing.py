"""Changing an own application: one unit of work in which content is admitted, validated, kept and journalled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.domain.plan import Plan, Section, SectionKind
from zcforms.forms.validation import Breach, validate
from zcforms.services.access import note, own_application, writing
from zcforms.services.actor import Actor
from zcforms.services.content import Admission
from zcforms.services.deadlines import require_kept_up
from zcforms.services.files import own_files
from zcforms.services.house import House
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class Saved:
    """`told`: sentences about what the system adjusted (feature 66)."""

    version: int
    told: tuple[str, ...] = ()


@dataclass(slots=True)
class Edit:
    """An own application that is being filled in, inside one unit of work."""

    w: Work
    house: House
    actor: Actor
    plan: Plan
    application: Application

    def admit(
        self, schema: Mapping[str, Any], given: Mapping[str, Any], kept: Mapping[str, Any], *, complete: bool
    ) -> dict[str, Any]:
        """The object to keep. Raises `InputRefused`."""
        admission = Admission(own_files(self.w, self.application.person_id))
        content = admission.record(schema, given, kept)
        self._refuse(admission.faults, validate(schema, content, self.plan.codes), complete=complete)
        return content

    def admit_files(self, schema: Mapping[str, Any], file_ids: Sequence[str]) -> list[dict[str, Any]]:
        admission = Admission(own_files(self.w, self.application.person_id))
        files: list[dict[str, Any]] = admission.files(list(file_ids))
        self._refuse(admission.faults, validate(schema, files, self.plan.codes), complete=False)
        return files

    def section(self, section_id: str, *kinds: SectionKind) -> Section:
        """A section that this application is asked to fill in. Raises `NotFound`."""
        return section_of(self.plan, self.application.route, section_id, *kinds)

    def records(
        self, section_id: str, index: int | None = None
    ) -> tuple[Section, list[tuple[str, dict[str, Any]]]]:
        """A records section and its records with their ids, among them the one at `index`. Raises `NotFound`."""
        wanted = self.section(section_id, SectionKind.RECORDS)
        records = self.application.records(section_id)
        if index is not None and not 0 <= index < len(records):
            raise NotFound("这条记录已不存在，可能已在别处删除。")
        return wanted, records

    def keep_records(
        self,
        wanted: Section,
        records: Sequence[tuple[str, Any]],
        act: str,
        now: datetime,
        told: Sequence[str] = (),
    ) -> Saved:
        self.application.arrange_records(wanted.id, records)
        return self.done(act, now, told, section=wanted.id)

    def keep(self, wanted: Section, answer: Any, act: str, now: datetime, told: Sequence[str] = ()) -> Saved:
        self.application.answer(wanted.id, answer)
        return self.done(act, now, told, section=wanted.id)

    def done(self, act: str, now: datetime, told: Sequence[str] = (), **detail: Any) -> Saved:
        """The version that was made, with a line in the journal; what was typed into autosave is obsolete."""
        self.application.plan_digest = self.plan.digest
        subject = f"application:{self.application.id}"
        note(self.w, self.actor, f"application.{act}", subject, now, **detail)
        self.w.flush()
        return Saved(self.application.version, tuple(told))

    def _refuse(self, faults: Sequence[InputFault], breaches: Sequence[Breach], *, complete: bool) -> None:
        wrong = [InputFault(each.pointer, each.message) for each in breaches if complete or not each.missing]
        if faults or wrong:
            raise InputRefused([*faults, *wrong])


@contextmanager
def editing(
    house: House, actor: Actor, application_id: str, version: int | None, now: datetime
) -> Iterator[Edit]:
    """Raises `NotFound`, `StaleWrite`, `WrongState`: submitted, the pledge is open, or `Lapsed`."""
    with writing(house, actor) as w:
        application = own_application(w, actor, application_id, version)
        application.require_editable()
        plan = house.plan_of(application)
        require_kept_up(w, plan, application, now)
        yield Edit(w, house, actor, plan, application)


def section_of(plan: Plan, route: str, section_id: str, *kinds: SectionKind) -> Section:
    found = next((each for each in plan.sections_for(route) if each.id == section_id), None)
    if found is None or found.kind not in kinds:
        raise NotFound
    return found


def moved(rows: Sequence[Any], index: int, offset: int) -> list[Any]:
    """The rows with one of them moved, within the ends."""
    changed = list(rows)
    row = changed.pop(index)
    changed.insert(min(max(index + offset, 0), len(changed)), row)
    return changed
