"""The committee's vote on one applicant (评审结果)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction

from zcforms.domain.errors import InputFault, InputRefused


@dataclass(frozen=True, slots=True)
class Votes:
    """How many experts were present, and how they voted. Nobody votes for somebody else, so the three add up to those present."""

    present: int
    approve: int
    against: int
    abstain: int

    @classmethod
    def of(cls, given: Mapping[str, int]) -> Votes:
        """As `as_detail` gave it."""
        return cls(**given)

    def as_detail(self) -> dict[str, int]:
        return asdict(self)

    def faults(self) -> Iterator[InputFault]:
        for name, number in self.as_detail().items():
            if number < 0:
                yield InputFault(f"/{name}", "人数不能小于 0。")
        if self.present < 1:
            yield InputFault("/present", "出席人数应不少于 1 人。")
        voted = self.approve + self.against + self.abstain
        if voted != self.present:
            yield InputFault(
                "/approve", f"同意、反对、弃权合计 {voted} 票，与出席 {self.present} 人不一致，请核对。"
            )

    def held(self) -> Votes:
        """Raises `InputRefused` where the numbers cannot be right."""
        if faults := list(self.faults()):
            raise InputRefused(faults)
        return self

    def passed(self, share: Fraction) -> bool:
        """Whether those for it are at least this share of those present."""
        return Fraction(self.approve, self.present) >= share

    def needed(self, share: Fraction) -> int:
        """The fewest votes with which it passes."""
        return -(-self.present * share.numerator // share.denominator)
