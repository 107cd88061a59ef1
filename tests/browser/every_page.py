"""Every page that there is: who opens it, and how its address is found. A new page is listed here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.test_accessibility import application_of

Way = Callable[[Page], str]
"""Finds the address, as the person who is signed in."""


@dataclass(frozen=True, slots=True)
class Place:
    """One page. `who`: the demonstration's account, "" for nobody; `kind`: person or legal."""

    name: str
    who: str
    way: Way
    kind: str = "person"


def at(address: str) -> Way:
    return lambda _: address


def own(rest: str = "") -> Way:
    """A page of one's own declaration."""
    return lambda page: f"/applications/{application_of(page)}{rest}"


def linked(start: str | Way, pattern: str) -> Way:
    """The first link of a page that matches."""

    def found(page: Page) -> str:
        page.goto(start if isinstance(start, str) else start(page))
        match = re.search(rf'href="({pattern})"', page.content())
        assert match, f"{page.url} has no link to {pattern}"
        return match[1].replace("&amp;", "&")

    return found


def drafted(tool: str = "") -> Way:
    """A tool beside a draft of rules; the draft is begun once and stays for the next."""

    def found(page: Page) -> str:
        page.goto("/rules/sets/2022-teacher-senior")
        existing = re.search(r"/rules/drafts/[0-9a-f]+", page.content())
        if existing is None:
            page.fill("#reason", "看一看每个页面")
            page.get_by_role("button", name="新建草稿", exact=True).click()
            page.wait_for_url("**/rules/drafts/**")
            existing = re.search(r"/rules/drafts/[0-9a-f]+", page.url)
        assert existing
        return existing[0] + tool

    return found


def designed(rest: str = "") -> Way:
    """A page of a plan's draft, which is begun once and stays for the next."""

    def found(page: Page) -> str:
        page.goto("/plans/design")
        existing = re.search(r"/plans/design/drafts/[0-9a-f]+", page.content())
        if existing is None:
            page.locator('form[action$="/next-year"] button').first.click()
            page.wait_for_url("**/plans/design/drafts/**")
            existing = re.search(r"/plans/design/drafts/[0-9a-f]+", page.url)
        assert existing
        return existing[0] + rest

    return found


def corrected(rest: str = "") -> Way:
    """A page of a draft that corrects a plan, which is begun once and stays for the next."""

    def found(page: Page) -> str:
        draft = r"/plans/design/drafts/[0-9a-f]+"
        page.goto("/plans/design/plans/2022-teacher-senior")
        existing = re.search(draft, page.content())
        if existing is None:
            page.fill("#correction-reason", "看一看每个页面")
            page.get_by_role("button", name="开始修订", exact=True).click()
            page.wait_for_url(re.compile(draft))
            existing = re.search(draft, page.url)
        assert existing
        return existing[0] + rest

    return found


def tried(rest: str) -> Way:
    """A page of a trial, which is begun once and stays for the next."""

    def found(page: Page) -> str:
        here = corrected("/trial")(page)
        page.goto(here)
        if page.get_by_role("link", name="继续试填", exact=True).count() == 0:
            page.get_by_role("button", name="开始试填", exact=True).click()
            page.wait_for_url("**/trial/choices")
        return here + rest

    return found


def kept(rest: str = "") -> Way:
    """A page of a request for 补换证; it is begun once and stays for the next."""

    def found(page: Page) -> str:
        request = r"/centre/replacements/[0-9a-f]{24}"
        page.goto("/centre/titles")
        existing = re.search(request, page.content())
        if existing is None:
            page.goto("/centre/replacements/new/unlisted")
            page.get_by_role("button", name="保存", exact=True).click()
            page.wait_for_url(re.compile(request))
            existing = re.search(request, page.url)
        assert existing
        return existing[0] + rest

    return found


