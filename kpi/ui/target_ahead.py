"""What lies ahead of one target: forecast, budget, the year under way, and other readings of it."""

from __future__ import annotations

import streamlit as st

from kpi.show import Progress, Scope, YearPath
from kpi.show.ahead import budget_sentences, distance_sentence
from kpi.show.forecast import fan_chart, fan_sentence, fan_table, fan_title, fan_view
from kpi.show.format import amount, tied
from kpi.show.progress import asked_text, verdict_text
from kpi.show.year_path import (
    year_path_chart,
    year_path_of,
    year_path_sentences,
    year_path_table,
    year_path_title,
)
from kpi.ui.choice import draw_segments
from kpi.ui.figures import Made, draw_chart, progress_of
from kpi.ui.folded import draw_folded
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.target_lamps import Ahead
from kpi.ui.upload_text import escape, say_plain

WAYS = ("month_by_month", "added_up")


def draw_forecast(here: Context, ahead: Ahead) -> None:
    """Draw the forecast with its band, or say why there is none."""
    found = ahead.outlook
    st.header(here.words("ahead.title"), anchor=False)
    view = fan_view(found, here.voice)
    if view is None:
        _, chance, _ = ahead.lamps
        st.markdown(say_plain(here, "fan.none", reason=chance.reason))
        return
    target = found.progress.target

    def make() -> Made:
        return (
            fan_title(found, here.voice),
            fan_chart(view, here.voice),
            fan_sentence(found, here.voice),
            fan_table(view, here.voice),
        )

    made = kept(here, "fan", target.id, found.progress.scope, make=make)
    draw_folded(
        escape(tied(made[0])),
        lambda: draw_chart(here, here.words("fan.what"), made, f"fan-{target.id}"),
        key=f"fold-fan-{target.id}",
    )


def draw_budget(here: Context, ahead: Ahead) -> None:
    """Say what the path allows in all, what is left, and how far it is in plain days."""
    st.subheader(here.words("budget_view.title"), anchor=False)
    found = ahead.outlook
    told = [*budget_sentences(found, here.voice), distance_sentence(found, here.voice)]
    st.markdown("\n".join(f"- {escape(tied(sentence))}" for sentence in told if sentence))


def draw_year(here: Context, progress: Progress) -> None:
    """Draw the calendar year of the chosen month beside the path, by month or added up."""
    st.subheader(here.words("year_path.title"), anchor=False)
    target = progress.target
    if target.indicator is None or progress.actual is None:
        why = " ".join(here.voice.reasons(progress.reasons))
        st.markdown(here.words("year_path.no_figure", why=escape(why)))
        return
    found = kept(
        here, "year-path", target.id, progress.scope,
        make=lambda: year_path_of(here.judge, progress),
    )  # fmt: skip
    if found is None:
        st.markdown(here.words("year_path.no_sum"))
        return
    if found.allowed is None:
        # Without a path there is nothing to draw beside; what came is told all the same.
        told = year_path_sentences(found, target.indicator, here.voice)
        st.markdown(escape(tied(" ".join(told))))
        return
    indicator = target.indicator
    draw_folded(
        escape(tied(year_path_title(found, indicator, here.voice))),
        lambda: _draw_year_path(here, progress, found, indicator),
        key=f"fold-year-{target.id}",
    )


def _draw_year_path(here: Context, progress: Progress, found: YearPath, indicator: str) -> None:
    way = draw_segments(
        here,
        "way",
        here.words("year_path.how"),
        WAYS,
        lambda name: here.words(f"year_path.{name}"),
        key=f"year-way-{progress.target.id}",
    )
    added_up = way == WAYS[1]

    def make() -> Made:
        return (
            year_path_title(found, indicator, here.voice),
            year_path_chart(found, indicator, here.voice, added_up=added_up),
            " ".join(year_path_sentences(found, indicator, here.voice)),
            year_path_table(found, indicator, here.voice),
        )

    made = kept(here, "year-chart", progress.target.id, progress.scope, way, make=make)
    what = here.words("year_path.what_sum" if added_up else "year_path.what_month")
    draw_chart(here, what, made, f"year-{progress.target.id}-{way}")


def draw_readings(here: Context, progress: Progress, scope: Scope) -> None:
    """Draw the other published readings of the same agreement beside this one, each by its name."""
    target = progress.target
    if target.readings_of is None:
        return
    same = [p for p in progress_of(here, scope) if p.target.readings_of == target.readings_of]
    of = target.readings_of.of(here.language)
    st.header(say_plain(here, "readings.title", of=of), anchor=False)
    st.markdown(here.words("readings.intro"))
    names = ("reading", "asks", "now", "limit", "verdict", "source")
    header = [here.words(f"readings.{name}") for name in names]
    rows = [_reading(here, p, here_now=p.target.id == target.id) for p in same]
    draw_table(header, sorted(rows), of)


def _reading(here: Context, progress: Progress, *, here_now: bool) -> list[str]:
    target, indicator = progress.target, progress.target.indicator or ""
    name = (target.reading or target.label).of(here.language)
    asked = [
        f"{milestone.year}: {asked_text(target, milestone.value, here.voice)}"
        for milestone in target.milestones
    ]
    limits = [
        f"{required.year}: {amount(here.catalogue, indicator, required.value, here.language)}"
        for required in progress.required
    ]
    actual = progress.actual.value if progress.actual else None
    source = here.catalogue.sources.get(target.source)
    return [
        here.words("readings.this", name=name) if here_now else name,
        "; ".join(asked),
        amount(here.catalogue, indicator, actual, here.language) if indicator else "–",
        "; ".join(limits) or " ".join(here.voice.reasons(progress.reasons)),
        verdict_text(progress.verdict, here.voice),
        source.publisher if source else target.source,
    ]
