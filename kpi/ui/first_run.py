"""The guided start of an empty store: four steps, what is there of them, and where each is mended."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from kpi.declare import ALL, REFERENCE, UNSPLIT, organisation_path
from kpi.show.attention import SETTLED_BY_A_PERSON
from kpi.show.receipts import template_file
from kpi.ui.manual import draw_manual_link
from kpi.ui.session import Context, kept
from kpi.ui.upload_text import escape, say_plain

DONE, LOOK, OPEN = "done", "look", "open"
MARKS = {DONE: "●", LOOK: "◐", OPEN: "□"}
"""A shape for how far a step is; the word stands beside it."""
CARD_WIDTH = 380
TEMPLATE_WIDTH = 300
OWN = ("store", "shipped")
"""Origins of an entry that a person settled here."""


def started(here: Context) -> bool:
    """Tell whether a file was accepted that was not taken back; then there is no guided start."""
    return kept(
        here, "started",
        make=lambda: any(record.taken_back is None for record in here.acts.uploads()),
    )  # fmt: skip


def draw_start_hint(here: Context) -> None:
    """Draw on a page of an empty store that nothing is in yet, and the way to the guided start."""
    if started(here):
        return
    st.info(here.words("first_run.hint"))
    draw_start_link(here)


def draw_start_link(here: Context) -> None:
    """Draw the link to the guided start."""
    label = here.words("theme.to_start")
    st.page_link("pages/overview.py", label=label, icon=":material/rocket_launch:")


def draw_send_link(here: Context, contract: str) -> None:
    """Draw the link to send a file of one upload kind."""
    kind = here.catalogue.contracts[contract].label.of(here.language)
    label = say_plain(here, "overview.send", kind=kind)
    _link(label, "upload", ":material/upload:", {"tab": "file", "kind": contract})


def draw_first_run(here: Context) -> None:
    """Draw the four steps to the first figure; it goes away with the first accepted file."""
    st.header(here.words("first_run.title"), anchor=False)
    st.markdown(here.words("first_run.intro"))
    draw_manual_link(here, "officer")
    with st.grid(min_column_width=CARD_WIDTH, gap="small"):
        for number, draw in enumerate((_organisation, _sites, _targets, _first_file), start=1):
            with st.container(border=True, height="stretch"):
                draw(here, number)
    st.header(here.words("first_run.templates"), anchor=False)
    st.markdown(here.words("first_run.templates_note"))
    _draw_templates(here)


def _heading(here: Context, number: int, step: str, state: str) -> None:
    st.subheader(f"{number}. {here.words(f'first_run.{step}')}", anchor=False)
    st.markdown(f"{MARKS[state]} **{here.words(f'first_run.{state}')}**")


def _link(label: str, page: str, icon: str, query: Mapping[str, str]) -> None:
    st.page_link(f"pages/{page}.py", label=label, icon=icon, query_params=dict(query))


def _organisation(here: Context, number: int) -> None:
    """The organisation stands in a file; the shipped one may be somebody else's."""
    path, own = organisation_path(), _own_file()
    _heading(here, number, "organisation", DONE if own else LOOK)
    name = here.catalogue.organisation.organisation.name
    st.markdown(here.words("first_run.organisation_is", name=escape(name)))
    key = "first_run.own_file" if own else "first_run.shipped_file"
    st.markdown(say_plain(here, key, file=path.name, folder=path.parent.name))


def _own_file() -> bool:
    """Tell whether the organisation wrote its own file; else the shipped one stands."""
    return organisation_path().parent != REFERENCE


def _sites(here: Context, number: int) -> None:
    entries = here.acts.entries("site")
    own = _own_file() or any(entry.origin in OWN for entry in entries)
    _heading(here, number, "sites", OPEN if not entries else DONE if own else LOOK)
    codes = [code for code in here.site_names if code != UNSPLIT]
    names = escape(", ".join(map(here.voice.site, codes)))
    st.markdown(here.words("first_run.sites_are", names=names, count=len(codes)))
    label = here.words("first_run.to_sites")
    _link(label, "registers", ":material/tune:", {"register": "site"})


def _targets(here: Context, number: int) -> None:
    month = here.judge.last_month
    every = [here.judge.progress(t.id, ALL, month) for t in here.judge.targets]
    waiting = [p for p in every if {r.code for r in p.reasons} & set(SETTLED_BY_A_PERSON)]
    _heading(here, number, "targets", OPEN if not every else LOOK if waiting else DONE)
    facts = {"count": len(every), "open": len(waiting)}
    st.markdown(here.words("first_run.targets_are", **facts))
    query = {"target": waiting[0].target.id} if waiting else {}
    _link(here.words("first_run.to_targets"), "targets", ":material/flag:", query)


def _first_file(here: Context, number: int) -> None:
    _heading(here, number, "first_file", OPEN)
    st.markdown(here.words("first_run.first_file_is"))
    _link(here.words("theme.to_upload"), "upload", ":material/upload:", {"tab": "file"})


def _draw_templates(here: Context) -> None:
    """Draw the template of every kind that sites send."""
    kinds = [c for c in here.catalogue.contracts.values() if c.by_site]
    with st.grid(min_column_width=TEMPLATE_WIDTH, gap="small"):
        for contract in sorted(kinds, key=lambda c: c.order):
            label = contract.label.of(here.language)
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{escape(label)}**  \n:small[{contract.note.of(here.language)}]")
                st.download_button(
                    here.words("upload.template", kind=escape(label.lower())),
                    template_file(contract, here.language),
                    file_name=f"{contract.id}.csv",
                    mime="text/csv",
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"first-template-{contract.id}",
                )
                draw_send_link(here, contract.id)
