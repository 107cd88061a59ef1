"""What is made once per application: Flask-SQLAlchemy with the pool that everything shares, and the house on top of it."""

from __future__ import annotations

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.storage import tables
from zcforms.storage.database import Database, engine_options, normalised
from zcforms.storage.secrets import Keyring
from zcforms.web.visit import EXTENSION, Extension, real_now

db = SQLAlchemy(metadata=tables.metadata)


def init_extensions(app: Flask, settings: Settings) -> Extension:
    """Raises `DocumentsInvalid` where a document is broken: then nothing is served."""
    app.config["SQLALCHEMY_DATABASE_URI"] = normalised(settings.database_url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database_url)
    db.init_app(app)
    with app.app_context():
        database = Database(
            settings.database_url, Keyring.of(settings.secret("identity_key")), engine=db.engine
        )
    house = House.build(settings, clock=real_now, database=database)
    extension = Extension(house, settings)
    app.extensions[EXTENSION] = extension
    return extension
