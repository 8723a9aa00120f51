"""How people come in: OpenID Connect, headers of a trusted proxy, or nobody signs in (loopback only).

Read from the secrets: a section ``[auth]`` means OpenID Connect, ``[proxy]`` a proxy that has
signed people in already; neither means the local mode.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import streamlit as st

from kpi.acts import Refused

Mode = Literal["local", "oidc", "proxy"]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
"""What the section [auth] has to hold."""
SECRET_LENGTH = 32
"""A cookie secret shorter than this could be guessed."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Way:
    """The way in: of a proxy its addresses, the headers it sets, and where one signs out there."""

    mode: Mode
    addresses: tuple[Network, ...] = ()
    user_header: str = ""
    groups_header: str = ""
    sign_out: str = ""

    def trusts(self, host: str) -> bool:
        """Tell whether an address is that of the proxy."""
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self.addresses)


class _Without:
    """The secrets of which it was found that no file holds any.

    The framework would look for the files anew each time, behind the lock on its settings that
    every message of every session asks for: twenty people waited seconds for each other.
    """

    secrets: Mapping[str, Any] | None = None


def _secrets() -> Mapping[str, Any]:
    if st.secrets is _Without.secrets:
        return {}
    if st.secrets.load_if_toml_exists():
        return st.secrets
    _Without.secrets = st.secrets
    return {}


def way_in() -> Way:
    """Return the way in that the secrets name; Refused when they cannot be meant so.

    As they were when first asked for: who changes them starts the server anew.
    """
    secrets = _secrets()
    auth, proxy = secrets.get("auth"), secrets.get("proxy")
    if auth is not None and proxy is not None:
        raise Refused("sign_in_double")
    if auth is not None:
        _require_whole(auth)
        return Way("oidc")
    if proxy is not None:
        return _proxy(proxy)
    return Way("local")


def _require_whole(auth: Mapping[str, Any]) -> None:
    missing = [name for name in NEEDED if not auth.get(name)]
    if missing:
        raise Refused("sign_in_incomplete", section="auth", names=", ".join(missing))
    if len(str(auth["cookie_secret"])) < SECRET_LENGTH:
        raise Refused("sign_in_secret", length=str(SECRET_LENGTH))
    for name in ("redirect_uri", "server_metadata_url"):
        address = urlsplit(str(auth[name]))
        # Over plain http the token could be read on its way, except on the machine itself.
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            raise Refused("sign_in_plain", name=name)


def _proxy(proxy: Mapping[str, Any]) -> Way:
    missing = [n for n in ("addresses", "user_header", "groups_header") if not proxy.get(n)]
    if missing:
        raise Refused("sign_in_incomplete", section="proxy", names=", ".join(missing))
    given = proxy["addresses"]
    return Way(
        "proxy",
        tuple(_networks([given] if isinstance(given, str) else given)),
        str(proxy["user_header"]),
        str(proxy["groups_header"]),
        str(proxy.get("sign_out") or ""),
    )


def _networks(texts: Iterable[object]) -> Iterable[Network]:
    for text in texts:
        try:
            yield ipaddress.ip_network(str(text))
        except ValueError:
            raise Refused("sign_in_address", value=str(text)) from None


def is_loopback(host: str) -> bool:
    """Tell whether a name or address is that of the machine itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def require_safe_start(address: str | None) -> None:
    """Refuse to serve others than this machine while nobody has to sign in.

    `address` is what the server listens on, None for every address of the machine.
    """
    if way_in().mode == "local" and not (address and is_loopback(address)):
        raise Refused("sign_in_missing", address=address or "0.0.0.0")  # noqa: S104 it is refused
