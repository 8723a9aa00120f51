"""What one run of one page works with, what a session remembers, and the one place that caches.

The stores themselves are opened once a process by the server; here are kept, for one revision of
a store, the views and drawings made from it. A new revision has keys of its own, so nothing is
ever cleared.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar
from weakref import WeakKeyDictionary

import streamlit as st

from kpi.acts import Actor, Acts, Inbox, Restored, Shut, Verdict, WayBack
from kpi.declare import ALL, UNSPLIT, Catalogue, Language
from kpi.show import Judge, Voice

Made = TypeVar("Made")
FIELD = 480
ROOM = 4000
"""Views and drawings kept at most."""


class House(Protocol):
    """The stores of the process, as far as a screen needs them."""

    @property
    def may_start_own(self) -> bool:
        """Whether an own store can be started here."""
        ...

    @property
    def is_own(self) -> bool:
        """Whether the present store is not the demonstration."""
        ...

    @property
    def ready(self) -> bool:
        """Whether the present store is open already."""
        ...

    def acts(self, told: Callable[[int, int], None] = ...) -> Acts:
        """Return the acts on the present store."""
        ...

    def start_own(self, actor: Actor) -> None:
        """Make the own store the present one."""
        ...

    def inbox(self) -> Inbox | None:
        """Return the drop folder of the present store."""
        ...

    @property
    def verdict(self) -> Verdict | None:
        """What was found when the present store was opened."""
        ...

    def ways_back(self) -> list[WayBack]:
        """Return what the present store can be restored from."""
        ...

    def restore(self, way: WayBack, actor: Actor) -> Restored:
        """Restore the present store."""
        ...


class Way(Protocol):
    """How people come in."""

    @property
    def mode(self) -> Literal["local", "oidc", "proxy"]:
        """Whether nobody signs in, people do here, or a proxy has seen to it."""
        ...

    @property
    def sign_out(self) -> str:
        """Where one signs out at the proxy; empty when it says none."""
        ...


class Gate(Protocol):
    """The way in, as far as a screen needs it."""

    @property
    def way(self) -> Way:
        """How people come in here."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether nobody signs in here."""
        ...

    def who(self, acts: Acts | None, *, active: bool = True) -> Actor | Shut:
        """Return who is there and what that person may do at this moment, or why nobody comes in."""
        ...


@dataclass(frozen=True)
class Context:
    """What every drawing gets: the words in one language, the acts, the judge at this revision."""

    language: Language
    acts: Acts
    judge: Judge
    voice: Voice
    demonstration: bool

    @property
    def catalogue(self) -> Catalogue:
        """All declarations."""
        return self.acts.catalogue

    def words(self, key: str, **facts: object) -> str:
        """Return the sentence under a key in this language."""
        return self.voice.say(key, **facts)

    @property
    def site_names(self) -> Mapping[str, str]:
        """The sites' names by code, with the unsplit member last; without the group."""
        return {code: name for code, name in self.voice.sites.items() if code != ALL}


@dataclass
class Chosen:
    """What a person chose for all pages, the address that says so, and the page it was on.

    `touched` tells that a choice was made since the last run: then the address is behind. `shown`
    is what this run put on the screen, chosen or by default.
    """

    values: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    page: str = ""
    touched: bool = False


def begin(house: House, gate: Gate, acts: Acts, language: Language) -> Context:
    """Make the context of this run; the page that runs next takes it over."""
    made = Context(
        language=language,
        acts=acts,
        judge=acts.judge(),
        voice=Voice(acts.catalogue, language, _names(acts, language)),
        demonstration=acts.demonstration is not None,
    )
    st.session_state["house"] = house
    st.session_state["gate"] = gate
    st.session_state["begun"] = made
    return made


def begun() -> Context | None:
    """Return the context that the frame made in this run, once."""
    found: Context | None = st.session_state.pop("begun", None)
    return found


def house() -> House:
    """Return the stores of the process as the frame handed them over."""
    found: House = st.session_state["house"]
    return found


def gate() -> Gate:
    """Return the way in as the frame handed it over."""
    found: Gate = st.session_state["gate"]
    return found


