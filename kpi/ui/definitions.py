"""Definitions and sources: manual, figures, upload kinds, factors, densities, sources, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from kpi.show.definition_card import theme_of
from kpi.show.definitions import column_rows, density_rows, layout_texts
from kpi.show.factors import (
    FactorView,
    activities,
    factor_rows,
    history_chart,
    history_table,
    history_title,
    of_activity,
    variants,
)
from kpi.ui.address import asked
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.definition_card import card_of, card_text, draw_factor_links
from kpi.ui.figures import draw_chart
from kpi.ui.first_run import draw_start_hint
from kpi.ui.manual import draw_manual
from kpi.ui.page import context
from kpi.ui.scope import known_factors
from kpi.ui.session import FIELD, Context
from kpi.ui.table import draw_table
from kpi.ui.targets import source_link
from kpi.ui.theme import section_labels
from kpi.ui.upload_text import escape, say_plain

EVERY = "every"
"""Not a figure: all figures of the theme."""


def draw_definitions() -> None:
    """Draw the whole page: one chapter at a time."""
    here = context()
    st.title(here.words("page.definitions"), anchor=False)
    draw_start_hint(here)
    chapter = draw_segments(
        here,
        "chapter",
        here.words("definitions.chapter"),
        list(CHAPTERS),
        lambda name: here.words(f"definitions.{name}"),
        key="chapter",
        otherwise="figures" if asked("figure") or asked("theme") else None,
        ends=("view", "theme", "figure", "kind", "activity"),
    )
    if chapter != "manual":
        st.markdown(here.words("definitions.intro"))
    CHAPTERS[chapter](here)


def _draw_figures(here: Context) -> None:
    """Draw the figures of a theme; one that is asked for stands alone, with the ways on from it."""
    themes = {theme.id: theme for theme in here.catalogue.themes}
    wanted = asked("figure")
    known = wanted in here.catalogue.indicators
    theme = themes[
        draw_segments(
            here,
            "theme",
            here.words("definitions.theme"),
            list(themes),
            lambda name: themes[name].label.of(here.language),
            key="definitions-theme",
            otherwise=theme_of(wanted, here.voice) if known else None,
            ends=("figure",),
        )
    ]
    names = {i.id: i.label.of(here.language) for i in theme.indicators}
    figure = draw_list(
        here,
        "figure",
        here.words("definitions.figure"),
        [EVERY, *sorted(names, key=names.__getitem__)],
        lambda name: names.get(name, here.words("definitions.every_figure")),
        key=f"definitions-figure-{theme.id}",
    )
    if figure != EVERY:
        _draw_one(here, figure)
        return
    labels = section_labels(here)
    for section in theme.sections:
        st.header(escape(labels[section.id]), anchor=False)
        inside = [i for i in theme.indicators if i.section == section.id]
        ordered = sorted(inside, key=lambda i: i.order)
        st.markdown("\n\n".join(card_text(card_of(here, i.id), 3) for i in ordered))


def _draw_one(here: Context, figure: str) -> None:
    card = card_of(here, figure)
    st.markdown(card_text(card, 2))
    draw_factor_links(here, card)
    page = here.catalogue.indicators[figure].page
    st.page_link(
        f"pages/{page}.py",
        label=say_plain(here, "definition_card.to_figure", page=here.words(f"page.{page}")),
        icon=":material/bar_chart:",
        query_params={
            "section": here.catalogue.indicators[figure].section,
            "figure": figure,
        },
    )


def _draw_kinds(here: Context) -> None:
    kinds = {contract.id: contract for contract in here.catalogue.contracts.values()}
    ordered = sorted(kinds, key=lambda name: kinds[name].order)
    chosen = draw_segments(
        here,
        "kind",
        here.words("definitions.kinds"),
        ordered,
        lambda name: kinds[name].label.of(here.language),
        key="definitions-kind",
    )
    contract = kinds[chosen]
    st.markdown(escape(contract.note.of(here.language)))
    for told in layout_texts(contract, here.voice):
        st.markdown(escape(told))
    header = [here.words(f"definitions.{n}") for n in ("header_nl", "header_en", "needed", "what")]
    draw_table(header, column_rows(contract, here.voice), contract.label.of(here.language))


def _draw_factors(here: Context) -> None:
    known = known_factors(here)
    chosen = draw_segments(
        here,
        "activity",
        here.words("definitions.activity"),
        list(activities(known)),
        lambda name: name.replace("_", " "),
        key="definitions-activity",
        ends=("variant",),
    )
    found = of_activity(known, chosen)
    _draw_history(here, chosen.replace("_", " "), found)
    st.markdown(here.words("definitions.factors_note"))
    names = ("variant", "factor_boundary", "value", "unit", "valid", "evidence", "source", "note")
    header = [here.words(f"definitions.{name}") for name in names]
    rows = factor_rows(found, here.voice)
    draw_table(header, rows, here.words("definitions.factors"))


def _draw_history(here: Context, activity: str, found: tuple[FactorView, ...]) -> None:
    """Draw the history of one variant as a small chart, with its numbers."""
    names = {view: f"{activity} {view}".strip() for view in variants(found)}
    variant = draw_list(
        here,
        "variant",
        here.words("definitions.variant"),
        list(names),
        names.__getitem__,
        key=f"definitions-variant-{activity}",
        width=FIELD,
    )
    views = tuple(view for view in found if view.variant == variant)
    last = here.acts.today().year
    title = history_title(views, names[variant], last, here.voice)
    chart = history_chart(views, last, here.voice)
    table = history_table(views, here.voice)
    draw_chart(
        here, here.words("factors.history"), (title, chart, here.words("factors.told"), table),
        f"factor-{activity}-{variant or 'all'}",
    )  # fmt: skip


def _draw_densities(here: Context) -> None:
    st.markdown(here.words("definitions.densities_note"))
    names = ("substance", "value", "evidence", "source", "note")
    header = [here.words(f"definitions.{name}") for name in names]
    draw_table(header, density_rows(here.voice), here.words("definitions.densities"))


def _draw_sources(here: Context) -> None:
    cards = []
    for source in sorted(here.catalogue.sources.values(), key=lambda s: (s.publisher, s.title)):
        lines = [
            f"**{source_link(here, source.id)}**",
            escape(here.words("definitions.read_on", day=source.read_on)),
        ]
        if source.licence:
            lines.append(escape(here.words("definitions.licence", licence=source.licence)))
        if source.note is not None:
            lines.append(escape(source.note.of(here.language)))
        cards.append("  \n".join(lines))
    st.markdown("\n\n".join(cards))


def _draw_words(here: Context) -> None:
    say = here.words
    terms = sorted((say(f"term.{name}"), say(f"term_note.{name}")) for name in _ids(here, "term"))
    states = [(say(f"status.{n}"), say(f"status_note.{n}")) for n in _ids(here, "status")]
    states += [(say(f"verdict.{n}"), say(f"verdict_note.{n}")) for n in _ids(here, "verdict")]
    st.markdown(
        "\n".join(f"- **{escape(term)}**: {escape(note)}" for term, note in [*terms, *states])
    )


def _ids(here: Context, group: str) -> list[str]:
    keys = here.catalogue.words.sentences[here.language]
    return [key.removeprefix(f"{group}.") for key in keys if key.startswith(f"{group}.")]


CHAPTERS: Mapping[str, Callable[[Context], None]] = {
    "manual": draw_manual,
    "figures": _draw_figures,
    "kinds": _draw_kinds,
    "factors": _draw_factors,
    "densities": _draw_densities,
    "sources": _draw_sources,
    "glossary": _draw_words,
}
"""The chapters of the page, each under the words of its name."""
