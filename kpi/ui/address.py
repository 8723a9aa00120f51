"""What a person chose, kept in the address: a link shows another the same, on any page.

Where one looks (site, month, span, factors, language) holds for all pages. What is looked at
(a figure, a target, a month close by, a line) belongs to its page and ends with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from kpi.declare import Language
from kpi.show import choose_language
from kpi.ui.session import chosen, widget_value

SHARED = ("site", "month", "span", "factors", "lang")
"""The parts of the address that go along from page to page."""
OWN = (
    "set",
    "target",
    "section",
    "figure",
    "at",
    "over",
    "line",
    "tab",
    "kind",
    "receipt",
    "schema",
    "theme",
    "register",
    "entry",
    "chapter",
    "activity",
    "year",
    "meter",
    "view",
    "day",
    "way",
    "measure",
    "loads",
    "scenario",
    "on",
    "trend",
    "delivered",
    "delay",
    "counting",
    "variant",
    "base",
    "change",
    "before",
    "after",
    "first",
    "last",
)
"""The parts that one page alone understands."""
NAMES = (*SHARED, *OWN)
"""The parts of the address that are ours; others are left alone."""


def read_address(page: str) -> None:
    """Take over what the address says.

    On the page of the last run the address is right: a person went back, or typed another. On
    another page it is new, and what it does not say of all pages stays as it was chosen. A choice
    made since the last run is newer than any address.
    """
    memory = chosen()
    given = _given()
    if page != memory.page:
        kept = {name: text for name, text in memory.values.items() if name in SHARED}
        memory.values = kept | given
    elif given != memory.written and not memory.touched:
        memory.values = given
    memory.page, memory.touched, memory.written = page, False, given
    memory.shown = {}


def _given() -> dict[str, str]:
    # Read at once: each single look would wait for the lock on the session.
    given = st.query_params.to_dict()
    return {name: given[name] for name in NAMES if given.get(name)}


def write_address() -> None:
    """Make the address say what is chosen, when it does not yet."""
    memory = chosen()
    if _given() != memory.values:
        others = {n: st.query_params.get_all(n) for n in st.query_params if n not in NAMES}
        st.query_params.from_dict({**others, **memory.values})
    memory.written = dict(memory.values)


def language_asked() -> Language:
    """Return the language of the address, else of this session, else of the browser."""
    asked = st.query_params.get("lang") or chosen().values.get("lang")
    return choose_language(asked, st.context.headers.get("Accept-Language") or "")


def asked(name: str) -> str:
    """Return what was chosen under a name of the address, empty when nothing was."""
    return chosen().values.get(name, "")


def show(name: str, text: str) -> None:
    """Note what the page shows under a name, chosen or by default: the link to it says so."""
    chosen().shown[name] = text


def choose(
    name: str, key: str, pinned: Mapping[str, str] | None = None, ends: Sequence[str] = ()
) -> None:
    """Keep what a widget was set to; the other choices on the screen are pinned with it.

    What `ends` names has no meaning beside the new choice and is forgotten.
    """
    pick({name: str(widget_value(key))}, pinned, ends)


def pick(
    values: Mapping[str, str], pinned: Mapping[str, str] | None = None, ends: Sequence[str] = ()
) -> None:
    """Keep choices that were made by a button or in a chart; an empty one is taken away."""
    memory = chosen()
    found = {**(pinned or {}), **memory.values, **values}
    memory.values = {name: text for name, text in found.items() if text and name not in ends}
    memory.touched = True


def address_of(language: str) -> str:
    """Return the address of this page in another language, everything else as chosen."""
    return f"?{urlencode({**chosen().values, 'lang': language})}"


def link_here(language: str) -> str:
    """Return the whole address of what is on the screen, with everything that stood by default.

    Where the browser did not tell its own address, it begins at the question mark.
    """
    memory = chosen()
    said = {**memory.values, **memory.shown, "lang": language}
    ordered = {name: said[name] for name in NAMES if said.get(name)}
    return f"{(st.context.url or '').partition('?')[0]}?{urlencode(ordered)}"
