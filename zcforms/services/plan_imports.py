"""Files become a draft: everything is held before anything is taken, and what is wrong is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.documents import patching
from zcforms.domain.errors import DocumentFault, DocumentsInvalid, NotAllowed
from zcforms.services import plan_downloads, plan_drafts, plan_ownership
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.editions import Edition
from zcforms.services.house import House
from zcforms.services.plan_archives import Files
from zcforms.services.plan_drafts import Beginning, Step
from zcforms.services.plan_files import Package, packaged
from zcforms.services.plan_package import CASES, make, own_of, plan_path
from zcforms.services.rule_authors import author

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Imported:
    """`documents`: paths of what is the plan's own now; `left`: of what is the same as in force and is used from there."""

    draft_id: str
    plan_id: str
    documents: tuple[str, ...]
    left: tuple[str, ...]
    version: int


def require_author(house: House, actor: Actor) -> None:
    """Raises `NotAllowed` for who organises no plans."""
    with reading(house, actor) as w:
        author(w, house, actor)


def take(
    house: House,
    actor: Actor,
    files: Files,
    reason: str,
    now: datetime,
    *,
    plan_id: str | None = None,
) -> Imported:
    """Begin a draft with the documents in the files (`plan_files.files_in`). `plan_id`: which of several plans.

    Raises:
        DocumentsInvalid: with every fault; nothing was taken. InputRefused: no reason. NotAllowed: no author, or another unit's plan.
    """
    package, left = held(house.rulebook.edition(wait=True), packaged(files, plan_id))
    _require_own(house, actor, package)
    _take_files(house, package)
    base, number = _base(house, package.plan_id)
    with writing(house, actor) as w:
        begun = plan_drafts.begin(
            w,
            author(w, house, actor),
            Beginning(package.plan_id, package.content, base, number),
            reason,
            now,
        )
        note(w, actor, "plans.import", f"plan-draft:{begun.id}", now, plan=package.plan_id)
        w.flush()
        return Imported(begun.id, package.plan_id, tuple(package.content["documents"]), left, begun.version)


def put(house: House, actor: Actor, draft_id: str, files: Files, now: datetime) -> Imported:
    """Put the documents in the files in place of the draft's, as one step that can be undone. Raises as `take`; `NotFound`, `WrongState`."""
    shown = plan_drafts.draft(house, actor, draft_id)
    package, left = held(house.rulebook.edition(wait=True), packaged(files, shown.plan_id))
    _require_own(house, actor, package)
    _take_files(house, package)
    content = package.content
    step = Step("导入文件", lambda before: [] if before == content else [patching.replace((), dict(content))])
    version = plan_drafts.change(house, actor, draft_id, step, now)
    return Imported(draft_id, package.plan_id, tuple(content["documents"]), left, version)


def held(edition: Edition, package: Package) -> tuple[Package, tuple[str, ...]]:
    """The package without what is the same as in force and not its own, and the paths of that.

    Raises:
        DocumentsInvalid: a document is broken, does not fit the others, or would take the place of one that other plans use.
    """
    kept, left, faults = split(edition, package)
    documents = kept.content["documents"]
    made = make(edition.documents, edition.shelf, documents, package.plan_id, package.files)
    faults += [fault for fault in made.faults if fault not in faults]
    if faults:
        raise DocumentsInvalid(faults)
    return kept, left


def split(edition: Edition, package: Package) -> tuple[Package, tuple[str, ...], list[DocumentFault]]:
    """The package's own part, the paths of what is the same as in force, and what would take the place of a document that other plans use."""
    plan_id, documents = package.plan_id, package.content["documents"]
    base = own_of(edition, plan_id)["documents"] if plan_id in edition.plans else {}
    faults: list[DocumentFault] = []
    own: dict[str, Any] = {}
    left: list[str] = []
    for path, content in documents.items():
        if path != plan_path(plan_id) and path not in base and plan_ownership.same(edition, path, content):
            left.append(path)
            continue
        own[path] = content
        if not path.startswith(CASES) and path != plan_path(plan_id):
            faults += _taking_anothers_place(edition, path, content, plan_id)
    texts = {path: text for path, text in package.content.get("texts", {}).items() if path in own}
    content = {"documents": own, "moves": package.content["moves"], **({"texts": texts} if texts else {})}
    return Package(plan_id, content, package.files), tuple(left), faults


def _take_files(house: House, package: Package) -> None:
    """Raises `DocumentsInvalid`."""
    plan_downloads.take(house, package.plan_id, package.content["documents"], package.files or {})


def _taking_anothers_place(edition: Edition, path: str, content: Any, plan_id: str) -> list[DocumentFault]:
    if plan_ownership.same(edition, path, content):
        return []
    used = plan_ownership.users_of(edition, path, content, plan_id)
    if not used:
        return []
    stem, _, suffix = path.rpartition("/")[2].rpartition(".")
    remedy = f"请另存为“{plan_id}-{stem}.{suffix}”，并让本计划改用它；或删去这个文件，沿用现行的。"
    return [
        DocumentFault(
            path, "", f"与现行的不同，而其他计划也在使用（{plan_ownership.captions(edition, used)}）", remedy
        )
    ]


def _require_own(house: House, actor: Actor, package: Package) -> None:
    """Raises `NotAllowed`: the plan, as it is in force or as it is given, is another unit's."""
    with reading(house, actor) as w:
        who = author(w, house, actor)
    given = package.content["documents"][plan_path(package.plan_id)]["organising_unit"]
    if given != who.organisation:
        raise NotAllowed(
            f"计划的组建单位是“{given}”，您的单位是“{who.organisation}”，不能导入。"
            "请由组建单位导入，或改正计划文档中的 organising_unit。"
        )
    if package.plan_id in house.rulebook.edition().plans and package.plan_id not in who.plans:
        raise NotAllowed(f"评审计划“{package.plan_id}”由其他单位组织，不能导入；请给计划另取编号。")


def _base(house: House, plan_id: str) -> tuple[Content, int]:
    """What the draft changes: what is in force, and its published number."""
    edition = house.rulebook.edition(wait=True)
    if plan_id not in edition.plans:
        return {"documents": {}, "moves": []}, 0
    version = edition.plan_version(plan_id)
    return own_of(edition, plan_id), version.number if version else 0
