"""How far the evaluation of one rule may go: rules that look at every record beside every other, again and again, are given up."""

from __future__ import annotations

from dataclasses import dataclass

MOST_STEPS = 100_000
"""Records that one question may go through; a pair of records is one."""

STEPS = "#"
"""Where an environment keeps its steps; no variable is named so."""


class TooManySteps(Exception):
    """The question goes through more records than it is given."""


@dataclass(slots=True)
class Steps:
    """Counts down. One for each question."""

    left: int = MOST_STEPS

    def take(self, number: int) -> None:
        """Raises `TooManySteps`."""
        self.left -= number
        if self.left < 0:
            raise TooManySteps
