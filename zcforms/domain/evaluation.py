"""The committee's vote on one applicant (评审结果)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction

from zcforms.domain.chain import Step
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

    def faults(self, step: Step) -> Iterator[InputFault]:
        """What cannot be right, or does not count, at this step of results."""
        for name, number in self.as_detail().items():
            if number < 0:
                yield InputFault(f"/{name}", "人数不能小于 0。")
        if message := self._presence(step):
            yield InputFault("/present", message)
        voted = self.approve + self.against + self.abstain
        if voted != self.present:
            yield InputFault(
                "/approve", f"同意、反对、弃权合计 {voted} 票，与出席 {self.present} 人不一致，请核对。"
            )

    def _presence(self, step: Step) -> str:
        if step.members is None:
            return "" if self.present >= 1 else "出席人数应不少于 1 人。"
        if self.present > step.members:
            return f"评委会应到 {step.members} 人，出席人数不能是 {self.present} 人，请核对。"
        if self.present < step.fewest_present:
            least = f"评委会应到 {step.members} 人，至少 {step.fewest_present} 人出席评审才有效"
            return f"{least}，现在是 {self.present} 人，不能录入结果。"
        return ""

    def held(self, step: Step) -> Votes:
        """Raises `InputRefused` where the numbers cannot be right, or too few were present."""
        if faults := list(self.faults(step)):
            raise InputRefused(faults)
        return self

    def passed(self, share: Fraction) -> bool:
        """Whether those for it are at least this share of those present."""
        return Fraction(self.approve, self.present) >= share

    def needed(self, share: Fraction) -> int:
        """The fewest votes with which it passes."""
        return -(-self.present * share.numerator // share.denominator)
