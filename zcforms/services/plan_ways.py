"""From one version of a plan to a later one: both plans, and where answers went in between."""

from __future__ import annotations

from dataclasses import dataclass

from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import PlanVersion
from zcforms.lab.migrate_paths import Moves
from zcforms.services.house import House
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class Way:
    """`moves` of several versions follow each other."""

    old: Plan
    new: Plan
    moves: Moves


def way(w: Work, house: House, digest: str, version: PlanVersion) -> Way | None:
    """From the version with this digest to a later one. None where the later one's documents cannot be read. Of an earlier one that is known no more, the
    one that `version` replaced is taken for it: its answers are of one of the two."""
    new = _plan(house, version.plan_id, version.digest)
    if new is None:
        return None
    old = _plan(house, version.plan_id, digest) or _plan(house, version.plan_id, version.replaces)
    begun = w.plan_versions.by_digest(digest)
    since = begun.number if begun and begun.plan_id == version.plan_id else 0
    between = [each for each in w.plan_versions.of(version.plan_id) if since < each.number <= version.number]
    moves = [dict(each) for one in reversed(between) for each in one.moves]
    return Way(old or new, new, moves)


def _plan(house: House, plan_id: str, digest: str) -> Plan | None:
    kept = house.rulebook.kept(plan_id, digest)
    return kept.plan if kept else None
