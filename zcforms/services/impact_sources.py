"""Past applications as a source for impacts: the last check of each, as the database keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zcforms.lab.impact_sources import Part
from zcforms.storage.database import Database
from zcforms.storage.work import work

PAGE = 500


@dataclass(frozen=True)
class Stored:
    """The stored facts of a plan's applications, by the applications' ids. `but`: digests of versions of the plan that are judged by rules of their own, which no draft changes."""

    database: Database
    plan_id: str
    page: int = PAGE
    but: tuple[str, ...] = ()

    @cached_property
    def size(self) -> int:
        with work(self.database, write=False) as w:
            return w.impacts.count_past(self.plan_id, self.but)

    @property
    def count(self) -> int:
        return self.size

    @property
    def identity(self) -> str:
        """The same while applications come and go: it is gone on from by their ids."""
        return f"database:{self.plan_id}"

    def parts(self, after: Any = None) -> Iterator[Part]:
        last, done = after or ("", 0)
        while lines := self._lines(last):
            last, done = lines[-1][0], done + len(lines)
            yield Part(tuple(line for _, line in lines), [last, done], min(done, self.size))

    def _lines(self, after: str) -> list[tuple[str, bytes]]:
        with work(self.database, write=False) as w:
            return [
                (application.id, _line(application.number or application.id, verdict.facts))
                for application, verdict in w.impacts.past(self.plan_id, after, self.page, self.but)
            ]


def _line(key: str, facts: Any) -> bytes:
    return json.dumps({"key": key, "facts": facts}, ensure_ascii=False).encode()
