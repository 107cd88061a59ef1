"""Notices as e-mail: the same news, without anybody's words in it, to who wants it (issue 5, notices at each turn).

The message in the system is what counts. A letter is sent once or, when a process dies at the wrong moment, not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import structlog

from zcforms.domain.identity import Person
from zcforms.postbox import Postbox, Refused, Unclear
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.registration import FORM
from zcforms.services.wording import PLATFORM
from zcforms.storage import mails
from zcforms.storage.outside_tables import MailState
from zcforms.storage.work import work

NOTICE, SETTING = "/notices/", "/centre/mail"
"""Where a letter leads: to what its notice is about, and to the switch."""
SUBJECT = f"【{PLATFORM}】您有一条新消息"
_TEXT = """您好：

{sentence}

详细情况请登录{platform}查看：
{link}

这封邮件由系统自动发送，请不要回复。不想再收到邮件提醒，可以在“个人中心”的“邮件提醒”中关闭：
{setting}
"""
_NUMBER = re.compile(r"[0-9A-Za-z]*\d{7,}[0-9A-Za-z]*")
_log = structlog.get_logger("zcforms.mail")


@dataclass(frozen=True, slots=True)
class MailWish:
    """`offered`: whether this installation sends letters at all; `address`: from the profile, "" where there is none."""

    offered: bool
    address: str
    wanted: bool


def wish(house: House, actor: Actor) -> MailWish:
    with reading(house, actor) as w:
        person = w.people.get(actor.person())
        stopped = w.mail_stops.holds(person.id)
    return MailWish(house.postbox is not None, _address(house, person), not stopped)


def set_wish(house: House, actor: Actor, now: datetime, *, wanted: bool) -> None:
    with writing(house, actor) as w:
        person_id = actor.person()
        if wanted:
            w.mail_stops.remove(person_id)
        else:
            w.mail_stops.put(person_id, now)
        note(w, actor, "person.mail", f"person:{person_id}", now, wanted=wanted)


def send(house: House, notice_id: str, now: datetime) -> None:
    """Send one notice to its person, if there is still anybody who wants it. Raises `NotSent`: it can be tried again."""
    if (postbox := house.postbox) is None:
        return
    with work(house.database, write=False) as w:
        notice = w.notices.find(notice_id)
        if notice is None or notice.person_id is None:
            return
        address = _address(house, w.people.get(notice.person_id))
        if not address or notice.read_at or w.mail_stops.holds(notice.person_id):
            return
    if not mails.claim(house.database, notice_id, now):
        return
    state = _handed_over(house, postbox, notice_id, address, letter(house, notice_id, notice.text))
    mails.settle(house.database, notice_id, state)


def letter(house: House, notice_id: str, text: str) -> str:
    """What the letter says."""
    base = house.terms.base_url
    return _TEXT.format(
        sentence=sentence_of(text),
        platform=PLATFORM,
        link=f"{base}{NOTICE}{notice_id}",
        setting=f"{base}{SETTING}",
    )


def sentence_of(text: str) -> str:
    """What has happened, from a notice's text: a notice quotes reasons and opinions behind a colon, and those stay where one has signed in.
    Numbers that could be somebody's are hidden."""
    told = text
    if (at := _colon(text)) is not None:
        head = text[:at]
        told = head.rpartition("。")[0] or (head[: head.rfind("（")] if _open(head) else head)
    told = _NUMBER.sub(lambda number: "*" * len(number[0]), told).strip().rstrip("。，；")
    return f"{told}。"


def _open(head: str) -> bool:
    """Whether it ends inside brackets."""
    return head.rfind("（") > head.rfind("）")


def _colon(text: str) -> int | None:
    """The first one outside quotation marks: in a quoted title it belongs to the title."""
    quoted = False
    for position, character in enumerate(text):
        if character in "“”":
            quoted = character == "“"
        elif character == "：" and not quoted:
            return position
    return None


def _handed_over(house: House, postbox: Postbox, notice_id: str, address: str, text: str) -> MailState:
    """What became of it; what is certainly not sent is given back and raised."""
    try:
        postbox.send(address, SUBJECT, text)
    except Refused as error:
        _log.warning("mail_refused", notice=notice_id, reason=str(error))
        return MailState.REFUSED
    except Unclear as error:
        _log.warning("mail_unclear", notice=notice_id, reason=str(error))
        return MailState.SENDING
    except Exception:
        mails.give_back(house.database, notice_id)
        raise
    return MailState.SENT


def _address(house: House, person: Person) -> str:
    """What the registration form's document calls an e-mail address."""
    properties = house.catalogue.sections[FORM].schema["properties"]
    found = (
        person.profile.get(name) for name, schema in properties.items() if schema.get("format") == "email"
    )
    return next((str(each) for each in found if each), "")
