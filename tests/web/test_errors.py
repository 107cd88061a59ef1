"""Whatever goes wrong is told in Chinese, with what to do and an id; never a traceback."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.conftest import Site
from tests.web.site import Visitor
from tests.web.test_library import picture
from zcforms.domain import errors
from zcforms.services import maintenance
from zcforms.settings import Settings
from zcforms.web.app import create_app
from zcforms.web.errors import DOMAIN, UNKNOWN, telling_of


def every_error() -> list[type[errors.ZcformsError]]:
    found, waiting = [], [errors.ZcformsError]
    while waiting:
        kind = waiting.pop()
        found += kind.__subclasses__()
        waiting += kind.__subclasses__()
    return found


def test_every_error_that_a_user_can_cause_has_words_of_its_own() -> None:
    own = {kind for kind in every_error() if kind.__module__ == errors.__name__}
    assert own - set(DOMAIN) == {errors.DocumentsInvalid}
    assert telling_of(errors.PlanClosed("x")).heading == "不在申报时间内"
    assert telling_of(errors.ZcformsError("x")) is UNKNOWN


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/plans/no-such-plan", 404),
        ("/applications/0000", 404),
        ("/library/no-such-category", 404),
        ("/files/0000", 404),
        ("/applications/0000/parts/basic", 404),
        ("/desk", 403),
    ],
)
def test_pages_that_are_not_there_or_not_ones_own(
    registered: Callable[..., Visitor], path: str, status: int
) -> None:
    page = registered().get(path)
    assert page.status_code == status
    assert "编号：" in page.text
    assert page.headers["X-Request-ID"] in page.text
    assert "Traceback" not in page.text


def test_an_employer_has_no_library(employer: Visitor) -> None:
    assert employer.get("/library").status_code == 403


def test_a_get_of_what_only_changes(registered: Callable[..., Visitor]) -> None:
    page = registered().get("/drafts/x/forget")
    assert page.status_code == 405
    assert "不能这样访问" in page.text


def test_too_much_at_once(site: Site, registered: Callable[..., Visitor]) -> None:
    visitor = registered()
    visitor.get("/centre/photo")
    token = visitor.csrf()
    page = visitor.post(
        "/centre/photo", {"csrf_token": token, "x": "y" * (site.settings.max_upload_bytes + 1)}
    )
    assert page.status_code == 413
    assert "内容过大" in page.text


def test_scripts_get_json(registered: Callable[..., Visitor]) -> None:
    answer = registered().get("/files/0000", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json["heading"] == "没有找到"
    assert answer.json["request_id"]


def test_lost_bytes_are_told_and_logged(site: Site, bound: Callable[..., Visitor]) -> None:
    """A file whose bytes are gone from the store: the person sees words and an id, the log has the reason."""
    visitor = bound("卢存之")
    visitor.get("/library/work/new")
    scan = {"evidence:upload": (io.BytesIO(picture("teal")), "会丢的扫描件.jpg")}
    visitor.send("data.employer", data__employer="某单位", **scan)
    file_id = visitor.page.text.split("/files/")[1].split("/")[0]
    assert visitor.get(f"/files/{file_id}").status_code == 200
    for path in (site.settings.var / "files").rglob("*"):
        if path.is_file() and path.read_bytes() == visitor.page.data:
            path.unlink()
    page = visitor.get(f"/files/{file_id}")
    assert page.status_code in (404, 500)
    assert "编号：" in page.text
    assert "Traceback" not in page.text


def test_a_broken_database_still_gives_a_page(tmp_path: Path) -> None:
    """The error page needs neither the banner's clock nor the session's row."""
    settings = Settings(var=tmp_path / "var", demo=True, port=8766)
    maintenance.upgrade(settings)
    app = create_app(settings)
    visitor = Visitor(app.test_client(), settings.base_url)
    assert visitor.get("/signin").status_code == 200
    app.extensions["zcforms"].house.database.dispose()
    for path in settings.var.glob("zcforms.db*"):
        path.write_bytes(b"no database at all" * 400)
    page = visitor.get("/signin")
    assert page.status_code == 500
    assert "系统出现问题" in page.text
    assert page.headers["X-Request-ID"] in page.text
    app.extensions["zcforms"].house.close()
