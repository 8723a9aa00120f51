"""T-33: sign-ins end by themselves, a refused person is out at once; what a sign-in tells."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.secrets import Secrets

from kpi.acts import Actor, Acts, Identity, Refused, Shut
from kpi.serve.door import why_not
from kpi.serve.gate import LONG_AGO, Gate, from_claims, from_headers
from kpi.serve.sign_in import Way, is_loopback, require_safe_start, way_in
from kpi.store import events, names
from tests.stores import open_acts

MORNING = dt.datetime(2026, 11, 16, 8, 0)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
AUTH = {
    "redirect_uri": "https://kpi.example.org/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "kpi",
    "client_secret": "s",
    "server_metadata_url": "https://login.example.org/.well-known/openid-configuration",
}
PROXY = {"addresses": ["10.0.0.5"], "user_header": "X-User", "groups_header": "X-Groups"}


class Clock:
    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> dt.datetime:
        return self.now


class SignedIn(Gate):
    """A gate before which one person stands whose sign-in is given."""

    def __init__(self, clock: Clock, identity: Identity | None) -> None:
        super().__init__(clock)
        self.clock, self.person = clock, identity

    @property
    def way(self) -> Way:
        return Way("oidc")

    def identity(self) -> Identity | None:
        return self.person


@pytest.fixture(scope="module")
def acts() -> Acts:
    return open_acts()


def person(name: str = "anna@example.org", *groups: str, subject: str = "") -> Identity:
    return Identity(name, subject or name, frozenset(groups or ("kpi.uploader",)), MORNING)


def gate_of(identity: Identity | None = None) -> SignedIn:
    return SignedIn(Clock(), identity or person())


def is_in(gate: Gate, acts: Acts, *, active: bool = True) -> bool:
    return isinstance(gate.who(acts, active=active), Actor)


def test_t33_half_an_hour_without_doing_anything_ends_it(acts: Acts) -> None:
    gate = gate_of()
    for minutes in (29, 30, 30):  # each within the limit since the one before
        gate.clock.now += minutes * MINUTE
        assert is_in(gate, acts)
    gate.clock.now += 30 * MINUTE + dt.timedelta(seconds=1)
    assert gate.who(acts) == Shut("ended", "anna@example.org")
    gate.clock.now -= 30 * MINUTE  # nothing but a new sign-in makes it hold again


def test_t33_to_be_looked_at_is_not_to_do_something(acts: Acts) -> None:
    gate = gate_of()
    for _ in range(3):
        gate.clock.now += 10 * MINUTE
        assert is_in(gate, acts, active=False)
    gate.clock.now += MINUTE
    assert gate.who(acts, active=False) == Shut("ended", "anna@example.org")


def test_t33_ten_hours_end_it_however_busy_someone_is(acts: Acts) -> None:
    gate = gate_of()
    while gate.clock.now < MORNING + 10 * HOUR:
        gate.clock.now += 20 * MINUTE
        assert is_in(gate, acts)
    gate.clock.now += dt.timedelta(seconds=1)
    assert gate.who(acts) == Shut("ended", "anna@example.org")


def test_t33_a_new_sign_in_holds_again_and_the_old_one_does_not(acts: Acts) -> None:
    gate = gate_of()
    gate.clock.now += 2 * HOUR
    assert not is_in(gate, acts)
    old, gate.person = (
        gate.person,
        Identity(
            "anna@example.org", "anna@example.org", frozenset({"kpi.uploader"}), gate.clock.now
        ),
    )
    assert is_in(gate, acts)
    gate.person = old
    assert not is_in(gate, acts)


def test_t33_after_a_restart_an_old_cookie_is_not_taken_for_a_busy_one(acts: Acts) -> None:
    """Nobody knows any more when it was last used: it counts from when it was made."""
    gate = gate_of()
    gate.clock.now += 29 * MINUTE
    assert is_in(gate, acts)
    again = gate_of()
    again.clock.now = gate.clock.now + 20 * MINUTE
    assert is_in(gate, acts) and not is_in(again, acts)


def test_t33_a_token_without_a_moment_holds_no_longer(acts: Acts) -> None:
    found = from_claims({"sub": "1", "roles": ["kpi.admin"]})
    assert found is not None and found.signed_in == LONG_AGO
    assert gate_of(found).who(acts) == Shut("ended", "1")


def test_t33_who_is_denied_is_out_at_once_in_every_act_too() -> None:
    acts = open_acts()
    gate = gate_of(person("bob@example.org", "kpi.officer", subject="42"))
    bob = gate.who(acts)
    assert isinstance(bob, Actor) and bob.role == "officer"
    change(acts, {"name": "42", "denied": True})
    assert gate.who(acts) == Shut("denied", "bob@example.org")
    with pytest.raises(Refused) as refused:  # with what he held in his hands
        acts.set_entry("setting", "x", {"name": "x", "value": "1"}, actor=bob, reason="r")
    assert refused.value.code == "denied"
    last = acts.store.last_event()
    assert last is not None and (last.name, last.facts["why"]) == ("authz_fail", "denied")
    change(acts, {"name": "42", "denied": False})
    assert is_in(gate, acts)
    change(acts, {"name": "BOB@example.org", "denied": True}, "by-name")
    assert gate.who(acts) == Shut("denied", "bob@example.org")


def change(acts: Acts, body: dict[str, object], identifier: str = "42") -> None:
    acts.set_entry("denied", identifier, body, actor=Actor.local("Root"), reason="left")


def test_t33_a_role_taken_away_and_limits_changed_hold_at_once() -> None:
    acts = open_acts()
    gate = gate_of(person("carl", "staff"))
    assert gate.who(acts) == Shut("no_role", "carl")
    for role, found in (("officer", "officer"), ("viewer", "viewer"), ("none", None)):
        body = {"group": "staff", "role": role}
        acts.set_entry("role", "staff", body, actor=Actor.local("Root"), reason="agreed")
        who = gate.who(acts)
        assert (who.role if isinstance(who, Actor) else None) == found
    gate = gate_of()
    limits = {"name": "everyone", "inactivity_minutes": "5", "longest_hours": "1"}
    acts.set_entry("session", "everyone", limits, actor=Actor.local("Root"), reason="agreed")
    gate.clock.now += 5 * MINUTE
    assert is_in(gate, acts)
    gate.clock.now += 6 * MINUTE
    assert not is_in(gate, acts)


def test_t33_coming_in_being_refused_and_an_end_stand_once_in_the_log() -> None:
    acts = open_acts()
    gate = gate_of()
    stranger = gate_of(person("dora", "elsewhere"))
    for _ in range(2):
        gate.who(acts), stranger.who(acts)
    gate.clock.now += HOUR
    gate.who(acts), gate.who(acts)
    who = names(acts.store)
    found = [(e.name, who[e.person], e.facts["why"]) for e in events(acts.store)[1:]]
    assert found == [
        ("authn_login_success", "anna@example.org", ""),
        ("authz_fail", "dora", "no_role"),
        ("session_expired", "anna@example.org", "ended"),
    ]


def test_nobody_signed_in_is_nobody_and_the_local_mode_is_everybody(acts: Acts) -> None:
    gate = SignedIn(Clock(), None)
    assert gate.who(acts) == Shut("signed_out") == gate.who(None)
    local = Gate(Clock()).who(acts)
    assert isinstance(local, Actor) and local.role == "admin" and not local


def test_without_a_store_the_shipped_roles_decide() -> None:
    assert isinstance(gate_of(person("root", "kpi.admin")).who(None), Actor)
    assert gate_of(person("root", "own-group")).who(None) == Shut("no_role", "root")


CLAIMS: list[tuple[dict[str, Any], tuple[str, str, set[str]]]] = [
    (
        {"preferred_username": "a@x", "email": "b@x", "sub": "9", "roles": ["r"], "groups": ["g"]},
        ("a@x", "9", {"r", "g"}),
    ),
    ({"email": "b@x", "oid": "7", "sub": "9", "groups": "g"}, ("b@x", "7", {"g"})),
    ({"sub": "9"}, ("9", "9", set())),
]


@pytest.mark.parametrize(("claims", "wanted"), CLAIMS)
def test_what_a_token_tells(claims: dict[str, Any], wanted: tuple[str, str, set[str]]) -> None:
    found = from_claims({**claims, "iat": 1795000000})
    assert found is not None
    assert (found.name, found.subject, found.groups) == wanted
    assert found.signed_in == dt.datetime(2026, 11, 18, 11, 6, 40)
    assert from_claims({"iat": 1}) is None


def test_an_address_that_a_person_types_gives_no_role(acts: Acts) -> None:
    """Only groups and app roles count: a mail address can be of one's own choosing."""
    found = from_claims({"email": "kpi.admin", "name": "kpi.admin", "sub": "9", "iat": 1})
    assert found is not None and "kpi.admin" not in found.groups


