"""What every page of the form shares: the side navigation with what is done and what is missing (feature 30)."""

from __future__ import annotations

from typing import Any

from flask import url_for

from zcforms.domain.plan import AchievementCategory, Part, SectionKind
from zcforms.services import filling
from zcforms.services.deadlines import deadline
from zcforms.services.filling import Filling
from zcforms.web.visit import actor, house, now

DONE, OPEN = "done", "todo"


def filling_page(application_id: str, here: str) -> dict[str, Any]:
    """Template arguments; `here` is the id of the current page's entry."""
    shared = filling.filling(house(), actor(), application_id)
    return {
        "filling": shared,
        "application_id": application_id,
        "steps": side_entries(shared, here),
        "due": deadline(shared.plan, shared.application, now()) if shared.editable else None,
        "crumbs": [
            ("首页", url_for("home.show")),
            ("职称申报", url_for("declaration.show")),
            ("填写申报信息", None),
        ],
        "back_url": url_for("declaration.show"),
    }


def side_entries(shared: Filling, here: str) -> list[dict[str, Any]]:
    application, plan = shared.application, shared.plan
    standard = plan.standard(application.standard)
    parts = [_part(shared, part, here) for part in shared.parts]
    groups = [_group(shared, group, here) for group in (standard.categories if standard else ())]
    missing = sum(entry["state"] == OPEN for entry in parts + groups)
    overviews = [
        _entry(
            "附件一览表",
            url_for("overviews.attachments", application_id=application.id),
            here == "attachments-overview",
        ),
        _entry(
            "申报一览表", url_for("overviews.everything", application_id=application.id), here == "overview"
        ),
    ]
    return [
        _chapter("个人信息", parts),
        _chapter("申报业绩", groups),
        _chapter("结果一览表", overviews),
        _entry(
            "提交审核" + (f"（{missing} 项未填）" if missing else ""),
            url_for("submission.check", application_id=application.id),
            here == "check",
        ),
    ]


def _chapter(caption: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    """A heading that leads to its first page."""
    url = children[0]["url"] if children else "#"
    return {"caption": caption, "url": url, "current": False, "state": "", "children": children}


def _entry(caption: str, url: str, current: bool, state: str = "") -> dict[str, Any]:
    return {"caption": caption, "url": url, "current": current, "state": state, "children": []}


def _part(shared: Filling, part: Part, here: str) -> dict[str, Any]:
    wanted = {section.id for section in part.sections if section.kind is not SectionKind.RECORDS}
    url = url_for("filling.part", application_id=shared.application.id, part_id=part.id)
    state = DONE if wanted <= shared.done and (wanted or part.sections) else OPEN
    return _entry(part.caption, url, here == part.id, state)


def _group(shared: Filling, group: AchievementCategory, here: str) -> dict[str, Any]:
    counts = [shared.counts.get(item.id, 0) for item in group.items]
    enough = all(count >= item.minimum for count, item in zip(counts, group.items, strict=True))
    state = DONE if enough and sum(counts) >= max(group.minimum, 1) else OPEN
    url = url_for("imports.group", application_id=shared.application.id, group_id=group.id)
    return _entry(group.caption, url, here == group.id, state)
