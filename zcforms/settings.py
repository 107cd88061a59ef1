"""Every setting, from environment variables `ZCFORMS_<NAME>`; docs/settings.md says the same and a test holds the two together."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator can set. Without any of it everything runs embedded, in the folder `var`."""

    model_config = SettingsConfigDict(env_prefix="ZCFORMS_", extra="ignore")

    var: Path = Field(
        Path("var"),
        description="Folder for what the embedded parts keep: database, files, keys, log of the demonstration.",
    )
    host: str = Field("127.0.0.1", description="Address that `zcforms serve` listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port that `zcforms serve` listens on.")
    threads: int = Field(
        8,
        ge=2,
        le=64,
        description="Threads of the web process; at least 2, because the embedded identity provider answers in the same process.",
    )
    workers: int = Field(
        1, ge=1, le=32, description="Web processes. More than one needs `jobs=external` and PostgreSQL."
    )
    base_url: str = Field(
        "", description="Public address, such as `https://zc.example.gov.cn`; empty: `http://<host>:<port>`."
    )
    database_url: str = Field(
        "",
        description="`sqlite:///<path>` or `postgresql://user:password@host/name`; empty: SQLite in `var`.",
    )
    files_url: str = Field(
        "", description="`file:///<folder>` or `s3://<bucket>/<prefix>`; empty: a folder in `var`."
    )
    s3_endpoint: str = Field("", description="Endpoint of an S3-compatible store; empty: the cloud's own.")
    s3_region: str = Field("", description="Region of the bucket.")
    s3_access_key: str = Field("", description="Access key of the bucket.")
    s3_secret_key: SecretStr = Field(SecretStr(""), description="Secret key of the bucket.")
    jobs: Literal["embedded", "external"] = Field(
        "embedded",
        description="`embedded`: the web process runs the background jobs; `external`: `zcforms worker` processes do.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="Signs cookies; empty: made once and kept in `var`."
    )
    identity_key: SecretStr = Field(
        SecretStr(""),
        description="32 bytes as hex; encrypts identity and phone numbers at rest; empty: made once and kept in `var`.",
    )
    oidc_issuer: str = Field(
        "", description="Issuer of the OpenID provider; empty: the embedded one at `/idp`."
    )
    oidc_client_id: str = Field("zcforms", description="Our client id at the provider.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""),
        description="Our client secret; empty with the embedded provider: made once and kept in `var`.",
    )
    seal_key: str = Field(
        "",
        description="PKCS#12 file with the key that seals certificates and the certificates above it; empty: none, in the demonstration one that is made up.",
    )
    seal_passphrase: SecretStr = Field(SecretStr(""), description="Passphrase of that file.")
    seal_module: str = Field(
        "",
        description="PKCS#11 library of the device that holds the key that seals, instead of `seal_key`; needs the extra `zcforms[pkcs11]`.",
    )
    seal_token: str = Field("", description="Label of the device's token.")
    seal_label: str = Field("", description="Label of the key in the token.")
    seal_pin: SecretStr = Field(SecretStr(""), description="PIN of the token.")
    seal_pin_file: str = Field("", description="File with the PIN, instead of `seal_pin`.")
    seal_certificates: str = Field(
        "", description="PEM file with the certificate of the device's key, then those above it."
    )
    seal_trusted: str = Field(
        "",
        description="PEM file of certificates under which earlier seals were made, when the key has changed.",
    )
    seal_keys: str = Field(
        "",
        description="TOML file with the keys of the authorities and committees whose documents name one (`seal.key`, of plans `certificate.seal.key`), a table for each; the others use the settings above.",
    )
    demo: bool = Field(
        False,
        description="Demonstration: the embedded provider offers made-up people, and the clock stands in the demonstration's season.",
    )
    check_timeout: float = Field(
        10.0, gt=0, description="Seconds after which a check is given up and told as such."
    )
    print_timeout: float = Field(
        60.0, gt=0, description="Seconds after which making a sheet is given up and tried again later."
    )
    verify_per_minute: int = Field(
        30,
        ge=1,
        description="How often one address may look certificates up within a minute, without signing in.",
    )
    api_per_minute: int = Field(
        300,
        ge=1,
        description="How often one address may read the JSON API within a minute, without a token.",
    )
    look_ups_days: int = Field(
        730, ge=1, description="Days for which the look-ups of a certificate are kept for its holder."
    )
    require_proofs: bool = Field(
        True,
        description="Whether a plan is published from the designer only when it was proved that somebody can pass, or a reason was written; asks for the extra `zcforms[proofs]`, without which nothing is required.",
    )
    proxies: int = Field(
        0,
        ge=0,
        le=8,
        description="How many reverse proxies of our own stand in front and add to X-Forwarded-For: the visitor's address is read from there.",
    )
    smtp_host: str = Field(
        "", description="Mail server for notices by e-mail; empty: messages in the system alone."
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="`starttls` or `tls` (usually port 465), with the server's certificate checked; `none`: in the clear.",
    )
    smtp_user: str = Field("", description="User at the mail server; empty: without logging in.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    smtp_from: str = Field("", description="Address that notices come from; needed with `smtp_host`.")
    max_upload_bytes: int = Field(20 * 1024 * 1024, ge=1024, description="Largest request body, in bytes.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severity that is logged."
    )

    @model_validator(mode="after")
    def _resolve(self) -> Settings:
        self.var = self.var.absolute()
        self.base_url = (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")
        self.database_url = self.database_url or f"sqlite:///{self.var / 'zcforms.db'}"
        self.files_url = self.files_url or (self.var / "files").as_uri()
        if self.workers > 1 and (self.jobs == "embedded" or self.database_url.startswith("sqlite")):
            raise ValueError(
                "ZCFORMS_WORKERS 大于 1 时，需要 ZCFORMS_JOBS=external，并用 ZCFORMS_DATABASE_URL 指定 PostgreSQL"
            )
        if self.seal_module and not (self.seal_token and self.seal_label and self.seal_certificates):
            raise ValueError(
                "设置了 ZCFORMS_SEAL_MODULE 时，还需要 ZCFORMS_SEAL_TOKEN、ZCFORMS_SEAL_LABEL 和 ZCFORMS_SEAL_CERTIFICATES"
            )
        if self.seal_module and self.seal_key:
            raise ValueError("ZCFORMS_SEAL_MODULE 和 ZCFORMS_SEAL_KEY 只能设置一个")
        if self.smtp_host and not self.smtp_from:
            raise ValueError("设置了 ZCFORMS_SMTP_HOST 时，还需要 ZCFORMS_SMTP_FROM")
        if self.oidc_issuer and not self.oidc_client_secret.get_secret_value():
            raise ValueError("设置了 ZCFORMS_OIDC_ISSUER 时，还需要 ZCFORMS_OIDC_CLIENT_SECRET")
        return self

    @property
    def embedded_idp(self) -> bool:
        return not self.oidc_issuer

    @property
    def issuer(self) -> str:
        return self.oidc_issuer or f"{self.base_url}/idp"

    def secret(self, name: Literal["secret_key", "identity_key", "oidc_client_secret"]) -> str:
        """The secret as set, or made once (32 random bytes, hex) and kept in `var/keys` readable by the owner alone."""
        given: SecretStr = getattr(self, name)
        return given.get_secret_value() or kept_secret(self.var / "keys" / name)


def kept_secret(path: Path) -> str:
    """The secret in `path`, made if it is not there; two processes that start at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    return path.read_text(encoding="ascii").strip()
