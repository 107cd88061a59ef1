"""A version of a plan by its digest, as it was when it was published: from its frozen documents, or from the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import PlanVersion
from zcforms.lab.migrate_paths import Moves
from zcforms.services.house import House
from zcforms.services.plan_package import Made, content_of, make
from zcforms.storage.database import Database
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class Way:
    """From one version to another: where answers went in between."""

    old: Plan
    new: Plan
    moves: Moves


_MOST = 16
_made: WeakKeyDictionary[Database, dict[str, Made]] = WeakKeyDictionary()
_making = Lock()


def kept(w: Work, house: House, plan_id: str, digest: str) -> Plan | None:
    """None where no version has this digest, and where what was frozen cannot be read by this version of the program."""
    file = house.catalogue.plans.get(plan_id)
    if file is not None and file.digest == digest:
        return file
    version = w.plan_versions.by_digest(digest)
    return made(house, version).plan if version and version.plan_id == plan_id else None


def made(house: House, version: PlanVersion) -> Made:
    """What the frozen documents of a version make; made once."""
    with _making:
        known = _made.setdefault(house.database, {})
        if version.id not in known:
            while len(known) >= _MOST:
                known.pop(next(iter(known)))
            edition = house.rulebook.files
            known[version.id] = make(edition.documents, edition.shelf, documents_of(version), version.plan_id)
        return known[version.id]


def way(w: Work, house: House, digest: str, version: PlanVersion) -> Way | None:
    """From the version with this digest to a later one. None where the later one's documents cannot be read."""
    new, plan_id = made(house, version).plan, version.plan_id
    if new is None:
        return None
    old = kept(w, house, plan_id, digest) or kept(w, house, plan_id, version.replaces)
    since = number_of(w, plan_id, digest)
    between = [each for each in w.plan_versions.of(plan_id) if since < each.number <= version.number]
    moves = [dict(each) for one in reversed(between) for each in one.moves]
    return Way(old or house.catalogue.plans.get(plan_id) or new, new, moves)


def documents_of(version: PlanVersion) -> Mapping[str, object]:
    """The frozen documents as a package."""
    return {path: content_of(path, text) for path, text in version.documents.items()}


def number_of(w: Work, plan_id: str, digest: str) -> int:
    """The number of the newest version with this digest; 0: the files, or nobody knows."""
    version = w.plan_versions.by_digest(digest)
    return version.number if version and version.plan_id == plan_id else 0
