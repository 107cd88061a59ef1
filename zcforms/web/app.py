"""The web application: this module only wires."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from zcforms import resources
from zcforms.settings import Settings
from zcforms.web import presentation
from zcforms.web.blueprints import BLUEPRINTS
from zcforms.web.errors import init_errors
from zcforms.web.extensions import init_extensions
from zcforms.web.gate import init_gate
from zcforms.web.marks import init_marks
from zcforms.web.navigation import init_navigation
from zcforms.web.once import init_once
from zcforms.web.provider import embedded_provider
from zcforms.web.requestlog import init_request_log
from zcforms.web.security import init_security
from zcforms.web.sessions import init_sessions
from zcforms.web.side_by_side import init_side_by_side
from zcforms.web.signin import init_signin
from zcforms.web.slots import init_slots
from zcforms.web.windows import init_windows


def create_app(settings: Settings) -> Flask:
    """The application with its house, and the embedded identity provider where the settings name no other.

    Raises:
        DocumentsInvalid: a document is broken; nothing is served.
    """
    app = Flask("zcforms.web", template_folder=str(resources.folder("templates")))
    init_request_log(app)
    init_sessions(app)  # first who asks, then whether the form is theirs: the token changes with the account
    init_security(app, settings)
    init_once(app)
    init_extensions(app, settings)
    init_errors(app)
    init_navigation(app)
    init_gate(app)
    init_marks(app)
    init_windows(app)
    init_slots(app)
    init_side_by_side(app)
    presentation.init(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    provider = embedded_provider(settings)
    init_signin(app, settings, provider)
    if provider is not None:
        app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/idp": provider})  # type: ignore[method-assign]
    return app
