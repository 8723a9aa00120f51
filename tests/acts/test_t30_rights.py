"""T-30: roles by acts by sites. Every forbidden cell is refused in the act itself, and logged."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

import pytest

import kpi.acts
from kpi.acts import (
    RULES,
    Actor,
    Acts,
    Change,
    Grant,
    Inbox,
    Preview,
    Refused,
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
from kpi.acts.rights import GIVING
from kpi.acts.signing import make_key
from kpi.declare import FORMAT, ROLES, Month, Role, SignedSummary, Summary
from kpi.judge.snapshot import Snapshot
from tests.acts.test_months import draft
from tests.drill.children import CATALOGUE
from tests.stores import open_acts, upload

SITES, KINDS = ("ALM", "HGL"), ("energy", "waste")
NAMES = {"ALM": "Almelo", "HGL": "Hengelo"}
ROOM = Path(kpi.acts.__file__).parent


# --- the list of acts is the real one -----------------------------------------------------------


def functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield path, node


def calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def asked_by(function: ast.FunctionDef) -> set[str]:
    """Return the acts for which a function asks leave."""
    return {
        str(argument.value)
        for call in calls(function)
        if name_of(call).startswith("require")
        for argument in call.args[:2]
        if isinstance(argument, ast.Constant)
    }


def acting() -> dict[str, ast.FunctionDef]:
    """Return every public function of the acts that is done in someone's name."""
    return {
        function.name: function
        for path, function in functions()
        if path.stem not in {"rights", "roles"}
        and not function.name.startswith("_")
        and "actor" in {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    }


def test_t30_nobody_writes_past_the_one_door() -> None:
    """Only `Permit` reaches the store: an act that asked no leave has nothing to write with."""
    found = [
        f"{path.name}:{call.lineno} {ast.unparse(call.func)}"
        for path, function in functions()
        if path.stem != "rights"
        for call in calls(function)
        if name_of(call) in {"write", "note"}
        and ast.unparse(call.func).endswith(f"store.{name_of(call)}")
    ]
    # A restored store tells of itself; `restore_store` asked leave before it opened it.
    assert [line.split(" ")[1] for line in found] == ["store.note"], found


def test_t30_every_act_asks_leave_itself_or_of_the_act_it_is_made_of() -> None:
    """Whoever adds a function with an actor and no rule is told its name here."""
    found = acting()
    without = {
        name
        for name, function in found.items()
        if not asked_by(function)
        and not any(
            name_of(call) in found and "actor" in {word.arg for word in call.keywords}
            for call in calls(function)
        )
    }
    assert not without, f"acts without a rule in kpi/acts/rights.py: {sorted(without)}"
    assert {"accept", "assess", "save_layout", "log"} <= set(found)


def test_t30_what_keeps_a_file_asked_leave() -> None:
    for path, function in functions():
        if any(name_of(call) == "archive_file" for call in calls(function)):
            assert asked_by(function), f"{path.name}: {function.name}"


def test_t30_every_rule_is_asked_for_and_stands_in_the_matrix() -> None:
    asked = {name for _, function in functions() for name in asked_by(function)}
    asked |= {"start_own"}  # asked by the server, which alone knows where stores stand
    assert asked == set(RULES) == {case.act for case in CASES}


def test_t30_an_act_without_a_rule_is_refused_whoever_asks() -> None:
    with pytest.raises(Refused) as refused:
        require_role("something_new", Actor.local("Anna"))
    assert refused.value.code == "act_without_rule"


# --- the matrix ---------------------------------------------------------------------------------


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


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    acts = open_acts()
    receipts = {
        (site, kind): upload(acts, kind, file_of(kind, site, 10).decode())
        for site in SITES
        for kind in KINDS
    }
    previews = {
        (site, kind): acts.preview(kind, file_of(kind, site, 20), "new.csv", rehearse=False)
        for site, kind in receipts
    }
    inbox = Inbox(acts, tmp_path_factory.mktemp("inbox"))
    return World(acts, receipts, previews, inbox, draft(acts, Month(2025, 1)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.act} {case.name}".strip())
def test_t30_matrix(world: World, case: Case) -> None:
    """Each cell: allowed as agreed by hand, or refused in the act and logged, with nothing done."""
    for name, (site, kind) in product(ACTORS, case.places):
        actor, cell = actor_named(name), (name, site, kind)
        refused, noted = tried(world, case, actor, site, kind)
        assert refused is not case.allowed(actor, site, kind), cell
        assert noted is (refused and case.act not in NOTED_NOWHERE), cell


def tried(world: World, case: Case, actor: Actor, site: str, kind: str) -> tuple[bool, bool]:
    """Try an act; tell whether it was refused for want of a right, and whether the log says so.

    Another refusal (nothing to take back twice) comes only after the right was found.
    """
    store = world.acts.store
    before, last = store.revision, store.last_event()
    try:
        case.do(world, actor, site, kind)
    except Refused as refused:
        code = refused.code
    else:
        code = ""
    if not code.startswith("needs_"):
        return False, False
    assert store.revision == before
    event = store.last_event()
    assert event is not None and last is not None
    if event.no == last.no:
        return True, False
    who = dict(store.rows("select person, name from person"))[event.person]
    told = event.facts["act"] == case.act and event.facts["why"] == code
    return True, told and event.name == "authz_fail" and who == actor.name


def test_t30_rights_of_several_groups_add_up_each_by_itself(world: World) -> None:
    """Gas of Almelo and waste of Hengelo is not waste of Almelo."""
    both = Actor(
        "Bea",
        (
            Grant.of("uploader", {"sites": ["ALM"], "kinds": ["energy"]}),
            Grant.of("uploader", {"sites": ["HGL"], "kinds": ["waste"]}),
        ),
    )
    case = CASES[0]
    found = {
        (site, kind): tried(world, case, both, site, kind)[0] for site in SITES for kind in KINDS
    }
    assert found == {
        ("ALM", "energy"): False,
        ("ALM", "waste"): True,
        ("HGL", "energy"): True,
        ("HGL", "waste"): False,
    }


def test_t30_a_file_of_two_sites_needs_the_right_for_both(world: World) -> None:
    text = (
        file_of("energy", "ALM", 3).decode() + file_of("energy", "HGL", 3).decode().split("\r\n")[1]
    )
    preview = world.acts.preview("energy", text.encode(), "both.csv", rehearse=False)
    with pytest.raises(Refused) as refused:
        world.acts.accept(preview, actor=actor_named("uploader of gas in Almelo"))
    assert refused.value.code == "needs_place"
    assert refused.value.facts["sites"] == "ALM, HGL"


def test_t30_nobody_takes_over_the_entry_of_another_site(world: World) -> None:
    body = {"meter": "9", "site": "HGL", "category": "x"}
    world.acts.set_entry("meter", "9", body, actor=actor_named("officer"), reason="connection")
    own, mine = {**body, "site": "ALM"}, actor_named("officer of Almelo")
    with pytest.raises(Refused) as refused:
        world.acts.set_entry("meter", "9", own, actor=mine, reason="mine now")
    assert refused.value.code == "needs_place"


def test_t30_a_change_of_rights_has_its_own_name_in_the_log(world: World) -> None:
    for register in GIVING:
        body = {"group": "x", "name": "everyone", "role": "viewer", "denied": False}
        body |= {"inactivity_minutes": "30", "longest_hours": "10"}
        fields = {field.name for field in world.acts.catalogue.registers[register].field}
        kept = {name: value for name, value in body.items() if name in fields}
        world.acts.set_entry(register, "x", kept, actor=actor_named("admin"), reason="agreed")
        event = world.acts.store.last_event()
        assert event is not None and event.name == "privilege_permissions_changed"


def test_t30_the_last_group_of_administrators_stays(world: World) -> None:
    admin = actor_named("admin")
    body = {"group": "kpi.admin", "role": "viewer"}
    with pytest.raises(Refused) as refused:
        world.acts.set_entry("role", "kpi.admin", body, actor=admin, reason="tidy")
    assert refused.value.code == "last_admin"
    other = {"group": "it", "role": "admin"}
    world.acts.set_entry("role", "it", other, actor=admin, reason="two of them")
    world.acts.set_entry("role", "kpi.admin", body, actor=admin, reason="tidy")
