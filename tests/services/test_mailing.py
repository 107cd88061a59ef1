"""Messages that are also letters: to who wants them, once, and without anybody's words (issue 5)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.mail_server import MailServer, mail_server
from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.demo.replay import Replay
from zcforms.domain.errors import NotFound
from zcforms.postbox import NotSent
from zcforms.services import mailing, notices
from zcforms.services.house import House
from zcforms.services.mailing import sentence_of
from zcforms.services.telling import MAIL_JOB, Target, tell_person
from zcforms.storage import mails
from zcforms.storage.work import work
from zcforms.worker import KINDS, Terms, embedded

TEXT = "您申报的“甲计划：高级”被退回修改：请补充 340199198503120066 的证明"
FAST = Terms(pause=0.05, growth=1.5, attempts=4, poll=0.05, watch=0.5)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as started:
        yield started


@pytest.fixture
def posted(town: Stage, house: House, server: MailServer) -> House:
    """The same house with a mail server; `town` first, so that what its people did before is no news."""
    return replace(house, postbox=server.postbox())


@pytest.fixture
def reader(town: Stage) -> Replay:
    return town.employed("ready", "teacher-complete")


def told(house: House, reader: Replay, text: str = TEXT) -> str:
    """The id of a new message."""
    person_id = reader.actor.person()
    with work(house.database) as w:
        before = {each.id for each in w.notices.of(person_id=person_id)}
        tell_person(w, person_id, text, Target("binding"), NOW)
        w.flush()
        (made,) = (each.id for each in w.notices.of(person_id=person_id) if each.id not in before)
    return made


def test_a_letter_says_what_happened_and_where_to_read_more(
    reader: Replay, posted: House, server: MailServer
) -> None:
    notice_id = told(posted, reader)
    mailing.send(posted, notice_id, NOW)
    (text,) = server.texts
    assert server.recipients == [f"{reader.person.sub}@example.com"]
    assert "您申报的“甲计划：高级”被退回修改。" in text
    assert f"https://zc.example/notices/{notice_id}" in text
    assert "https://zc.example/centre/mail" in text
    for kept in ("请补充", "340199", reader.person.id_number, reader.person.phone):
        assert kept not in text
    assert notices.target(posted, reader.actor, notice_id) == Target("binding")
    with pytest.raises(NotFound):
        notices.target(posted, reader.actor, "nowhere")


def test_a_message_and_its_letter_are_one_transaction(reader: Replay, posted: House) -> None:
    def tell_and_fail() -> None:
        with work(posted.database) as w:
            tell_person(w, reader.actor.person(), TEXT, Target("binding"), NOW)
            raise KeyError

    before = posted.database.jobs.counts().waiting
    with pytest.raises(KeyError):
        tell_and_fail()
    assert posted.database.jobs.counts().waiting == before
    told(posted, reader)
    assert posted.database.jobs.counts().waiting == before + 1


def test_without_a_server_nothing_waits_for_one(house: House, town: Stage) -> None:
    reader = town.employed("ready", "teacher-complete")
    before = house.database.jobs.counts().waiting
    mailing.send(house, told(house, reader), NOW)
    assert house.database.jobs.counts().waiting == before
    assert not mailing.wish(house, reader.actor).offered


def test_whoever_wants_none_gets_none(reader: Replay, posted: House, server: MailServer) -> None:
    notice_id = told(posted, reader)
    assert mailing.wish(posted, reader.actor).wanted
    mailing.set_wish(posted, reader.actor, NOW, wanted=False)
    mailing.set_wish(posted, reader.actor, NOW, wanted=False)
    assert not mailing.wish(posted, reader.actor).wanted
    mailing.send(posted, notice_id, NOW)
    assert server.letters == []
    mailing.set_wish(posted, reader.actor, NOW, wanted=True)
    mailing.send(posted, notice_id, NOW)
    assert len(server.letters) == 1


def test_what_was_read_is_no_news(reader: Replay, posted: House, server: MailServer) -> None:
    notice_id = told(posted, reader)
    notices.mark_read(posted, reader.actor, NOW, notice_id)
    mailing.send(posted, notice_id, NOW)
    assert server.letters == []


def test_never_twice(reader: Replay, posted: House, server: MailServer) -> None:
    """Asked again, after a kill between claim and answer, or after an answer that got lost."""
    notice_id = told(posted, reader)
    for _ in range(3):
        mailing.send(posted, notice_id, NOW)
    assert len(server.letters) == 1
    killed = told(posted, reader)
    assert mails.claim(posted.database, killed, NOW)
    mailing.send(posted, killed, NOW)
    assert len(server.letters) == 1
    server.hang_up = True
    unclear = told(posted, reader)
    for _ in range(2):
        mailing.send(posted, unclear, NOW)
    assert len(server.letters) == 2


def test_what_was_certainly_not_sent_is_tried_again(
    reader: Replay, posted: House, server: MailServer
) -> None:
    notice_id = told(posted, reader)
    server.data = "452 full"
    for _ in range(2):
        with pytest.raises(NotSent):
            mailing.send(posted, notice_id, NOW)
    server.data = ""
    mailing.send(posted, notice_id, NOW)
    assert len(server.letters) == 1
    server.rcpt = "550 no such mailbox"
    refused = told(posted, reader)
    mailing.send(posted, refused, NOW)
    server.rcpt = ""
    mailing.send(posted, refused, NOW)
    assert len(server.letters) == 1


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_worker_sends_them_and_lists_those_that_it_gave_up(
    reader: Replay, posted: House, server: MailServer
) -> None:
    kinds = {MAIL_JOB: KINDS[MAIL_JOB]}
    sent, lost = told(posted, reader), told(posted, reader, "另一条消息。")
    server.data = "452 full"
    with embedded(posted, kinds, FAST):
        wait_for(
            lambda: {job.key for job in posted.database.jobs.failed() if job.kind == MAIL_JOB} >= {sent, lost}
        )
        server.data = ""
        for job in posted.database.jobs.failed():
            if job.key == sent:
                posted.database.jobs.retry(job.id)
        wait_for(lambda: len(server.letters) == 1)
    assert "452" in next(job.reason for job in posted.database.jobs.failed() if job.key == lost)


@pytest.mark.parametrize(
    ("notice", "letter"),
    [
        ("您申报的“甲”已通过单位审核，进入主管部门审核。", "您申报的“甲”已通过单位审核，进入主管部门审核。"),
        ("某单位退回了您的单位绑定申请：不是本单位人员", "某单位退回了您的单位绑定申请。"),
        ("您的业绩“论文：题目”被退回：缺少页码", "您的业绩“论文：题目”被退回。"),
        ("您的业绩“论文：“引”号”被退回：缺少页码", "您的业绩“论文：“引”号”被退回。"),
        ("免面试已获同意。审核意见：很好。请留意。", "免面试已获同意。"),
        ("“小学科学（一）”被退回：缺少", "“小学科学（一）”被退回。"),
        ("申报被退回（原因：缺少）", "申报被退回。"),
        ("证件 34019919850312006X 已核对", "证件 ****************** 已核对。"),
        ("请于 2022-07-20 09:00 报到。", "请于 2022-07-20 09:00 报到。"),
    ],
)
def test_a_letter_ends_where_somebodys_words_begin(notice: str, letter: str) -> None:
    assert sentence_of(notice) == letter
