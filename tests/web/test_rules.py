"""The rule workbench without a browser: who gets in, what pages say, what a form writes."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import RULESET, Demonstration
from tests.web.site import Visitor, json_of

RULE = {
    "id": "training-often",
    "row": "personal",
    "caption": "继续教育不少于三次",
    "policy_text": "近五年参加继续教育不少于三次",
    "policy_source": "某文件〔2022〕1号",
    "message": "继续教育不足 {expected} 次",
    "severity": "blocking",
}


@pytest.mark.parametrize(
    ("sub", "kind"), [("demo-ready", "person"), ("demo-school", "legal"), ("demo-hr", "legal")]
)
def test_only_organising_units_get_in(demonstration: Demonstration, sub: str, kind: str) -> None:
    visitor = demonstration.sign_in(sub, kind)
    assert "规则工作台" not in visitor.get("/").text
    for path in ("/rules", f"/rules/sets/{RULESET}", "/rules/drafts/none/form"):
        page = visitor.get(path)
        assert page.status_code == 403, path
        assert "请用组建单位的账号登录" in page.text


def test_the_list_finds_rules_by_their_policy_and_tells_who_uses_them(author: Visitor) -> None:
    assert "规则工作台" in author.get("/desk").text
    page = author.get("/rules?text=薄弱学校").text
    assert "找到 1 条规则" in page
    assert "乡村任教或支教满一年" in page
    assert "用到它的计划：2022年度中小学教师系列高级职称评审" in page
    assert "没有符合条件的规则" in author.get("/rules?text=没有这句话").text


def test_filters_narrow_the_list(author: Visitor) -> None:
    everything = author.get(f"/rules?plan={RULESET}").text
    advisory = author.get(f"/rules?plan={RULESET}&severity=advisory").text
    found = [int(each) for text in (everything, advisory) for each in re.findall(r"找到 (\d+) 条规则", text)]
    assert found[0] > found[1] > 0
    assert "找到" not in author.get("/rules?severity=nonsense").text


def test_a_ruleset_shows_its_rules_as_sentences_with_policy_and_history(author: Visitor) -> None:
    page = author.get(f"/rules/sets/{RULESET}").text
    assert "农村教龄" in page
    assert "不少于" in page
    assert "人社部发〔2015〕79号" in page
    assert "随平台提供" in page
    rule = author.get(f"/rules/sets/{RULESET}/rules/rural-service")
    assert "id: rural-service" in rule.text
    assert author.get(f"/rules/sets/{RULESET}/rules/nothing").status_code == 404
    assert author.get("/rules/sets/nothing").status_code == 404


def test_a_shared_ruleset_can_be_read_and_not_changed(author: Visitor) -> None:
    page = author.get("/rules/sets/personal").text
    assert "不能直接修改" in page
    assert "新建草稿" not in page


def test_a_draft_needs_a_reason(author: Visitor) -> None:
    author.get(f"/rules/sets/{RULESET}")
    page = author.send("为什么修改", reason=" ")
    assert page.status_code == 422
    assert "请写明理由" in page.text


def test_marks_come_back_with_their_places(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    answer = json_of(author, f"{here}/lint", {"text": "caption: 甲\nrules: [\n", "cases_text": ""})
    (mark,) = answer.json["marks"]
    assert mark["line"] >= 2
    assert mark["part"] == "rules"
    assert "YAML" in mark["fault"]
    assert json_of(author, f"{here}/lint", {"text": 1}).status_code == 422


def test_what_was_typed_is_kept_and_saving_is_refused_while_it_is_wrong(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    assert json_of(author, f"{here}/keep", {"text": "坏: [", "cases_text": ""}).json["saved"]
    page = author.get(f"{here}/changes").text
    assert "坏: [" in page
    assert "还没有保存的修改" in page
    page = author.press("保存")
    assert page.status_code == 422
    assert "不是合法的 YAML" in page.text
    assert "坏: [" in page.text
    author.send("/forget")
    assert "已放弃未保存的修改" in author.page.text
    assert "坏: [" not in author.page.text


def test_another_window_is_not_written_over_unseen(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/changes")
    form = author.form("cases_text").fields
    first, second = ({**form, "text": f"{form['text']}\n# {window}\n"} for window in ("窗口甲", "窗口乙"))
    assert "已保存" in author.post(here, first).text
    late = json_of(author, f"{here}/keep", second)
    assert late.status_code == 409
    assert "另一个窗口改过这份草稿" in late.json["message"]
    page = author.post(here, second)
    assert page.status_code == 409
    assert "# 窗口甲" in page.text
    assert "# 窗口乙" in page.text
    assert author.post(here, second).status_code == 409
    form = author.form("cases_text").fields
    assert form["version"] == second["version"]
    over = re.search(r'name="over" value="([^"]+)"', page.text)
    assert over
    assert "已保存" in author.post(here, {**second, "over": over[1]}).text
    assert "# 窗口乙" in author.form("cases_text").fields["text"]


def test_pressing_twice_saves_once_more_and_asks_nothing(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/changes")
    form = author.form("cases_text").fields
    form["text"] += "\n# 两次\n"
    assert "已保存" in author.post(here, form).text
    assert "已保存" in author.post(here, form).text


def test_an_autosave_of_another_window_is_seen_too(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/changes")
    form = author.form("cases_text").fields
    mine = {**form, "text": f"{form['text']}\n# 甲\n"}
    kept = json_of(author, f"{here}/keep", mine).json["kept"]
    assert json_of(author, f"{here}/keep", {**mine, "text": "# 乙"}).status_code == 409
    assert json_of(author, f"{here}/keep", {**mine, "text": "# 甲甲", "kept": kept}).status_code == 200
    assert "# 甲甲" in author.get(f"{here}/changes").text


def test_a_form_writes_the_rule_and_opens_it_again(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/form?kind=at_least&list=training")
    assert "几条" in author.page.text
    page = author.press("预览", **RULE, kind="at_least", list="training", number="三")
    assert page.status_code == 422
    assert "请填写不小于 0 的整数" in page.text
    assert 'value="继续教育不少于三次"' in page.text
    page = author.press("预览", **RULE, kind="at_least", list="training", number="3")
    assert page.status_code == 200
    assert "要求“继续教育”至少有 3 条记录" in page.text
    page = author.press("写入规则文本", **RULE, kind="at_least", list="training", number="3")
    assert "已写入规则文本" in page.text
    assert "id: training-often" in page.text
    page = author.get(f"{here}/form?rule=training-often")
    assert 'name="number" value="3"' in page.text
    author.press("预览", number="4")
    page = author.press("改写这条规则")
    assert "&#34;&gt;=&#34;: 4" in page.text
    author.get(f"{here}/changes")
    assert "已保存" in author.press("保存").text
    assert "新增" in author.page.text
    assert "“继续教育”至少有 4 条记录" in author.page.text
    author.get(f"{here}/form?rule=training-often")
    author.press("从草稿中删去这条规则")
    assert "id: training-often" not in author.form("cases_text").fields["text"]


def test_a_rule_that_is_there_is_not_written_over(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/form?kind=required&name=basic.post")
    taken = {**RULE, "id": "rural-service"}
    page = author.press("预览", **taken, kind="required", name="basic.post")
    assert page.status_code == 422
    assert "已有编号为“rural-service”的规则" in page.text


def test_what_no_form_can_show_is_told(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    page = author.get(f"{here}/form?rule=rural-service")
    assert page.status_code == 404
    assert "请直接在规则文本中修改" in page.text


def test_words_for_the_editor(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    words = author.get(f"{here}/vocabulary").json
    names = {each["name"]: each for each in words["names"]}
    assert names["basic.work_years"]["caption"] == "工作年限"
    assert {"require", "count", "years_since"} <= {each["word"] for each in words["keywords"]}


def test_panels_come_alone_for_the_script(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    page = author.get(f"{here}/form", headers={"X-Fragment": "1"}).text
    assert "<html" not in page
    assert "规则的种类" in page


def test_versions_are_compared(author: Visitor) -> None:
    page = author.get(f"/rules/sets/{RULESET}/compare?one=0&other=0").text
    assert "规则没有不同" in page
    assert author.get(f"/rules/sets/{RULESET}/compare?one=0&other=99").status_code == 404


def test_a_rule_that_others_use_is_copied_into_a_plan_of_ones_own(author: Visitor) -> None:
    author.get("/rules/sets/personal/rules/photo-present")
    page = author.send("复制到哪个计划", plan=RULESET, reason="")
    assert page.status_code == 422
    assert "请写明理由" in page.text
    page = author.send("复制到哪个计划", plan=RULESET, reason="本计划的说法不同")
    assert "已把这条规则复制到本单位计划的规则集里" in page.text
    text = author.form("cases_text").fields["text"]
    assert re.search(r"override:\s+rules:\s+photo-present:", text)
    author.send("/discard")


def test_somebody_is_tried_changed_and_kept_as_a_case(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    page = author.get(f"{here}/try?applicant=case:complete").text
    assert "☑ 全部符合" in page
    assert "没有农村教龄（without-rural-years）</option>" in page
    assert "其余" in page
    page = author.press("试算", 1, pointer="/profession/rural_years", value="不知道")
    assert page.status_code == 422
    assert "应填整数" in page.text
    assert 'aria-describedby="fault-value"' in page.text
    page = author.press("试算", 1, pointer="/person/photo/name", value="")
    assert page.status_code == 200
    assert "☒ 有不符合" in page.text
    assert "未上传个人免冠照片" in page.text
    assert author.press("存为用例", case_name="").status_code == 422
    author.press("存为用例", case_name="没有照片的人")
    assert "已写入用例文本" in author.page.text
    cases = author.form("cases_text").fields["cases_text"]
    assert "case: 没有照片的人" in cases
    assert "violated: [photo-present" in cases
    author.send("/forget")


def test_a_real_application_shows_nobody_and_becomes_no_case(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    people = author.get(f"{here}/try").text
    real = re.search(r'value="(real:[0-9a-f]+)"', people)
    assert real
    page = author.get(f"{here}/try?applicant={real[1]}").text
    assert "检测结果" in page
    assert not [name for name in ("沈若谷", "韩书宁", "杨青禾") if name in page]
    page = author.press("存为用例", case_name="真人")
    assert page.status_code == 422
    assert "真实申报不能存为用例" in page.text


def test_cases_are_run_and_a_draft_without_changes_is_not_handed_over(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/cases")
    author.press("运行用例", cases_text="")
    assert "还没有用例" in author.page.text
    author.get(f"{here}/review")
    page = author.press("送复核", history_reason="按新文件")
    assert page.status_code == 422
    assert "草稿与现行版本完全相同" in page.text
    assert "按新文件" in page.text
    page = author.press("送复核", history_reason="按新文件")
    token = author.csrf()
    assert author.post(f"{here}/review/publish", {"csrf_token": token, "version": "1"}).status_code == 403


def test_a_case_that_is_taken_away_is_shown_and_explained(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/changes")
    cases = author.form("cases_text").fields["cases_text"]
    author.press("保存", cases_text=cases[: cases.rindex("  - case: ")])
    assert "已保存" in author.page.text
    assert "证明得少了" in author.page.text
    assert "这个用例删去了" in author.page.text
    page = author.get(f"{here}/review?check=1").text
    assert "用例证明得少了" in page
    assert author.press("保存说明", weaker_reason=" ").status_code == 422
    assert 'aria-describedby="fault-weaker_reason"' in author.page.text
    assert "请写明理由" in author.page.text
    page = author.press("保存说明", weaker_reason="由另一个用例检查").text
    assert "（已说明：由另一个用例检查）" in page
    assert "用例证明得少了" not in page
    assert "可以送复核" in page


def test_people_made_up_for_the_plan_are_offered(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    page = author.get(f"{here}/try").text
    assert "系统虚构的申报人" in page
    made = re.search(r'value="(made:\d+)"', page)
    assert made
    assert "检测结果" in author.get(f"{here}/try?applicant={made[1]}").text


def test_an_impact_begins_and_is_stopped(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/impact")
    page = author.press("开始统计", source="population", size="200", text="坏: [", cases_text="")
    assert page.status_code == 422
    assert "规则第" in page.text
    assert "YAML" in page.text
    author.send("/forget")
    author.get(f"{here}/impact")
    author.press("开始统计", source="population", size="200")
    assert "正在统计" in author.page.text
    author.press("停止")
    assert "已停止" in author.page.text
    assert author.get(f"{here}/impact?id=nothing").status_code == 404
