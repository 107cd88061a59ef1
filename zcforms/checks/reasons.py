"""From a judged condition to one sentence: what was asked for and is not there, with what was found instead."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.checks.core import State
from zcforms.checks.judged import Judged

TOLD = 3
"""Records whose own reasons a sentence gives."""


def unmet(judged: Judged) -> str:
    """Why the condition does not hold: 要求“聘任年限”不少于 5 年，实际…."""
    return "；".join(dict.fromkeys(_unmet(judged)))


def met(judged: Judged) -> str:
    """That the condition holds, with what was found."""
    found = list(dict.fromkeys(_found(judged)))
    return f"{judged.sentence}（{'；'.join(found[:TOLD])}）" if found else judged.sentence


def passed(requirement: Judged) -> str:
    """Why a rule is passed: it holds, or what it cannot tell it does not ask for."""
    if requirement.truth is True:
        return f"{met(requirement)}。"
    return f"{unmet(requirement)}；未填写的不作要求，视为通过。"


def inapplicable(guard: Judged) -> str:
    """What a rule is for, and what is the case instead."""
    if guard.truth is True:
        return "无需调整。"
    parts = [part for part in guard.parts if part.truth is not True] if guard.kind == "all" else [guard]
    told = "；".join(f"{part.sentence}（目前：{_briefly(part)}）" for part in parts)
    return f"本项不适用，只在以下情形检查：{told}。"


def not_asked(requirement: Judged) -> str:
    """What the applicant was not asked, so that nothing was checked."""
    captions = "、".join(dict.fromkeys(_unasked(requirement)))
    return f"{captions or '有关内容'}未要求填写，本项未作检查。"


def _unasked(judged: Judged) -> Iterator[str]:
    for used in judged.values:
        if used.state is State.UNASKED:
            yield used.caption
    for inner in (*judged.parts, *(each.why for each in judged.records)):
        yield from _unasked(inner)


def _unmet(judged: Judged) -> Iterator[str]:
    missing = [part for part in judged.parts if part.truth is not True]
    if judged.kind == "all" and missing:
        for part in missing:
            yield from _unmet(part)
    elif judged.parts:
        yield f"要求{judged.sentence}，目前：{'；'.join(_briefly(part) for part in missing)}"
    else:
        yield f"要求{judged.sentence}，{_briefly(judged)}"


def _briefly(judged: Judged) -> str:
    """What was found of a condition that does not hold."""
    if judged.parts:
        return "；".join(_briefly(part) for part in judged.parts if part.truth is not True)
    details = list(_details(judged))
    if not details:
        return judged.found or "未达到"
    told = "；".join(details[:TOLD])
    more = f"；等 {len(details)} 处" if len(details) > TOLD else ""
    return told + more if judged.kind != "some" else f"{judged.found}（{told}{more}）"


def _details(judged: Judged) -> Iterator[str]:
    """What is the matter with each record that is to blame; of records inside records, of the inner ones."""
    if judged.kind not in ("some", "every", "pairs"):
        return
    for each in judged.records:
        if each.counts is True:
            continue
        inner = list(_details(each.why)) if each.why.kind == "every" else []
        yield from inner or [f"{each.label}：{_briefly(each.why)}"]


def _found(judged: Judged) -> Iterator[str]:
    """What was found, of the parts that hold."""
    fitting = [each for each in judged.records if each.counts is True] if judged.kind == "some" else []
    if fitting:
        inner = "；".join(_found(fitting[0].why))
        yield f"{judged.found}：{inner}" if inner else judged.found
    elif judged.found:
        yield judged.found
    for part in judged.parts:
        if part.truth is True:
            yield from _found(part)
