"""A plan of a series that nobody has heard of, written from nothing but the documents of tests/new_plan: loaded, linted, applied for through
the web application by somebody without scripts, checked there and on the command line, submitted, and taken by its own chain as far as the title."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from tests.web.site import Visitor, complaints
from zcforms.demo.evidence import portrait
from zcforms.domain.identity import Organisation, Role
from zcforms.forms.fields import TABLE, kind_of
from zcforms.idp import Directory, Identity
from zcforms.idp.people import made_up_id
from zcforms.services import maintenance
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work
from zcforms.web.app import create_app

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = Path(__file__).parent / "new_plan"
PLAN, SECTION = "2022-health-senior", "clinical"
SEASON = datetime(2022, 7, 5, 9, 0, tzinfo=CHINA)
HOSPITAL, COMMISSION, BOARD = "12340199MA00000032", "11340199MA00000041", "11340199MA00001110"
OWN_FOLDERS = [
    "schemas/plans",
    "schemas/series",
    "schemas/attachments",
    "schemas/chains",
    "schemas/replacements",
    "schemas/pledges",
    "rules/plans",
    "rules/series",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Our common documents without any plan or series of ours, and the new plan's."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("schemas", "rules", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    for name in OWN_FOLDERS:
        shutil.rmtree(folder / name)
    shutil.copytree(DOCUMENTS, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZCFORMS_HOME", str(folder))
        yield folder


@dataclass
class Hospital:
    """The application with the new plan alone; a doctor, the hospital and the commission."""

    app: Flask
    house: House
    settings: Settings
    doctor: Visitor = field(init=False)

    def visitor(self, sub: str, kind: str) -> Visitor:
        visitor = Visitor(self.app.test_client(), self.settings.base_url)
        visitor.sign_in(sub, kind)
        return visitor

    @property
    def application_id(self) -> str:
        found = re.search(r"/applications/([0-9a-f]+)", self.doctor.get("/declaration").text)
        assert found
        return found[1]

    def document(self) -> dict[str, Any]:
        with work(self.house.database, write=False) as w:
            return document_of(w, self.house, w.applications.get(self.application_id))


@pytest.fixture(scope="module")
def hospital(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    settings = Settings(var=tmp_path_factory.mktemp("var"), demo=True, port=8771)
    maintenance.upgrade(settings)
    app = create_app(settings)
    house = app.extensions["zcforms"].house
    house.set_business_time(SEASON)
    region, nature = (house.codes(name).codes[0].id for name in ("regions", "employer_natures"))
    with work(house.database) as w:
        for id_, name, code, role in (
            ("commission", "青阳市卫生健康委员会", COMMISSION, Role.ORGANISING_UNIT),
            ("hospital", "青阳市第二医院", HOSPITAL, Role.EMPLOYER),
            ("board", "青阳市卫生系列高级职称评审委员会", BOARD, Role.COMMITTEE),
        ):
            w.organisations.add(Organisation(id_, name, code, nature, role, region, None))
    Directory(settings.var / "idp" / "people.json").replace(
        [
            Identity("doctor", "沈之遥", "person", id_type="居民身份证",
                     id_number=made_up_id("19820615", "2", 7), phone_number="13900000777"),
            Identity("hospital", "青阳市第二医院", "legal", organisation_name="青阳市第二医院", credit_code=HOSPITAL),
            Identity("commission", "青阳市卫生健康委员会", "legal",
                     organisation_name="青阳市卫生健康委员会", credit_code=COMMISSION),
            Identity("board", "评委会秘书", "legal",
                     organisation_name="青阳市卫生系列高级职称评审委员会", credit_code=BOARD),
        ]
    )  # fmt: skip
    made = Hospital(app, house, settings)
    made.doctor = made.visitor("doctor", "person")
    yield made
    house.close()


def picture(name: str = "证明.jpg") -> tuple[io.BytesIO, str]:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(buffer, "JPEG")
    return io.BytesIO(buffer.getvalue()), name


def zcforms(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zcforms", *arguments],
        cwd=ROOT,
        env=os.environ | {"ZCFORMS_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_documents_are_all_there_is(home: Path) -> None:
    """Nothing of the new plan is in Python or in a template, and its lint is clean."""
    assert {path.suffix for path in DOCUMENTS.rglob("*") if path.is_file()} == {".json", ".yaml"}
    done = zcforms(home, "plan", "lint")
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in zcforms(home, "plan", "list").stdout.splitlines()] == [PLAN]


def test_the_section_has_every_kind_of_field(hospital: Hospital) -> None:
    section = next(each for each in hospital.house.plan(PLAN).sections if each.id == SECTION)
    properties = section.schema["properties"].values()
    assert {kind_of(each).id for each in properties} == {kind.id for kind in TABLE}


def test_a_doctor_registers_and_the_hospital_approves(hospital: Hospital) -> None:
    visitor = hospital.doctor
    visitor.get("/")
    page = visitor.send(
        "choose_employer", sex="2", birth_date="1982-06-15", politics="13", ethnicity="01", email="shen@example.cn",
        address="安徽省青阳市某路1号", work_start="2006-07-01", education="11",
        choose_employer="yes", organisation_id="hospital", note="内科医师",
    )  # fmt: skip
    assert "注册成功" in page.text, complaints(page)
    assert visitor.get("/centre/photo").status_code == 200
    visitor.send("photo", photo=(io.BytesIO(portrait(1)), "证件照.jpg"), x="0", y="0", w="1", h="1")
    assert "zc-portrait" in visitor.page.text, complaints(visitor.page)
    desk = hospital.visitor("hospital", "legal")
    page = desk.get("/desk/bindings")
    ids = re.findall(r'name="id" value="([^"]+)"', page.text)
    desk.send("退回原因", id=ids, act="approve")
    assert "已处理 1 条" in desk.page.text


LIBRARY: dict[str, dict[str, str]] = {
    "work": {"start": "2006-07", "employer": "青阳市第二医院", "post": "医师", "specialty": "内科诊疗"},
    "education": {
        "start": "2001-09", "end": "2006-06", "school": "某医学院", "major": "临床医学", "duration": "5",
        "study_mode": "全日制", "education": "21", "diploma_number": "1234567890",
    },
    "training": {"year": "2021", "public_hours": "30", "professional_hours": "60", "hours": "90"},
    "assessment": {"year": "2021", "employer": "青阳市第二医院", "result": "合格"},
    "telemedicine": {"date": "2021-05-06", "subject": "疑难肺炎会诊", "kind": "多学科", "patients": "3"},
}  # fmt: skip


def test_the_library_takes_the_new_category_and_the_hospital_approves_all(hospital: Hospital) -> None:
    """Every record, the new category's too, through the generic form."""
    visitor = hospital.doctor
    for category, data in LIBRARY.items():
        visitor.get(f"/library/{category}/new")
        page = visitor.send(
            next(iter(f"data.{name}" for name in data)),
            **{f"data.{name}": value for name, value in data.items()},
            **{"evidence:upload": picture()},
            act="submit",
        )
        assert "已提交单位审核" in page.text, (category, complaints(page))
    desk = hospital.visitor("hospital", "legal")
    ids = re.findall(r'name="id" value="([^"]+)"', desk.get("/desk/achievements").text)
    desk.send("退回原因", id=ids, act="approve")
    assert f"已处理 {len(LIBRARY)} 条业绩" in desk.page.text


