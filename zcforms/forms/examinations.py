"""What a plan says of its examinations: interview, written exam, tickets to them, and who is excused (feature 22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zcforms.documents.reading import Document
from zcforms.domain.chain import Chain, Step, StepKind
from zcforms.domain.identity import Role
from zcforms.domain.plan import CodeList, ExamForm, Examination, Section, SectionKind, Waiver
from zcforms.forms.shelf import Path_, Shelf

EXAM_FORMS = "exam_forms"
"""The code list of the forms of examination."""
ENDORSED = "endorsed"
"""Stands in `schedule_from` for the end of the chain."""

_TIME = {"type": "string", "format": "time"}
SITTING: Mapping[str, Mapping[str, str]] = {
    "form": {"type": "string", "codes": EXAM_FORMS},
    "caption": {"type": "string"},
    "capacity": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "reports_at": _TIME,
    "starts_at": _TIME,
    "ends_at": _TIME,
    "place": {"type": "string"},
}
"""What the form of a sitting asks at least, whatever else a plan wants to know: scheduling stands on it."""

Given = Mapping[str, Any]


def waiver(data: Given, sections: Mapping[str, Section]) -> Waiver | None:
    given = data.get("waiver")
    return Waiver(sections[given["section"]], given["sheet"]) if given else None


def build(
    data: Given, chain: Chain, sections: Mapping[str, Section], codes: Mapping[str, CodeList]
) -> Examination | None:
    """The examination of a checked plan document."""
    given = data.get("examination")
    if given is None:
        return None
    excused = _excused(data)
    return Examination(
        forms=tuple(
            ExamForm(
                each["form"],
                codes[EXAM_FORMS].caption_of(each["form"]) or each["form"],
                tuple(each.get("specialties", ())),
                each["form"] in excused,
            )
            for each in given["forms"]
        ),
        due=_due(chain, given.get("schedule_from")),
        plan_number=given["plan_number"],
        number=given["ticket"]["number"],
        sitting=sections[given["sitting"]],
        sheet=given["ticket"]["sheet"],
        at_end=_result(chain) is None,
    )


def tied(data: Given) -> set[tuple[str, str]]:
    """Kind and name of the documents that waiver and examination stand on."""
    found: set[tuple[str, str]] = set()
    if "waiver" in data:
        found |= {("section", data["waiver"]["section"]), ("sheet", data["waiver"]["sheet"])}
    if "examination" in data:
        given = data["examination"]
        found |= {
            ("section", given["sitting"]),
            ("sheet", given["ticket"]["sheet"]),
            ("codes", EXAM_FORMS),
        }
    return found


def check(shelf: Shelf, document: Document) -> None:
    """Blame the plan's document where somebody could be asked for an examination that nobody can hold."""
    _check_waiver(shelf, document)
    if "examination" in document.data:
        _check_forms(shelf, document)
        _check_schedule(shelf, document)
        _check_sitting(shelf, document)
    elif document.data["interview"]:
        fault = "本计划有面试，却没有写怎样安排"
        shelf.blame(document, ("interview",), fault, "请加上 examination，或把 interview 改为 false。")


def _check_waiver(shelf: Shelf, document: Document) -> None:
    """免面试 is asked for with a form of its own, where there is an interview."""
    data = document.data
    if "waiver" not in data:
        return
    here: Path_ = ("waiver", "section")
    shelf.require(document, ("waiver", "sheet"), "sheet", data["waiver"]["sheet"])
    _require_fields(shelf, document, here, data["waiver"]["section"])
    if not data["interview"]:
        fault = "本计划没有面试，却写了免面试"
        shelf.blame(document, ("waiver",), fault, "请把 interview 改为 true，或删去 waiver。")
    forms = [each["form"] for each in data.get("examination", {}).get("forms", ())]
    only = data["waiver"].get("forms", ())
    shelf.require_all(document, ("waiver", "forms"), only, among=forms, what="考核形式")


