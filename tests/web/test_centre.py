"""个人中心 (features 74 to 77)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from PIL import Image

from tests.web.conftest import REGISTRATION, Demonstration
from tests.web.site import Visitor, complaints


def portrait() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (600, 840), (180, 190, 210)).save(made, "JPEG")
    made.seek(0)
    return made


def test_the_page_leads_everywhere(registered: Callable[..., Visitor]) -> None:
    """Features 74 and 76: what there is to complete and to change is one click away."""
    visitor = registered()
    page = visitor.get("/centre").text
    for address in ("/centre/titles", "/centre/profile", "/centre/photo", "/centre/employer"):
        assert f'href="{address}"' in page
        assert visitor.get(address).status_code == 200


def test_everything_that_was_registered_is_shown(registered: Callable[..., Visitor]) -> None:
    """Feature 75: codes as words, the identity number masked."""
    page = registered("郑语桐").get("/centre").text
    for text in (
        "郑语桐",
        "女",
        "1985-03-12",
        "群众",
        "汉族",
        "wu@example.cn",
        "安徽省合肥市某路1号",
        "2008-07-01",
    ):
        assert text in page
    for caption in (
        "身份证号",
        "手机号码",
        "通讯地址",
        "工作时间",
        "最高学历",
        "固定电话",
        "技能等级",
        "行政职务",
        "工作单位",
    ):
        assert caption in page
    assert "34019919850312" not in page


def test_the_titles_that_one_holds(demonstration: Demonstration) -> None:
    """Features 74 and 78, figure 5-25: each with what its certificate says; nobody else's; without a photo, what that prevents."""
    visitor = demonstration.sign_in("demo-ready")
    page = visitor.get("/centre/titles").text
    assert page.index("一级教师") < page.index("二级教师")
    assert "9342015000102000117" in page
    assert "必须先上传个人证件照片" not in page
    where = re.findall(r'href="(/centre/titles/[0-9a-f]+)"', page)
    assert len(where) == 2
    shown = visitor.get(where[0]).text
    for text in ("蚌人社职〔2015〕117号", "蚌埠市中小学教师中级职称评审委员会", "2015-11-20", "有效"):
        assert text in shown
    other = demonstration.sign_in("demo-unbound")
    empty = other.get("/centre/titles").text
    assert "还没有登记在您名下的职称" in empty
    assert "必须先上传个人证件照片" in empty
    assert other.get(where[0]).status_code == 404


def test_completing_keeps_what_was_typed_and_tells_the_fault(registered: Callable[..., Visitor]) -> None:
    """Feature 76; 行政职务 of figure 1-6 is told as well."""
    visitor = registered()
    visitor.get("/centre/profile")
    page = visitor.send("email", email="不是邮箱", address="安徽省蚌埠市某路2号")
    assert page.status_code == 422
    assert "不是邮箱" in page.text
    assert any("电子邮箱" in each for each in complaints(page))
    visitor.send("email", email="new@example.cn", address="安徽省蚌埠市某路2号", post="教导处副主任")
    page = visitor.get("/centre").text
    assert "教导处副主任" in page
    assert "new@example.cn" in page
    assert "安徽省蚌埠市某路2号" in page
    assert REGISTRATION["address"] not in page


def test_the_photo_is_shown_changed_and_removed(registered: Callable[..., Visitor]) -> None:
    """Feature 77: shown at home too; without one the page says where to upload it."""
    visitor = registered()
    assert visitor.get("/centre/photo.jpg").status_code == 404
    visitor.get("/centre/photo")
    token = visitor.csrf()
    sent = {"csrf_token": token, "photo": (portrait(), "我的照片.jpg")}
    page = visitor.post("/centre/photo", sent, content_type="multipart/form-data")
    assert "照片已保存" in page.text
    assert visitor.get("/centre/photo.jpg").data.startswith(b"\xff\xd8")
    assert 'src="/centre/photo.jpg"' in visitor.get("/").text
    visitor.get("/centre/photo")
    assert "照片已删除" in visitor.send("/centre/photo/remove").text
    assert visitor.get("/centre/photo.jpg").status_code == 404
    assert "上传照片" in visitor.get("/").text


def test_the_photo_is_given_from_the_declaration_and_one_is_back_at_the_field(
    demonstration: Demonstration,
) -> None:
    """Features 34, 77: without a photo the field says where to upload one, with one how to change it; no other site is gone back to."""
    visitor, here = demonstration.at_form("demo-draft")
    way = rf'href="(/centre/photo\?back={here}/parts/basic%23[^"]+)">(上传|更换)照片<'
    page = visitor.get(f"{here}/parts/basic").text
    found = re.search(way, page)
    assert found
    assert found[2] == "更换"
    visitor.get(found[1])
    anchor = found[1].partition("%23")[2]
    assert f'href="{here}/parts/basic#{anchor}">返回填报<' in visitor.page.text
    visitor.send(f"/centre/photo/remove?back={here}")
    assert "返回填报" in visitor.page.text
    found = re.search(way, visitor.get(f"{here}/parts/basic").text)
    assert found
    assert found[2] == "上传"
    visitor.get(found[1])
    sent = {"csrf_token": visitor.csrf(), "photo": (portrait(), "我的照片.jpg")}
    page = visitor.post(found[1], sent, content_type="multipart/form-data").text
    assert visitor.path == f"{here}/parts/basic"
    assert f'id="{anchor}"' in page
    assert "照片已保存" in page
    for foreign in ("https://example.com/", "//example.com", "/\\example.com"):
        visitor.get("/centre/photo", query_string={"back": foreign})
        assert "返回填报" not in visitor.page.text


def test_the_photo_has_its_tools_where_it_is_shown(registered: Callable[..., Visitor]) -> None:
    """Feature 77: changed and deleted from 个人信息 as well."""
    visitor = registered()
    visitor.get("/centre/photo")
    sent = {"csrf_token": visitor.csrf(), "photo": (portrait(), "我的照片.jpg")}
    visitor.post("/centre/photo", sent, content_type="multipart/form-data")
    page = visitor.get("/centre").text
    assert 'href="/centre/photo" aria-label="修改照片"' in page
    assert "照片已删除" in visitor.send("/centre/photo/remove").text
