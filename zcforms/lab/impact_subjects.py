"""One line -> somebody's facts. A line holds facts, facts with a key of their own, or an application document; what it is, it says itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from zcforms.checks import facts as fact_making
from zcforms.documents import metaschema
from zcforms.documents.reading import Document
from zcforms.domain.identity import masked
from zcforms.domain.plan import Plan
from zcforms.forms import validation

BLANK = "空行"
TOO_LONG = "一行超过 4 MB"
NO_JSON = "不是合法的 JSON"
NOT_DATA = "数字或字符无法表示"
NOTHING = "既不是事实也不是申报文件"
ANOTHER_PLAN = "属于另一个评审计划"
NO_STANDARD = "没有选定本计划的评审标准"
BROKEN_DOCUMENT = "申报文件的格式不对"

LONGEST = 4_000_000
"""Bytes of one line."""


class Unusable(Exception):
    """The line cannot be used; the text is the reason that people read."""


@dataclass
class Subject:
    """Somebody's application. `key` is masked. `given`: facts, or None where `document` has to become facts."""

    plan: Plan
    key: str
    given: Mapping[str, Any] | None = None
    document: Mapping[str, Any] | None = None

    def facts(self, *, breaches: bool) -> Mapping[str, Any]:
        """`breaches`: with what the form's own validation says, which takes ten times as long as the rest."""
        if self.given is not None:
            return self.given
        return self.whole if breaches else self._unvalidated

    @cached_property
    def whole(self) -> Mapping[str, Any]:
        """The facts as a check sees them."""
        if self.given is not None:
            return self.given
        document = self.document or {}
        try:
            return fact_making.facts(self.plan, document, validation.breaches_of(self.plan, document))
        except (AttributeError, KeyError, TypeError, ValueError):
            self._explain()

    @cached_property
    def _unvalidated(self) -> Mapping[str, Any]:
        try:
            return fact_making.facts(self.plan, self.document or {}, {})
        except (AttributeError, KeyError, TypeError, ValueError):
            self._explain()

    def _explain(self) -> NoReturn:
        """What could not be made into facts is a broken document; if it is sound, the fault is ours and is not hidden."""
        if metaschema.hold(Document("", self.document, ""), "application"):
            raise Unusable(BROKEN_DOCUMENT) from None
        raise  # noqa: PLE0704 - the error that is being handled where this is called


def subject(line: bytes | None, plan: Plan) -> Subject:
    """The application of one line; None stands for a line that was too long.

    Raises:
        Unusable: there is none of this plan.
    """
    data = _parsed(line)
    if isinstance(data.get("facts"), Mapping):
        return Subject(plan, masked(str(data.get("key") or data.get("id") or "")), given=_held(data["facts"]))
    if "answers" in data or "imports" in data:
        if data.get("plan", plan.id) != plan.id:
            raise Unusable(ANOTHER_PLAN)
        applicant = data.get("applicant")
        number = applicant.get("id_number") if isinstance(applicant, Mapping) else None
        return Subject(plan, masked(str(number or "")), document=data)
    return Subject(plan, "", given=_held(data))


def _held(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(facts.get("application"), Mapping):
        raise Unusable(NOTHING)
    return facts


def _parsed(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise Unusable(TOO_LONG)
    if not line.strip():
        raise Unusable(BLANK)
    try:
        data = json.loads(line, parse_constant=_refuse)
        if b"\\ud" in line or b"\\uD" in line:  # half of a surrogate pair is no text
            json.dumps(data, ensure_ascii=False).encode()
    except (UnicodeEncodeError, OverflowError):
        raise Unusable(NOT_DATA) from None
    except (ValueError, RecursionError):
        raise Unusable(NO_JSON) from None
    if not isinstance(data, dict):
        raise Unusable(NOTHING)
    return data


def _refuse(_: str) -> NoReturn:
    raise OverflowError
