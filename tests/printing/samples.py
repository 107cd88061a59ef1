"""An overview like those that forms make, of a made-up teacher; every value is display text."""

from __future__ import annotations

from typing import Any

ROUTE = {"category": "类别", "date": "时间", "content": "业绩内容", "rank": "排名"}
SUMMARY = "\n".join(
    f"　　{n}、坚持立德树人，承担五至六年级科学课教学，平均周课时十四节，系统开展“预测—观察—解释”（POE）教学策略的行动研究。"
    for n in "一二三四五六七八九十"
)
FACTS = {
    "date": "2022年9月15日",
    "current_title": "一级教师",
    "summary": SUMMARY,
    "pledge": ["本人填写的信息真实、准确、完整。", "如有不实，本人愿意承担相应后果。"],
}


def texts(**fields: str) -> list[dict[str, str]]:
    """Fields given as identifier="caption=text"."""
    return [
        {"id": name, "caption": value.split("=", 1)[0], "text": value.split("=", 1)[1]}
        for name, value in fields.items()
    ]


def columns(captions: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": name, "caption": caption} for name, caption in captions.items()]


def records(
    name: str, caption: str, captions: dict[str, str], *rows: tuple[str, ...], **more: Any
) -> dict[str, Any]:
    made = [{"cells": dict(zip(captions, row, strict=True)), **more} for row in rows]
    return {"id": name, "caption": caption, "kind": "records", "columns": columns(captions), "rows": made}


def category(name: str, caption: str, items: dict[str, list[tuple[str, ...]]]) -> dict[str, Any]:
    made = []
    for place, (item, rows) in enumerate(items.items()):
        detail = [{"caption": "参与人数", "text": "10 人"}, {"caption": "备注", "text": ""}]
        table = records(
            f"{name}-{place}",
            item,
            ROUTE,
            *rows,
            detail=detail,
            files=[{"name": "证书.jpg", "size": "0.4MB"}],
        )
        del table["kind"]
        made.append(table)
    return {"id": name, "caption": caption, "kind": "category", "items": made}


def teacher(name: str = "陈䶮") -> dict[str, Any]:
    heading = texts(
        route="申报形式=常规申报", title="申报职称=中小学教师-小学科学-高级教师", level="申报级别=高级", employer="申报单位=淮滨市青阳路小学",
        name=f"申报人={name}", id_type="证件类型=居民身份证", id_number="证件编号=340199198703152248", sex="性别=女",
        birth_date="出生日期=1987-03-15", employer_nature="单位性质=事业单位", interview="是否面试=不需要",
        committee="受理评委会=淮滨市中小学教师系列高级职称评审委员会", series="申报系列=中小学教师", specialty="申报专业=小学科学",
        year="申报年度=2022", plan="评审计划=2022年度淮滨市中小学教师系列高级职称评审", phone="联系电话=13900000000",
    )  # fmt: skip
    basic = texts(
        former_name="曾用名=无", nation="民族=汉族", birthplace="出生地=安徽省淮滨市", work_start="参加工作时间=2009-07-01",
        salary_grade="工资级别=专业技术九级", work_years="工作年限=13年", specialty_years="专业年限=13年", politics="政治面貌=中共党员",
        post="党政职务=教研组长", health="身体状况=健康", society="参加何学术团体任何职=淮滨市小学科学教学研究会理事，安徽省教育学会会员，科普志愿者",
    )  # fmt: skip
    profession = texts(
        kind="教师类别=小学教师", since="从教日期=2009-07-01", rural="农村教龄=3年", stage="任教学段=小学"
    )
    appointments = records(
        "",
        "评聘情况",
        {"name": "聘用名称", "start": "聘用开始日期"},
        ("一级教师", "2016-02-01"),
        ("一级教师", "2019-02-01"),
    )
    certificate = [
        {"caption": "评审机构", "text": "淮滨市中级职称评审委员会"},
        {"caption": "发证日期", "text": "2016-01-10"},
    ]
    schooling = {"end": "毕业时间", "school": "毕业院校", "major": "所学专业", "degree": "学位"}
    groups = [
        {"id": "basic", "caption": "个人信息", "kind": "fields", "fields": basic},
        {"id": "profession", "caption": "专业信息", "kind": "fields", "fields": profession},
        records("titles", "现有职称", {"number": "证书编号", "employer": "工作单位", "title": "资格名称"}, ("2036522", "青阳路小学", "一级教师"), detail=certificate, nested=[appointments]),
        records("work", "工作经历", {"start": "开始时间", "end": "结束时间", "employer": "工作单位"}, ("2009-07", "2012-08", "淮滨市王集镇中心小学"), ("2012-09", "至今", "淮滨市青阳路小学")),
        records("education", "学历教育", schooling, ("2009-06", "皖中师范学院", "科学教育", "理学学士"), detail=[{"caption": "学制", "text": "4年"}]),
        records("training", "继续教育", {"year": "年度", "hours": "学时"}, ("2020", "72"), ("2021", "90")),
        records("assessments", "年度考核", {"year": "年度", "grade": "考核等次"}, ("2020", "优秀"), ("2021", "合格")),
        {"id": "attachments", "caption": "附件", "kind": "files", "items": [{"id": "card", "caption": "身份证正反面", "files": [{"name": "身份证正面.jpg", "size": "0.1MB"}, {"name": "身份证反面.jpg", "size": "0.1MB"}]}]},
        category("ability", "能力条件", {"行动研究报告": [("研究报告", "2020-12-01", "《小学科学探究式学习的行动研究》", "1/1")], "指导青年教师方面": []}),
        category("research", "教科研条件", {"本学科教育论文": [("论文", "2020-05-15", "《小学科学单元整体教学设计》", "1/2"), ("论文", "2021-08-10", "《STEM 理念与科学课堂》", "1/1")], "主持课题": [("课题", "2021-12-30", "小学科学实验微视频资源开发", "1/6")]}),
    ]  # fmt: skip
    return {"heading": heading, "groups": groups}
