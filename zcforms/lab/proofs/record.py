"""Answers of the prover as JSON: how they are kept, streamed and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from zcforms.lab.proofs.answers import (
    Answer,
    Bound,
    Cause,
    Certificate,
    Example,
    Kind,
    Least,
    Question,
    Step,
    Subject,
    Verdict,
)


def as_json(answer: Answer) -> dict[str, Any]:
    """Everything that the answer says, as JSON has it."""
    made: dict[str, Any] = _plain(asdict(answer))
    return made


def of_json(data: Mapping[str, Any]) -> Answer:
    """The answer that `as_json` has written."""
    return Answer(
        id=data["id"],
        question=Question(data["question"]),
        kind=Kind(data["kind"]),
        verdict=Verdict(data["verdict"]),
        subject=Subject(**data["subject"]),
        sentence=data["sentence"],
        certificate=_certificate(data["certificate"]),
        causes=tuple(Cause(**each) for each in data["causes"]),
        examples=tuple(_example(each) for each in data["examples"]),
        steps=tuple(Step(**each) for each in data["steps"]),
        least=Least(**data["least"]) if data.get("least") else None,
    )


def _certificate(data: Mapping[str, Any]) -> Certificate:
    return Certificate(
        bounds=tuple(Bound(**each) for each in data["bounds"]),
        not_modelled=tuple(data["not_modelled"]),
        assumed=tuple(data["assumed"]),
        seconds=data["seconds"],
    )


def _example(data: Mapping[str, Any]) -> Example:
    return Example(
        caption=data["caption"],
        document=data["document"],
        told=tuple((caption, value) for caption, value in data["told"]),
        violated=tuple(data["violated"]),
    )


def _plain(value: Any) -> Any:
    """With lists for tuples, so that what is kept is what is read."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Question | Kind | Verdict) else value
