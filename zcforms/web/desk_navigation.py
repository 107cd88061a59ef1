"""The side navigation of a desk: what every organisation has, and what some have beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from zcforms.services import certificate_room, exam_candidates, form_desk, result_rosters
from zcforms.services.actor import Actor
from zcforms.services.house import House

DESK_ROOMS = frozenset(
    {
        "desk",
        "desk_batch",
        "desk_lists",
        "desk_templates",
        "exams",
        "exam_sittings",
        "exam_rosters",
        "waiver_desk",
        "arrivals",
        "certificate_desk",
        "certificate_bundles",
        "results",
        "replacement_desk",
        "replacement_lists",
        "form_desk",
    }
)
"""The blueprints of a desk's pages."""


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """`at`: the endpoints, or whole blueprints, whose pages belong to it."""

    caption: str
    endpoint: str
    at: frozenset[str]
    children: tuple[DeskEntry, ...] = ()


_EVERYBODY = (
    DeskEntry("待办事项", "desk.show", frozenset({"desk.show"})),
    DeskEntry("单位绑定审核", "desk.bindings", frozenset({"desk.bindings", "desk.answer_bindings"})),
    DeskEntry(
        "业绩审核",
        "desk.achievements",
        frozenset({"desk.achievements", "desk.answer_achievements", "desk.achievement"}),
    ),
    DeskEntry(
        "申报审核",
        "desk.applications",
        frozenset(),
        (
            DeskEntry(
                "待审核",
                "desk.applications",
                frozenset(
                    {
                        "desk.applications",
                        "desk.application",
                        "desk.answer_application",
                        "desk_batch",
                        "desk_lists.journal",
                    }
                ),
            ),
            DeskEntry("已处理", "desk_lists.decided", frozenset({"desk_lists.decided"})),
            DeskEntry("意见模板", "desk_templates.listing", frozenset({"desk_templates"})),
        ),
    ),
    DeskEntry(
        "补换证审核",
        "replacement_desk.listing",
        frozenset(),
        (
            DeskEntry(
                "待审核",
                "replacement_desk.listing",
                frozenset({"replacement_desk", "replacement_lists.journal"}),
            ),
            DeskEntry("已处理", "replacement_lists.decided", frozenset({"replacement_lists.decided"})),
        ),
    ),
)
_EXAMINING = DeskEntry(
    "面试与考试",
    "exams.show",
    frozenset(),
    (
        DeskEntry("应考人员", "exams.show", frozenset({"exams", "exam_rosters"})),
        DeskEntry("考核场次", "exam_sittings.listing", frozenset({"exam_sittings", "arrivals"})),
        DeskEntry("免面试申请", "waiver_desk.listing", frozenset({"waiver_desk"})),
    ),
)
_RESULTS = DeskEntry("评审结果", "results.show", frozenset({"results"}))
_FORMS = DeskEntry("评审表生成", "form_desk.listing", frozenset({"form_desk"}))
_CERTIFICATES = DeskEntry(
    "职称证书", "certificate_desk.listing", frozenset({"certificate_desk", "certificate_bundles"})
)


def desk_entries(house: House, actor: Actor) -> list[dict[str, Any]]:
    """For `ui.side_nav`; 面试与考试 is there for whoever organises a plan that examines, 评审结果 for whoever enters a plan's results, 评审表生成
    for whoever organises plans, 职称证书 for whoever issues them or organises their plans."""
    examining = (_EXAMINING,) if exam_candidates.examines(house, actor) else ()
    results = (_RESULTS,) if result_rosters.enters_results(house, actor) else ()
    forms = (_FORMS,) if form_desk.watches(actor) else ()
    certificates = (_CERTIFICATES,) if certificate_room.has_room(actor) else ()
    return [_entry(each) for each in (*_EVERYBODY, *examining, *results, *forms, *certificates)]


def _entry(entry: DeskEntry) -> dict[str, Any]:
    return {
        "caption": entry.caption,
        "url": url_for(entry.endpoint),
        "current": bool({request.endpoint, request.blueprint} & entry.at),
        "children": [_entry(child) for child in entry.children],
    }
