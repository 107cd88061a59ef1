"""Text and tools in one form: whatever is pressed takes the text along, and nothing that was written beside it is lost."""

from __future__ import annotations

import re

from tests.services.workshop import RULE
from tests.web.conftest import RULESET
from tests.web.site import Visitor, json_of


def texts(visitor: Visitor) -> tuple[str, str]:
    fields = visitor.form("cases_text").fields
    return fields["text"], fields["cases_text"]


def weakened(author: Visitor, here: str) -> str:
    """The cases without the last one, which somebody has to explain."""
    author.get(f"{here}/changes")
    cases = texts(author)[1]
    return cases[: cases.rindex("  - case: ")]


def test_what_is_checked_and_handed_in_is_what_stands_in_the_editor(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/review")
    text, _ = texts(author)
    page = author.press("检查是否可以送复核", text=f"{text}\n# 刚刚写的\n")
    assert "可以送复核" in page.text
    assert "还没有保存的修改" not in page.text
    assert "# 刚刚写的" in author.get(f"{here}/changes").text
    author.get(f"{here}/review")
    page = author.press("送复核", text=f"{text}\n# 后来写的\n", history_reason="补一行说明")
    assert "已送复核" in page.text
    assert texts(author)[0].endswith("# 后来写的\n")
    author.press("撤回修改")


def test_a_text_that_is_not_sound_is_not_handed_in(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/review")
    page = author.press("送复核", text="坏: [", history_reason="不成句子")
    assert page.status_code == 422
    assert "没有保存：文本有 1 处需要修改" in page.text
    assert "坏: [" in page.text
    assert "不成句子" in page.text
    author.send("/forget")


def test_what_another_window_autosaved_is_not_handed_in_unseen(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/review")
    form = author.form("cases_text").fields
    assert (
        json_of(author, f"{here}/keep", {**form, "text": f"{form['text']}\n# 另一个窗口\n"}).status_code
        == 200
    )
    author.get(f"{here}/review")
    page = author.press("送复核", **{name: form[name] for name in ("text", "cases_text", "version", "kept")})
    assert page.status_code == 422
    assert "另一个窗口有了新的内容" in page.text
    assert "# 另一个窗口" in page.text
    author.send("/forget")


def test_a_window_may_go_on_from_what_the_other_one_has(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/changes")
    form = author.form("cases_text").fields
    author.press("保存", text=f"{form['text']}\n# 窗口甲\n")
    page = author.post(here, {**form, "text": f"{form['text']}\n# 窗口乙\n"})
    assert page.status_code == 409
    over = re.search(r'name="over" value="(theirs [^"]+)"', page.text)
    assert over
    page = author.press("保存", over=over[1])
    assert "已换成另一个窗口的内容" in page.text
    assert texts(author)[0].endswith("# 窗口甲\n")
    assert "# 窗口乙" not in page.text


def test_explanations_and_the_reason_for_history_are_two_things(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    fewer = weakened(author, here)
    author.get(f"{here}/review")
    page = author.press("检查是否可以送复核", cases_text=fewer, history_reason="文件改了第三条")
    assert "用例证明得少了" in page.text
    page = author.press("保存说明", weaker_reason="由另一个用例检查")
    assert "（已说明：由另一个用例检查）" in page.text
    assert author.form("history_reason").fields["history_reason"] == "文件改了第三条"


def test_an_explanation_that_is_handed_in_with_the_draft_is_kept(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    fewer = weakened(author, here)
    author.get(f"{here}/review")
    author.press("检查是否可以送复核", cases_text=fewer)
    page = author.press("送复核", weaker_reason="由另一个用例检查", history_reason="整理用例")
    assert "已送复核" in page.text
    assert "由另一个用例检查" in author.get(f"{here}/review").text or "等待本单位" in author.page.text
    author.press("撤回修改")
    assert "（已说明：由另一个用例检查）" in author.get(f"{here}/review?check=1").text


def test_every_explanation_that_was_written_is_kept_whichever_is_saved(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/changes")
    text, _ = texts(author)
    author.press("保存", text=text.replace("\nrules:\n", f"\nrules:{RULE}", 1))
    author.get(f"{here}/cases?run=1")
    survivors = author.form("told").fields.getlist("survivor")
    assert len(survivors) > 1
    told = [f"这样写错也不要紧之{number}" for number, _ in enumerate(survivors)]
    page = author.press("保存说明", 1, told=told)
    assert all(f"已说明可以接受：{each}" in page.text for each in told)


def test_a_case_that_shows_what_no_case_shows_is_adopted(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/changes")
    text, _ = texts(author)
    author.press("保存", text=text.replace("\nrules:\n", f"\nrules:{RULE}", 1))
    page = author.get(f"{here}/cases?run=1")
    gaps = page.text.split("没有试到的条件")[1].split("没有被发现的错误写法")[0]
    assert "采用建议用例" in gaps
    page = author.press("采用建议用例")
    assert "建议的用例已写入用例文本" in page.text
    assert "能看到" in texts(author)[1]
    author.send("/forget")


def test_without_scripts_every_tool_takes_the_text_along(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/form?kind=at_least&list=training")
    text, cases = texts(author)
    typed = {"text": f"{text}\n# 随手写的\n", "cases_text": cases}
    author.press("更新选项", **typed)
    assert texts(author)[0].endswith("# 随手写的\n")
    author.press("试算", **{"text": f"{text}\n# 再写一行\n"})
    assert "/try" in author.path
    assert texts(author)[0].endswith("# 再写一行\n")
    author.press("试算", 1, text=f"{text}\n# 第三行\n")
    assert texts(author)[0].endswith("# 第三行\n")
    author.press("影响")
    author.press("开始统计", source="population", size="200", text=f"{text}\n# 第四行\n")
    assert "# 第四行" in author.page.text
    author.press("停止")
    author.send("/forget")


def test_a_draft_that_was_given_up_is_offered_again(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/review")
    author.press("放弃草稿")
    assert "最近放弃的草稿" in author.page.text
    assert f"{here}/take-up" in author.page.text
    author.get(f"{here}/review")
    assert "这份草稿已放弃" in author.page.text
    page = author.press("恢复这份草稿")
    assert "草稿已恢复" in page.text
    assert author.path == f"{here}/form"
    author.get("/rules")
    page = author.post(f"{here}/take-up", {"csrf_token": author.csrf()})
    assert "您已有一份这个规则集的草稿" in page.text


def test_an_old_version_waits_for_the_draft_that_is_open(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"/rules/sets/{RULESET}")
    sent = {"csrf_token": author.csrf(), "number": "0", "reason": "恢复随平台提供的版本"}
    page = author.post(f"/rules/sets/{RULESET}/drafts", sent)
    assert "请先办结或放弃，再恢复旧版本" in page.text
    assert here in page.text
