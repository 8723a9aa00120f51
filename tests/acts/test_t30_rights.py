"""T-30: roles by acts by sites. Every forbidden cell is refused in the act itself, and logged."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

import kpi.acts
from kpi.acts import (
    RULES,
    Actor,
    Grant,
    Inbox,
    Refused,
    require_role,
)
from kpi.acts.rights import GIVING
from kpi.declare import Month
from tests.acts.rights_cases import (
    ACTORS,
    CASES,
    KINDS,
    NOTED_NOWHERE,
    SITES,
    Case,
    World,
    actor_named,
    file_of,
)
from tests.acts.test_months import draft
from tests.stores import open_acts, upload

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
