"""What the provider's registration page is given (feature 3): a name and the little that a made-up ID needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Registration:
    """The form as typed, with one Chinese sentence per field that cannot be taken."""

    name: str
    birth_date: str
    sex: str
    phone: str
    faults: Mapping[str, str]

    @property
    def birth(self) -> str:
        return self.birth_date.replace("-", "")

    @property
    def sex_digit(self) -> str:
        return "1" if self.sex == "男" else "2"


def read_registration(form: Mapping[str, str]) -> Registration:
    """Take the form; nothing raises, faults stand beside what was typed."""
    name, born = form.get("name", "").strip(), form.get("birth_date", "").strip()
    sex, phone = form.get("sex", "").strip(), form.get("phone", "").strip()
    checks = {
        "name": (1 < len(name) <= 30, "请输入姓名，2 至 30 个字。"),
        "birth_date": (_is_birth_date(born), "请选择出生日期，格式如 1985-03-12。"),
        "sex": (sex in ("男", "女"), "请选择性别。"),
        "phone": (phone.isascii() and phone.isdigit() and len(phone) == 11, "请输入 11 位手机号码。"),
    }
    faults = {field: message for field, (right, message) in checks.items() if not right}
    return Registration(name, born, sex, phone, faults)


def _is_birth_date(text: str) -> bool:
    try:
        born = date.fromisoformat(text)
    except ValueError:
        return False
    return date(1900, 1, 1) <= born <= date(2020, 12, 31)
