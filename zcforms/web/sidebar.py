"""What every page of the form shares: where one is, what is done, what is missing, until when (feature 30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from zcforms.services import filling
from zcforms.services.deadlines import Deadline
from zcforms.services.filling import Filling
from zcforms.services.last_check import Checked
from zcforms.services.progress import Gap, PageProgress
from zcforms.services.wording import application_caption
from zcforms.web.places import Places
from zcforms.web.visit import actor, house, now

DONE, OPEN, WRONG = "done", "todo", "wrong"
_SHOWN, _SHOWN_OF_EACH = 6, 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the side navigation. `state`: done, todo, wrong or "", with its `note`."""

    caption: str
    url: str
    current: bool = False
    state: str = ""
    note: str = ""
    children: tuple[Entry, ...] = ()

    @property
    def here(self) -> str:
        """The caption of the current page, of this entry or of one below it."""
        return next((each.caption for each in (self, *self.children) if each.current), "")


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a page lacks: the first gaps, and how many there are."""

    caption: str
    url: str
    gaps: tuple[Gap, ...]
    number: int

    @classmethod
    def of(cls, page: PageProgress, url: str, most: int) -> Lacking:
        return cls(page.caption, url, page.gaps[:most], len(page.gaps))


@dataclass(frozen=True, slots=True)
class Side:
    """`chapters` from the first step to the last; `lacking`: of the current page, or of all where it is none to fill in."""

    chapters: tuple[Entry, ...]
    filling: Filling
    place: Places
    due: Deadline | None
    lacking: tuple[Lacking, ...]
    alone: bool

    @property
    def step(self) -> int:
        """The number of the current chapter from 1; 0 where the page is none of theirs."""
        return next((n for n, each in enumerate(self.chapters, 1) if each.here), 0)

    @property
    def here(self) -> str:
        return next((each.here for each in self.chapters if each.here), "")

    @property
    def missing(self) -> int:
        return len(self.filling.progress.gaps)

    @property
    def state(self) -> str:
        return application_caption(self.filling.application.state, (), lapsed=self.filling.lapsed)


def filling_page(application_id: str, here: str) -> dict[str, Any]:
    """Template arguments; `here` is the id of the current page's entry."""
    shared = filling.filling(house(), actor(), application_id, now())
    side = side_of(shared, here)
    return {
        "filling": shared,
        "application_id": application_id,
        "side": side,
        "due": side.due or (shared.due if shared.lapsed else None),
        "returned": shared.returned_on(here),
        "crumbs": [
            ("首页", url_for("home.show")),
            ("职称申报", url_for("declaration.show")),
            ("填写申报信息", None),
        ],
        "back_url": url_for("declaration.show"),
    }


def side_of(shared: Filling, here: str) -> Side:
    place = Places(shared.plan, shared.application, shared.lapsed)
    urls = _urls(shared)
    found = [page for page in shared.progress.pages if page.id == here]
    asked = found or [page for page in shared.progress.pages if page.gaps]
    most = _SHOWN if found else _SHOWN_OF_EACH
    lacking = tuple(Lacking.of(page, urls[page.id], most) for page in asked if page.gaps and shared.editable)
    due = shared.due if shared.editable else None
    return Side(_chapters(shared, urls, here), shared, place, due, lacking, alone=bool(found))


def _urls(shared: Filling) -> dict[str, str]:
    where: dict[str, Any] = {"application_id": shared.application.id}
    parts = {page.id: url_for("filling.part", part_id=page.id, **where) for page in shared.progress.parts}
    groups = {page.id: url_for("imports.group", group_id=page.id, **where) for page in shared.progress.groups}
    return parts | groups


def _chapters(shared: Filling, urls: dict[str, str], here: str) -> tuple[Entry, ...]:
    where: dict[str, Any] = {"application_id": shared.application.id}
    parts, groups = (
        tuple(_page(page, urls[page.id], here, shared.editable) for page in pages)
        for pages in (shared.progress.parts, shared.progress.groups)
    )
    overviews = (
        Entry("附件一览表", url_for("overviews.attachments", **where), here == "attachments-overview"),
        Entry("申报一览表", url_for("overviews.everything", **where), here == "overview"),
    )
    state, note = _verdict(shared.checked) if shared.editable else ("", "")
    return (
        _chapter("个人信息", parts),
        _chapter("申报业绩", groups),
        _chapter("结果一览表", overviews),
        Entry("提交审核", url_for("submission.check", **where), here == "check", state, note),
    )


def _chapter(caption: str, children: Sequence[Entry]) -> Entry:
    """A heading that leads to its first page."""
    return Entry(caption, children[0].url if children else "#", children=tuple(children))


def _page(page: PageProgress, url: str, here: str, editable: bool) -> Entry:
    state, note = _filled(page) if editable else ("", "")
    return Entry(page.caption, url, here == page.id, state, note)


def _filled(page: PageProgress) -> tuple[str, str]:
    if page.done:
        return DONE, "已填"
    wrong = sum(gap.wrong for gap in page.gaps)
    if page.gaps and wrong == len(page.gaps):
        return WRONG, f"{wrong} 项有误"
    return (OPEN, f"缺 {len(page.gaps)} 项") if page.gaps else ("", "选填")


def _verdict(checked: Checked | None) -> tuple[str, str]:
    """What stands beside 提交审核."""
    if checked is None:
        return "", ""
    if not checked.current:
        return OPEN, "待重新检测"
    return (WRONG, f"{len(checked.failed)} 项不符合") if checked.failed else (DONE, "检测通过")
