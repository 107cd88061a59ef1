"""Manual part 8: the evaluation form (feature 73), the pledge to sign (feature 29); both from documents."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.printing import uploads
from tests.printing.pages import poppler, reader, sizes, text, texts
from tests.printing.samples import FACTS, SUMMARY, records, teacher
from zcforms import resources
from zcforms.domain.errors import PrintingFailed
from zcforms.printing import blocks, pdf, photo, sheet

NUMBER = "PSB-2022-000123"


def document(name: str) -> dict[str, Any]:
    path = resources.folder("schemas") / "sheets" / f"{name}.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


FORM, PLEDGE = document("evaluation-form"), document("pledge")
METASCHEMA = json.loads((resources.folder("schemas") / "meta" / "sheet.json").read_text(encoding="utf-8"))


def html(
    overview: dict[str, Any], facts: dict[str, Any] = FACTS, of: dict[str, Any] = FORM, **options: Any
) -> str:
    defaults: dict[str, Any] = {"photo": None, "draft": False, "number": NUMBER, "link": None}
    return sheet.render(of, overview, facts, **{**defaults, **options})


def tiny(*sections: dict[str, Any], **more: Any) -> dict[str, Any]:
    made = {"id": "tiny", "caption": "样表", "layout": "form", "sections": list(sections), **more}
    assert not list(Draft202012Validator(METASCHEMA).iter_errors(made))
    return made


@pytest.fixture(scope="module")
def form() -> bytes:
    return pdf.render_html(html(teacher(), photo=photo.portrait(uploads.jpeg(500, 700))))


# -- documents -----------------------------------------------------------------------------------------------


def test_the_metaschema_is_one_and_holds_both_sheets() -> None:
    Draft202012Validator.check_schema(METASCHEMA)
    for made in (FORM, PLEDGE):
        assert list(Draft202012Validator(METASCHEMA).iter_errors(made)) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "poem", "caption": "诗"},
        {"kind": "notes", "caption": "说明"},
        {"kind": "fields", "caption": "字段", "fields": []},
        {"kind": "fields", "caption": "字段", "fields": ["basic"], "from": "basic"},
        {"kind": "fields", "caption": "字段", "fields": ["../etc/passwd"]},
        {"kind": "records", "caption": "记录", "blank": 3},
        {"kind": "opinion", "caption": "意见", "boxes": [{"height": 999}]},
        {"kind": "achievements", "caption": "业绩", "from": "*everything"},
        {"kind": "files", "caption": "附件", "from": "attachments", "photo": True},
    ],
)
def test_the_metaschema_refuses_a_broken_section(broken: dict[str, Any]) -> None:
    made = {"id": "x", "caption": "x", "layout": "form", "sections": [broken]}
    assert list(Draft202012Validator(METASCHEMA).iter_errors(made))


def test_the_form_has_the_sections_of_the_national_form() -> None:
    captions = [section.caption for section in sheet.build(FORM, teacher(), FACTS).sections]
    tens = ("", "十", "二十")
    numbers = [tens[n // 10] + " 一二三四五六七八九"[n % 10].strip() for n in range(1, 22)]
    assert captions[0] == "填　表　说　明"
    assert [caption.split("、")[0] for caption in captions[1:]] == numbers


def test_everything_the_form_names_is_found_in_an_overview() -> None:
    assert sheet.unbound(FORM, teacher(), FACTS) == ()


def test_what_is_not_found_is_told() -> None:
    overview = teacher()
    overview["groups"] = [group for group in overview["groups"] if group["id"] != "work"]
    assert sheet.unbound(FORM, overview, FACTS) == ("work",)


# -- the evaluation form ---------------------------------------------------------------------------------------


def test_the_form_prints_every_value_that_was_filled_in(form: bytes, tmp_path: Any) -> None:
    head = re.compile(rf"{NUMBER}陈䶮专业技术资格评审表第\d+页共\d+页(十二、任现职以来专业技术工作总结)?")
    found = "".join(head.sub("", each) for each in texts(form))
    overview = teacher()
    left_out = {"level", "interview", "year", "plan"}
    wanted = [field["text"] for field in overview["heading"] if field["id"] not in left_out]
    for group in overview["groups"]:
        wanted += [field["text"] for field in group.get("fields", ())]
        tables = (
            [group] if group["kind"] == "records" else group["items"] if group["kind"] == "category" else []
        )
        wanted += [cell for table in tables for row in table["rows"] for cell in row["cells"].values()]
    assert [value for value in wanted if "".join(value.split()) not in found] == []
    assert "".join(SUMMARY.split()) in found
    other = poppler(form, tmp_path)
    assert other is None or "陈䶮" in other


def test_the_form_has_a_cover_page_numbers_and_a_running_head(form: bytes) -> None:
    pages = texts(form)
    assert 8 <= len(pages) <= 12
    assert "专业技术资格评审表" in pages[0]
    assert f"表单编号：{NUMBER}" in pages[0]
    assert "页共" not in pages[0]
    for place, each in enumerate(pages[1:], 2):
        assert f"第{place}页共{len(pages)}页" in each
        assert f"{NUMBER}陈䶮专业技术资格评审表" in each


def test_no_text_is_shrunk(form: bytes) -> None:
    assert min(sizes(form)) == 9.0


def test_the_seals_have_their_places_in_the_manuals_order(form: bytes) -> None:
    found = text(form)
    order = [
        "（用人单位公章）",
        "（业务主管部门公章）",
        "（公章）",
        "（评委会组建单位公章）",
        "（评审委员会印章）",
    ]
    places = [found.index(seal) for seal in order]
    assert places == sorted(places)


def test_an_opinion_with_its_signature_and_seal_stays_on_one_page(form: bytes) -> None:
    for caption, seal in (
        ("十五、单位推荐意见", "（用人单位公章）"),
        ("二十、评审委员会评审意见", "（评审委员会印章）"),
    ):
        assert [each.count(caption) for each in texts(form) if seal in each] == [1]


def test_a_long_opinion_in_its_box_flows_and_loses_nothing() -> None:
    opinion = "\n".join(f"第{n}段：经审核，申报材料真实有效，业绩突出，同意推荐。" * 3 for n in range(40))
    found = text(pdf.render_html(html(teacher(), {**FACTS, "employer_opinion": opinion})))
    assert [n for n in range(40) if f"第{n}段：经审核" not in found] == []
    assert found.count("同意推荐。") == 120


def test_a_draft_says_so_on_every_page_and_has_neither_number_nor_code() -> None:
    made = pdf.render_html(html(teacher(), draft=True))
    assert all("草稿（未提交，不作为正式材料）" in each for each in texts(made))
    assert NUMBER not in text(made)
    assert all(len(each.images) == 1 for each in reader(made).pages)  # the watermark


def test_a_submitted_form_has_photo_and_code_and_no_watermark(form: bytes) -> None:
    assert [len(each.images) for each in reader(form).pages[:3]] == [1, 0, 1]


def test_the_code_says_the_link_or_else_the_number() -> None:
    assert html(teacher(), link="https://zc.example.cn/v/1") != html(teacher())
    assert html(teacher(), link=NUMBER) == html(teacher())


def test_without_a_photo_its_frame_is_empty() -> None:
    assert "照　片" in html(teacher())
    assert "照　片" not in html(teacher(), photo=uploads.jpeg(50, 70))


def test_the_same_application_gives_the_same_file() -> None:
    assert pdf.render_html(html(teacher())) == pdf.render_html(html(teacher()))


def test_an_overview_with_nothing_in_it_gives_a_form_to_fill_by_hand() -> None:
    overview = teacher()
    for group in overview["groups"]:
        for key in ("rows", "items"):
            if key in group:
                group[key] = []
        for field in group.get("fields", ()):
            field["text"] = ""
    found = text(pdf.render_html(html(overview, {})))
    assert "五、学习培训经历（继续教育）" in found
    assert found.count("无") >= 5


def test_what_people_type_is_text_and_nothing_else() -> None:
    name = "<img src=file:///etc/passwd>{{7*7}}{%x%}&amp;<script>"
    found = text(pdf.render_html(html(teacher(name))))
    assert "".join(name.split()) in found


def test_long_registers_and_long_fields_print_whole() -> None:
    overview = teacher()
    rows = [(f"2020-{n:03d}", f"第{n}项培训") for n in range(150)]
    training = records("training", "继续教育", {"time": "时间", "content": "内容"}, *rows)
    overview["groups"] = [training if group["id"] == "training" else group for group in overview["groups"]]
    overview["groups"][0]["fields"][-1]["text"] = "光明磊落，" * 300
    found = text(pdf.render_html(html(overview)))
    assert [n for n in range(150) if f"第{n}项培训" not in found] == []
    assert [found.count(character) for character in "磊落"] == [300, 300]


def test_texts_longer_than_a_page_print_whole_wherever_they_stand() -> None:
    long = "光明磊落，" * 400
    overview = teacher(long[:200])
    for group in overview["groups"]:
        if group["kind"] == "records":
            group["rows"][0]["cells"][group["columns"][-1]["id"]] = long
            group["rows"][0]["detail"] = [{"caption": "说明", "text": long + "！"}]
    overview["groups"][0]["fields"][0]["text"] = long
    made = pdf.render_html(html(overview, {**FACTS, "employer_opinion": long}))
    places = 2 * 5 + 2  # five registers, each a cell and a note; a field; an opinion
    assert text(made).count("落") >= places * 400
    assert min(sizes(made)) == 9.0


# -- any other sheet -------------------------------------------------------------------------------------------


def test_a_field_that_nobody_foresaw_is_printed_where_its_group_is() -> None:
    overview = teacher()
    overview["groups"][0]["fields"].append({"id": "blood_type", "caption": "血型", "text": "O型"})
    overview["groups"].append(
        {
            "id": "licence",
            "caption": "执业信息",
            "kind": "fields",
            "fields": [{"id": "no", "caption": "执业证号", "text": "ZY-777"}],
        }
    )
    overview["groups"].append(records("projects", "工程项目", {"name": "项目名称"}, ("跨江大桥",)))
    found = text(pdf.render_html(html(overview)))
    for wanted in ("血型", "O型", "执业信息", "执业证号", "ZY-777", "其他登记", "工程项目", "跨江大桥"):
        assert wanted in found


def test_captions_come_from_the_overview_and_columns_from_the_sheet() -> None:
    section = {
        "kind": "records",
        "caption": "经历",
        "from": "work",
        "columns": [{"id": "employer", "caption": "旧名", "width": 90}, {"id": "gone"}],
    }
    register = sheet.build(tiny(section), teacher(), {}).sections[0].blocks[0]
    assert isinstance(register, blocks.Register)
    assert [column.caption for column in register.columns] == ["序号", "工作单位"]
    assert [entry.texts for entry in register.chunks[0]] == [
        ("1", "淮滨市王集镇中心小学"),
        ("2", "淮滨市青阳路小学"),
    ]


def test_achievements_are_filtered_by_what_stands_in_a_column() -> None:
    only = {"kind": "achievements", "caption": "论文", "from": "*categories", "only": {"category": ["论文"]}}
    others = {
        "kind": "achievements",
        "caption": "其他",
        "from": "*categories",
        "except": {"category": ["论文"]},
    }
    found = []
    for section in sheet.build(tiny(only, others), teacher(), {}).sections:
        entries = [entry for block in section.blocks for chunk in block.chunks for entry in chunk]  # type: ignore[union-attr]
        found.append([entry.texts[1] for entry in entries])
    assert found == [["论文", "论文"], ["研究报告", "课题"]]


def test_items_without_records_are_left_out_and_groups_are_named_once() -> None:
    section = {"kind": "achievements", "caption": "业绩", "from": "*categories"}
    made = sheet.build(tiny(section), teacher(), {}).sections[0]
    assert [[heading.text for heading in block.headings] for block in made.blocks] == [
        ["业绩", "能力条件", "行动研究报告"],
        ["教科研条件", "本学科教育论文"],
        ["主持课题"],
    ]


def test_details_and_files_stand_in_the_note_where_they_are_wanted() -> None:
    notes = []
    for more in ({}, {"detail": True}, {"detail": True, "files": True}):
        section = {"kind": "achievements", "caption": "业绩", "from": "ability", **more}
        register = sheet.build(tiny(section), teacher(), {}).sections[0].blocks[0]
        assert isinstance(register, blocks.Register)
        notes.append(register.chunks[0][0].note)
    assert notes == ["", "参与人数：10 人", "参与人数：10 人；附件：证书.jpg"]


def test_a_note_says_nothing_that_a_cell_says_already() -> None:
    overview = teacher()
    item = next(group for group in overview["groups"] if group["id"] == "ability")["items"][0]
    item["rows"][0]["detail"] = [
        {"caption": "排名", "text": "1/1"},
        {"caption": "完成日期", "text": "2020-12-01"},
        {"caption": "参与人数", "text": "1/1"},
        {"caption": "字数", "text": "3000"},
    ]
    section = {"kind": "achievements", "caption": "业绩", "from": "ability", "detail": True}
    register = sheet.build(tiny(section), overview, {}).sections[0].blocks[0]
    assert isinstance(register, blocks.Register)
    assert register.chunks[0][0].note == "参与人数：1/1；字数：3000"


def test_a_sentence_in_a_note_keeps_its_full_stop_and_gets_no_second_mark() -> None:
    overview = teacher()
    item = next(group for group in overview["groups"] if group["id"] == "ability")["items"][0]
    item["rows"][0]["detail"] = [
        {"caption": "效果", "text": "徒弟获二等奖。"},
        {"caption": "字数", "text": "3000"},
        {"caption": "形式", "text": "师徒结对"},
    ]
    section = {"kind": "achievements", "caption": "业绩", "from": "ability", "detail": True}
    register = sheet.build(tiny(section), overview, {}).sections[0].blocks[0]
    assert isinstance(register, blocks.Register)
    assert register.chunks[0][0].note == "效果：徒弟获二等奖。字数：3000；形式：师徒结对"


def test_a_text_without_anything_written_is_an_empty_frame_with_its_place_to_sign() -> None:
    made = tiny(
        {"kind": "text", "caption": "总结", "from": "facts.summary", "height": 100, "sign": ["本人签名："]}
    )
    assert "总结本人签名：" in text(pdf.render_html(html({}, {}, made)))


def test_records_inside_records_follow_with_the_number_of_their_record() -> None:
    overview = teacher()
    titles = next(group for group in overview["groups"] if group["id"] == "titles")
    titles["rows"].append(copy.deepcopy(titles["rows"][0]))
    first, second = (
        sheet.build(tiny({"kind": "records", "caption": "职称", "from": "titles"}), overview, {})
        .sections[0]
        .blocks
    )
    assert isinstance(first, blocks.Register)
    assert isinstance(second, blocks.Register)
    assert len(first.chunks[0]) == 2
    assert [entry.texts[0] for entry in second.chunks[0]] == ["1", "1", "2", "2"]
    assert second.headings == (blocks.Heading(3, "评聘情况"),)


def test_files_are_listed_and_an_optional_section_without_content_is_left_out() -> None:
    made = tiny(
        {"kind": "files", "caption": "附件清单", "from": "attachments"},
        {"kind": "records", "caption": "其他", "from": "*records", "optional": True},
        {"kind": "achievements", "caption": "专利", "from": "*categories", "only": {"category": ["专利"]}},
    )
    overview = teacher()
    overview["groups"] = [group for group in overview["groups"] if group["kind"] in ("files", "category")]
    sections = sheet.build(made, overview, {}).sections
    assert [section.caption for section in sections] == ["附件清单", "专利"]
    found = text(pdf.render_html(html(overview, {}, made)))
    assert "身份证正反面身份证正面.jpg0.1MB" in found
    assert "专利无" in found


def test_a_text_that_a_sheet_cannot_do_without_is_missed() -> None:
    with pytest.raises(PrintingFailed, match=r"facts\.pledge"):
        sheet.build(PLEDGE, teacher(), {})


# -- the pledge --------------------------------------------------------------------------------------------------


def test_the_pledge_is_one_page_with_the_persons_data_and_a_line_to_sign() -> None:
    made = texts(pdf.render_html(html(teacher(), of=PLEDGE, number="")))
    assert len(made) == 1
    for wanted in (
        "职称申报诚信承诺书",
        "本人陈䶮",
        "340199198703152248",
        *FACTS["pledge"],
        "承诺人（手写签名）：＿＿",
    ):
        assert wanted in made[0]


def test_the_pledge_as_a_template_has_lines_to_write_on() -> None:
    found = text(pdf.render_html(html({}, of=PLEDGE, number="")))
    assert "本人＿＿＿＿＿＿＿＿，证件号码＿＿＿＿＿＿＿＿" in found


def test_a_pledge_that_needs_a_second_page_takes_its_last_article_there_with_the_signature() -> None:
    """A signature alone on its page would stand under nothing."""
    facts = {
        **FACTS,
        "pledge": [
            f"第{n}条，本人填写的信息和上传的材料真实、准确、完整、有效，复印件与原件一致。"
            for n in range(12)
        ],
    }
    made = texts(pdf.render_html(html(teacher(), facts, of=PLEDGE)))
    assert len(made) == 2
    assert "第11条" in made[1]
    assert "承诺人（手写签名）" in made[1]


# -- what is empty -------------------------------------------------------------------------------------------------


def test_an_empty_field_is_left_out_named_or_left_blank_as_the_sheet_says() -> None:
    fields = [
        {"caption": "姓名", "from": "heading.name"},
        {"caption": "批准文号", "from": "facts.approval", "optional": True},
        {"caption": "更正的信息项", "from": "facts.wrong", "empty": "无（仅补发）"},
        {"caption": "座位号"},
    ]
    of = tiny({"kind": "fields", "caption": "", "fields": fields})
    found = text(pdf.render_html(html(teacher(), {}, of=of)))
    assert "批准文号" not in found
    assert "更正的信息项无（仅补发）" in found
    assert "座位号" in found
    found = text(pdf.render_html(html(teacher(), {"approval": "1号", "wrong": "专业"}, of=of)))
    assert "批准文号1号" in found
    assert "仅补发" not in found


def test_a_column_says_what_its_empty_cells_mean() -> None:
    overview = {
        "groups": [records("work", "工作经历", {"start": "起", "end": "止"}, ("2010", "2012"), ("2012", ""))]
    }
    columns = [{"id": "start"}, {"id": "end", "empty": "至今"}]
    of = tiny({"kind": "records", "caption": "工作经历", "from": "work", "columns": columns})
    assert "120102012" in text(pdf.render_html(html(overview, of=of)))
    assert "22012至今" in text(pdf.render_html(html(overview, of=of)))
