"""The gallery document, and a small application that shows it: real templates, real forms, files kept in memory."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    redirect,
    render_template,
    render_template_string,
    request,
    send_file,
    url_for,
)
from werkzeug.datastructures import CombinedMultiDict

from zcforms import resources, web
from zcforms.domain.plan import Choice, CodeList
from zcforms.forms.builder import RenderedForm, answers, attach, build, check, uploads
from zcforms.forms.display import record_table

DOCUMENT = json.loads((Path(__file__).parent / "gallery.json").read_text(encoding="utf-8"))
SCHEMA: dict[str, Any] = DOCUMENT["schema"]
DATA: dict[str, Any] = DOCUMENT["data"]
CONTEXT: dict[str, Any] = DOCUMENT["context"]
CODES = {
    list_id: CodeList(list_id, made["caption"], tuple(Choice(*code) for code in made["codes"]))
    for list_id, made in DOCUMENT["codes"].items()
}
RECORD: dict[str, Any] = SCHEMA["properties"]["appointments"]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da6360606000000004000127"
    "09e5420000000049454e44ae426082"
)
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; font-src 'self'"


def create_gallery() -> Flask:
    """State: what was saved last, drafts, stored files and the records of the table, all on the application object."""
    package = Path(web.__file__).parent
    app = Flask(
        "gallery", template_folder=str(resources.folder("templates")), static_folder=str(package / "static")
    )
    app.secret_key = "gallery"
    app.config.update(saved=dict(DATA), drafts=[], stored={}, coming=[], records=list(DATA["appointments"]))
    app.add_url_rule("/", view_func=_form, methods=["GET", "POST"], endpoint="form")
    app.add_url_rule("/draft", view_func=_draft, methods=["POST"], endpoint="draft")
    app.add_url_rule("/uploads", view_func=_begin, methods=["POST"], endpoint="uploads.begin")
    app.add_url_rule("/uploads/<int:place>/parts/<int:offset>", view_func=_take, methods=["POST"])
    app.add_url_rule("/uploads/<int:place>/finish", view_func=_finish, methods=["POST"])
    app.add_url_rule("/files/<file_id>", view_func=_file, endpoint="files.show")
    app.add_url_rule("/files/<file_id>/view", view_func=_file, endpoint="files.view")
    app.jinja_env.globals.update(upload_slot=lambda schema, name: name, upload_most_pixels=25_000_000)
    app.add_url_rule("/records", view_func=_records, methods=["POST"], endpoint="records")
    app.add_url_rule("/records/<place>", view_func=_record, methods=["GET", "POST"], endpoint="record")

    app.add_url_rule("/photo", view_func=_photo, methods=["GET", "POST"], endpoint="photo")
    app.add_url_rule("/pledge", view_func=_pledge, methods=["GET", "POST"], endpoint="pledge")

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


def _config() -> dict[str, Any]:
    return current_app.config


def _build(formdata: Any = None) -> RenderedForm:
    config = _config()
    data = {} if request.args.get("blank") else config["saved"]
    form = build(SCHEMA, CODES, data=data, formdata=formdata, prefill=CONTEXT, files=config["stored"])
    return form


def _form() -> Any:
    if request.method == "GET":
        return _page(_build())
    form = _build(CombinedMultiDict([request.form, request.files]))
    for name, files in uploads(form).items():
        attach(form, name, [_store(file) for file in files])
    if form.act(request.form.get("_do")):
        return _page(form)
    if check(form):
        return _page(form), 422
    _config()["saved"] = answers(form)
    return redirect(url_for("form"), 303)


def _page(form: RenderedForm) -> str:
    nav = [
        {"caption": "首页", "url": "#"},
        {"caption": "个人业绩库", "url": "#"},
        {"caption": "职称申报", "url": "#", "current": True},
        {"caption": "个人中心", "url": "#"},
    ]
    side = [
        {
            "caption": "个人信息",
            "url": "#",
            "current": True,
            "state": "",
            "children": [
                {"caption": "基本信息", "url": "#", "current": True, "state": ""},
                {"caption": "工作经历", "url": "#", "state": "done"},
                {"caption": "学历教育", "url": "#", "state": "wrong"},
            ],
        },
        {"caption": "申报业绩", "url": "#"},
        {"caption": "提交审核", "url": "#"},
    ]
    return render_template(
        "web/gallery.html",
        form=form,
        caption=DOCUMENT["caption"],
        nav=nav,
        side=side,
        viewer={"name": "王𣲘雯", "role": "", "signout_url": "/"},
        crumbs=[("首页", "/"), ("职称申报", "/"), ("填写申报信息", None)],
        back_url="/",
        action=url_for("form"),
        draft_url=url_for("draft"),
        table=record_table(RECORD, _config()["records"], CODES),
        new_url=url_for("record", place="new"),
        records_url=url_for("records"),
        edit_url=lambda index: url_for("record", place=str(index)),
    )


def _draft() -> Any:
    _config()["drafts"].append(request.get_json())
    return {"saved": True}


def _store(file: Any) -> dict[str, Any]:
    return _kept(file.filename, file.read())


def _kept(name: str, data: bytes) -> dict[str, Any]:
    document = {
        "id": f"u{len(_config()['stored']) + 1}",
        "name": name,
        "digest": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "media_type": "image/jpeg" if name.endswith("jpg") else "image/png",
    }
    _config()["stored"][document["id"]] = document
    return document


def _begin() -> Any:
    """What the product's uploads do, without their care (tests/services/test_uploads.py)."""
    name, size = request.form["name"], int(request.form["size"])
    if name.endswith(".exe"):
        return {"message": f"“{name}”不能上传：这是程序文件，不能作为材料上传。"}, 422
    coming = _config()["coming"]
    coming.append({"name": name, "size": size, "data": b""})
    return _progress(len(coming) - 1)


def _take(place: int, offset: int) -> Any:
    coming = _config()["coming"][place]
    assert offset == len(coming["data"])
    coming["data"] += request.get_data()
    return _progress(place)


def _finish(place: int) -> Any:
    coming = _config()["coming"][place]
    return {**_progress(place), "file": _kept(coming["name"], coming["data"])}


def _progress(place: int) -> dict[str, Any]:
    coming = _config()["coming"][place]
    return {"id": str(place), "received": len(coming["data"]), "size": coming["size"], "file": None}


def _file(file_id: str) -> Response:
    return send_file(io.BytesIO(PNG), mimetype="image/png")


PAGE = '{% extends "web/base.html" %}{% block main %}'
PHOTO = """<form method="post" enctype="multipart/form-data"><label for="p">照片</label>
<input id="p" type="file" name="photo" data-crop><button>上传</button></form>{% endblock %}"""
PLEDGE = """<dialog class="zc-dialog" open data-modal aria-label="承诺书"><form method="post"><button>同意并继续</button></form></dialog>
{% endblock %}"""


def _photo() -> str:
    current_app.config["crop"] = request.form.to_dict()
    return render_template_string(PAGE + PHOTO)


def _pledge() -> str:
    done = request.method == "POST"
    return render_template_string(PAGE + ("<p>已承诺</p>{% endblock %}" if done else PLEDGE))


def _records() -> Any:
    verb, _, position = request.form["_do"].partition(":")
    records, index = _config()["records"], int(position)
    record = records.pop(index)
    if verb != "delete":
        records.insert(index + {"up": -1, "down": 1}[verb], record)
    return redirect(url_for("form"), 303)


def _record(place: str) -> Any:
    records = _config()["records"]
    data = None if place == "new" else records[int(place)]
    formdata = request.form if request.method == "POST" else None
    form = build(RECORD["items"], CODES, data=data, formdata=formdata)
    if formdata is not None and not form.act(formdata.get("_do")) and not check(form):
        if place == "new":
            records.append(answers(form))
        else:
            records[int(place)] = answers(form)
        return redirect(url_for("form"), 303)
    return render_template(
        "web/gallery_record.html", form=form, action=request.path
    ), 200 if formdata is None else 422
