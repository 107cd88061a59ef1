"""The authorisation-code grant with OpenID Connect and an enforced PKCE (RFC 6749, RFC 7636, OIDC Core 3.1)."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError, TokenMixin, grants
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from authlib.oidc.core.models import AuthorizationCodeMixin
from joserfc.jwk import RSAKey

from zcforms.idp.people import Identity

CODE_SECONDS = 300
TOKEN_SECONDS = 600


@dataclass(frozen=True)
class Client(ClientMixin):  # type: ignore[misc]  # Authlib ships no types
    """The one relying party."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(part for part in (scope or "").split() if part in ("openid", "profile", "phone"))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(self.client_secret, client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return bool(response_type == "code")

    def check_grant_type(self, grant_type: str) -> bool:
        return bool(grant_type == "authorization_code")


@dataclass(frozen=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    code: str
    client_id: str
    redirect_uri: str
    scope: str
    identity: Identity
    nonce: str
    code_challenge: str
    code_challenge_method: str
    auth_time: int

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass(frozen=True)
class Token(TokenMixin):  # type: ignore[misc]
    identity: Identity
    scope: str
    expires_at: float

    def check_client(self, client: Client) -> bool:
        return True

    def get_scope(self) -> str:
        return self.scope

    def get_expires_in(self) -> int:
        return max(int(self.expires_at - time.time()), 0)

    def is_expired(self) -> bool:
        return time.time() > self.expires_at

    def is_revoked(self) -> bool:
        return False


@dataclass
class Vault:
    """Codes and tokens in memory: the provider lives in one process, and losing them costs one more click."""

    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep_code(self, code: Code) -> None:
        with self._lock:
            fresh = time.time() - CODE_SECONDS
            self.codes = {key: kept for key, kept in self.codes.items() if kept.auth_time >= fresh}
            self.codes[code.code] = code

    def take_code(self, value: str, client_id: str) -> Code | None:
        """The code, once: whoever asks a second time, or with a wrong verifier before, gets none."""
        with self._lock:
            code = self.codes.pop(value, None)
        if code is None or code.client_id != client_id or time.time() - code.auth_time > CODE_SECONDS:
            return None
        return code

    def keep_token(self, value: str, token: Token) -> None:
        with self._lock:
            self.tokens = {key: kept for key, kept in self.tokens.items() if not kept.is_expired()}
            self.tokens[value] = token

    def token(self, value: str) -> Token | None:
        with self._lock:
            return self.tokens.get(value)


def code_grant(vault: Vault) -> type[grants.AuthorizationCodeGrant]:
    class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code: str, request: Any) -> None:
            payload, data = request.payload, request.payload.data
            vault.keep_code(
                Code(
                    code,
                    request.client.client_id,
                    payload.redirect_uri,
                    payload.scope,
                    request.user,
                    data["nonce"],
                    data["code_challenge"],
                    data["code_challenge_method"],
                    int(time.time()),
                )
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return vault.take_code(code, client.client_id)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            """`take_code` has removed it."""

        def authenticate_user(self, authorization_code: Code) -> Identity:
            return authorization_code.identity

    return CodeGrant


class RequirePkce(CodeChallenge):  # type: ignore[misc]
    """PKCE for every client. Authlib's `required` refuses only public clients, and only at the token endpoint."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError(
                "PKCE with code_challenge_method=S256 is required.",
                redirect_uri=redirect_uri,
                state=grant.request.payload.state,
            )
        super().validate_code_challenge(grant, redirect_uri)


class IdToken(OpenIDCode):  # type: ignore[misc]
    def __init__(self, key: RSAKey, issuer: str) -> None:
        super().__init__(require_nonce=True)
        self._key, self._issuer = key, issuer

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """Never: a double click sends the same request twice, and it is the relying party who holds nonces against replay."""
        return False

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": "RS256", "kid": str(self._key.kid)}

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return self._key

    def get_client_algorithm(self, client: Client) -> str:
        return "RS256"

    def get_client_claims(self, client: Client) -> dict[str, str]:
        return {"iss": self._issuer}

    def generate_user_info(self, user: Identity, scope: str) -> UserInfo:
        return UserInfo(user.claims)


class Bearer(BearerTokenValidator):  # type: ignore[misc]
    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault

    def authenticate_token(self, token_string: str) -> Token | None:
        return self._vault.token(token_string)
