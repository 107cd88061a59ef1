"""Who can be tried. Every number is synthetic: area code 340199 belongs to no place, the check characters are right."""

from __future__ import annotations

from dataclasses import dataclass

from zcforms.domain.identity import AccountKind, Role
from zcforms.lab.vocabulary import resident_id

RESIDENT_ID = "居民身份证"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One account of the embedded identity provider. `kind`: person or legal; `story`: one line that says what to see."""

    sub: str
    name: str
    kind: str
    id_type: str
    id_number: str
    phone: str
    organisation: str
    credit_code: str
    story: str


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An organisation that is registered when the demonstration begins; `parent` is the sub of its authority's account."""

    sub: str
    name: str
    credit_code: str
    role: Role
    nature: str
    region: str
    operator: str
    story: str
    parent: str | None = None


SCHOOL, COMPANY, AUTHORITY, HUMAN_RESOURCES = "demo-school", "demo-company", "demo-education", "demo-hr"
ENGINEER_OFFICE, TEACHER_OFFICE = "demo-engineer-office", "demo-teacher-office"
COMMITTEE, ISSUER, CITY_ISSUER = "demo-committee", "demo-issuer", "demo-city-issuer"

ORGANISATIONS = (
    DemoOrganisation(
        AUTHORITY, "蚌埠市禾丰区教育局", "11340199MA00001035", Role.AUTHORITY, "government", "340303",
        "教育局人事科", "业务主管部门：单位审核通过后，在这里审核",
    ),
    DemoOrganisation(
        HUMAN_RESOURCES, "蚌埠市禾丰区人力资源和社会保障局", "11340199MA00001048", Role.HUMAN_RESOURCES, "government", "340303",
        "人社局专技科", "县区人社部门：审核申报；有一名自由职业者申请绑定",
    ),
    DemoOrganisation(
        TEACHER_OFFICE, "蚌埠市教育局", "11340199MA0000105B", Role.ORGANISING_UNIT, "government", "340300",
        "高评委会办公室", "教师系列评委会组建单位：审核申报；有一名教师正在公示，期满后在这里办理",
    ),
    DemoOrganisation(
        ENGINEER_OFFICE, "安徽省经济和信息化厅", "11340199MA0000106E", Role.ORGANISING_UNIT, "government", "340000",
        "职称改革办公室", "工程系列评委会组建单位：审核申报，安排面试，答复免面试申请",
    ),
    DemoOrganisation(
        COMMITTEE, "蚌埠市中小学教师系列高级职称评审委员会", "11340199MA0000108L", Role.COMMITTEE, "government", "340300",
        "评委会秘书", "教师系列评委会：有一份申报等待录入评审结果，可以逐人录入或用表格录入",
    ),
    DemoOrganisation(
        "demo-engineer-committee", "安徽省工程系列高级专业技术资格评审委员会", "11340199MA0000109P", Role.COMMITTEE, "government",
        "340000", "工程评委会秘书", "工程系列评委会：组建单位审核通过的申报，在这里录入评审结果",
    ),
    DemoOrganisation(
        ISSUER, "安徽省人力资源和社会保障厅", "11340199MA0000110W", Role.ISSUER, "government", "340000",
        "职称证书管理岗", "发证机关：公示期满无异议后，在这里核准并授予职称",
    ),
    DemoOrganisation(
        CITY_ISSUER, "蚌埠市人力资源和社会保障局", "11340199MA00001123", Role.ISSUER, "government", "340300",
        "市职称证书管理岗", "市级发证机关：原由该局发证的补换证，在这里办理；证书不加盖电子印章",
    ),
    DemoOrganisation(
        SCHOOL, "蚌埠市禾田路小学", "12340199MA0000101U", Role.EMPLOYER, "institution", "340303",
        "学校人事处", "用人单位（小学）：有绑定申请、业绩和申报等待审核", AUTHORITY,
    ),
    DemoOrganisation(
        COMPANY, "安徽禾川精密机械有限公司", "91340199MA0000102R", Role.EMPLOYER, "private-enterprise", "340303",
        "公司人力资源部", "用人单位（企业）：没有主管部门，申报通过后直接到人社部门",
    ),
)  # fmt: skip
"""Authorities first, because employers refer to them."""

NEW_ORGANISATION = (
    "demo-new-company",
    "蚌埠市禾苗路小学",
    "12340199MA0000107E",
    "学校办公室",
    "尚未注册的单位：用法人账号首次登录，完成单位注册",
)


@dataclass(frozen=True, slots=True)
class Operator:
    """One more account of an organisation that has one: another 经办人, who logs in for herself. `of`: the organisation's sub; `person`: her
    own account's, where she declares, too."""

    sub: str
    of: str
    name: str
    story: str
    person: str = ""


RULE_AUTHOR, RULE_REVIEWER = "demo-rule-author", "demo-rule-reviewer"
SCHOOL_CLERK = "demo-school-clerk"

OPERATORS = (
    Operator(RULE_AUTHOR, "demo-teacher-office", "规则作者", "蚌埠市教育局的规则编写人：改规则、写用例、看影响，送复核"),
    Operator(RULE_REVIEWER, "demo-teacher-office", "规则复核人", "蚌埠市教育局的规则复核人：核对别人写的规则，退回或发布"),
    Operator(SCHOOL_CLERK, SCHOOL, "沈若谷", "学校人事经办人，自己也在申报：不能审核本人的申报，要由同事审核", "demo-submitted"),
)  # fmt: skip
"""Who writes a rule does not publish it: one organising unit has two accounts for that, beside its desk. Nobody decides on herself: one clerk of
the school is an applicant."""


