"""A form's autosaved draft: offered when the form is opened again, put into it when it is asked for, gone when the form was saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from zcforms.services import drafts
from zcforms.services.drafts import Draft
from zcforms.web.visit import actor, house

ASKED = "draft"
"""The query's word for "with the draft in it"."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """`key` names the form (services.drafts)."""

    key: str
    found: Draft | None

    @property
    def restored(self) -> Mapping[str, Any] | None:
        """What goes into the form now, as the browser had sent it; None: what is kept."""
        asked = request.method == "GET" and ASKED in request.args
        return self.found.content if self.found and asked else None

    @property
    def offered(self) -> bool:
        return self.found is not None and request.method == "GET" and ASKED not in request.args

    @property
    def keep_url(self) -> str:
        return url_for("drafts.keep", key=self.key)

    @property
    def forget_url(self) -> str:
        return url_for("drafts.forget", key=self.key)

    @property
    def restore_url(self) -> str:
        return f"{request.path}?{ASKED}=1"

    def forget(self) -> None:
        drafts.forget(house(), actor(), self.key)


def drafting(key: str) -> Drafting:
    return Drafting(key, drafts.find(house(), actor(), key))