def test_the_plan_is_chosen_and_its_own_pledge_confirmed(hospital: Hospital) -> None:
    visitor = hospital.doctor
    page = visitor.get(f"/plans/{PLAN}")
    assert "2022年度卫生系列副主任医师评审" in page.text
    assert visitor.get(f"/plans/{PLAN}/downloads/blank-pledge").data.startswith(b"%PDF")
    visitor.get(f"/plans/{PLAN}/choose")
    visitor.send(
        "sure", route="regular", standard="clinical", specialty="paediatrics",
        title="associate-chief-physician", sure="1",
    )  # fmt: skip
    assert "行医诚信承诺书" in visitor.page.text, complaints(visitor.page)
    assert "本人没有正在处理的医疗责任事故。" in visitor.page.text
    visitor.send("同意并继续", read="1")
    assert "/parts/basic" in visitor.path


CLINICAL = {
    "clinical.licence_number": "110340199000123",
    "clinical.discipline": "07",
    "clinical.practice_kind": "临床",
    "clinical.languages": ["汉语", "手语"],
    "clinical.treats": "新生儿黄疸、儿童哮喘",
    "clinical.practice_place": "340104",
    "clinical.licensed_on": "2007-09-01",
    "clinical.practising_since": "2007-10",
    "clinical.consulting_from": "8点30",
    "clinical.outpatient_days": "150",
    "clinical.teaching_hours": "12.5",
    "clinical.grassroots": "true",
    "clinical.summary": "从事儿科临床工作十五年。",
    "clinical.rotations:row": ["0", "1"],
    "clinical.rotations.0.ward": "新生儿科",
    "clinical.rotations.0.from": "2008-01",
    "clinical.rotations.0.until": "2008-06",
    "clinical.rotations.1.ward": "急诊科",
    "clinical.rotations.1.from": "2008-07",
}
BASIC = {"basic.birthplace": "安徽青阳", "basic.work_years": "16", "basic.specialty_years": "15"}


