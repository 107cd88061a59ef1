"""How moments and addresses stand on pages, and the demonstration's banner."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Flask, request, url_for

from zcforms.forms.media import bytes_text
from zcforms.services.wording import ACHIEVEMENT
from zcforms.settings import Settings
from zcforms.storage.columns import CHINA
from zcforms.web.places import row_id
from zcforms.web.visit import now, query


def init(app: Flask, settings: Settings) -> None:
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["bytes_text"] = bytes_text
    app.jinja_env.globals["achievement_states"] = ACHIEVEMENT
    app.jinja_env.globals["page_url"] = page_url
    app.jinja_env.globals["asked_query"] = query
    app.jinja_env.globals["plans_page_url"] = plans_page_url
    app.jinja_env.globals["person_photo_url"] = person_photo_url
    app.jinja_env.globals["row_id"] = row_id
    app.jinja_env.globals["printed_at"] = now
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def banner() -> dict[str, Any]:
        return {"banner": demonstration_banner() if settings.demo else ""}


def moment(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def day(at: date) -> str:
    return f"{at.year}年{at.month}月{at.day}日"


def demonstration_banner() -> str:
    return f"演示环境：数据均为虚构，系统时间为 {day(now())}"


def page_url(number: int, parameter: str = "page") -> str:
    """The present address with another page number."""
    arguments = {**query(), **(request.view_args or {}), parameter: number}
    return url_for(request.endpoint or "home.show", **arguments)


def person_photo_url(field_id: str) -> str:
    """Where the person's own photo is given or changed, from a field that shows it; afterwards one is back at the field (features 34, 77)."""
    return url_for("centre.photo", back=f"{request.path}#{field_id}")


def plans_page_url(number: int) -> str:
    return page_url(number, "plans")
