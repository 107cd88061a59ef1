"""Parts of made-up names. Nobody and nothing is called so, or it is chance."""

from __future__ import annotations

import random

from zcforms.domain.identity import resident_id_check

FAMILY = "林卫褚陈沈韩杨秦何吴郑冯朱蒋许吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
GIVEN = "晓文明思若书青川初知雨一远清安宁之和予景星辰嘉语子沐泽楷然修言舒雅静怡岚溪禾苗田苑琪瑶朗松柏竹涵墨"
SECOND = "禾朗心源谷宁禾岳晴远桐舟山和平川原野溪林森海澜澄彻然如斯年华章程行知远方圆满月明辉光宇宙轩昂"
PLACES = (
    "禾田",
    "禾苗",
    "青禾",
    "云溪",
    "松涛",
    "星河",
    "临水",
    "望山",
    "石桥",
    "柳荫",
    "清源",
    "澄江",
    "东篱",
    "南屏",
    "西岭",
    "北塘",
)
KINDS = ("研究所", "中心", "有限公司", "服务站", "学校", "医院", "工程院", "事务所", "设计院")
SUBJECTS = ("协同", "课堂", "流程", "质量", "基层", "数字化", "评价", "规范", "创新", "实践", "安全", "节能")
FORMS = ("研究", "探索", "应用", "分析", "改进", "综述")
_EMPLOYER = ("单位", "机构", "学校", "机关", "部门", "期刊", "出版")
_PERSON = ("姓名", "作者", "曾用名", "对象", "学员")
_NUMBER = ("编号", "号", "卷", "期", "页")


def person(source: random.Random) -> str:
    return (
        source.choice(FAMILY)
        + source.choice(GIVEN)
        + (source.choice(SECOND) if source.random() < 0.8 else "")
    )


def employer(source: random.Random) -> str:
    return numbered_employer("", source.randrange(MOST_EMPLOYERS))


def text(source: random.Random, caption: str, serial: int) -> str:
    """A text for a field with this caption."""
    if caption.endswith(_EMPLOYER):
        return employer(source)
    if caption.endswith(_PERSON):
        return person(source)
    if caption.endswith(_NUMBER):
        return f"M{serial:05}"
    if caption.endswith(("题目", "名称", "成果")):
        return f"{source.choice(PLACES)}{source.choice(SUBJECTS)}{source.choice(FORMS)}{serial}"
    return f"{caption or '内容'}{serial}"


MOST_EMPLOYERS = len(PLACES) * (len(PLACES) - 1) * len(KINDS)
_AREA = "340199"
_MALE = "1"
"""GB/T 2261.1."""


def resident_id(born: str, sequence: int) -> str:
    """A well-formed resident ID (GB 11643) of an area that there is not, so that it is nobody's. `born` as YYYYMMDD, an odd `sequence`
    for men, an even one for women."""
    body = f"{_AREA}{born}{sequence:03}"
    return body + resident_id_check(body)


def resident_sequence(source: random.Random, sex: str) -> int:
    """The three digits of a resident ID that tell a person of this sex (GB/T 2261.1)."""
    drawn = source.randrange(1, 999)
    return drawn | 1 if sex == _MALE else drawn + drawn % 2


def numbered_employer(seed: str, number: int) -> str:
    """The employer with this number; no two of one seed are called the same, as far as there are names (`MOST_EMPLOYERS`)."""
    first = random.Random(seed).randrange(len(PLACES))  # noqa: S311 - no secret
    one, other = divmod(number, len(PLACES))
    rest, step = divmod(one, len(PLACES) - 1)  # the two places of a name differ
    places = (PLACES[at % len(PLACES)] for at in (other + first, other + first + 1 + step))
    return f"{''.join(places)}{KINDS[(rest + first) % len(KINDS)]}"
