"""The achievement library through its pages (features 19, 52, 54): drawn from the categories' documents."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from PIL import Image

from tests.web.conftest import Site
from tests.web.site import Visitor, complaints


def picture(colour: str = "navy") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(buffer, "JPEG")
    return buffer.getvalue()


WORK = {
    "data__start": "2008-07",
    "data__end": "2012-06",
    "data__employer": "青阳路小学",
    "data__post": "教师",
    "data__specialty": "小学科学教学",
}


def test_every_category_of_the_documents_has_its_form(site: Site, registered: Callable[..., Visitor]) -> None:
    """No template knows a category: whatever stands under schemas/achievements is drawn."""
    visitor = registered()
    assert len(site.house.catalogue.categories) > 20
    for category in site.house.catalogue.categories.values():
        page = visitor.get(f"/library/{category.id}/new")
        assert page.status_code == 200
        for name, prop in category.schema["properties"].items():
            assert str(prop["caption"]) in page.text, (category.id, name)


def test_a_draft_may_be_unfinished_and_says_what_is_missing_at_submission(
    bound: Callable[..., Visitor],
) -> None:
    visitor = bound()
    visitor.get("/library/work/new")
    page = visitor.send("data.employer", data__employer="青阳路小学")
    assert "已保存，尚未提交审核" in page.text, complaints(page)
    page = visitor.send("提交单位审核")
    assert page.status_code == 422
    assert complaints(page)
    assert 'value="青阳路小学"' in page.text


def test_files_travel_with_the_form_when_no_script_runs(bound: Callable[..., Visitor]) -> None:
    visitor = bound()
    visitor.get("/library/work/new")
    page = visitor.send(
        "data.employer", **WORK, **{"evidence:upload": (io.BytesIO(picture()), "任职文件.jpg")}, act="submit"
    )
    assert "已提交单位审核" in page.text, complaints(page)


def test_a_file_that_is_not_what_it_says_is_refused_and_the_rest_kept(bound: Callable[..., Visitor]) -> None:
    visitor = bound()
    visitor.get("/library/work/new")
    page = visitor.send(
        "data.employer", **WORK, **{"evidence:upload": (io.BytesIO(b"not a picture"), "任职文件.jpg")}
    )
    assert 'value="青阳路小学"' in page.text
    assert any("任职文件.jpg" in sentence for sentence in complaints(page)), complaints(page)


def test_another_persons_record_is_not_found(registered: Callable[..., Visitor]) -> None:
    owner, other = registered("甲某"), registered("乙某")
    owner.get("/library/work/new")
    owner.send("data.employer", data__employer="某单位")
    assert owner.path.startswith("/library/records/")
    assert other.get(owner.path).status_code == 404
    assert other.get(f"{owner.path}/edit").status_code == 404


def test_without_an_employer_nothing_can_be_submitted(registered: Callable[..., Visitor]) -> None:
    """Feature 13."""
    visitor = registered()
    visitor.get("/library/work/new")
    page = visitor.send(
        "data.employer", **WORK, **{"evidence:upload": (io.BytesIO(picture()), "任职文件.jpg")}, act="submit"
    )
    assert page.status_code == 409
    assert "记录已保存。您还没有绑定工作单位" in page.text
    assert "任职文件.jpg" in page.text


def test_two_windows_do_not_overwrite_each_other(registered: Callable[..., Visitor]) -> None:
    """A stale form is told, keeps what was typed, and can be saved knowingly."""
    visitor = registered()
    visitor.get("/library/work/new")
    visitor.send("data.employer", data__employer="第一次")
    edit = f"{visitor.path}/edit"
    visitor.get(edit)
    stale = visitor.form("data.employer")
    visitor.get(edit)
    visitor.send("data.employer", data__employer="第二次")
    stale.fields["data.employer"] = "第三次"
    page = visitor.post(stale.action, stale.fields)
    assert page.status_code == 409
    assert 'value="第三次"' in page.text
    chosen = re.search(r'name="(choose:data\.employer)" value="(mine:[^"]+)"', page.text)
    assert chosen
    page = visitor.send("data.employer", **{chosen[1]: chosen[2]})
    assert page.status_code == 200
    assert "第三次" in page.text


def test_employer_sees_record_and_evidence_side_by_side_and_approves(
    bound: Callable[..., Visitor], employer: Visitor
) -> None:
    visitor = bound("周全之")
    visitor.get("/library/work/new")
    visitor.send(
        "data.employer", **WORK, **{"evidence:upload": (io.BytesIO(picture()), "任职文件.jpg")}, act="submit"
    )
    page = employer.get("/desk/achievements?search=周全之")
    record = page.text.split('href="/desk/achievements/')[1].split('"')[0]
    page = employer.get(f"/desk/achievements/{record}")
    assert "任职文件.jpg" in page.text
    assert "教师" in page.text
    page = employer.send("退回原因", act="approve")
    assert "已处理 1 条业绩" in page.text, complaints(page)
    page = visitor.get("/library/work")
    assert "已通过" in page.text
    assert "复制为新记录" in visitor.get(f"/library/records/{record}").text
    assert "编辑" not in visitor.page.text.split("<main")[1]
