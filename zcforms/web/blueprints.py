"""Every blueprint, one per service or page family."""

from __future__ import annotations

from zcforms.web import (
    centre,
    declaration,
    desk,
    drafts,
    employer_registration,
    employers,
    files,
    filling,
    health,
    home,
    imports,
    library,
    notices,
    overviews,
    plans,
    records,
    registration,
    rule_cases,
    rule_drafts,
    rule_forms,
    rule_impacts,
    rule_reviews,
    rule_trials,
    rules,
    sheets,
    submission,
)

BLUEPRINTS = tuple(
    module.bp
    for module in (
        centre,
        declaration,
        desk,
        drafts,
        employer_registration,
        employers,
        files,
        filling,
        health,
        home,
        imports,
        library,
        notices,
        overviews,
        plans,
        records,
        registration,
        rule_cases,
        rule_drafts,
        rule_forms,
        rule_impacts,
        rule_reviews,
        rule_trials,
        rules,
        sheets,
        submission,
    )
)
