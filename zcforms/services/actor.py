"""Who asks. Web and command line resolve it once; every service decides with it what may be seen and done."""

from __future__ import annotations

from dataclasses import dataclass, field

from zcforms.domain.errors import NotAllowed
from zcforms.domain.identity import AccountKind, Role


@dataclass(slots=True)
class Once:
    """A drawn form that asks for its one effect: `key` names it, `digest` stands for what was sent. `used`: this request has had it."""

    key: str
    digest: str
    used: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in account. `entered`: the first registration is done (a person's form, a legal account's organisation);
    until then only registration and signing out are open (features 3, 4, 11). `once`: the form that the account has sent, where it is one that
    has its effect once."""

    account_id: str
    kind: AccountKind
    name: str
    person_id: str | None = None
    organisation_id: str | None = None
    role: Role | None = None
    entered: bool = False
    once: Once | None = field(default=None, compare=False)

    def person(self) -> str:
        """The person behind a personal account that has entered.

        Raises:
            NotAllowed: a legal account, or the registration form is still open.
        """
        if self.person_id is None:
            raise NotAllowed("当前是单位账号，请用个人账号登录后办理。")
        if not self.entered:
            raise NotAllowed("请先完成个人注册，再使用系统功能。")
        return self.person_id

    def organisation(self) -> str:
        """The organisation that a legal account acts for.

        Raises:
            NotAllowed: a personal account, or the organisation is not registered yet.
        """
        if self.kind is not AccountKind.LEGAL:
            raise NotAllowed("当前是个人账号，请用单位（法人）账号登录后办理。")
        if self.organisation_id is None:
            raise NotAllowed("请先完成单位注册，再使用系统功能。")
        return self.organisation_id
