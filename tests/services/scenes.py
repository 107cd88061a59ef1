"""What many tests begin with, lived through once and laid out again: the town, and the people in it who have filled in their declaration.

Living through it takes hundreds of transactions. What comes of them, rows and files, is kept by the session, and is laid out again only where
nothing else has happened: a test in which something has, lives through all of it.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.databases import Content, content, put
from zcforms.demo.evidence import Evidence
from zcforms.demo.load import SCHOOL, Stage, opened
from zcforms.demo.replay import Replay
from zcforms.services.house import House

Key = tuple[Any, ...]


@dataclass(frozen=True)
class _Kept:
    rows: Content
    files: Path
    made: Any


class Scenes:
    """What was lived through in this session. `folder`: for the files of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[Key, _Kept] = {}

    def find(self, key: Key, url: str, files: Path) -> Any:
        """What was made then, with its rows and files laid out; None where nobody has made it."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        put(url, kept.rows)
        shutil.copytree(kept.files, files, dirs_exist_ok=True)
        return kept.made

    def keep(self, key: Key, url: str, files: Path, made: Any) -> None:
        folder = self._folder / str(len(self._kept))
        shutil.copytree(files, folder)
        self._kept[key] = _Kept(content(url), folder, made)


@dataclass(frozen=True)
class Town(Stage):
    """A stage that knows what was lived through before. `key`: what it is when nobody has appeared, and `rows` all that the database at `url`
    holds then; `files`: the folder of the files; `first`: the house that it was opened in."""

    scenes: Scenes
    key: Key
    url: str
    files: Path
    rows: Content
    first: House

    def employed(self, sub: str, document: str, employer: str = SCHOOL, *, days_ago: int = 0) -> Replay:
        """As of a stage, laid out where it is the first thing that happens."""
        return self._first(
            ("employed", sub, document, employer, days_ago),
            lambda: Stage.employed(self, sub, document, employer, days_ago=days_ago),
            self._again,
        )

    def filled(
        self, sub: str, document: str, employer: str = SCHOOL, *, days_ago: int = 3
    ) -> tuple[Replay, str]:
        """As of a stage, laid out where it is the first thing that happens."""
        return self._first(
            ("filled", sub, document, employer, days_ago),
            lambda: Stage.filled(self, sub, document, employer, days_ago=days_ago),
            lambda made: (self._again(made[0]), made[1]),
        )

    def _first(self, scene: Key, live: Callable[[], Any], again: Callable[[Any], Any]) -> Any:
        key = (*self.key, *scene, self.now)
        if not self._untouched():
            return live()
        found = self.scenes.find(key, self.url, self.files)
        if found is None:
            found = live()
            self.scenes.keep(key, self.url, self.files, again(found))
        return again(found)

    def _untouched(self) -> bool:
        """Nobody has done anything here yet."""
        return self.house is self.first and not any(self.files.rglob("*")) and content(self.url) == self.rows

    def _again(self, replay: Replay) -> Replay:
        made = copy.copy(replay)
        made.house, made.records = self.house, dict(replay.records)
        return made


def town(
    scenes: Scenes, house: House, evidence: Evidence, now: datetime, *, documents: str, files: Path
) -> Town:
    """The organisations, with somebody at each desk. `documents`: which ones the house has; `files`: the folder of its files."""
    backend = house.database.url.get_backend_name()
    url = house.database.url.set(drivername=backend).render_as_string(hide_password=False)
    key = (documents, backend, house.database.mails, now)
    stage = scenes.find(key, url, files)
    if stage is None:
        stage = opened(house, evidence, now)
        scenes.keep(key, url, files, stage)
    return Town(
        house,
        evidence,
        copy.deepcopy(stage.documents),
        stage.desks,
        now,
        scenes=scenes,
        key=key,
        url=url,
        files=files,
        rows=content(url),
        first=house,
    )
