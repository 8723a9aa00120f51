"""Every act as each role tries it: the least role as agreed by hand, and how the act is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

from kpi.acts import (
    Actor,
    Acts,
    Change,
    Grant,
    Inbox,
    Preview,
    attach,
    back_up,
    forget_person,
    put_entries,
    require_role,
    restore_store,
)
from kpi.acts.exchange import Offered, export_summary, import_summary
from kpi.acts.factor_list import ListPreview, adopt_list, adopt_provisional
from kpi.acts.months import close_month, restate_month
from kpi.acts.moving import move_store
from kpi.acts.signing import make_key
from kpi.declare import FORMAT, ROLES, Role, SignedSummary, Summary
from kpi.judge.snapshot import Snapshot
from tests.drill.children import CATALOGUE

SITES, KINDS = ("ALM", "HGL"), ("energy", "waste")
NAMES = {"ALM": "Almelo", "HGL": "Hengelo"}


@dataclass(frozen=True)
class World:
    """A store with an upload of every site and kind, a drop folder, and the report of a month."""

    acts: Acts
    receipts: dict[tuple[str, str], int]
    previews: dict[tuple[str, str], Preview]
    inbox: Inbox
    report: Snapshot


Doing = Callable[[World, Actor, str, str], object]


@dataclass(frozen=True)
class Case:
    """One act: the least role as agreed, what binds it to a place, and how it is done there.

    `place` is what a role limited to one site and kind is held against.
    """

    act: str
    least: Role
    do: Doing
    place: Literal["site and kind", "site", "kind", "group"] = "group"
    name: str = ""

    @property
    def places(self) -> list[tuple[str, str]]:
        """Every site and kind that makes a difference to it."""
        sites = SITES if self.place in ("site", "site and kind") else SITES[:1]
        return list(product(sites, KINDS if self.place in ("kind", "site and kind") else KINDS[:1]))

    def allowed(self, actor: Actor, site: str, kind: str) -> bool:
        """Answer by hand what the roles in ACTORS may do."""
        held = ACTORS[actor.name]
        if held is None or ROLES.index(held[0]) < ROLES.index(self.least):
            return False
        _, own_site, own_kind = held
        sites = {"group": "ALL", "kind": own_site}.get(self.place, site)
        kinds = kind if self.place in ("site and kind", "kind") else own_kind
        return own_site in ("", sites) and own_kind in ("", kinds)


ACTORS: dict[str, tuple[Role, str, str] | None] = {
    "stranger": None,
    "viewer": ("viewer", "", ""),
    "uploader of gas in Almelo": ("uploader", "ALM", "energy"),
    "uploader": ("uploader", "", ""),
    "officer of Almelo": ("officer", "ALM", ""),
    "officer": ("officer", "", ""),
    "admin": ("admin", "", ""),
}
"""Role, site and kind of who acts; empty: everywhere."""


def actor_named(name: str) -> Actor:
    held = ACTORS[name]
    if held is None:
        return Actor(name)
    role, site, kind = held
    return Actor(
        name, (Grant.of(role, {"sites": [site] if site else [], "kinds": [kind] if kind else []}),)
    )


def file_of(kind: str, site: str, amount: int) -> bytes:
    if kind == "energy":
        header, cells = "locatie;periode;energiedrager;verbruik;eenheid", f"aardgas;{amount};Nm3"
    else:
        header = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron"
        cells = f"Renewi;Bedrijfsafval;{amount};gewogen"
    return f"{header}\r\n{NAMES[site]};2025-01;{cells}\r\n".encode()


def accept(world: World, actor: Actor, site: str, kind: str) -> None:
    # A preview that grows old is refused too, but only to who might have accepted it.
    world.acts.accept(world.previews[site, kind], actor=actor)


def take_back(world: World, actor: Actor, site: str, kind: str) -> None:
    world.acts.take_back(world.receipts[site, kind], actor=actor, reason="wrong")


def set_aside(world: World, actor: Actor, site: str, kind: str) -> None:
    path = world.inbox.folder / kind / f"{site}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file_of(kind, site, 5).replace(b";5;", b";five;"))
    world.inbox.scan(), world.inbox.scan()
    try:
        assert world.inbox.set_aside(path, actor=actor) is not None
    finally:
        path.unlink(missing_ok=True)


def entry(register: str, field: str = "", **body: object) -> Doing:
    """Set an entry that names the site, or the kind of upload, in a field."""

    def do(world: World, actor: Actor, site: str, kind: str) -> None:
        place = {"site": site, "contract": kind}.get(field)
        whole = {**body, **({field: place} if field else {})}
        identifier = f"{register}/{site}/{kind}"
        world.acts.set_entry(register, identifier, whole, actor=actor, reason="agreed")

    return do


def restore_shipped(world: World, actor: Actor, site: str, kind: str) -> None:
    world.acts.restore_shipped("setting", "day_admission_weight", actor=actor, reason="back")


def put(world: World, actor: Actor, site: str, kind: str) -> None:
    body = {"name": "weight", "value": "1"}
    put_entries(world.acts, [Change("setting", "weight", body)], actor=actor, reason="agreed")


def attach_link(world: World, actor: Actor, site: str, kind: str) -> None:
    found = world.acts.judge().certification.requirements[0]
    given = {"location": "https://example.org", "title": f"page of {actor.name}"}
    place = (site, found.schema, found.code)
    attach(world.acts, *place, given, document=None, actor=actor, reason="evidence")


def adopt(world: World, actor: Actor, site: str, kind: str) -> None:
    adopt_list(world.acts, NO_LIST, actor=actor, reason="published")


NO_SUMMARY = Offered(
    SignedSummary(
        content=Summary(
            format=FORMAT, organisation="NRD", name="Noord", year="2025", made_on="2026-01-01",
            revision="1", invented=False, figure=(),
        ),
        key="0" * 64,
        signature="0" * 128,
    ),
    (), (), None, same=False,
)  # fmt: skip
CASES = [
    Case("accept", "uploader", accept, "site and kind"),
    Case("take_back", "uploader", take_back, "site and kind"),
    # A file that cannot be read says of no site that it is its own: the kind alone decides.
    Case("set_aside", "uploader", set_aside, "kind"),
    Case("set_entry", "officer", entry("setting", name="weight", value="1"), name="setting"),
    Case("set_entry", "officer", entry("meter", "site", meter="1", category="x"), "site", "meter"),
    Case(
        "set_entry",
        "uploader",
        entry("mapping", "contract", column="stream", name="Rest", target="REST"),
        "kind",
        "mapping",
    ),
    Case("set_entry", "admin", entry("role", group="g", role="viewer"), name="role"),
    Case("set_entry", "admin", entry("denied", name="Bob", denied=True), name="denied"),
    Case("set_entry", "admin", entry("site", code="ZZZ", name="Zz"), name="site"),
    Case("restore_shipped", "officer", restore_shipped),
    Case("put_entries", "officer", put),
    Case("attach", "officer", attach_link, "site"),
    Case("adopt_list", "officer", adopt),
    Case(
        "adopt_provisional",
        "officer",
        lambda w, a, *_: adopt_provisional(w.acts, 2031, actor=a, reason="late"),
    ),
    Case("close_month", "officer", lambda w, a, *_: close_month(w.acts, w.report, actor=a)),
    Case(
        "restate_month",
        "officer",
        lambda w, a, *_: restate_month(w.acts, w.report, actor=a, reason="late file"),
    ),
    Case(
        "forget_person",
        "admin",
        lambda w, a, *_: forget_person(w.acts, "nobody", actor=a, reason="left"),
    ),
    Case("back_up", "admin", lambda w, a, *_: back_up(w.acts, actor=a)),
    Case(
        "restore_store",
        "admin",
        lambda _, a, *__: restore_store(Path("none"), CATALOGUE, Path("no.backup"), actor=a),
    ),
    Case("move_store", "admin", lambda w, a, *_: move_store(w.acts, Path("none"), actor=a)),
    Case("make_key", "admin", lambda w, a, *_: make_key(w.acts, actor=a)),
    Case("export_summary", "officer", lambda w, a, *_: export_summary(w.acts, 2025, actor=a)),
    Case(
        "import_summary",
        "officer",
        lambda w, a, *_: import_summary(w.acts, NO_SUMMARY, actor=a, reason="sent"),
    ),
    Case("start_own", "admin", lambda _, a, *__: require_role("start_own", a)),
]
NOTED_NOWHERE = {"restore_store", "start_own"}
"""There is no open store to note a refusal in."""
NO_LIST = ListPreview(2031, "list.xlsx", b"", (), (), 0)