def template(page: Page) -> str:
    """A template of an opinion, which is made once."""
    page.goto("/desk/opinions")
    if not re.search(r'href="/desk/opinions/[0-9a-f]+"', page.content()):
        page.get_by_label("名称").fill("同意")
        page.get_by_label("意见内容").fill("材料齐全，同意推荐。")
        page.get_by_role("button", name="添加", exact=True).click()
        page.locator('a[href^="/desk/opinions/"]').first.wait_for()
    return linked("/desk/opinions", r"/desk/opinions/[0-9a-f]+")(page)


def several(page: Page) -> str:
    """What is chosen in the list, to be endorsed together."""
    page.goto("/desk/applications")
    ids = re.findall(r'name="id" value="([0-9a-f]+)"', page.content())
    return "/desk/applications/batch?" + "&".join(f"id={each}" for each in ids)


TEACHER, AUTHOR, OFFICE = "demo-incomplete", "demo-rule-author", "demo-engineer-office"
SITTING, NEW = r"/desk/exams/sittings/[0-9a-f]+", r"/desk/exams/sittings/new/[^\"]+"

CASE = r"/desk/applications/[0-9a-f]+"

PAGES: dict[str, list[Place]] = {
    "signin.choose": [Place("signin", "", at("/signin"))],
    "signin.begin": [Place("provider", "", at("/signin/person"))],
    "home.show": [Place("home", TEACHER, at("/")), Place("home-unbound", "demo-unbound", at("/"))],
    "registration.form": [Place("registration", "demo-new", at("/registration"))],
    "employer_registration.form": [
        Place("employer-registration", "demo-new-company", at("/employer-registration"), "legal")
    ],
    "library.show": [Place("library", "demo-library", at("/library"))],
    "library.listing": [Place("library-category", TEACHER, at("/library/honor"))],
    "library.new": [Place("library-new", TEACHER, at("/library/publication/new"))],
    "library.record": [
        Place("library-record", "demo-library", linked("/library", r"/library/records/[0-9a-f]+"))
    ],
    "library.edit": [
        Place("library-edit", "demo-library", linked("/library", r"/library/records/[0-9a-f]+/edit"))
    ],
    "declaration.show": [
        Place("declaration", TEACHER, at("/declaration")),
        Place("declaration-exam-ticket", "demo-scheduled", at("/declaration")),
        Place("declaration-none", "demo-library", at("/declaration")),
    ],
    "declaration.record": [
        Place("record", "demo-endorsed", own()),
        Place("record-returned", "demo-returned", own()),
    ],
    "set_asides.show": [Place("set-aside", TEACHER, own("/set-aside"))],
    "declaration.delete": [Place("delete", TEACHER, own("/delete"))],
    "plans.show": [Place("plan", TEACHER, at("/plans/2022-teacher-senior"))],
    "plans.choose": [Place("choose", "demo-library", at("/plans/2022-teacher-senior/choose"))],
    "plans.choose_again": [Place("choose-again", TEACHER, own("/choose"))],
    "plans.pledge": [Place("pledge", TEACHER, own("/pledge"))],
    "filling.part": [
        Place(f"part-{part}", TEACHER, own(f"/parts/{part}"))
        for part in ("basic", "work", "education", "training", "assessments", "attachments")
    ],
    "records.new": [Place("title-new", TEACHER, own("/sections/titles/records/new"))],
    "records.edit": [Place("title-edit", TEACHER, own("/sections/titles/records/0"))],
    "imports.group": [
        Place("achievements", TEACHER, own("/achievements/performance")),
        Place("achievements-ability", TEACHER, own("/achievements/ability")),
    ],
    "imports.choose": [Place("import", TEACHER, own("/lists/work/import"))],
    "overviews.attachments": [Place("attachments-overview", TEACHER, own("/attachments-overview"))],
    "overviews.everything": [Place("overview", TEACHER, own("/overview"))],
    "submission.check": [
        Place("check-before", TEACHER, own("/check")),
        Place("check", TEACHER, own("/check?run=1")),
        Place("check-passed", "demo-ready", own("/check?run=1")),
    ],
    "waivers.show": [
        Place("waiver", "demo-engineer", own("/waiver")),
        Place("waiver-granted", "demo-waived", own("/waiver")),
    ],
    "centre.show": [Place("centre", TEACHER, at("/centre"))],
    "centre.titles": [
        Place("titles", "demo-ready", at("/centre/titles")),
        Place("titles-none", TEACHER, at("/centre/titles")),
    ],
    "centre.title": [Place("title", "demo-ready", linked("/centre/titles", r"/centre/titles/[0-9a-f]+"))],
    "replacements.new": [Place("replacement-new", "demo-submitted", at("/centre/replacements/new/unlisted"))],
    "replacements.replace": [
        Place(
            "replacement-listed",
            "demo-ready",
            linked("/centre/titles", r"/centre/titles/[0-9a-f]+/replacements/[a-z]+"),
        )
    ],
    "replacements.show": [Place("replacement", "demo-submitted", kept())],
    "replacements.edit": [Place("replacement-edit", "demo-submitted", kept("/edit"))],
    "centre.profile": [Place("profile", TEACHER, at("/centre/profile"))],
    "centre.photo": [Place("photo", TEACHER, at("/centre/photo"))],
    "centre.mail": [Place("mail", TEACHER, at("/centre/mail"))],
    "centre.employer": [Place("employer", "demo-unbound", at("/centre/employer"))],
    "notices.show": [Place("notices", "demo-returned", at("/notices"))],
    "files.view": [
        Place("file", TEACHER, linked(own("/attachments-overview"), r"/files/[0-9a-f]+/view[^\"]*"))
    ],
    "desk.show": [Place("desk", "demo-school", at("/desk"), "legal")],
    "desk.bindings": [Place("desk-bindings", "demo-school", at("/desk/bindings"), "legal")],
    "desk.achievements": [Place("desk-achievements", "demo-school", at("/desk/achievements"), "legal")],
    "desk.achievement": [
        Place(
            "desk-achievement",
            "demo-school",
            linked("/desk/achievements", r"/desk/achievements/[0-9a-f]+"),
            "legal",
        )
    ],
    "desk.applications": [Place("desk-applications", "demo-school", at("/desk/applications"), "legal")],
    "desk.application": [
        Place(
            "desk-application",
            "demo-school",
            linked("/desk/applications", r"/desk/applications/[0-9a-f]+"),
            "legal",
        ),
        Place(
            "desk-application-result",
            "demo-committee",
            linked("/desk/results", r"/desk/applications/[0-9a-f]+"),
            "legal",
        ),
    ],
    "desk_templates.listing": [Place("desk-opinions", "demo-school", at("/desk/opinions"), "legal")],
    "desk_templates.show": [Place("desk-opinion", "demo-school", template, "legal")],
    "desk_batch.show": [Place("desk-several", "demo-school", several, "legal")],
    "desk_lists.decided": [Place("desk-done", "demo-school", at("/desk/applications/decided"), "legal")],
    "desk_lists.journal": [
        Place(
            "desk-acts", "demo-school", linked(linked("/desk/applications", CASE), f"{CASE}/journal"), "legal"
        )
    ],
    "replacement_desk.listing": [
        Place("desk-replacements", "demo-school", at("/desk/replacements"), "legal")
    ],
    "replacement_lists.decided": [
        Place("desk-replacements-done", "demo-school", at("/desk/replacements/decided"), "legal")
    ],
    "certificate_desk.listing": [
        Place("certificates", "demo-issuer", at("/desk/certificates"), "legal"),
        Place("certificates-failed", "demo-issuer", at("/desk/certificates?view=failed"), "legal"),
        Place("certificates-organiser", "demo-teacher-office", at("/desk/certificates"), "legal"),
    ],
    "certificate_bundles.show": [
        Place("certificates-several", "demo-issuer", at("/desk/certificates/several?every=1"), "legal"),
        Place(
            "certificates-several-organiser",
            "demo-teacher-office",
            at("/desk/certificates/several?every=1"),
            "legal",
        ),
    ],
    "certificate_desk.case": [
        Place(
            "certificate",
            "demo-issuer",
            linked("/desk/certificates", r"/desk/certificates/[0-9a-f]{24}"),
            "legal",
        ),
        Place(
            "certificate-organiser",
            "demo-teacher-office",
            linked("/desk/certificates", r"/desk/certificates/[0-9a-f]{24}"),
            "legal",
        ),
    ],
    "results.show": [Place("results", "demo-committee", at("/desk/results"), "legal")],
    "public_notices.show": [Place("public-notices", "", at("/public-notices"))],
    "exams.show": [Place("exams", OFFICE, at("/desk/exams"), "legal")],
    "exam_sittings.listing": [Place("exam-sittings", OFFICE, at("/desk/exams/sittings"), "legal")],
    "exam_sittings.new": [Place("exam-sitting-new", OFFICE, linked("/desk/exams/sittings", NEW), "legal")],
    "exam_sittings.show": [Place("exam-sitting", OFFICE, linked("/desk/exams/sittings", SITTING), "legal")],
    "exam_sittings.edit": [
        Place(
            "exam-sitting-edit",
            OFFICE,
            linked(linked("/desk/exams/sittings", SITTING), rf"{SITTING}/edit"),
            "legal",
        )
    ],
    "exam_rosters.choose": [Place("exam-roster", OFFICE, at("/desk/exams/roster"), "legal")],
    "form_desk.listing": [Place("desk-forms", OFFICE, at("/desk/forms"), "legal")],
    "waiver_desk.listing": [Place("waivers", OFFICE, at("/desk/waivers"), "legal")],
    "waiver_desk.case": [
        Place("waiver-case", OFFICE, linked("/desk/waivers", r"/desk/waivers/[0-9a-f]+"), "legal")
    ],
    "arrivals.show": [Place("exam-stranger", "", at("/check-in/a-strangers-code"))],
    "rules.listing": [Place("rules", AUTHOR, at("/rules"), "legal")],
    "rules.show": [Place("ruleset", AUTHOR, at("/rules/sets/2022-teacher-senior"), "legal")],
    "rules.rule": [
        Place(
            "rule",
            AUTHOR,
            linked("/rules/sets/2022-teacher-senior", r"/rules/sets/2022-teacher-senior/rules/[^\"#]+"),
            "legal",
        )
    ],
    "rules.compare": [Place("rules-compare", AUTHOR, at("/rules/sets/2022-teacher-senior/compare"), "legal")],
    "rule_drafts.show": [Place("rule-draft", AUTHOR, drafted(), "legal")],
    "rule_drafts.changes": [Place("rule-changes", AUTHOR, drafted("/changes"), "legal")],
    "rule_forms.show": [Place("rule-form", AUTHOR, drafted("/form"), "legal")],
    "rule_trials.show": [Place("rule-try", AUTHOR, drafted("/try"), "legal")],
    "rule_cases.show": [Place("rule-cases", AUTHOR, drafted("/cases"), "legal")],
    "rule_impacts.show": [Place("rule-impact", AUTHOR, drafted("/impact"), "legal")],
    "rule_proving.show": [Place("rule-proofs", AUTHOR, drafted("/proofs"), "legal")],
    "rule_reviews.show": [Place("rule-review", AUTHOR, drafted("/review"), "legal")],
    "plan_preview.show": [Place("plan-preview", AUTHOR, corrected("/preview"), "legal")],
    "plan_preview.page": [
        Place(f"plan-preview-{name}", AUTHOR, corrected(f"/preview/page?page={name}&filled=1"), "legal")
        for name in (
            "plan",
            "choose",
            "pledge",
            "part-basic",
            "part-attachments",
            "group-performance",
            "check",
        )
    ],
    "plan_trials.show": [Place("trial", AUTHOR, corrected("/trial"), "legal")],
    "plan_trials.choices": [Place("trial-choices", AUTHOR, tried("/choices"), "legal")],
    "plan_trials.applicant": [Place("trial-applicant", AUTHOR, tried("/applicant"), "legal")],
    "plan_trials.check": [Place("trial-check", AUTHOR, tried("/check?run=1"), "legal")],
    "trial_filling.part": [
        Place(f"trial-{part}", AUTHOR, tried(f"/parts/{part}"), "legal")
        for part in ("basic", "education", "attachments")
    ],
    "trial_filling.new": [Place("trial-record-new", AUTHOR, tried("/sections/titles/records/new"), "legal")],
    "trial_filling.record": [Place("trial-record", AUTHOR, tried("/sections/titles/records/0"), "legal")],
    "trial_lists.library": [Place("trial-library", AUTHOR, tried("/library"), "legal")],
    "trial_lists.new": [Place("trial-library-new", AUTHOR, tried("/library/honor/new"), "legal")],
    "trial_lists.record": [
        Place(
            "trial-library-record",
            AUTHOR,
            linked(tried("/library"), r"/plans/design/drafts/[0-9a-f]+/trial/library/records/[^\"]+"),
            "legal",
        )
    ],
    "trial_lists.group": [Place("trial-group", AUTHOR, tried("/achievements/performance"), "legal")],
    "trial_lists.choose": [Place("trial-import", AUTHOR, tried("/lists/work/import"), "legal")],
    "plan_reviews.show": [Place("plan-review", AUTHOR, corrected("/review"), "legal")],
    "plan_versions.show": [
        Place("plan-versions", AUTHOR, at("/plans/design/plans/2022-teacher-senior"), "legal")
    ],
    "plan_compare.show": [Place("plan-compare", AUTHOR, corrected("/compare"), "legal")],
    "plan_compare.versions": [
        Place(
            "plan-compare-versions",
            AUTHOR,
            at("/plans/design/plans/2022-teacher-senior/compare?before=0&after=0"),
            "legal",
        )
    ],
    "designer.listing": [Place("designer", AUTHOR, at("/plans/design"), "legal")],
    "designer.new": [Place("designer-new", AUTHOR, at("/plans/design/new"), "legal")],
    "plan_problems.show": [Place("plan-problems", AUTHOR, designed("/problems"), "legal")],
    "version_proofs.show": [
        Place("version-proofs", AUTHOR, at("/plans/design/plans/2022-teacher-senior/proofs"), "legal")
    ],
    "plan_proofs.show": [Place("plan-proofs", AUTHOR, designed("/proofs"), "legal")],
    "designer.show": [Place("designer-draft", AUTHOR, designed(), "legal")],
    "designer_nodes.show": [
        Place("designer-facts", AUTHOR, designed("/facts"), "legal"),
        Place("designer-title", AUTHOR, linked(designed("/facts"), r"[^\"]*at=facts/titles/[^\"]+"), "legal"),
        Place("designer-forms", AUTHOR, designed("/forms"), "legal"),
        Place("designer-section", AUTHOR, designed("/forms?at=section:teacher-profession"), "legal"),
        Place(
            "designer-field",
            AUTHOR,
            linked(designed("/forms?at=section:titles"), r"[^\"]*items/properties/title"),
            "legal",
        ),
        Place("designer-categories", AUTHOR, designed("/categories"), "legal"),
        Place("designer-item", AUTHOR, linked(designed("/categories"), r"[^\"]*/items/[^\"]+"), "legal"),
        Place("designer-attachments", AUTHOR, designed("/attachments"), "legal"),
        Place(
            "designer-attachment",
            AUTHOR,
            linked(designed("/attachments"), r"[^\"]*at=attachments/items/[^\"]+"),
            "legal",
        ),
        Place("designer-chain", AUTHOR, designed("/chain"), "legal"),
        Place("designer-step", AUTHOR, linked(designed("/chain"), r"[^\"]*at=chain/steps/[^\"]+"), "legal"),
        Place("designer-texts", AUTHOR, designed("/texts"), "legal"),
    ],
    "designer_changes.show": [Place("designer-changes", AUTHOR, designed("/changes"), "legal")],
    "designer_library.show": [
        Place("designer-library", AUTHOR, at("/plans/design/library"), "legal"),
        Place("designer-library-rules", AUTHOR, at("/plans/design/library?kind=ruleset"), "legal"),
    ],
    "plan_sheets.show": [Place("designer-excel", AUTHOR, designed("/excel"), "legal")],
    "plan_imports.package": [Place("designer-import", AUTHOR, at("/plans/design/import"), "legal")],
    "plan_imports.section": [Place("designer-import-section", AUTHOR, designed("/section"), "legal")],
    "designer_rules.show": [Place("designer-rules", AUTHOR, designed("/rules"), "legal")],
    "designer_rules.form": [Place("designer-rule", AUTHOR, designed("/rules/form"), "legal")],
    "designer_rules.sources": [Place("designer-sources", AUTHOR, designed("/rules/sources"), "legal")],
    "designer_rules.parameters": [
        Place("designer-parameters", AUTHOR, designed("/rules/parameters"), "legal")
    ],
    "designer_rules.text": [Place("designer-text", AUTHOR, designed("/rules/text"), "legal")],
    "tokens.show": [Place("tokens", AUTHOR, at("/rules/tokens"), "legal")],
    "verification.ask": [Place("verify-ask", "", at("/verify"))],
    "verification.show": [
        Place(
            "verify",
            "demo-ready",
            linked(linked("/centre/titles", r"/centre/titles/[0-9a-f]+"), r"/verify/[0-9a-z-]+"),
        )
    ],
    "no such page": [Place("not-found", TEACHER, at("/nowhere"))],
}
"""By endpoint."""

