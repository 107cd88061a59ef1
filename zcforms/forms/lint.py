"""The author's lint of a plan's own documents: everything that forms alone can say, at its place and in plain words.

Rules are held to the forms by `checks`; what follows from them is `lab.lint_rules`.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zcforms.documents.pointer import pointer
from zcforms.domain.errors import DocumentFault
from zcforms.domain.problem import Problem, Severity
from zcforms.forms import lint_faults, lint_fields, lint_plan, lint_unused, lint_words
from zcforms.forms.lint_package import Finding, Package

MOST = 300
"""Problems that are told at once."""


def findings(package: Package, faults: Iterable[DocumentFault]) -> Iterator[Finding]:
    """What the loader found, then what the documents say about themselves. A document with a fault of its own is not looked into
    further: `package.shelf` has only those that are sound."""
    told = list(faults)
    for fault in told:
        yield lint_faults.finding(package, fault)
    if package.plan is None and not told:
        yield _no_plan(package)
    yield from itertools.islice(lint_fields.findings(package), MOST)
    blamed = {(fault.file, fault.pointer) for fault in told}
    rest = itertools.chain(lint_plan.findings(package), lint_unused.findings(package))
    for found in itertools.islice(rest, MOST):
        if (found.document, pointer(found.at)) not in blamed:
            yield found


def _no_plan(package: Package) -> Finding:
    return Finding(
        "fault",
        Severity.ERROR,
        package.plan_path,
        (),
        "方案里没有计划信息",
        "没有年度、名称、系列和申报时间，其他内容都无从说起。",
    )


def problem(found: Finding, documents: Mapping[str, Any], data: Any = None) -> Problem:
    """The finding with its place in words. `data`: what the document says, where it is a text."""
    written = documents.get(found.document)
    shown = data if isinstance(written, str) else written
    inside = pointer(found.at)
    return Problem(
        id=_id(found, shown),
        kind=found.kind,
        severity=found.severity,
        document=found.document,
        inside=inside,
        pointer=pointer(("documents", found.document)) + ("" if isinstance(written, str) else inside),
        where=lint_words.where(found.document, shown, found.at),
        fault=found.fault,
        reason=found.reason,
        fix=found.mend,
        fix_caption=found.mend_caption if found.mend else "",
        others=found.others,
        as_written=found.as_written,
    )


def _id(found: Finding, data: Any) -> str:
    """The same for the same problem when something before it in a list comes or goes: named things stand for their positions."""
    names: list[str] = []
    for step in found.at:
        data = lint_words.inside(data, step)
        own = data.get("id") if isinstance(data, Mapping) else None
        names.append(str(own if own and isinstance(step, int) else step))
    told = "\n".join((found.kind, found.document, *names, found.about))
    return f"{found.kind}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
