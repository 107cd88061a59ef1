"""Persons, employers and who may act for whom; check digits of the numbers that identify them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, WrongState

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def resident_id_valid(number: str) -> bool:
    """GB 11643-1999: 17 digits, a real date, and the check character. The region is not held to today's table,
    because people keep the number of a region that was dissolved."""
    number = number.upper()
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return number[17] == resident_id_check(number)


def resident_id_check(digits: str) -> str:
    """The check character (GB 11643-1999) of a resident ID's first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=False))
    return _ID_CHECK[total % 11]


def told_by_resident_id(number: str) -> dict[str, str]:
    """What a valid resident ID says about its holder, as the registration form's answers: `birth_date` (YYYY-MM-DD) and `sex`
    (GB/T 2261.1: "1" male, "2" female)."""
    return {
        "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
        "sex": "1" if int(number[16]) % 2 else "2",
    }


def credit_code_valid(code: str) -> bool:
    """GB 32100-2015 统一社会信用代码: 18 characters without I, O, S, V, Z, and the check character."""
    code = code.upper()
    if len(code) != 18 or any(character not in _CREDIT_ALPHABET for character in code):
        return False
    total = sum(_CREDIT_ALPHABET.index(c) * w for c, w in zip(code, _CREDIT_WEIGHTS, strict=False))
    return code[17] == _CREDIT_ALPHABET[(31 - total % 31) % 31]


_LONG_NUMBER = 15
"""Characters of the shorter of the two forms of a resident's number."""


def masked(number: str) -> str:
    """An identity number as it may stand on a screen or in a log: first three and last two characters."""
    return number[:3] + "*" * max(len(number) - 5, 0) + number[-2:] if len(number) > 5 else "*" * len(number)


def masked_for_strangers(number: str) -> str:
    """An identity number beside a certificate that anybody may look up (feature 83): of a resident's number the first three and last four
    characters, as the national platform shows it; of the shorter numbers of other documents that would be most of it, so the last two."""
    shown = (3, 4) if len(number) >= _LONG_NUMBER else (0, 2)
    hidden = len(number) - sum(shown)
    return number[: shown[0]] + "*" * hidden + number[-shown[1] :] if hidden > 2 else "*" * len(number)


def name_for_strangers(name: str) -> str:
    """The first character alone: who has the paper in hand can compare it."""
    name = name.strip()
    return name[:1] + "*" * max(len(name) - 1, 1)


FIXED = ("sex", "birth_date")
"""What of the registration form identifies the person, beside name and number (feature 65)."""


class AccountKind(StrEnum):
    """个人登录 or 法人登录."""

    PERSON = "person"
    LEGAL = "legal"


class Role(StrEnum):
    """What an account of an organisation may act as; an applicant needs none."""

    EMPLOYER = "employer"
    AUTHORITY = "authority"
    HUMAN_RESOURCES = "human_resources"
    ORGANISING_UNIT = "organising_unit"
    COMMITTEE = "committee"
    ISSUER = "issuer"


class BindingState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(eq=False)
class Organisation:
    """An employer or an authority. `kind` is a code of `organisation_kinds`; `nature` of `employer_natures` (单位性质);
    a county's human-resources authority also stands for its freelancers (feature 12)."""

    id: str
    name: str
    credit_code: str
    nature: str
    role: Role
    region: str
    parent_id: str | None = None


@dataclass(eq=False)
class Person:
    """A natural person. `profile` holds the registration form's answers (features 6, 7); name, resident ID and sex come
    from the identity provider or the first registration and are immutable afterwards (feature 65).
    `photo`: digest of the re-encoded ID photo."""

    id: str
    name: str
    id_type: str
    id_number: str
    phone: str
    profile: Mapping[str, Any] = field(default_factory=dict)
    registered: bool = False
    photo: str | None = None
    version: int = 1

    def register(self, profile: Mapping[str, Any]) -> None:
        """Take the registration form, or a later 完善信息: what identifies the person does not change (feature 65)."""
        if self.registered:
            for fixed in FIXED:
                if fixed in self.profile and profile.get(fixed) != self.profile[fixed]:
                    raise WrongState(
                        "姓名、身份证号码、性别和出生日期不能修改；如有错误，请联系人社部门核实更正。"
                    )
        self.profile = dict(profile)
        self.registered = True


@dataclass(eq=False)
class Account:
    """Who logged in: `subject` is the identity provider's stable id. A legal account acts for an organisation."""

    id: str
    subject: str
    kind: AccountKind
    name: str
    person_id: str | None = None
    organisation_id: str | None = None


@dataclass(eq=False)
class Binding:
    """A person's wish to belong to an employer, and the employer's answer (features 9, 12, 76)."""

    id: str
    person_id: str
    organisation_id: str
    freelancer: bool
    note: str
    asked_at: datetime
    state: BindingState = BindingState.PENDING
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str = ""

    def approve(self, by: str, at: datetime) -> None:
        self._decide(BindingState.APPROVED, by, at, "")

    def give_back(self, by: str, at: datetime, reason: str) -> None:
        if not reason.strip():
            raise InputRefused([InputFault("/reason", "请写明退回原因，让申请人知道要改什么。")])
        self._decide(BindingState.RETURNED, by, at, reason.strip())

    def withdraw(self, at: datetime) -> None:
        self._decide(BindingState.WITHDRAWN, None, at, "")

    def supersede(self, at: datetime) -> None:
        """Another employer takes its place: the approved one when the new one approves, a pending one when another is asked."""
        if self.state is BindingState.APPROVED:
            self.state = BindingState.SUPERSEDED
        else:
            self._decide(BindingState.SUPERSEDED, None, at, "")

    def _decide(self, state: BindingState, by: str | None, at: datetime, reason: str) -> None:
        if self.state is not BindingState.PENDING:
            raise WrongState("这条绑定申请已经处理过了，请刷新页面查看最新状态。")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason
