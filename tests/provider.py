"""An OpenID Connect provider on the loopback: authorization code with PKCE, signed id tokens.

It asks for a name by a page with one link a person; a code holds once, for the client, address,
challenge and nonce that it was given for.
"""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import Route

from tests.ports import free_port

CLIENT, SECRET = "kpi", "a-secret-of-the-client-0123456789"
KEY_BITS = 2048
STEP_SECONDS = 0.02


@dataclass
class Provider:
    """A running provider: the claims of its people by name, and the tokens it gave out."""

    port: int
    people: Mapping[str, Mapping[str, Any]]
    redirect_uri: str
    tokens: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(KEY_BITS, {"kid": "one"}))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def metadata(self) -> str:
        return f"{self.url}/.well-known/openid-configuration"

    def configuration(self, _: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    def keys(self, _: Request) -> JSONResponse:
        public = self.key.as_dict(private=False)
        return JSONResponse({"keys": [{**public, "use": "sig", "alg": "RS256"}]})

    def authorize(self, request: Request) -> HTMLResponse:
        """Show who may sign in; a link a person leads back with a code."""
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT and asked["redirect_uri"] == self.redirect_uri
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        links = []
        for name in self.people:
            code = secrets.token_urlsafe(16)
            self.codes[code] = {**asked, "name": name}
            back = f"/back?{urlencode({'code': code, 'state': asked['state']})}"
            links.append(f'<p><a href="{html.escape(back)}">{html.escape(name)}</a></p>')
        return HTMLResponse("".join(links))

    def back(self, request: Request) -> RedirectResponse:
        return RedirectResponse(f"{self.redirect_uri}?{request.url.query}")

    async def token(self, request: Request) -> JSONResponse:
        """Give an id token for a code that was not used yet."""
        form = await request.form()
        asked = self.codes.pop(str(form["code"]), None)
        given = f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"
        proof = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if (
            asked is None
            or request.headers.get("authorization") != given
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = {
            **self.people[asked["name"]],
            "iss": self.url,
            "aud": CLIENT,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 600,
        }
        made = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        access = secrets.token_urlsafe(24)
        self.tokens += [made, access]
        return JSONResponse(
            {"access_token": access, "token_type": "Bearer", "expires_in": 600, "id_token": made}
        )

    def routes(self) -> Sequence[Route]:
        return (
            Route("/.well-known/openid-configuration", self.configuration),
            Route("/keys", self.keys),
            Route("/authorize", self.authorize),
            Route("/back", self.back),
            Route("/token", self.token, methods=["POST"]),
        )


@contextmanager
def provide(people: Mapping[str, Mapping[str, Any]], redirect_uri: str) -> Iterator[Provider]:
    """Run a provider for these people in a thread."""
    provider = Provider(free_port(), people, redirect_uri)
    app = Starlette(routes=list(provider.routes()))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=provider.port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(STEP_SECONDS)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join()