def test_every_field_is_drawn_held_and_kept(hospital: Hospital) -> None:
    visitor, here = hospital.doctor, f"/applications/{hospital.application_id}"
    page = visitor.get(f"{here}/parts/basic")
    for caption in ("执业情况", "执业机构", "近五年门诊天数", "胸牌照片", "轮转经历", "按执业证书填写。"):
        assert caption in page.text
    assert "青阳市第二医院" in page.text  # read-only, from the employer
    wrong = {**CLINICAL, "clinical.licence_number": "12", "clinical.rotations.1.until": "2008-01"}
    page = visitor.send("保存", **BASIC, **wrong)
    assert page.status_code == 422
    said = " ".join(complaints(page))
    assert "格式不对：15 位数字。" in said
    assert "不能晚于“结束年月”" in said
    right = CLINICAL | {
        "clinical.licence_scan:upload": picture("执业证书.jpg"),
        "clinical.badge:upload": picture("胸牌.jpg"),
    }
    visitor.get(f"{here}/parts/basic")
    page = visitor.send("保存", **BASIC, **right)
    assert "已保存" in page.text, complaints(page)
    kept = hospital.document()["answers"][SECTION]
    assert kept["outpatient_days"] == 150
    assert kept["teaching_hours"] == 12.5
    assert kept["consulting_from"] == "08:30"
    assert kept["languages"] == ["汉语", "手语"]
    assert kept["grassroots"] is True
    assert [each["ward"] for each in kept["rotations"]] == ["新生儿科", "急诊科"]
    assert [each["name"] for each in kept["licence_scan"]] == ["执业证书.jpg"]
    assert kept["badge"]["name"] == "胸牌.jpg"
    assert "hospital" not in kept or kept["hospital"] == "青阳市第二医院"


def taken_in(hospital: Hospital, list_id: str) -> None:
    visitor, here = hospital.doctor, f"/applications/{hospital.application_id}"
    page = visitor.get(f"{here}/lists/{list_id}/import")
    offered = re.findall(r'name="record" value="([0-9a-f]+)"', page.text)
    assert len(offered) == 1, (list_id, offered)
    page = visitor.send("record", record=offered)
    assert "已导入 1 条" in page.text, complaints(page)


def annotated(hospital: Hospital, part: str, name: str, value: str) -> None:
    visitor = hospital.doctor
    page = visitor.get(f"/applications/{hospital.application_id}/parts/{part}")
    found = re.search(rf'name="(record-[0-9a-f]+\.{name})"', page.text)
    assert found
    visitor.send(found[1], **{found[1]: value})
    assert "已保存" in visitor.page.text, complaints(visitor.page)


