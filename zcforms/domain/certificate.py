"""Titles that somebody holds, as their certificates say them (职称证书, features 74, 78 to 84)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from zcforms.domain.errors import InputFault, InputRefused, WrongState


class CertificateState(StrEnum):
    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


class CertificateAct(StrEnum):
    """What can be done to a certificate's state."""

    REPLACE = "replace"
    REVOKE = "revoke"


TRANSITIONS: dict[tuple[CertificateState, CertificateAct], CertificateState] = {
    (CertificateState.VALID, CertificateAct.REPLACE): CertificateState.REPLACED,
    (CertificateState.VALID, CertificateAct.REVOKE): CertificateState.REVOKED,
}
"""(state, act) -> next state; whatever is not here cannot be done. Neither end has a way back: what was done by mistake is mended by a new
certificate."""
_ENDED = {
    CertificateState.REPLACED: "这张证书已经换发过，不能再办理；请在新证书上办理。",
    CertificateState.REVOKED: "这张证书已被撤销，不能再办理。",
}


def follow(state: CertificateState, act: CertificateAct) -> CertificateState:
    """The state after the act. Raises `WrongState` where the table has no such transition."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise WrongState(_ENDED[state]) from None


class PaperState(StrEnum):
    """How it stands with a certificate's file (features 79 to 81). NONE: there is only what it says, because it
    was issued elsewhere, or ended before its file was made."""

    NONE = "none"
    WANTS_PHOTO = "wants_photo"
    QUEUED = "queued"
    MADE = "made"


@dataclass(eq=False)
class TitleCertificate:
    """One title of one holder. It is held against an identity number, so it also waits for a person who has not registered yet.
    `series`, `level`, `nature` and `id_type` are codes; what the certificate does not say is empty or None. `number` is None on those
    that were issued before there were numbers.

    What is issued here has `authority`, the id of the issuing authority's document, and `application_id`, the declaration that the title was
    granted on, where there was one. `replaces` and `replaced_by` are ids of the certificate before and after it. `photo`: digest of the
    portrait that it bears; `queued_at`: since when its file is to be made; `file`: digest of the PDF; `sealed`: the file bears an electronic
    seal. `revoked_at` and `reason`: when and why it was revoked."""

    id: str
    id_type: str
    id_number: str = field(repr=False)
    name: str
    number: str | None
    series: str
    specialty: str
    title: str
    level: str
    obtained_on: date
    issued_on: date | None
    recorded_at: datetime
    nature: str = ""
    approval: str = ""
    committee: str = ""
    employer: str = ""
    issuer: str = ""
    state: CertificateState = CertificateState.VALID
    application_id: str | None = None
    authority: str | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    photo: str | None = None
    queued_at: datetime | None = None
    file: str | None = None
    sealed: bool = False
    revoked_at: datetime | None = None
    reason: str = ""

    @property
    def year(self) -> int:
        """The year in which it was issued; of those without a date of issue, in which the title was obtained."""
        return (self.issued_on or self.obtained_on).year

    @property
    def paper(self) -> PaperState:
        if self.file is not None:
            return PaperState.MADE
        if self.authority is None or self.state is not CertificateState.VALID:
            return PaperState.NONE  # of what is not valid any more no file is made
        return PaperState.WANTS_PHOTO if self.queued_at is None else PaperState.QUEUED

    def queue(self, photo: str, at: datetime) -> None:
        """Its file can be made, with this portrait. Raises `WrongState` unless that is what it waits for."""
        if self.paper is not PaperState.WANTS_PHOTO:
            raise WrongState("这张证书现在不需要照片。")
        self.photo, self.queued_at = photo, at

    def made(self, digest: str, *, sealed: bool) -> None:
        self.file, self.sealed = digest, sealed

    def replace_by(self, other: TitleCertificate) -> None:
        """换发: the other one stands in its place. Raises `WrongState`."""
        self.state = follow(self.state, CertificateAct.REPLACE)
        self.replaced_by, other.replaces = other.id, self.id

    def revoke(self, reason: str, at: datetime) -> None:
        """撤销. Raises `InputRefused` at "/reason" without a reason, `WrongState`."""
        if not reason.strip():
            raise InputRefused([InputFault("/reason", "请写明撤销的原因，让持证人知道。")])
        self.state = follow(self.state, CertificateAct.REVOKE)
        self.revoked_at, self.reason = at, reason.strip()

    def same_as(self, other: TitleCertificate) -> bool:
        """Whether both are the same certificate: by number, and without one by holder, title and day."""
        if self.number or other.number:
            return self.number == other.number
        mine, theirs = (
            (each.id_type, each.id_number, each.title, each.obtained_on) for each in (self, other)
        )
        return mine == theirs
