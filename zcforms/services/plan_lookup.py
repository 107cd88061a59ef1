"""Where a plan is, as commands name it: a folder or ZIP, an installed plan, a published version (plan@number), a draft (its id); and what it consists of there.

For the command line alone, which runs with the rights of whoever has the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from zcforms.documents.nearest import remedy_for
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused
from zcforms.forms import catalogue
from zcforms.forms.shelf import HeldFile
from zcforms.services import plan_downloads, plan_files
from zcforms.services.bench import Bench
from zcforms.services.editions import Edition, parts
from zcforms.services.plan_files import Package
from zcforms.services.plan_package import Made, content_of, content_of_version, document_of, make, own_of
from zcforms.services.replaying import Clock, opened
from zcforms.settings import Settings
from zcforms.storage.engines import DatabaseUnusable
from zcforms.storage.work import work

_DRAFT = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Found:
    """`called`: as it was asked for; `everything`: path -> data of all documents that it stands on, as far as they can be tied together; `offered` reads what
    it offers for download, by path (raises `FileUnreadable`)."""

    called: str
    package: Package
    made: Made
    everything: Mapping[str, Any]
    offered: Callable[[], Mapping[str, bytes]] = dict


def find(settings: Settings, name: str, clock: Clock) -> Found:
    """What the name means.

    Raises:
        DocumentsInvalid: the files cannot be read. InputRefused: nothing is called so. DatabaseUnusable: it needs the database, and nothing answers.
    """
    path = Path(name)
    with Bench.load() as bench:
        edition = Edition.of_files(bench)
    if path.is_dir() or path.suffix.lower() == ".zip":
        package = plan_files.read(path)
        return _offering(_of_package(edition, name, package), package.files)
    if name in edition.plans:
        found = _of_package(edition, name, Package(name, own_of(edition, name)))
        return _offering(found, edition.documents.files)
    if _DRAFT.fullmatch(name) or "@" in name:
        return _of_database(settings, name, clock)
    return _published(settings, name, clock, edition)


def _published(settings: Settings, name: str, clock: Clock, edition: Edition) -> Found:
    """The newest version of a plan that was made in the browser, where there is a database to ask. Raises `InputRefused`."""
    known = list(edition.plans)
    with suppress(DatabaseUnusable), opened(settings, clock) as house:
        with work(house.database, write=False) as w:
            versions = w.plan_versions.of(name)
        if versions:
            return _of_database(settings, f"{name}@{versions[0].number}", clock)
        known = list(house.rulebook.edition(wait=True).plans)
    raise InputRefused([InputFault(name, f"没有这个文件夹、压缩包或评审计划。{remedy_for(name, known)}")])


def _of_database(settings: Settings, name: str, clock: Clock) -> Found:
    with opened(settings, clock) as house, work(house.database, write=False) as w:
        edition = house.rulebook.edition(wait=True)
        if "@" not in name:
            draft = w.plan_drafts.get(name)
            found = _of_package(edition, name, Package(draft.plan_id, draft.content))
            return replace(found, offered=partial(plan_downloads.written, house, draft.documents))
        plan_id, _, number = name.rpartition("@")
        version = w.plan_versions.numbered(plan_id, int(number)) if number.isdigit() else None
        if version is None:
            known = [f"{plan_id}@{each.number}" for each in w.plan_versions.of(plan_id)]
            raise InputRefused(
                [InputFault(name, f"没有发布过这个版本。{remedy_for(name, known) if known else ''}")]
            )
    documents = {path: content_of(path, text) for path, text in version.documents.items()}
    package = Package(plan_id, content_of_version(version))
    made = make(edition.documents, edition.shelf, documents, plan_id)
    offered = partial(plan_downloads.written, house, package.content["documents"])
    return Found(name, package, made, _as_data(documents), offered)


def _offering(found: Found, held: Mapping[str, HeldFile] | None) -> Found:
    documents = found.package.content["documents"]
    return replace(found, offered=partial(plan_downloads.of_installed, held, documents))


def _of_package(edition: Edition, name: str, package: Package) -> Found:
    documents = package.content["documents"]
    made = make(edition.documents, edition.shelf, documents, package.plan_id, package.files)
    own = _as_data(documents)
    if made.plan is None:
        return Found(name, package, made, own)
    shared = {
        f"{document.file.rsplit('.', 1)[0]}.json": document.data
        for document in catalogue.closure(made.shelf, package.plan_id).sound.values()
    }
    rules = {
        document.file: document.data
        for document in (made.rules.documents[each] for each in parts(made.rules, made.plan.ruleset))
    }
    return Found(name, package, made, {**shared, **rules, **own})


def _as_data(documents: Mapping[str, Any]) -> dict[str, Any]:
    """Texts read as data; one that cannot be is compared as a text."""
    found: dict[str, Any] = {}
    for path, content in documents.items():
        try:
            found[path] = document_of(path, content).data
        except DocumentsInvalid:
            found[path] = content
    return found
