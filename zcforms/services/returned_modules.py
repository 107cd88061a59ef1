"""What of a form can be returned by name, each with its own reason (退回时指明模块), and what was (features 17, 62)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.documents.pointer import pointer
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import Plan, Section, SectionKind

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Module:
    """A section of the form, or a category of achievements. `pointer` leads into the application document; `reason`: why it was returned."""

    pointer: str
    caption: str
    reason: str = ""

    def as_detail(self) -> dict[str, str]:
        return {"pointer": self.pointer, "caption": self.caption, "reason": self.reason}


def modules_of(plan: Plan, application: Application) -> tuple[Module, ...]:
    """Everything that this applicant is asked, in the order of the pages."""
    sections = plan.sections_for(application.route)
    standard = plan.standard(application.standard)
    return (
        *(Module(place_of(section), section.caption) for section in sections),
        *(
            Module(pointer(("imports", category.id)), category.caption)
            for category in (standard.categories if standard else ())
        ),
    )


def place_of(section: Section) -> str:
    """The pointer of a whole section."""
    if section.kind is SectionKind.ATTACHMENTS:
        return "/attachments"
    return pointer(("imports" if section.kind is SectionKind.IMPORT else "answers", section.id))


def named(plan: Plan, application: Application, reasons: Mapping[str, str]) -> tuple[Module, ...]:
    """The modules that have a reason. `reasons`: by pointer; what is blank names nothing.

    Raises:
        InputRefused: a pointer of no module, or a reason that is too long.
    """
    given = {place: reason.strip() for place, reason in reasons.items() if reason.strip()}
    known = {module.pointer: module for module in modules_of(plan, application)}
    for place, reason in given.items():
        if place not in known:
            raise InputRefused([InputFault("/modules", "没有这个模块，请刷新页面后重新选择。")])
        if len(reason) > _LONGEST:
            message = f"“{known[place].caption}”的退回原因超过 {_LONGEST} 字，请写得简短一些。"
            raise InputRefused([InputFault(f"/modules{place}", message)])
    return tuple(Module(place, known[place].caption, given[place]) for place in known if place in given)


def returned_of(application: Application, decisions: Sequence[Decision]) -> tuple[Module, ...]:
    """What a returned application was returned for, while it is."""
    if application.state is not ApplicationState.RETURNED or not decisions:
        return ()
    return modules_in(decisions[-1].detail)


def modules_in(detail: Mapping[str, Any]) -> tuple[Module, ...]:
    """As `Module.as_detail` put them into a decision."""
    return tuple(Module(**each) for each in detail.get("modules", ()))


def told(reason: str, modules: Sequence[Module]) -> str:
    """The whole reason in words, the modules' own where none was given for all."""
    return reason.strip() or "；".join(f"{module.caption}：{module.reason}" for module in modules)