NO_PAGES = {
    "static": "files of the site",
    "health.healthz": "for machines",
    "signin.callback": "the provider leads here, and on",
    "filling.begin": "leads to the first part",
    "notices.follow": "leads to what a letter is about",
    "submission.least": "a fragment of the check page that waits for the fewest changes",
    "plans.chosen": "a fragment of the page on which one chooses",
    "plans.download": "a file",
    "plans.download_of": "a file",
    "designer_downloads.show": "a file",
    "employers.search": "a fragment of the search",
    "files.show": "a file",
    "centre.photo_image": "a picture",
    "sheets.pledge_form": "paper",
    "sheets.evaluation_form": "paper",
    "sheets.preview": "paper",
    "sheets.attachment_form": "paper",
    "replacements.paper": "paper",
    "replacement_desk.paper": "paper",
    "centre.certificate_file": "paper",
    "certificate_desk.file": "paper",
    "certificate_bundles.archive": "a file",
    "certificate_bundles.printed": "paper",
    "desk_lists.roster": "a file",
    "replacement_desk.case": "leads from a request: tests/browser/test_replacements.py looks at it",
    "replacement_lists.journal": "leads from a request: tests/browser/test_replacements.py looks at it",
    "replacement_lists.roster": "a file",
    "sheets.route_form": "paper",
    "waivers.paper": "paper",
    "tickets.show": "paper",
    "exams.export": "a file",
    "exams.portrait": "a picture",
    "exam_rosters.tried": "leads from an upload: tests/browser/test_exams.py looks at it",
    "results.export": "a file",
    "metaschemas.show": "a file",
    "plan_sheets.export": "a file",
    "plan_sheets.tried": "leads from an upload: tests/web/test_plan_sheets.py looks at it",
    "results.tried": "leads from an upload: tests/web/test_results.py looks at it",
    "rule_drafts.vocabulary": "data for the editor",
    "plan_problems.count": "a piece of the designer's pages: the tabs",
    "plan_problems.live": "a piece of the designer's pages, and data for their script",
    "version_proofs.live": "a piece of the page of proofs, asked for while it waits",
    "plan_proofs.live": "a piece of the page of proofs, asked for while it waits",
    "rule_proving.example": "needs an answer of the solver: tests/web/test_rule_proving.py looks at it",
    "plan_proofs.example": "needs an answer of the solver, and is looked at in test_proofs",
    "plan_trials.sheet": "paper",
    "plan_versions.package": "a file",
}
