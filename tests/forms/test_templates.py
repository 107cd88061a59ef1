"""The pages' building blocks: labelled, described, harmless, and fit for a strict content security policy."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask, render_template_string

from tests.forms.gallery import create_gallery
from zcforms import resources


@pytest.fixture
def gallery() -> Flask:
    return create_gallery()


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag == "template"
        if not self._hidden:
            self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "template"

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.tags if "id" in attrs]


@pytest.mark.parametrize("path", ["/", "/?blank=1", "/records/0", "/records/new"])
def test_ids_are_unique_and_every_reference_finds_its_own(gallery: Flask, path: str) -> None:
    page = Page(gallery.test_client().get(path).text)
    ids = page.ids()
    assert len(ids) == len(set(ids))
    for _, attrs in page.tags:
        wanted = [attrs[name] for name in ("for", "aria-labelledby") if name in attrs]
        wanted += (attrs.get("aria-describedby") or "").split()
        assert set(wanted) <= set(ids)


def test_every_control_has_a_name_for_people(gallery: Flask) -> None:
    page = Page(gallery.test_client().get("/").text)
    labelled = {attrs["for"] for tag, attrs in page.tags if tag == "label" and "for" in attrs}
    loose = [
        attrs
        for tag, attrs in page.tags
        if tag in ("input", "select", "textarea")
        and attrs.get("type") not in ("hidden", "radio", "checkbox")
        and attrs.get("id") not in labelled
        and not attrs.get("aria-label")
    ]
    assert loose == []


def test_errors_stand_at_fields_and_in_a_summary_that_leads_to_them(gallery: Flask) -> None:
    answer = gallery.test_client().post("/", data={"work_years": "十四"})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert 'value="十四"' in answer.text
    wrong = next(attrs for _, attrs in page.tags if attrs.get("id") == "f-work_years")
    assert wrong["aria-invalid"] == "true"
    assert "f-work_years-error" in (wrong["aria-describedby"] or "")
    links = re.findall(r'<li><a href="#([^"]+)">', answer.text)
    assert links
    assert set(links) <= set(page.ids())


def test_enter_never_presses_a_button_of_a_list(gallery: Flask) -> None:
    """The first submit button of a form is what the Enter key presses."""
    html = gallery.test_client().get("/").text
    form = html[html.index("data-form") :]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None
    assert "_do" not in first.group()


def test_no_template_has_inline_script_handler_or_style() -> None:
    for path in (resources.folder("templates")).rglob("*.html"):
        if "print" in path.parts:
            continue
        text = re.sub(r"\{[#{%].*?[#}%]\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "|safe" not in path.read_text(encoding="utf-8").replace(" ", ""), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), path
        assert not re.search(r"\sstyle\s*=|<style", text), path


def test_a_page_without_anything_still_stands(gallery: Flask) -> None:
    with gallery.test_request_context():
        html = render_template_string(
            '{% extends "web/base.html" %}{% block main %}<p>正文</p>{% endblock %}'
        )
    assert html.count("<p>正文</p>") == 1
    assert "zc-columns" not in html
    assert "跳到正文" in html


def test_side_navigation_says_where_one_is_and_what_is_missing(gallery: Flask) -> None:
    html = gallery.test_client().get("/").text
    assert html.count('aria-current="page"') >= 3
    assert "待完善" in html
    assert html.count('<main id="main"') == 1


UI = '{% import "web/macros/ui.html" as ui %}'
GROUPS = [
    {
        "id": "a",
        "caption": "甲",
        "kind": "fields",
        "fields": [{"id": "x", "caption": "民族", "text": "汉族<b>"}],
    },
    {
        "id": "b",
        "caption": "乙",
        "kind": "records",
        "columns": [{"id": "x", "caption": "单位"}],
        "rows": [
            {
                "cells": {"x": "小学"},
                "detail": [{"caption": "单位", "text": "小学"}],
                "nested": [
                    {
                        "caption": "评聘",
                        "columns": [{"id": "y", "caption": "职务"}],
                        "rows": [{"cells": {"y": "教师"}}],
                    }
                ],
                "files": [{"id": "f1", "name": "证书.jpg", "size": "178 KB"}],
            }
        ],
    },
    {"id": "c", "caption": "丙", "kind": "files", "items": [{"id": "i", "caption": "承诺书", "files": []}]},
    {
        "id": "d",
        "caption": "丁",
        "kind": "category",
        "items": [{"id": "i", "caption": "论文", "columns": [], "rows": []}],
    },
]


def test_groups_of_an_overview_are_drawn(gallery: Flask) -> None:
    source = UI + "{% for group in groups %}{{ ui.group_view(group, url) }}{% endfor %}"
    with gallery.test_request_context():
        html = render_template_string(source, groups=GROUPS, url=lambda file_id: f"/files/{file_id}")
    for text in (
        "汉族&lt;b&gt;",
        "教师",
        'href="/files/f1"',
        "178 KB",
        "无附件",
        "还没有导入",
        'id="group-d"',
    ):
        assert text in html


def test_small_blocks(gallery: Flask) -> None:
    source = UI + (
        '{{ ui.pager(2, 3, 25, url) }}{{ ui.badge("编辑中", tone="editing") }}{{ ui.empty("暂无数据") }}'
        '{{ ui.steps([{"caption": "单位审核", "state": "current", "detail": "审核中"}]) }}'
        '{{ ui.facts([("姓名", ""), ("性别", "女")]) }}{{ ui.size(500) }}'
        '{{ ui.size(2048) }}{{ ui.size(10485760) }}{{ ui.notice("注意") }}'
    )
    with gallery.test_request_context():
        html = render_template_string(source, url=lambda page: f"?page={page}")
    for text in (
        "共 25 条",
        "?page=3",
        "zc-badge-editing",
        "暂无数据",
        'aria-current="step"',
        "未填写",
        "500 字节",
        "2 KB",
        "10 MB",
    ):
        assert text in html
