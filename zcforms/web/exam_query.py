"""What the address says about which people to list, and what a form says about a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import url_for

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services.exam_candidates import CandidateQuery
from zcforms.storage.columns import CHINA
from zcforms.web.visit import query

_LONGEST = 100


def candidate_query(arguments: Mapping[str, str]) -> CandidateQuery:
    """`scope` names a plan and one of its forms of examination together."""
    plan, _, form = arguments.get("scope", "").partition("/")
    return CandidateQuery(
        plan,
        form,
        arguments.get("specialty", ""),
        arguments.get("seated", ""),
        arguments.get("waiver", ""),
        arguments.get("text", "").strip()[:_LONGEST],
    )


def same_list(endpoint: str) -> str:
    """The list as the address asked for it."""
    return url_for(endpoint, **query())


def moment_sent(sent: Mapping[str, str], name: str, otherwise: datetime) -> datetime:
    """A moment of a date and time field. Raises `InputRefused` at the field's pointer."""
    text = sent.get(name, "").strip()
    if not text:
        return otherwise
    try:
        return datetime.fromisoformat(text.replace("/", "-")).replace(tzinfo=CHINA)
    except ValueError:
        raise InputRefused(
            [InputFault(f"/{name}", "时间没有看懂，请写成“2022-07-13 09:00”这样的格式。")]
        ) from None
