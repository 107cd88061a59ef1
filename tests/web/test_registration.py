"""First login, registration, the gate (features 3 to 13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.web.conftest import REGISTRATION, Site
from tests.web.site import Visitor, complaints


def test_first_login_leads_to_registration_and_nowhere_else(site: Site, visitor: Visitor) -> None:
    """Features 4 and 13: the gate and its banner."""
    visitor.sign_in(site.identity().sub)
    assert visitor.path == "/registration"
    assert "首次登录请先确认并完善信息" in visitor.page.text
    for path in ("/", "/library", "/declaration", "/centre", "/files/x"):
        visitor.get(path)
        assert visitor.path == "/registration"


def test_identity_is_prefilled_masked_and_immutable(site: Site, visitor: Visitor) -> None:
    """Features 5 and 65."""
    identity = site.identity("秦有容")
    page = visitor.sign_in(identity.sub).text
    assert "秦有容" in page
    assert identity.id_number not in page
    assert identity.id_number[:3] in page
    visitor.send("choose_employer", **REGISTRATION, choose_employer="no", name="别人", id_number="1")
    assert "秦有容" in visitor.get("/centre").text


def test_a_missing_field_is_told_at_the_field_and_nothing_is_lost(site: Site, visitor: Visitor) -> None:
    visitor.sign_in(site.identity().sub)
    page = visitor.send("choose_employer", **{**REGISTRATION, "email": ""}, choose_employer="no")
    assert page.status_code == 422
    assert "电子邮箱" in page.text.split("处需要修改")[1][:600]
    assert "安徽省合肥市某路1号" in page.text


def test_what_is_wrong_and_what_is_missing_is_told_together(site: Site, visitor: Visitor) -> None:
    visitor.sign_in(site.identity().sub)
    page = visitor.send(
        "choose_employer", **{**REGISTRATION, "email": "abc", "address": ""}, choose_employer="no"
    )
    assert page.status_code == 422
    assert "有 2 处需要修改" in page.text
    assert 'value="abc"' in page.text


def test_registering_with_an_employer_found_by_name(site: Site, visitor: Visitor) -> None:
    """Feature 9, without a script: the search button shows the same form with what was found."""
    visitor.sign_in(site.identity().sub)
    page = visitor.send(
        "choose_employer", **REGISTRATION, choose_employer="yes", employer_text="青阳", act="search"
    )
    assert "青阳路小学" in page.text
    assert "安徽省合肥市某路1号" in page.text
    page = visitor.send("choose_employer", organisation_id="school", note="本校教师")
    assert "单位绑定申请已提交" in page.text, complaints(page)
    assert "待单位审核" in visitor.get("/centre").text
    assert "青阳路小学（待审核）" in visitor.get("/").text


def test_an_employer_that_is_not_there_says_what_to_do(site: Site, visitor: Visitor) -> None:
    """Features 11, 12: somebody who is employed, and a freelancer, whose employer is an authority."""
    visitor.sign_in(site.identity().sub)
    asked = {"choose_employer": "yes", "employer_text": "没有这个单位", "act": "search"}
    page = visitor.send("choose_employer", **asked)
    assert "没有找到这个单位" in page.text
    assert "法人账号登录注册" in page.text
    page = visitor.send("choose_employer", **asked, freelancer="yes")
    assert "没有找到这个人社部门" in page.text
    assert "法人账号登录注册" not in page.text


def test_an_employer_that_was_not_chosen_is_told_at_its_field(site: Site, visitor: Visitor) -> None:
    """Together with what else is wrong, and again in 变更单位."""
    visitor.sign_in(site.identity().sub)
    page = visitor.send(
        "choose_employer", **{**REGISTRATION, "email": ""}, choose_employer="yes", employer_text="青阳"
    )
    assert page.status_code == 422
    assert "请填写电子邮箱" in page.text
    assert 'id="employer-organisation_id-error">请输入单位名称查询' in page.text
    assert 'value="青阳"' in page.text
    visitor.send("choose_employer", **REGISTRATION, choose_employer="no")
    visitor.get("/centre/employer")
    page = visitor.send("employer_text", employer_text="青阳", note="调入")
    assert page.status_code == 422
    assert 'id="employer-organisation_id-error">请输入单位名称查询' in page.text
    assert "调入" in page.text


def test_registering_twice_by_a_double_click_has_one_effect(
    site: Site, registered: Callable[..., Visitor]
) -> None:
    visitor = registered()
    visitor.get("/registration")
    assert visitor.path == "/"


def test_after_signing_in_one_lands_where_one_wanted(site: Site, registered: Callable[..., Visitor]) -> None:
    visitor = registered()
    sub = site.people[-1].sub
    visitor.send("signout")
    visitor.get("/library?search=x")
    assert visitor.path == "/signin"
    visitor.sign_in(sub)
    assert visitor.path == "/library?search=x"


def test_employer_approves_and_the_person_is_bound(bound: Callable[..., Visitor]) -> None:
    visitor = bound("钱多闻")
    assert "青阳路小学" in visitor.get("/").text


def test_employer_returns_with_a_reason(registered: Callable[..., Visitor], employer: Visitor) -> None:
    visitor = registered("孙未名", asks=True)
    page = employer.get("/desk/bindings").text
    binding = page.split("选择孙未名")[0].rsplit('value="', 1)[1].split('"')[0]
    refused = employer.send("退回原因", id=binding, act="return", reason="")
    assert refused.status_code == 422
    assert "原因" in refused.text
    employer.send("退回原因", id=binding, act="return", reason="不是本校人员，请核对单位名称")
    assert "不是本校人员" in visitor.get("/centre").text


def test_a_legal_account_registers_its_organisation(site: Site) -> None:
    """Feature 11."""
    visitor = site.visitor()
    identity = site.identity(
        "汴河路小学",
        account_kind="legal",
        id_number="",
        organisation_name="汴河路小学",
        credit_code="12340199MA00000032",
    )
    visitor.sign_in(identity.sub, "legal")
    assert visitor.path == "/employer-registration"
    assert "汴河路小学" in visitor.page.text


def test_a_credit_code_that_the_provider_tells_wrong_is_put_right_there(site: Site) -> None:
    """Feature 11: what is read-only here leads to where it is corrected, and then on."""
    visitor = site.visitor()
    wrong = site.identity(
        "校办",
        account_kind="legal",
        id_number="",
        organisation_name="浍河路小学",
        credit_code="12340199MA00000071",
    )
    visitor.sign_in(wrong.sub, "legal")
    page = visitor.page.text
    for said in (
        "浍河路小学",
        "“12340199MA00000071”有误",
        "请先在政务服务网",
        "政务服务网客服",
        "当地人社部门",
    ):
        assert said in page
    assert 'name="nature"' not in page  # nothing is asked that would be refused in the end
    refused = visitor.post("/employer-registration", {"csrf_token": visitor.csrf(), "nature": "institution"})
    assert refused.status_code == 422
    assert "“12340199MA00000071”有误" in refused.text
    visitor.send("退出，重新登录")
    site.people.remove(wrong)
    site.people.append(replace(wrong, credit_code="12340199MA0000008U"))
    site.directory.replace(site.people)
    visitor.sign_in(wrong.sub, "legal")
    assert 'name="nature"' in visitor.page.text
    assert "12340199MA0000008U" in visitor.page.text
