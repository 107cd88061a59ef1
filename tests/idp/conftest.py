"""A provider with three made-up people, and the requests of a well-behaved relying party."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from zcforms.idp import Directory, Identity, create_idp

ISSUER = "http://127.0.0.1:8000/idp"
REDIRECT = "http://127.0.0.1:8000/signin/callback"
AFTER = "http://127.0.0.1:8000/signin"
SECRET = "s3cret-of-the-test"

TEACHER = Identity(
    "person-1", "吴若兰", "person", "小学教师，资料齐全", "居民身份证", "340199198503120023", "13900000001"
)
SCHOOL = Identity(
    "legal-1",
    "青阳路小学",
    "legal",
    "用人单位",
    organisation_name="青阳路小学",
    credit_code="12340199MA00000016",
)


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    directory = Directory(tmp_path / "people.json")
    directory.replace([TEACHER, SCHOOL])
    return directory


@pytest.fixture
def provider(tmp_path: Path, directory: Directory) -> Flask:
    return create_idp(
        issuer=ISSUER,
        client_id="zcforms",
        client_secret=SECRET,
        redirect_uris=(REDIRECT, AFTER),
        directory=directory,
        key_path=tmp_path / "keys" / "idp.pem",
    )


@pytest.fixture
def visitor(provider: Flask) -> FlaskClient:
    return provider.test_client()
