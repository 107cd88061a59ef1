"""个人中心: profile, titles held, photo, change of employer (features 74 to 77)."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Redirect

from zcforms.domain.errors import UploadRefused
from zcforms.services import bindings, certificates, look_ups, mailing, registration, replacements
from zcforms.web.cropping import crop_of
from zcforms.web.drafting import drafting, saved
from zcforms.web.employers import EmployerPicker, picker_of, search_pressed
from zcforms.web.forming import Placed, pressed
from zcforms.web.profile_form import ProfileForm
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send_sheet
from zcforms.web.sessions import is_local
from zcforms.web.visit import actor, house, now

bp = Blueprint("centre", __name__, url_prefix="/centre")
_EMPLOYER = "employer"
_SECONDS = "5"
Answered = Redirect | tuple[str, int] | str


@bp.get("")
def show() -> str:
    return render_template("web/centre/show.html", profile=registration.profile(house(), actor()))


@bp.get("/profile")
def profile() -> str:
    return ProfileForm.of().page()


@bp.post("/profile")
def save_profile() -> Answered:
    page = ProfileForm.of()
    if pressed(page.form):
        return page.page()
    with Refusals(Placed(page.form, complete=True)) as refusals:
        refusals.hold()
        page.save()
    if refusals.status:
        return page.page(refusals), refusals.status
    for sentence in page.standing.told():
        flash(sentence, "info")
    flash("个人信息已保存。", "success")
    return redirect(url_for(".show"))


@bp.get("/photo")
def photo() -> str:
    return _photo_page()


@bp.post("/photo")
def save_photo() -> Answered:
    picture = request.files.get("photo")
    with Refusals() as refusals:
        if picture is None or not picture.filename:
            raise UploadRefused("请选择一张照片。")
        registration.set_photo(house(), actor(), picture.stream.read(), crop_of(request.form), now())
    if refusals.status:
        return _photo_page(refusals), refusals.status
    flash("照片已保存。", "success")
    return redirect(_back() or url_for(".photo"))


@bp.post("/photo/remove")
def remove_photo() -> Redirect:
    registration.remove_photo(house(), actor(), now())
    flash("照片已删除。", "success")
    return redirect(url_for(".photo", back=_back() or None))


@bp.get("/photo.jpg")
def photo_image() -> Response:
    data = registration.photo(house(), actor()) or abort(404)
    return Response(data, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})


@bp.get("/titles")
def titles() -> str:
    asked = replacements.all_own(house(), actor())
    return render_template(
        "web/centre/titles.html", held=certificates.held(house(), actor()), replacing=asked
    )


@bp.get("/titles/<certificate_id>")
def title(certificate_id: str) -> str:
    shown = certificates.certificate(house(), actor(), certificate_id)
    record = look_ups.history(house(), actor(), certificate_id)
    asked = replacements.all_own(house(), actor())
    return render_template("web/centre/title.html", certificate=shown, look_ups=record, replacing=asked)


@bp.get("/mail")
def mail() -> str:
    return render_template("web/centre/mail.html", wish=mailing.wish(house(), actor()))


@bp.post("/mail")
def save_mail() -> Redirect:
    wanted = request.form.get("wanted") == "yes"
    mailing.set_wish(house(), actor(), now(), wanted=wanted)
    flash("邮件提醒已开启。" if wanted else "邮件提醒已关闭。", "success")
    return redirect(url_for(".mail"))


@bp.get("/titles/<certificate_id>/certificate.pdf")
def certificate_file(certificate_id: str) -> Response:
    found = certificates.certificate_file(house(), actor(), certificate_id)
    if found.data is None:
        return _being_made(certificate_id, found.waits)
    return send_sheet(found.name, found.data, inline="download" not in request.args)


@bp.get("/employer")
def employer() -> str:
    draft = drafting(_EMPLOYER).restored
    return _employer_page(picker_of(MultiDict(draft.pairs()) if draft else request.args))


@bp.post("/employer")
def change_employer() -> Answered:
    picker = picker_of(request.form)
    if search_pressed():
        return _employer_page(picker)
    with Refusals(picker) as refusals:
        refusals.hold()
        _ask(picker)
    if refusals.status:
        return _employer_page(picker, refusals), refusals.status
    flash("申请已提交，单位审核通过后生效。", "success")
    return redirect(url_for(".show"))


@bp.post("/employer/withdraw")
def withdraw_binding() -> Redirect:
    bindings.withdraw_binding(house(), actor(), now(), binding_id=request.form.get("binding"))
    flash("绑定申请已撤回。", "success")
    return redirect(url_for(".show"))


def _ask(picker: EmployerPicker) -> None:
    wanted = picker.organisation_id
    bindings.ask_binding(
        house(),
        actor(),
        wanted,
        freelancer=picker.freelancer,
        note=picker.note,
        now=now(),
        seen=request.form.get("seen"),
    )
    saved()


def _photo_page(refusals: Refusals | None = None) -> str:
    shown = registration.profile(house(), actor())
    return render_template("web/centre/photo.html", profile=shown, refusals=refusals, back=_back())


def _back() -> str:
    """The form from which somebody came to give a photo, and goes on afterwards; "" for who came by the navigation."""
    wanted = request.args.get("back", "")
    return wanted if is_local(wanted) else ""


def _being_made(certificate_id: str, waits: str) -> Response:
    """A page that asks again by itself, without a script (figure 5-10)."""
    page = render_template("web/centre/waiting.html", certificate_id=certificate_id, waits=waits)
    response = make_response(page, 202)
    response.headers["Refresh"] = _SECONDS
    return response


def _employer_page(picker: EmployerPicker, refusals: Refusals | None = None) -> str:
    held = bindings.bindings(house(), actor())
    drafted = drafting(_EMPLOYER)
    return render_template(
        "web/centre/employer.html", bindings=held, picker=picker, refusals=refusals, drafting=drafted
    )
