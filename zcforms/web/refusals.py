"""A refused save is shown in the form that was sent, with what was typed, instead of an error page."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from zcforms.domain.errors import InputFault, InputRefused, StaleWrite, UploadRefused, ZcformsError
from zcforms.web.errors import telling_of


class TakesFaults(Protocol):
    """A form as it was sent."""

    def faults(self) -> list[InputFault]:
        """What it can tell by itself: texts that are no dates, files that were refused."""
        ...

    def refuse(self, pointer: str, message: str) -> bool:
        """Show a fault at the field of a pointer; False where there is no such field."""
        ...


class Refusals:
    """A context that a save runs in. Afterwards `status` is 0, or what to answer with; `messages` are what no field shows.

    Only what the person can mend in the form is caught; everything else goes on to the error pages.
    """

    def __init__(self, *forms: TakesFaults) -> None:
        self._forms = forms
        self.status = 0
        self.stale = False
        self.messages: list[str] = []

    def __enter__(self) -> Self:
        return self

    def hold(self) -> None:
        """Stop where the forms already know better: what was not understood must not be saved as nothing.

        Raises:
            InputRefused: caught by this very context.
        """
        if faults := [fault for form in self._forms for fault in form.faults()]:
            raise InputRefused(faults)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, InputRefused | StaleWrite | UploadRefused):
            return False
        self._take(error)
        return True

    def _take(self, error: ZcformsError) -> None:
        self.status = telling_of(error).status
        self.stale = isinstance(error, StaleWrite)
        faults = error.faults if isinstance(error, InputRefused) else [InputFault("", str(error))]
        for fault in faults:
            if not any(form.refuse(fault.pointer, fault.message) for form in self._forms):
                self.messages.append(fault.message)
