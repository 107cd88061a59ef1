"""The embedded identity provider: OpenID Connect for demonstrations and tests, standing for the government's own.

A web application of its own that knows nothing of the rest of the house; `zcforms.web` mounts it. It offers one-click
made-up people instead of passwords, and is otherwise strict: registered redirect addresses, PKCE S256, nonce, single-use
codes of five minutes.
"""

from zcforms.idp.app import create_idp
from zcforms.idp.people import Directory, Identity

__all__ = ["Directory", "Identity", "create_idp"]
