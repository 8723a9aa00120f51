"""What if: measures on and off and three sliders move the projected path; kept as a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from kpi.declare import Month
from kpi.show import RANGES, Choice, Measure, Progress, Scenario, Scope, WhatIf
from kpi.show.format import month_label
from kpi.show.measures import stage_text
from kpi.show.what_if import (
    available,
    choice_text,
    effect_rows,
    effect_text,
    what_if,
    what_if_chart,
    what_if_sentences,
    what_if_table,
    what_if_title,
    yearly_drift,
)
from kpi.ui.address import asked, choose, pick, show
from kpi.ui.choice import draw_list
from kpi.ui.choice_state import ASSUMPTIONS, NOTHING, SEPARATOR, read_choice
from kpi.ui.figures import Made, draw_chart, progress_of
from kpi.ui.page import context
from kpi.ui.scenario_form import draw_keep
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, set_widget, widget_value
from kpi.ui.table import draw_table
from kpi.ui.target_lamps import ahead_of
from kpi.ui.theme import draw_presence
from kpi.ui.told import draw_told
from kpi.ui.upload_text import escape, say_plain

SETTLED = ("reached", "below_line", "no_verdict")
"""Verdicts under which no choice of measures shows what it does."""


def draw_what_if() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.what_if"), anchor=False)
    if not draw_presence(here):
        return
    scenario = _follow(here)
    scope = draw_scope(here, ("site", "month"))
    place, month = here.voice.site(scope.site), month_label(scope.month, here.language)
    st.markdown(here.words("what_if.intro", place=escape(place), month=escape(month)))
    scenario = _draw_scenarios(here, scenario)
    progress = _draw_target(here, scope, scenario)
    if progress is None:
        return
    usual, lost = read_choice(here, progress, scenario)
    for text in lost:
        st.info(say_plain(here, "what_if.number_unreadable", value=text))
    choice = _draw_controls(here, progress, usual)
    found = what_if(here.judge, progress, choice)
    _draw_found(here, found)
    if scenario is not None:
        same = _in_order(scenario.choice) == _in_order(choice) and (
            scenario.target == progress.target.id
        )
        key = "what_if.as_kept" if same else "what_if.changed"
        told = choice_text(scenario.choice, here.voice)
        told = say_plain(here, key, name=scenario.name, choice=told)
        st.markdown(f":small[{told}]")
    _draw_compared(here, progress)
    st.header(here.words("what_if.keep"), anchor=False)
    draw_told(here)
    draw_keep(here, progress, choice, scenario)


def _in_order(choice: Choice) -> Choice:
    return replace(choice, measures=tuple(sorted(choice.measures)))


def _follow(here: Context) -> Scenario | None:
    """Return the scenario that the address asks; a bare link to it brings its place along."""
    wanted = asked("scenario")
    scenario = next((s for s in here.judge.scenarios if s.id == wanted), None)
    if wanted and scenario is None:
        st.info(say_plain(here, "address.unknown", value=wanted))
    if scenario is not None and not asked("site"):
        pick({"site": scenario.site})
    return scenario


def _draw_scenarios(here: Context, scenario: Scenario | None) -> Scenario | None:
    found = {kept.id: kept for kept in here.judge.scenarios}
    if not found:
        return None
    set_widget("what-if-scenario", scenario.id if scenario else "")
    st.selectbox(
        here.words("what_if.scenario"),
        ["", *found],
        format_func=lambda name: found[name].name if name else here.words("what_if.own"),
        key="what-if-scenario",
        on_change=_open_scenario,
        args=({name: kept.site for name, kept in found.items()},),
        width=480,
        placeholder=here.words("upload.choose"),
    )
    if scenario is not None:
        show("scenario", scenario.id)
        if scenario.note:
            st.markdown(escape(scenario.note))
    return scenario


def _open_scenario(sites: dict[str, str]) -> None:
    name = str(widget_value("what-if-scenario") or "")
    site = {"site": sites[name]} if name else {}
    pick({"scenario": name, **site}, ends=("target", "on", *ASSUMPTIONS))


def _draw_target(here: Context, scope: Scope, scenario: Scenario | None) -> Progress | None:
    """Draw the choice of a target that has a figure; the scenario's own stands first."""
    found = {p.target.id: p for p in progress_of(here, scope) if p.actual is not None}
    if not found:
        st.info(here.words("what_if.no_target"))
        return None
    named = scenario.target if scenario else ""
    first = named if named in found else _telling(here, scope, found)
    wanted = draw_list(
        here,
        "target",
        here.words("what_if.target"),
        list(found),
        lambda name: f"{found[name].target.set}: {found[name].target.label.of(here.language)}",
        key="what-if-target",
        otherwise=first,
        ends=("on",),
    )
    return found[wanted]


