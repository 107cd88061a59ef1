"""Everything that can go wrong on purpose. `str(error)` is a Chinese sentence fit for the user who caused it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zcforms.domain.finding import Finding


class ZcformsError(Exception):
    """The root: whatever is raised on purpose derives from here."""


# -- documents: a broken document is the author's fault, found at load -----------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class DocumentFault:
    """One fault of a document: where it is, what is wrong, what would be right (both in Chinese)."""

    file: str
    pointer: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}{'#' + self.pointer if self.pointer else ''}：{self.fault}。{self.remedy}"


class DocumentsInvalid(ZcformsError):
    """At least one document breaks its metaschema or contradicts another; nothing was loaded."""

    def __init__(self, faults: Sequence[DocumentFault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


# -- requests: a user's mistake ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InputFault:
    """One mistake in what a person gave: `pointer` is a JSON Pointer into it ("" is the whole)."""

    pointer: str
    message: str


class InputRefused(ZcformsError):
    """What was given cannot be taken; each fault stands at its place and nothing was changed."""

    def __init__(self, faults: Sequence[InputFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("；".join(fault.message for fault in self.faults))


class UploadRefused(ZcformsError):
    """An uploaded file is not what it must be."""


class NotFound(ZcformsError):
    """There is no such thing, or it is another person's: the two are never told apart."""

    def __init__(self, message: str = "没有找到您要查看的内容，可能已被删除，或不属于您。") -> None:
        super().__init__(message)


class NotAllowed(ZcformsError):
    """The person is known, the thing too, and the act is not theirs to do."""


class StaleWrite(ZcformsError):
    """Somebody, or another window, changed the same thing in the meantime."""

    def __init__(
        self,
        message: str = "内容刚刚在别处被修改，这一步没有执行。请核对最新内容后再试一次。",
    ) -> None:
        super().__init__(message)


class AlreadyDone(ZcformsError):
    """A form was sent again after it had its effect: a double click, or an answer that got lost."""

    def __init__(self, message: str = "这一步刚才已经办理，没有重复执行。") -> None:
        super().__init__(message)


class WrongState(ZcformsError):
    """The act does not fit the state: a submitted application cannot be edited, a closed plan not be applied to."""


class PlanClosed(WrongState):
    """The plan's window is not open."""


class Lapsed(PlanClosed):
    """A declaration that was returned was not handed in again in time: it counts as given up."""


class GateClosed(WrongState):
    """No approved employer: neither library submission nor declaration (feature 13)."""


class TooOften(ZcformsError):
    """A visitor asks more often than is allowed; in `seconds` it may be tried again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"您在短时间内查验的次数过多，请在 {seconds} 秒后重试。")


class SubmissionBlocked(ZcformsError):
    """The check found what blocks submission (feature 61)."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("申报信息不完善，无法提交")


# -- machinery ---------------------------------------------------------------------------------------------------


class CheckFailed(ZcformsError):
    """A check could not be made at all (limits, engine): never to be read as "no findings"."""


class PrintingFailed(ZcformsError):
    """A sheet could not be made; the message names the reason."""
