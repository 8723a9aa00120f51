"""A page of figures, drawn from the declarations: sections, tiles, and one figure close by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from kpi.declare import Catalogue, Indicator
from kpi.show import Scope
from kpi.show.format import span_label
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.drill import DRILLED
from kpi.ui.figures import draw_figure, draw_figures
from kpi.ui.first_run import draw_start_link, started
from kpi.ui.page import context
from kpi.ui.scope import draw_factors, draw_scope
from kpi.ui.session import Context
from kpi.ui.upload_text import escape

MAIN = "main"
"""Not a declared section: the figures of all sections that are worth a tile of their own."""
FIGURES = "figures"
"""The view that every page of figures has."""

SEGMENTS = 5
"""So many sections fit in a row of segments; more of them stand in a list."""

View = Callable[[str], bool]
"""Draws what belongs to a page; tells whether there was anything to draw."""


def draw_theme(page: str, others: Mapping[str, View] | None = None) -> None:
    """Draw the page of every indicator that names it.

    `others` are what else there is to see of them, by name: one at a time, for each answers a
    question of its own.
    """
    here = context()
    st.title(here.words(f"page.{page}"), anchor=False)
    scope = draw_scope(here)
    if not draw_presence(here):
        return
    declared = indicators_of(here.catalogue, page)
    chosen = FIGURES
    if others:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = _choose_view(here, page, others)
            if chosen != FIGURES and _uses_factors(here.catalogue, declared):
                draw_factors(here)
    if others and chosen != FIGURES:
        if not others[chosen](page):
            st.info(here.words(f"theme.nothing.{chosen}"))
        return
    _draw_figures(here, page, scope, declared)


def _choose_view(here: Context, page: str, others: Mapping[str, View]) -> str:
    return draw_segments(
        here,
        "view",
        here.words("theme.view"),
        [FIGURES, *others],
        lambda name: here.words(f"theme.views.{name}"),
        key=f"view-{page}",
    )


def _draw_figures(here: Context, page: str, scope: Scope, declared: list[Indicator]) -> None:
    span = span_label(scope, here.catalogue.words, here.language)
    place = here.voice.site(scope.site)
    labels = {MAIN: here.words("overview.main"), **section_labels(here)}
    sections = [MAIN, *dict.fromkeys(indicator.section for indicator in declared)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # Many segments break into ragged rows that push the first figure off a telephone.
        draw = draw_segments if len(sections) <= SEGMENTS else draw_list
        section = draw(
            here,
            "section",
            here.words("theme.section"),
            sections,
            labels.__getitem__,
            key=f"section-{page}",
            ends=("figure", *DRILLED),
        )
        seen = [i for i in declared if (i.tile if section == MAIN else i.section == section)]
        # The choice of factors stands where it says something: kilograms of waste know none.
        factor_year = draw_factors(here) if _uses_factors(here.catalogue, seen) else None
    inside = [indicator.id for indicator in seen]
    shown = here.words("theme.shown", place=escape(place), span=escape(span))
    if factor_year is not None:
        shown = f"{shown} {here.words('theme.frozen', year=factor_year)}"
    st.markdown(shown)
    st.header(labels[section], anchor=False)
    draw_figures(here, inside, scope, factor_year)
    st.header(here.words("theme.closer"), anchor=False)
    if not inside:
        return
    close = draw_list(
        here,
        "figure",
        here.words("theme.figure"),
        inside,
        here.voice.label,
        key=f"figure-{page}-{section}",
        otherwise=inside[_first(here, inside)],
        ends=DRILLED,
        width=480,
    )
    draw_figure(here, close, scope, factor_year)


def indicators_of(catalogue: Catalogue, page: str) -> list[Indicator]:
    """Return the indicators of a page in their order."""
    found = [i for i in catalogue.indicators.values() if i.page == page]
    return sorted(found, key=lambda indicator: indicator.order)


def section_labels(here: Context) -> dict[str, str]:
    """Return what every section is called."""
    return {
        section.id: section.label.of(here.language)
        for theme in here.catalogue.themes
        for section in theme.sections
    }


def draw_presence(here: Context) -> bool:
    """Tell whether there are figures at all; when there are none, say so and show the way."""
    if here.judge.figures().newest_month is not None:
        return True
    st.info(here.words("theme.empty"))
    st.page_link("pages/upload.py", label=here.words("theme.to_upload"), icon=":material/upload:")
    if not started(here):
        draw_start_link(here)
    return False


def _uses_factors(catalogue: Catalogue, indicators: list[Indicator]) -> bool:
    """Tell whether a fact asks for the year of its factors: then the choice of it says something."""
    facts = set().union(*(_facts_of(catalogue, indicator) for indicator in indicators))
    return any("$factor_year" in catalogue.fact_sql[fact] for fact in facts)


def _facts_of(catalogue: Catalogue, indicator: Indicator) -> set[str]:
    """Return the facts a figure is made of: its own, or those of what it adds up or divides."""
    if indicator.fact is not None:
        return {indicator.fact}
    made_of = (indicator.numerator, indicator.denominator, *(p.indicator for p in indicator.parts))
    return set().union(
        *(_facts_of(catalogue, catalogue.indicators[name]) for name in made_of if name)
    )


def _first(here: Context, indicators: list[str]) -> int:
    """Return the figure to start with: one with a target, else one with parts, else the first."""
    aimed = {target.indicator for target in here.judge.targets}
    declared = [here.catalogue.indicators[name] for name in indicators]
    ranks = [(i.id not in aimed, i.breakdown is None, not i.tile) for i in declared]
    return ranks.index(min(ranks)) if ranks else 0