def _person(sub: str, name: str, id_number: str, phone: int, story: str) -> DemoPerson:
    return DemoPerson(
        f"demo-{sub}",
        name,
        AccountKind.PERSON,
        RESIDENT_ID,
        id_number,
        f"199000000{phone:02}",
        "",
        "",
        story,
    )


PEOPLE = (
    _person("ready", "林晓禾", resident_id("19850312", 6), 1, "小学教师：申报已填好，检测全部通过，可以提交审核（手册图 4-26）"),
    _person("incomplete", "卫明朗", resident_id("19860408", 7), 2, "小学教师：申报缺两项业绩和考核结果，检测不通过（手册图 4-25）"),
    _person("draft", "褚文心", resident_id("19870923", 8), 3, "小学教师：申报填了一半，业绩库已备齐，可以继续填报"),
    _person("library", "陈思源", resident_id("19880105", 9), 4, "小学教师：尚未申报，业绩有未提交、待审核、已退回和已通过的"),
    _person("submitted", "沈若谷", resident_id("19840617", 11), 5, "小学教师：申报已提交，等待单位审核，评审表已生成"),
    _person("returned", "韩书宁", resident_id("19830730", 12), 6, "小学教师：申报被单位退回，可以看到理由并修改"),
    _person("endorsed", "杨青禾", resident_id("19820214", 14), 7, "小学教师：评审通过、公示无异议、已核准，取得高级教师职称"),
    _person("evaluated", "方知夏", resident_id("19830522", 26), 17, "小学教师：申报已通过逐级审核，等待评委会的评审结果"),
    _person("announced", "叶闻笛", resident_id("19811103", 27), 18, "小学教师：评审通过，正在公示"),
    _person("engineer", "秦川岳", resident_id("19840902", 3), 8, "机械工程师：工程系列申报已填好，可以提交审核"),
    _person("new", "何初晴", resident_id("19920514", 16), 9, "从未登录过：首次登录要先完成个人注册"),
    _person("unbound", "吴知远", resident_id("19910811", 17), 10, "已注册，还没有选择工作单位：能录入业绩，不能提交和申报"),
    _person("pending", "郑雨桐", resident_id("19931120", 18), 11, "已申请绑定禾田路小学，等待单位审核"),
    _person("freelancer", "冯一舟", resident_id("19900303", 19), 12, "自由职业者：已申请绑定当地人社部门，等待审核"),
    _person("scheduled", "许承志", resident_id("19830219", 23), 14, "机械工程师：面试已安排，可以打印准考证"),
    _person("waiver", "苏映雪", resident_id("19850926", 24), 15, "机械工程师：申请了免面试，等待组建单位答复"),
    _person("waived", "罗嘉树", resident_id("19820511", 25), 16, "机械工程师：免面试申请已获同意，不需要准考证"),
    _person("banned", "朱远山", resident_id("19810909", 21), 13, "在诚信档案的禁止申报期内：不能申报"),
)  # fmt: skip


def people() -> list[DemoPerson]:
    """Everybody, in the order in which the provider lists them."""
    legal = [
        DemoPerson(
            each.sub, each.operator, AccountKind.LEGAL, "", "", "", each.name, each.credit_code, each.story
        )
        for each in sorted(ORGANISATIONS, key=lambda each: each.role != Role.EMPLOYER)
    ]
    organisations = {each.sub: each for each in ORGANISATIONS}
    numbers = {each.sub: each.id_number for each in PEOPLE}
    more = [
        DemoPerson(
            each.sub,
            each.name,
            AccountKind.LEGAL,
            RESIDENT_ID if each.person else "",
            numbers.get(each.person, ""),
            "",
            organisations[each.of].name,
            organisations[each.of].credit_code,
            each.story,
        )
        for each in OPERATORS
    ]
    sub, name, credit_code, operator, story = NEW_ORGANISATION
    return [
        *PEOPLE,
        *legal,
        *more,
        DemoPerson(sub, operator, AccountKind.LEGAL, "", "", "", name, credit_code, story),
    ]


@dataclass(frozen=True, slots=True)
class DemoCertificate:
    """A title that one of them holds. `number` is empty on what was issued before there were numbers."""

    sub: str
    number: str
    series: str
    specialty: str
    title: str
    level: str
    obtained_on: str
    issued_on: str
    approval: str
    committee: str
    employer: str
    issuer: str
    state: str = "valid"


CERTIFICATES = (
    DemoCertificate(
        "demo-ready", "", "22", "小学科学", "二级教师", "assistant", "2009-08-31", "2009-09-15",
        "禾教职〔2009〕21号", "蚌埠市禾丰区中小学教师职务评审委员会", "蚌埠市禾田路小学", "蚌埠市禾丰区人力资源和社会保障局",
    ),
    DemoCertificate(
        "demo-ready", "9342015000102000117", "22", "小学科学", "一级教师", "intermediate", "2015-11-20", "2015-12-15",
        "蚌人社职〔2015〕117号", "蚌埠市中小学教师中级职称评审委员会", "蚌埠市禾田路小学", "蚌埠市人力资源和社会保障局",
    ),
    DemoCertificate(
        "demo-engineer", "9342014000702000034", "05", "机械工程", "工程师", "intermediate", "2014-11-18", "2014-12-22",
        "合人社职〔2014〕34号", "合肥市工程系列中级职称评审委员会", "安徽禾川精密机械有限公司", "合肥市人力资源和社会保障局",
    ),
)  # fmt: skip
