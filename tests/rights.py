"""Who may do what, as a table for people; written by ``python -m tests.rights`` and held by a test."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from itertools import chain

import dashboard
from kpi.acts import RULES, Actor, Grant, refusal
from kpi.declare import ROLES, Role, load
from tests.servers import ROOT

PLACE = ROOT / "docs" / "rights.md"
HEAD = """# Who may do what

Made by `python -m tests.rights` from the rules themselves; a test compares it with them. Each role may also do what those before it may. A role can be limited to sites and upload kinds: then it holds for what touches nothing else. Every act asks for its right itself, whatever a screen offers; what is refused stands in the audit log as `authz_fail`.

Roles come from groups or app roles of the sign-in, by the register Roles; who is in several groups may do what each of them may, each by itself. The command line acts with all rights: who may start it can reach the files anyway. The drop folder acts as the roles of its own register.
"""


def lines(header: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    cells = [list(header), ["---"] * (len(ROLES) + 1), *map(list, rows)]
    return [f"| {' | '.join(row)} |" for row in cells]


def marks(allowed: Iterable[bool]) -> list[str]:
    return ["yes" if one else "-" for one in allowed]


def actors() -> list[Actor]:
    return [Actor(role, (Grant(role),)) for role in ROLES]


def table() -> str:
    """Return the whole text, from the rules as the acts, registers and pages have them."""
    catalogue = load()
    acts = [
        [f"`{act}`", *marks(refusal(actor, act) is None for actor in actors())]
        for act, rule in RULES.items()
        if rule.least is not None
    ]
    registers = [
        [
            f"{register.label.en} (`{register.id}`)",
            *marks(refusal(actor, "set_entry", registers=[register]) is None for actor in actors()),
        ]
        for register in catalogue.registers.values()
    ]
    say = catalogue.words.say
    pages = [
        [say("en", f"page.{screen.id}"), *marks(actor.may(screen.least) for actor in actors())]
        for screen in dashboard.SCREENS
    ]
    header = [say("en", f"role.{role}") for role in ROLES]
    parts = (
        ["## Acts", "", *lines(["act", *header], acts), ""],
        ["## Changing a register", "", *lines(["register", *header], registers), ""],
        ["## Pages", "", *lines(["page", *header], pages), ""],
    )
    return "\n".join([HEAD, *chain.from_iterable(parts)])


def least_of(page: str) -> Role:
    """Return the least role that a page's own script asks for, wherever it asks."""
    called = ast.parse((ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8"))
    modules = [
        node.module for node in ast.walk(called) if isinstance(node, ast.ImportFrom) and node.module
    ]
    asked: list[Role] = []
    for module in modules:
        text = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "context":
                given = [a.value for a in node.args if isinstance(a, ast.Constant)]
                asked += [role for role in ROLES if role in given] or ["viewer"]
    return max(asked, key=ROLES.index)


if __name__ == "__main__":
    PLACE.write_text(table(), encoding="utf-8")