def _check_forms(shelf: Shelf, document: Document) -> None:
    specialties = [each["id"] for each in document.data["specialties"]]
    seen: set[str] = set()
    for position, each in enumerate(document.data["examination"]["forms"]):
        here: Path_ = ("examination", "forms", position)
        shelf.require_code(document, (*here, "form"), EXAM_FORMS, each["form"])
        if each["form"] in seen:
            shelf.blame(document, (*here, "form"), f"考核形式“{each['form']}”重复", "请只保留一个。")
        seen.add(each["form"])
        only = each.get("specialties", ())
        shelf.require_all(document, (*here, "specialties"), only, among=specialties, what="专业")


def _check_schedule(shelf: Shelf, document: Document) -> None:
    start = document.data["examination"].get("schedule_from", ENDORSED)
    chain = shelf.data("chain", document.data["chain"])
    known = [*(step["id"] for step in chain["steps"]), ENDORSED] if chain else [start]
    here: Path_ = ("examination", "schedule_from")
    shelf.require_all(document, here, [start], among=known, what="审核环节")
    said = start in known and "schedule_from" in document.data["examination"]
    if chain and said and _too_late(chain["steps"], start):
        fault = f"从“{start}”起安排考核，已在评审结果之后"
        remedy = "请改为评审结果（kind: result）或它之前的环节。"
        shelf.blame(document, here, fault, remedy)


def _too_late(steps: Sequence[Given], start: str) -> bool:
    """Whether the committee's result is there before anybody can be given a place."""
    ids = [step["id"] for step in steps]
    results = [place for place, step in enumerate(steps) if step.get("kind") == StepKind.RESULT]
    place = ids.index(start) if start in ids else len(ids)
    return bool(results) and place > results[0]


def _check_sitting(shelf: Shelf, document: Document) -> None:
    given = document.data["examination"]
    shelf.require(document, ("examination", "ticket", "sheet"), "sheet", given["ticket"]["sheet"])
    here: Path_ = ("examination", "sitting")
    section = _require_fields(shelf, document, here, given["sitting"])
    if section is None:
        return
    for name, wanted in SITTING.items():
        found = section["properties"].get(name, {})
        fits = all(found.get(key) == value for key, value in wanted.items())
        if not fits or name not in section.get("required", ()):
            said = "、".join(f"{key}: {value}" for key, value in wanted.items())
            fault = f"分区“{given['sitting']}”没有必填的“{name}”（{said}）"
            shelf.blame(document, here, fault, "安排场次要用到它，请加上，或改正它的 type、format、codes。")


def _require_fields(shelf: Shelf, document: Document, here: Path_, name: str) -> Given | None:
    """The section of this name; the document is blamed where there is none, and where it is no form."""
    shelf.require(document, here, "section", name)
    section = shelf.data("section", name)
    if section and section["kind"] != SectionKind.FIELDS:
        shelf.blame(document, here, f"分区“{name}”不是一张表单", "请用 kind 为 fields 的分区。")
        return None
    return section


def _excused(data: Given) -> list[str]:
    """The forms of examination that 免面试 excuses from: all of them where the plan does not say."""
    given = data.get("waiver")
    every = [each["form"] for each in data["examination"]["forms"]]
    return list(given.get("forms", every)) if given else []


def _due(chain: Chain, start: str | None) -> tuple[str, ...]:
    """The chain's steps from `start` on, as far as the committee's result; where the document does not say, from the organising unit's own."""
    ids = [step.id for step in chain.steps]
    result = _result(chain)
    last = len(ids) if result is None else ids.index(result.id) + 1
    if start is None:
        start = next((step.id for step in chain.steps if step.actor == Role.ORGANISING_UNIT), ENDORSED)
    return () if start == ENDORSED else tuple(ids[ids.index(start) : last])


def _result(chain: Chain) -> Step | None:
    return next((step for step in chain.steps if step.kind is StepKind.RESULT), None)