def test_records_are_imported_and_annotated(hospital: Hospital) -> None:
    for list_id in ("work", "education", "training", "assessments", "joint_consultation"):
        taken_in(hospital, list_id)
    annotated(hospital, "history", "qualifying", "true")
    annotated(hospital, "history", "verdict", "合格")
    assert hospital.document()["imports"]["assessments"][0]["verdict"] == "合格"


def test_the_check_says_what_is_missing_and_blocks(hospital: Hospital) -> None:
    visitor, here = hospital.doctor, f"/applications/{hospital.application_id}"
    page = visitor.get(f"{here}/check?run=1")
    assert "近五年门诊 150 天, 不足 200 天" in page.text  # the plan's parameter, not the series'
    assert "执业范围 儿科" in page.text
    assert "基层服务地点" in page.text  # required because of what another field says
    assert "签名的行医承诺书 为必填项, 当前尚未上传" in page.text
    assert "进修证明" not in page.text  # asked of another route
    refused = visitor.post(f"{here}/submit", {"csrf_token": visitor.csrf()})
    assert refused.status_code == 422


def test_the_form_of_an_attachment_can_be_downloaded_and_the_signed_one_uploaded(
    hospital: Hospital,
) -> None:
    visitor, here = hospital.doctor, f"/applications/{hospital.application_id}"
    page = visitor.get(f"{here}/parts/attachments")
    template = re.search(rf'href="({here}/sheets/templates/[^"]+)"', page.text)
    assert template
    assert visitor.get(template[1]).data.startswith(b"%PDF")
    visitor.get(f"{here}/parts/attachments")
    page = visitor.send("签名的行医承诺书", **{"attachments.signed_pledge:upload": picture("承诺书.jpg")})
    assert "已保存" in page.text, complaints(page)


def test_what_was_mended_passes_here_and_on_the_command_line(
    hospital: Hospital, home: Path, tmp_path: Path
) -> None:
    visitor, here = hospital.doctor, f"/applications/{hospital.application_id}"
    visitor.get(f"{here}/parts/basic")
    page = visitor.send("保存", **{"clinical.outpatient_days": "260", "clinical.grassroots_place": "某镇"})
    assert "已保存" in page.text, complaints(page)
    page = visitor.get(f"{here}/check?run=1")
    assert "申报信息不完善" not in page.text
    file = tmp_path / "doctor.json"
    file.write_text(json.dumps(hospital.document(), ensure_ascii=False), encoding="utf-8")
    done = zcforms(home, "check", str(file), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    said = [(row["caption"], row["text"]) for row in json.loads(done.stdout)["rows"]]
    assert said[-2:] == [
        ("诊疗服务", "诊疗服务 要求至少录入1项记录, 当前已录入了 1 项, 多学科远程会诊 已录入 1 个业绩, 临床病例 已录入 0 个业绩"),
        ("执业情况检测", "近五年门诊 260 天, 执业范围 儿科"),
    ]  # fmt: skip
    for _, text in said:
        assert text in page.text


def test_the_overviews_show_everything(hospital: Hospital) -> None:
    """Features 56 and 57: lists and files among the fields of a section, too."""
    visitor, here = hospital.doctor, f"/applications/{hospital.application_id}"
    page = visitor.get(f"{here}/overview").text
    for text in (
        "近五年门诊天数",
        "汉语、手语",
        "新生儿科",
        "执业证书.jpg",
        "胸牌.jpg",
        "承诺书.jpg",
        "疑难肺炎会诊",
    ):
        assert text in page, text
    page = visitor.get(f"{here}/attachments-overview").text
    for text in ("执业证书.jpg", "胸牌.jpg", "承诺书.jpg"):
        assert text in page, text


def test_it_prints(hospital: Hospital) -> None:
    preview = hospital.doctor.get(f"/applications/{hospital.application_id}/sheet/preview")
    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(preview.data)).pages)
    for word in ("沈之遥", "副主任医师", "新生儿科", "疑难肺炎会诊"):
        assert word in "".join(text.split()), word