def _telling(here: Context, scope: Scope, found: Mapping[str, Progress]) -> str:
    """Return the target to begin with: one that a scenario is about, else one to reach still."""
    kept = [s.target for s in here.judge.scenarios if s.site == scope.site and s.target in found]
    aimed = [name for name, progress in found.items() if available(here.judge, progress)]
    to_reach = [name for name in aimed if found[name].verdict not in SETTLED]
    return next(iter((*kept, *to_reach, *aimed, *found)))


def _draw_controls(here: Context, progress: Progress, usual: Choice) -> Choice:
    """Draw a switch for every measure and three sliders; return what they say."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        measures = _draw_switches(here, progress, usual)
    with right:
        drift = yearly_drift(ahead_of(here, progress).outlook, here.voice)
        for name in ASSUMPTIONS:
            _draw_slider(here, name, usual, drift if name == "trend" else None)
    return replace(usual, measures=measures)


def _draw_switches(here: Context, progress: Progress, usual: Choice) -> tuple[str, ...]:
    st.markdown(f"**{here.words('what_if.measures')}**")
    every = available(here.judge, progress)
    if not every:
        st.markdown(here.words("what_if.no_measures"))
        return usual.measures
    names = [measure.id for measure in every]
    on = [name for name in names if name in usual.measures]
    show("on", SEPARATOR.join(on) or NOTHING)
    for place, measure in enumerate(every):
        key = f"what-if-on-{place}"
        set_widget(key, measure.id in on)
        with st.container(gap=None):
            st.checkbox(
                escape(measure.name), key=key, on_change=_switch, args=(names, key, measure.id, on)
            )
            st.markdown(f":small[{_about(here, measure, progress.scope.month)}]")
    # What is not there any more stays in the choice, so that it is told.
    return (*on, *(name for name in usual.measures if name not in names))


def _about(here: Context, measure: Measure, month: Month) -> str:
    """Return what a measure does, how far it is by a month, and whether it is paid for."""
    told = say_plain(
        here,
        "what_if.switch",
        effect=effect_text(measure, here.voice),
        stage=stage_text(measure, here.voice),
        funded=here.words("what_if.paid" if measure.funded else "what_if.unpaid"),
    )
    return f"{told}. {here.words('what_if.already')}" if measure.share(month) > 0 else told


def _switch(names: Sequence[str], key: str, name: str, on: Sequence[str]) -> None:
    wanted = {*on, name} if widget_value(key) else set(on) - {name}
    pick({"on": SEPARATOR.join(n for n in names if n in wanted) or NOTHING})


def _draw_slider(here: Context, name: str, usual: Choice, drift: str | None) -> None:
    allowed, key = RANGES[name], f"what-if-{name}"
    now = float(getattr(usual, name))
    set_widget(key, now)
    show(name, f"{now:g}")
    note = None
    if name == "trend":
        note = here.words("what_if.trend_help_open")
        if drift is not None:
            note = here.words("what_if.trend_help", past=drift)
    st.slider(
        here.words(f"what_if.{name}"),
        min_value=float(allowed.low),
        max_value=float(allowed.high),
        step=float(allowed.step),
        format="%g",
        key=key,
        help=note,
        on_change=choose,
        args=(name, key),
    )


def _draw_found(here: Context, found: WhatIf) -> None:
    """Draw the projected path, or say why there is none."""
    st.header(here.words("what_if.outcome"), anchor=False)
    if found.reasons:
        st.warning(escape(" ".join(here.voice.reasons(found.reasons))))
        return
    past = ahead_of(here, found.progress).outlook
    table = what_if_table(found, here.voice)
    told = [*what_if_sentences(found, here.voice)]
    if past.years.broken:
        told.append(here.words("chart.path_gaps"))
    made: Made = (
        what_if_title(found, here.voice),
        what_if_chart(found, past, here.voice),
        " ".join(told),
        table,
    )
    draw_chart(here, here.words("what_if.what"), made, "what-if")
    header, rows = effect_rows(found, here.voice)
    if rows:
        draw_table(header, rows, here.words("what_if.measures"))


def _draw_compared(here: Context, progress: Progress) -> None:
    """Draw what the kept scenarios for this target come to, beside each other."""
    same = [s for s in here.judge.scenarios if s.target == progress.target.id]
    if not same:
        return
    st.header(here.words("what_if.compare"), anchor=False)
    header = [here.words(f"what_if.{name}") for name in ("name", "outcome", "assumptions")]
    rows = []
    for scenario in same:
        at = here.judge.progress(scenario.target, scenario.site, progress.scope.month)
        found = what_if(here.judge, at, scenario.choice)
        told = (
            " ".join(here.voice.reasons(found.reasons))
            if found.reasons
            else what_if_title(found, here.voice)
        )
        elsewhere = scenario.site != progress.scope.site
        place = f" ({here.voice.site(scenario.site)})" if elsewhere else ""
        assumed = choice_text(scenario.choice, here.voice, lost=found.lost)
        rows.append([f"{scenario.name}{place}", told, assumed])
    draw_table(header, rows, here.words("what_if.compare"), cards=True)