def once(mark: str) -> bool:
    """Tell whether this is the first time in this session that something is asked."""
    seen: set[str] = st.session_state.setdefault("once", set())
    if mark in seen:
        return False
    seen.add(mark)
    return True


def chosen() -> Chosen:
    """Return what this session chose for all pages."""
    if "chosen" not in st.session_state:
        st.session_state["chosen"] = Chosen()
    found: Chosen = st.session_state["chosen"]
    return found


def set_widget(key: str, value: object) -> None:
    """Give a widget its value before it is drawn."""
    st.session_state[key] = value


def widget_value(key: str) -> Any:
    """Return what a widget holds now; callbacks see the newest value."""
    return st.session_state.get(key)


def kept(here: Context, name: str, *facts: object, make: Callable[[], Made]) -> Made:
    """Return what `make` answers for these facts at this revision and day, made once a process."""
    key = (here.judge.as_of, here.acts.today(), here.language, name, facts)
    found: Made = _shelf(here.acts).take(key, make)
    return found


class Shelf:
    """What was made, by what it was made from; the longest unused goes when it is full."""

    def __init__(self) -> None:
        self._made: OrderedDict[object, Any] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: object, make: Callable[[], Any]) -> Any:
        """Return what lies under a key; what is not there is made and laid there."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        # Made outside the lock: two sessions may make the same, and then it is equal.
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > ROOM:
                self._made.popitem(last=False)
        return made


@st.cache_resource(show_spinner=False)
def _shelves() -> WeakKeyDictionary[Acts, Shelf]:
    return WeakKeyDictionary()


def _shelf(acts: Acts) -> Shelf:
    """Return the shelf of one open store; it goes when the store is closed and forgotten."""
    return _shelves().setdefault(acts, Shelf())


def _names(acts: Acts, language: Language) -> dict[str, str]:
    key = ("sites", acts.store.revision, language)
    found: dict[str, str] = _shelf(acts).take(key, lambda: _read(acts, language))
    return found


def _read(acts: Acts, language: Language) -> dict[str, str]:
    words = acts.catalogue.words
    names = {
        str(entry.body.get("code", entry.id)): str(entry.body["name"])
        for entry in acts.entries("site")
    }
    return {
        ALL: acts.catalogue.organisation.organisation.name,
        **names,
        UNSPLIT: words.say(language, "upload.unsplit"),
    }


def actor() -> Actor:
    """Return in whose name this person acts, asked anew each time: a sign-in may have ended.

    Where nobody signs in it is the name that was given; without one, nobody.
    """
    if gate().is_local:
        return Actor.local(str(st.session_state.get("actor", "")))
    who = gate().who(house().acts())
    return who if isinstance(who, Actor) else Actor(who.name)


def ask_name(here: Context, place: str = "") -> None:
    """Ask for a name once; afterwards it stands there with a way to change it.

    `place` tells apart the fields of one page.
    """
    if not gate().is_local:
        _draw_name(here)
        return
    field, change = f"actor-field{place}", f"actor-change{place}"
    name = actor().name
    if name and not st.session_state.get("actor-asked"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(here.words("frame.acting_as"), width="content")
            st.text(name, width="content")
            st.button(here.words("frame.other_name"), key=change, on_click=_forget_name)
        return
    st.text_input(
        here.words("frame.name"),
        value=name,
        key=field,
        on_change=_keep_name,
        args=(field,),
        width=FIELD,
    )
    st.markdown(f":small[{here.words('frame.name_help')}]")


def _draw_name(here: Context) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(here.words("frame.acting_as"), width="content")
        st.text(actor().name, width="content")


def _keep_name(field: str) -> None:
    name = str(st.session_state.get(field, "")).strip()
    st.session_state["actor"] = name
    st.session_state["actor-asked"] = not name


def _forget_name() -> None:
    st.session_state["actor-asked"] = True


def keep_made(key: str, facts: object, data: bytes) -> None:
    """Keep a file that this session had made, with what it was made from."""
    st.session_state[f"made-{key}"] = facts, data


def made_before(key: str, facts: object) -> bytes | None:
    """Return the file this session had made from the same facts, None without one."""
    found: tuple[object, bytes] = st.session_state.get(f"made-{key}", (None, b""))
    return found[1] if found[0] == facts else None
