"""The whole web application on a real database, with people who log in through the real (embedded) provider."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.web.site import Visitor, complaints
from zcforms import logs
from zcforms.domain.identity import Organisation, Role
from zcforms.idp import Directory, Identity
from zcforms.idp.people import made_up_id
from zcforms.services import maintenance
from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work
from zcforms.web.app import create_app

SEASON = datetime(2022, 7, 5, 9, 0, tzinfo=CHINA)
RULESET = "2022-teacher-senior"
SCHOOL, AUTHORITY, ORGANISER = "12340199MA00000016", "11340199MA00000017", "11340199MA00000025"


@dataclass
class Site:
    """The application, its house, and the register of who can log in."""

    app: Flask
    house: House
    settings: Settings
    directory: Directory
    people: list[Identity] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def visitor(self) -> Visitor:
        return Visitor(self.app.test_client(), self.settings.base_url)

    def identity(self, name: str = "吴若兰", **changed: str) -> Identity:
        """A new made-up person, known to the provider."""
        number = next(self._numbers)
        details = {
            "sub": f"person-{number}",
            "name": name,
            "account_kind": "person",
            "id_type": "居民身份证",
            "id_number": made_up_id("19850312", "2", number % 100),
            "phone_number": f"139{number:08d}",
            **changed,
        }
        made = Identity(**details)
        self.people.append(made)
        self.directory.replace(self.people)
        return made

    def employer(self) -> Identity:
        """The school's account."""
        return next(each for each in self.people if each.credit_code == SCHOOL)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = Settings(var=tmp_path_factory.mktemp("var"), demo=True, port=8765)
    logs.configure("info")
    maintenance.upgrade(settings)
    app = create_app(settings)
    house = app.extensions["zcforms"].house
    house.set_business_time(SEASON)
    site = Site(app, house, settings, Directory(Path(settings.var) / "idp" / "people.json"))
    _organisations(site)
    yield site
    house.close()


def _organisations(site: Site) -> None:
    region = site.house.codes("regions").codes[0].id
    nature = site.house.codes("employer_natures").codes[0].id
    rows = [
        ("authority", "青阳县教育局", AUTHORITY, Role.AUTHORITY, None),
        ("organiser", "蚌埠市教育局", ORGANISER, Role.ORGANISING_UNIT, None),
        ("school", "青阳路小学", SCHOOL, Role.EMPLOYER, "authority"),
    ]
    with work(site.house.database) as w:
        for id_, name, code, role, parent in rows:
            w.organisations.add(Organisation(id_, name, code, nature, role, region, parent))
            w.flush()
    for id_, name, code, *_ in rows:
        site.people.append(Identity(f"legal-{id_}", name, "legal", organisation_name=name, credit_code=code))
    site.directory.replace(site.people)


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Somebody who has not logged in."""
    return site.visitor()


REGISTRATION = {
    "sex": "2",
    "birth_date": "1985-03-12",
    "politics": "13",
    "ethnicity": "01",
    "email": "wu@example.cn",
    "address": "安徽省合肥市某路1号",
    "work_start": "2008-07-01",
    "education": "21",
}


@pytest.fixture
def registered(site: Site) -> Callable[..., Visitor]:
    """Make somebody who has registered, with or without asking the school."""

    def make(name: str = "吴若兰", *, asks: bool = False) -> Visitor:
        visitor = site.visitor()
        visitor.sign_in(site.identity(name).sub)
        employer = (
            {"choose_employer": "yes", "organisation_id": "school", "note": "本校教师"}
            if asks
            else {"choose_employer": "no"}
        )
        page = visitor.send("choose_employer", **REGISTRATION, **employer)
        assert page.status_code == 200, complaints(page)
        assert "注册成功" in page.text, page.text
        return visitor

    return make


@pytest.fixture
def employer(site: Site) -> Visitor:
    """The school's account, logged in."""
    visitor = site.visitor()
    visitor.sign_in(site.employer().sub, "legal")
    return visitor


@pytest.fixture
def bound(registered: Callable[..., Visitor], employer: Visitor) -> Callable[..., Visitor]:
    """Make somebody whose employer has approved them."""

    def make(name: str = "吴若兰") -> Visitor:
        visitor = registered(name, asks=True)
        page = employer.get("/desk/bindings")
        assert name in page.text
        ids = [each.split('"')[0] for each in page.text.split('name="id" value="')[1:]]
        employer.send("退回原因", id=ids, act="approve")
        assert "已处理" in employer.page.text
        return visitor

    return make


@dataclass
class Demonstration:
    """The application with the demonstration's people at every state of the journey."""

    app: Flask
    house: House
    settings: Settings

    def sign_in(self, sub: str, kind: str = "person") -> Visitor:
        visitor = Visitor(self.app.test_client(), self.settings.base_url)
        visitor.sign_in(sub, kind)
        return visitor

    def at_form(self, sub: str) -> tuple[Visitor, str]:
        """Somebody in front of their application, and where it is."""
        visitor = self.sign_in(sub)
        found = re.search(r"/applications/[0-9a-f]+", visitor.get("/declaration").text)
        assert found
        return visitor, found[0]


@pytest.fixture(scope="module")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, loaded_demonstration: Path
) -> Iterator[Demonstration]:
    settings = Settings(var=tmp_path_factory.mktemp("demonstration"), demo=True, port=8767)
    shutil.copytree(loaded_demonstration, settings.var, dirs_exist_ok=True)
    logs.configure("info")
    app = create_app(settings)
    house = app.extensions["zcforms"].house
    yield Demonstration(app, house, settings)
    house.close()


@pytest.fixture
def author(demonstration: Demonstration) -> Visitor:
    """Whoever writes rules."""
    return demonstration.sign_in("demo-rule-author", "legal")


@pytest.fixture
def draft(author: Visitor) -> Iterator[tuple[Visitor, str]]:
    """A draft of the plan's own ruleset, given up afterwards."""
    author.get(f"/rules/sets/{RULESET}")
    author.send("为什么修改", reason="按新文件增加继续教育要求")
    found = re.search(r"/rules/drafts/[0-9a-f]+", author.path)
    assert found, author.page.text[:500]
    yield author, found[0]
    author.get(f"{found[0]}/changes")
    author.send("/discard")
