"""The one control of what is looked at: group or site, month, span; the same on all pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from kpi.declare import ALL, SPANS, UNSPLIT, Month, Span
from kpi.show import Scope
from kpi.show.factors import FactorView, factor_views
from kpi.show.factors import factor_years as years_of
from kpi.show.format import month_label
from kpi.ui.address import choose, show
from kpi.ui.session import Context, chosen, kept, set_widget
from kpi.ui.upload_text import escape, say_plain

DEFAULT_SPAN: Span = "r12"
USED = "year-of-use"
PARTS = ("site", "month", "span")


def draw_scope(here: Context, parts: Sequence[str] = PARTS, *, month: str = "scope.month") -> Scope:
    """Draw the control and return what is chosen; what is unknown is said and falls back.

    A page to which a part makes no difference leaves it out; what was chosen stays chosen.
    A page about one month alone names the month otherwise than as the end of a period.
    """
    scope = read_scope(here)
    pinned = {"site": scope.site, "month": str(scope.month), "span": scope.span}
    with st.container(horizontal=True, vertical_alignment="bottom", key="scope"):
        if "site" in parts:
            _segments(here, "site", sites(here), scope.site, pinned, lambda c: _site(here, c))
        if "month" in parts:
            _draw_month(here, month, scope, pinned)
        if "span" in parts:
            _segments(here, "span", SPANS, scope.span, pinned, lambda s: _span(here, s))
    for name in parts:
        show(name, pinned[name])
    _draw_remarks(here)
    return scope


def _draw_month(here: Context, label: str, scope: Scope, pinned: dict[str, str]) -> None:
    set_widget("scope-month", str(scope.month))
    st.selectbox(
        here.words(label),
        [str(month) for month in months_of(here)],
        format_func=lambda text: month_label(Month.parse(text), here.language),
        key="scope-month",
        on_change=choose,
        args=("month", "scope-month", pinned),
        width=190,
        placeholder=here.words("upload.choose"),
    )


def _segments(
    here: Context,
    name: str,
    options: Sequence[str],
    now: str,
    pinned: Mapping[str, str],
    told: Callable[[str], str],
) -> None:
    key = f"scope-{name}"
    set_widget(key, now)
    st.segmented_control(
        here.words(f"scope.{name}"),
        list(options),
        required=True,
        format_func=told,
        key=key,
        on_change=choose,
        args=(name, key, dict(pinned)),
        wrap=True,
    )


def _site(here: Context, code: str) -> str:
    # The labels of this control are read as markdown; a site's name is a person's own text.
    return here.words("scope.group") if code == ALL else escape(here.voice.site(code))


def _span(here: Context, span: str) -> str:
    return here.words("scope.span_month" if span == SPANS[0] else f"scope.{span}")


def sites(here: Context) -> tuple[str, ...]:
    """Return what can be chosen: the group, the sites, and what is not split when there is any."""
    figures = here.judge.figures()
    unsplit = (UNSPLIT,) if figures.has_unsplit else ()
    return (ALL, *figures.site_codes, *unsplit)


def months_of(here: Context) -> tuple[Month, ...]:
    """Return the months that can be chosen, the newest first."""
    figures = here.judge.figures()
    last = here.judge.last_month
    newest = max(last, figures.newest_month or last)
    return tuple(reversed(list((figures.first_month or last).until(newest))))


def read_scope(here: Context) -> Scope:
    """Return the chosen scope; each part that is not known falls back to its default."""
    values = chosen().values
    site = values.get("site", ALL)
    month = _month(values.get("month", ""))
    span = values.get("span", DEFAULT_SPAN)
    return Scope(
        site if site in sites(here) else ALL,
        month if month in months_of(here) else _default_month(here),
        span if span in SPANS else DEFAULT_SPAN,
    )


def _default_month(here: Context) -> Month:
    newest = here.judge.newest_complete_month()
    months = months_of(here)
    return newest if newest in months else months[0]


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None


def _draw_remarks(here: Context) -> None:
    """Say what the address asked for that is not known here."""
    values: Mapping[str, Any] = chosen().values
    known = {
        "site": sites(here),
        "month": tuple(str(month) for month in months_of(here)),
        "span": SPANS,
    }
    for name, options in known.items():
        if name in values and values[name] not in options:
            st.info(say_plain(here, f"scope.unknown_{name}", value=values[name]))


def draw_factors(here: Context) -> int | None:
    """Draw the choice of emission factors; return the frozen year, None for the year of use."""
    years = factor_years(here)
    asked = chosen().values.get("factors", USED)
    now = asked if asked in years else USED
    set_widget("scope-factors", now)
    st.selectbox(
        here.words("scope.factors"),
        [USED, *years],
        format_func=lambda y: here.words("scope.used" if y == USED else "scope.frozen", year=y),
        key="scope-factors",
        help=here.words("scope.factors_help"),
        on_change=choose,
        args=("factors", "scope-factors", {}),
        width=280,
        placeholder=here.words("upload.choose"),
    )
    show("factors", now)
    if asked not in (now, USED):
        st.info(say_plain(here, "scope.unknown_factors", value=asked))
    return None if now == USED else int(now)


def read_factors(here: Context) -> int | None:
    """Return the frozen year that is chosen, None for the year of use or one that is not known."""
    asked = chosen().values.get("factors", USED)
    return int(asked) if asked in factor_years(here) else None


def factor_years(here: Context) -> tuple[str, ...]:
    """Return the years whose factors can be kept fixed: those with a list, up to this year."""
    return years_of(known_factors(here), here.acts.today().year)


def known_factors(here: Context) -> tuple[FactorView, ...]:
    """Return every factor in the registers: the list's, adopted ones too, and the own ones."""

    def make() -> tuple[FactorView, ...]:
        listed, own = (
            [entry.body for entry in here.acts.entries(name)] for name in ("factor", "own_factor")
        )
        return factor_views(listed, own, here.voice)

    found: tuple[FactorView, ...] = kept(here, "factors", make=make)
    return found
