"""The documents behind verdicts: archived once for each pair of digests, and made into rules again.

Everything that was read stands in one zip in the file store; the database knows its digest and that of each file. A verdict names the two
digests of plan and rules, so that it can be made again years later, from the very documents, whatever has become of them since.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from zcforms import __version__
from zcforms.checks import ruleset
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Verdict
from zcforms.domain.errors import DocumentsInvalid, ZcformsError
from zcforms.domain.plan import Plan
from zcforms.forms import catalogue
from zcforms.services.house import House
from zcforms.services.sources import ArchiveUnusable, Sources
from zcforms.storage.files import FileStore, FileUnreadable
from zcforms.storage.records import Bundle
from zcforms.storage.work import Work

_log = structlog.get_logger(__name__)


class BundleUnusable(ZcformsError):
    """The documents behind a verdict are not there, were changed, or do not make the rules that the verdict names."""


@dataclass(frozen=True, slots=True)
class Remade:
    """A plan and its rules, made from archived documents; `program`: the version of zcforms that archived them."""

    plan: Plan
    ruleset: Ruleset
    program: str


def archive(w: Work, house: House, plan_id: str, verdict: Verdict, now: datetime) -> None:
    """Keep the documents that the verdict was made from, unless they are kept already. The verdict stands whether or not they are at hand."""
    if w.bundles.find(verdict.plan_digest, verdict.rules_digest) is not None:
        return
    sources = house.rulebook.sources_behind(plan_id, verdict.plan_digest, verdict.rules_digest)
    if sources is None:
        _log.error("bundle_missing", plan=plan_id, rules_digest=verdict.rules_digest)
        return
    keep(w, house.files, sources, verdict, plan_id=plan_id, now=now)


def keep(
    w: Work, files: FileStore, sources: Sources, verdict: Verdict, *, plan_id: str, now: datetime
) -> None:
    """Put the documents into the store, and what finds them into the database."""
    manifest = {"files": sources.manifest(), "program": __version__}
    stored = files.put(sources.packed())
    w.bundles.keep(Bundle(verdict.plan_digest, verdict.rules_digest, plan_id, stored, manifest, now))


def remade(files: FileStore, bundle: Bundle) -> Remade:
    """The plan and its rules as they were.

    Raises:
        BundleUnusable: the archive is missing or damaged, its files are not those of the manifest, this version of the program does not take them
            any more, or what they make has other digests.
    """
    try:
        sources = Sources.unpacked(files.get(bundle.archive))
        if sources.manifest() != bundle.manifest["files"]:
            raise BundleUnusable("归档的文件与登记的清单不符，可能被改动过。")
        made = of_sources(sources, bundle.plan_id, str(bundle.manifest.get("program", "")))
    except (FileUnreadable, ArchiveUnusable) as error:
        raise BundleUnusable(f"作出这个结果的表单和规则文件无法取出：{error}") from error
    except DocumentsInvalid as error:
        raise BundleUnusable(
            f"归档的文件不能用现在的版本（{__version__}）读取，归档时的版本是 {bundle.manifest.get('program')}：{error.faults[0]}"
        ) from error
    require_digests(made, bundle.plan_digest, bundle.rules_digest)
    return made


def of_sources(sources: Sources, plan_id: str, program: str) -> Remade:
    """Raises `DocumentsInvalid`, `ArchiveUnusable`, and `BundleUnusable` where the documents have no such plan."""
    with tempfile.TemporaryDirectory(prefix="zcforms-") as name:
        folder = Path(name)
        sources.lay_out(folder)
        plan = catalogue.load(folder / "schemas", files=False).plans.get(plan_id)
        if plan is None:
            raise BundleUnusable(f"归档的文件中没有评审计划“{plan_id}”。")
        return Remade(plan, ruleset.compile(ruleset.load(folder / "rules"), plan), program)


def require_digests(made: Remade, plan_digest: str, rules_digest: str) -> None:
    """Raises `BundleUnusable`."""
    differing = [
        caption
        for caption, one, other in (
            ("计划", made.plan.digest, plan_digest),
            ("规则", made.ruleset.digest, rules_digest),
        )
        if one != other
    ]
    if differing:
        raise BundleUnusable(
            f"归档的文件重建出的{'和'.join(differing)}摘要与结果中登记的不符"
            f"（归档时的版本 {made.program or '不详'}，现在的版本 {__version__}）。"
        )
