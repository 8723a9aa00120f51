"""Uses against the weather on their page: lines of the sites, corrected months, the running sum."""

from __future__ import annotations

import streamlit as st

from kpi.declare import WeatherFit
from kpi.show import Scope
from kpi.show.weather import (
    base_names,
    base_text,
    corrected_text,
    cusum_sentence,
    cusum_title,
    default_base_name,
    model_sentence,
    model_table,
    model_title,
    month_table,
    read_base,
    weather_sentence,
    weather_title,
    weather_view,
)
from kpi.show.weather_charts import corrected_chart, cusum_chart, scatter_chart
from kpi.ui.choice import draw_list
from kpi.ui.figures import Made, draw_chart
from kpi.ui.page import context
from kpi.ui.scope import read_scope
from kpi.ui.session import Context, kept
from kpi.ui.upload_text import escape

WIDTH = 280


def draw_weather(page: str) -> bool:
    """Draw the uses of this page that follow the weather; tell whether any is used."""
    here = context()
    scope = read_scope(here)
    names = base_names(here.judge, scope.month)
    drawn = [
        _draw_fit(here, declared, scope, names)
        for declared in here.catalogue.weather_fits.values()
        if declared.page == page and names
    ]
    return any(drawn)


def _draw_fit(here: Context, declared: WeatherFit, scope: Scope, names: tuple[str, ...]) -> bool:
    wanted = default_base_name(here.judge, declared, scope.month)
    usual = wanted if wanted in names else names[0]
    if not _used(here, declared, scope, usual):
        return False
    label = here.voice.label(declared.of)
    st.header(escape(here.words("weather.header", label=label)), anchor=False)
    st.markdown(escape(declared.note.of(here.language)))
    base = draw_list(
        here,
        "base",
        here.words("weather.base"),
        names,
        lambda name: base_text(name, here.voice),
        key=f"weather-base-{declared.of}",
        otherwise=usual,
        width=WIDTH,
    )
    told, charts = _made(here, declared, scope, base)
    st.markdown(f"**{escape(told[0])}**  \n{escape(told[1])}")
    for what, made in charts:
        draw_chart(here, here.words(f"weather.{what}"), made, f"weather-{declared.of}-{what}")
    return True


def _used(here: Context, declared: WeatherFit, scope: Scope, base: str) -> bool:
    def make() -> bool:
        period = read_base(base)
        return period is not None and weather_view(here.judge, declared, scope, period).used

    return kept(here, "weather-used", declared.of, scope, base, make=make)


def _made(
    here: Context, declared: WeatherFit, scope: Scope, base: str
) -> tuple[tuple[str, str], list[tuple[str, Made]]]:
    """Return what is said of a use, and its charts."""

    def make() -> tuple[tuple[str, str], list[tuple[str, Made]]]:
        period = read_base(base)
        assert period is not None  # one of the names that were offered
        view, voice = weather_view(here.judge, declared, scope, period), here.voice
        label = voice.label(declared.of)
        lines = (
            model_title(view, voice),
            scatter_chart(view, voice),
            model_sentence(view, voice),
            model_table(view, voice),
        )
        told = weather_title(view, voice), weather_sentence(view, voice)
        if view.reasons:
            return told, [("scatter", lines)]
        months = month_table(view, voice)
        charts = [
            ("scatter", lines),
            (
                "by_month",
                (
                    voice.say("weather.title_corrected", label=label),
                    corrected_chart(view, voice),
                    corrected_text(view, voice),
                    months,
                ),
            ),
            (
                "running",
                (
                    cusum_title(view, voice),
                    cusum_chart(view, voice),
                    cusum_sentence(view, voice),
                    months,
                ),
            ),
        ]
        return told, charts

    return kept(here, "weather", declared.of, scope, base, make=make)
