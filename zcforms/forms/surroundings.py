"""What a field may ask of the form that it stands in: fields know no builder, only this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from zcforms.domain.plan import CodeList, Schema


class Form(Protocol):
    """A form, or a row of a record list, which is a form of its own (`builder.RenderedForm`)."""

    codes: Mapping[str, CodeList]
    files: Mapping[str, Mapping[str, Any]]

    @property
    def open_fields(self) -> frozenset[str]: ...
    @property
    def required_fields(self) -> frozenset[str]: ...
    @property
    def filled(self) -> bool: ...
    @property
    def position(self) -> str: ...

    def answers(self) -> dict[str, Any]: ...
    def field_at(self, place: str) -> Any: ...
    def everything(self) -> Iterator[Any]: ...
    def row(self, schema: Schema, prefix: str, data: Mapping[str, Any] | None, formdata: Any) -> Form: ...