def at_the_desk(hospital: Hospital, sub: str, step: str, **said: str) -> Visitor:
    """The application waits there, and is answered."""
    case = f"/desk/applications/{hospital.application_id}"
    assert step in hospital.doctor.get(f"/applications/{hospital.application_id}").text
    desk = hospital.visitor(sub, "legal")
    assert case in desk.get("/desk/applications").text
    desk.get(case)
    desk.send("opinion", **{"opinion": "同意", **said})
    return desk


def test_it_is_submitted_and_walks_through_its_own_chain(hospital: Hospital) -> None:
    """Two looks, one of them twice, a vote by the document's own share, a notice in the hospital, and the title: all from the document."""
    visitor, here = hospital.doctor, f"/applications/{hospital.application_id}"
    visitor.get(f"{here}/check?run=1")
    page = visitor.post(f"{here}/submit", {"csrf_token": visitor.csrf()})
    assert "已提交审核" in page.text, complaints(page)
    assert "社区意见" not in visitor.get(here).text  # asked of freelancers alone
    desk = at_the_desk(hospital, "hospital", "医院审核", act="endorse")
    assert "审核结果已保存" in desk.page.text, complaints(desk.page)
    desk = at_the_desk(
        hospital, "commission", "卫健部门审核", act="return", to="hospital", opinion="请补盖公章"
    )
    assert "退回至“医院审核”" in visitor.get(here).text
    desk = at_the_desk(hospital, "hospital", "医院审核", act="endorse")
    assert 'value="reject"' not in desk.get(f"/desk/applications/{hospital.application_id}").text
    at_the_desk(hospital, "commission", "卫健部门审核", act="endorse")
    votes = {"present": "8", "approve": "5", "against": "2", "abstain": "1"}
    desk = at_the_desk(hospital, "board", "专家表决", act="evaluate", opinion="", **votes)
    assert desk.page.status_code == 422  # five of eight are two thirds, and not three quarters
    assert "未达到通过所需的 6 票" in " ".join(complaints(desk.page))
    desk.send("opinion", act="evaluate", opinion="同意", **{**votes, "approve": "6", "against": "1"})
    assert "评审结果已保存：通过" in desk.page.text, complaints(desk.page)


def test_its_public_notice_and_its_title(hospital: Hospital) -> None:
    """Three working days from Tuesday: until Friday; nobody has to sign in to read it."""
    anonymous = Visitor(hospital.app.test_client(), hospital.settings.base_url)
    page = anonymous.get("/public-notices").text
    for text in ("沈之遥", "青阳市第二医院", "副主任医师", "院内公示", "2022-07-08"):
        assert text in page
    assert made_up_id("19820615", "2", 7) not in page
    desk = at_the_desk(hospital, "hospital", "院内公示", act="endorse")
    assert "公示期到 2022-07-08 为止" in " ".join(complaints(desk.page))
    hospital.house.set_business_time(datetime(2022, 7, 9, 9, 0, tzinfo=CHINA))
    assert "沈之遥" not in anonymous.get("/public-notices").text
    at_the_desk(hospital, "hospital", "院内公示", act="endorse")
    desk = at_the_desk(
        hospital,
        "commission",
        "卫健部门核准",
        act="confer",
        approval="青卫职〔2022〕7号",
        obtained_on="2022-07-05",
    )
    assert "已核准" in desk.page.text, complaints(desk.page)
    visitor = hospital.doctor
    assert "青卫职〔2022〕7号" in visitor.get(f"/applications/{hospital.application_id}").text
    assert "副主任医师" in visitor.get("/centre/titles").text
    with work(hospital.house.database, write=False) as w:
        assert w.applications.get(hospital.application_id).step is None