# --- which way in, and who is answered at all -----------------------------------------------------


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    given: dict[str, Any] = {}
    found = Secrets()
    found._secrets = given
    monkeypatch.setattr(st, "secrets", found)
    return given


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"auth": AUTH, "proxy": PROXY}, "sign_in_double"),
    ({"auth": {**AUTH, "client_secret": ""}}, "sign_in_incomplete"),
    ({"auth": {**AUTH, "cookie_secret": "short"}}, "sign_in_secret"),
    ({"auth": {**AUTH, "redirect_uri": "http://kpi.example.org/x"}}, "sign_in_plain"),
    ({"proxy": {**PROXY, "user_header": ""}}, "sign_in_incomplete"),
    ({"proxy": {**PROXY, "addresses": ["proxy.local"]}}, "sign_in_address"),
]


@pytest.mark.parametrize(("given", "code"), WRONG)
def test_secrets_that_cannot_be_meant_so_keep_the_server_from_starting(
    secrets: dict[str, Any], given: dict[str, Any], code: str
) -> None:
    secrets.update(given)
    with pytest.raises(Refused) as refused:
        require_safe_start("localhost")
    assert refused.value.code == code


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "10.1.2.3", "kpi.example.org"])
def test_without_sign_in_only_this_machine_is_served(
    secrets: dict[str, Any], address: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        require_safe_start(address)
    assert refused.value.code == "sign_in_missing"
    secrets["proxy"] = PROXY
    require_safe_start(address)
    assert way_in().mode == "proxy"


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1", "127.0.0.9"])
def test_this_machine_is_served_without_sign_in(secrets: dict[str, Any], address: str) -> None:
    require_safe_start(address)
    assert is_loopback(address) and way_in().mode == "local"


def request(client: str, path: str = "/", **headers: str) -> dict[str, Any]:
    given = {"host": "localhost:8501", **headers}
    lines = [(n.replace("_", "-").encode(), v.encode()) for n, v in given.items()]
    return {"type": "websocket", "client": (client, 5), "path": path, "headers": lines}


LOCAL = [
    (request("127.0.0.1"), ""),
    (request("::1", host="[::1]:8501"), ""),
    (request("10.1.2.3"), "door_local"),
    (request("127.0.0.1", x_forwarded_for="10.1.2.3"), "door_local"),
    (request("127.0.0.1", forwarded="for=10.1.2.3"), "door_local"),
    (request("127.0.0.1", host="kpi.evil.example"), "door_local"),
    (request("127.0.0.1", host="localhost.evil.example"), "door_local"),
]


@pytest.mark.parametrize(("scope", "wanted"), LOCAL)
def test_without_sign_in_nobody_else_gets_an_answer(scope: dict[str, Any], wanted: str) -> None:
    assert why_not(Way("local"), scope) == wanted
    assert why_not(Way("oidc"), scope) == ""


def test_headers_count_only_from_the_proxy(secrets: dict[str, Any]) -> None:
    secrets["proxy"] = {**PROXY, "addresses": ["10.0.0.5", "10.2.0.0/16"]}
    way = way_in()
    for client, wanted in (
        ("10.0.0.5", ""),
        ("10.2.9.9", ""),
        ("10.0.0.6", "door_proxy"),
        ("127.0.0.1", "door_proxy"),
        ("", "door_proxy"),
    ):
        assert why_not(way, request(client, x_user="root")) == wanted
    assert why_not(way, request("10.9.9.9", "/health")) == ""
    told = {"X-User": " anna ", "X-Groups": "kpi.viewer; staff,,kpi.officer"}
    found = from_headers(way, told, MORNING)
    held = frozenset({"kpi.viewer", "staff", "kpi.officer"})
    assert found == Identity("anna", groups=held, signed_in=MORNING)
    assert from_headers(way, {"X-Groups": "kpi.admin"}, MORNING) is None


def test_t33_behind_a_proxy_a_page_left_open_closes_until_it_is_loaded_again(
    acts: Acts, secrets: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets["proxy"] = PROXY
    tabs = ["first"]
    monkeypatch.setattr("kpi.serve.gate._tab", lambda: tabs[-1])
    told = {"X-User": "anna", "X-Groups": "kpi.uploader"}
    monkeypatch.setattr(st, "context", SimpleNamespace(headers=told))
    gate = Gate(clock := Clock())
    for minutes in (0, 29, 30):
        clock.now += minutes * MINUTE
        assert is_in(gate, acts)
    clock.now += 31 * MINUTE
    assert gate.who(acts) == Shut("ended", "anna")
    tabs.append("second")  # as after loading the page again
    assert is_in(gate, acts)
