"""The targets page: the register in words, verdicts, one target close by and how to settle it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

import streamlit as st

from kpi.declare import ALL
from kpi.show import Progress, Scope, Target
from kpi.show.format import NONE, TIED, amount, month_label, tied
from kpi.show.lamps import LampView, unlit_reasons
from kpi.show.progress import ProgressView, asked_text, base_state
from kpi.show.registers import history_table
from kpi.show.views import status_text
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.drill import DRILLED, draw_drill
from kpi.ui.figures import draw_progress, progress_of, progress_views, told_why
from kpi.ui.first_run import draw_start_hint
from kpi.ui.folded import draw_folded
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.target_ahead import draw_budget, draw_forecast, draw_readings, draw_year
from kpi.ui.target_form import draw_form, draw_whole_form
from kpi.ui.target_lamps import Ahead, ahead_of, all_ahead, draw_lamps, lamp_cell
from kpi.ui.told import draw_told
from kpi.ui.upload_text import escape, say_plain

WHOLE = "/\u2060"
"""A stroke in a unit, after which no line ends."""
COLUMNS = ("target", "verdict", "chance", "funded", "actual", "path", "asked")


def draw_targets() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.targets"), anchor=False)
    draw_start_hint(here)
    scope = draw_scope(here, ("site", "month"))
    place, month = here.voice.site(scope.site), month_label(scope.month, here.language)
    st.markdown(here.words("targets.intro", place=escape(place), month=escape(month)))
    every = progress_of(here, scope)
    name = _choose_set(here, [progress.target.set for progress in every])
    found = {p.target.id: p for p in every if name in (ALL, p.target.set)}
    _draw_register(here, scope, found)
    draw_whole_form(here)
    if not found:
        return
    st.header(here.words("targets.closer"), anchor=False)
    wanted = draw_list(
        here,
        "target",
        here.words("targets.choose"),
        list(found),
        lambda name: _named(here, found[name].target),
        key="target",
        ends=DRILLED,
    )
    draw_told(here)
    _draw_target(here, found[wanted], scope)


def _named(here: Context, target: Target) -> str:
    return f"{target.set}: {target.label.of(here.language)}"


def _choose_set(here: Context, sets: Sequence[str]) -> str:
    """Draw the choice of an agreement, or of all; without targets there is nothing to choose."""
    if not sets:
        return ALL
    return draw_segments(
        here,
        "set",
        here.words("targets.set"),
        [ALL, *dict.fromkeys(sets)],
        lambda name: here.words("targets.every_set") if name == ALL else escape(name),
        key="target-set",
        ends=("target", *DRILLED),
    )


def _draw_register(here: Context, scope: Scope, shown: Collection[str]) -> None:
    """Draw a table for every agreement, so that no line has to repeat whose it is."""
    header = [here.words(f"targets.{name}") for name in COLUMNS]
    ahead = all_ahead(here, scope)
    rows: dict[str, list[list[str]]] = {}
    views: dict[str, list[ProgressView]] = {}
    lit: dict[str, list[tuple[Progress, Sequence[LampView]]]] = {}
    for progress, view in zip(progress_of(here, scope), progress_views(here, scope), strict=True):
        if progress.target.id in shown:
            row = _row(here, progress, view.verdict_text, ahead[progress.target.id])
            rows.setdefault(progress.target.set, []).append(row)
            views.setdefault(progress.target.set, []).append(view)
            lamps = ahead[progress.target.id].lamps
            lit.setdefault(progress.target.set, []).append((progress, lamps))
    for name, inside in rows.items():
        st.header(escape(name), anchor=False)
        draw_table(header, inside, name)
        if told := told_why(views[name]):
            st.markdown(f"{here.words('targets.unjudged')}\n\n{told}")
        if why := unlit_reasons(lit[name], here.voice):
            lines = "\n".join(f"- **{escape(labels)}**: {escape(told)}" for labels, told in why)
            st.markdown(f"{here.words('targets.unlit')}\n\n{lines}")


def _row(here: Context, progress: Progress, verdict: str, ahead: Ahead) -> list[str]:
    target, indicator = progress.target, progress.target.indicator or ""
    return [
        target.label.of(here.language),
        verdict,
        *(lamp_cell(ahead, lamp) for lamp in ahead.lamps[1:]),
        _actual(here, progress),
        amount(here.catalogue, indicator, progress.path_value, here.language),
        asked(here, target) or NONE,
    ]


def _actual(here: Context, progress: Progress) -> str:
    """Return what was measured; what no verdict may rest on says so beside the number."""
    actual = progress.actual
    value = None if actual is None else actual.value
    told = amount(here.catalogue, progress.target.indicator or "", value, here.language)
    if actual is None or value is None or actual.comparable:
        return told
    return f"{told} ({status_text(actual, here.voice)})"


def asked(here: Context, target: Target) -> str:
    """Return a target's milestones in words."""
    return "; ".join(
        f"{milestone.year}:{TIED}{tied(asked_text(target, milestone.value, here.voice))}".replace(
            "/", WHOLE
        )
        for milestone in target.milestones
    )


def _draw_target(here: Context, progress: Progress, scope: Scope) -> None:
    target = progress.target
    ahead = ahead_of(here, progress)
    draw_lamps(here, ahead)
    draw_readings(here, progress, scope)
    draw_progress(here, progress)
    if target.indicator is not None and progress.actual is not None:
        year = Scope(scope.site, scope.month, "r12")
        draw_drill(here, target.indicator, year, target.factor_year)
    draw_budget(here, ahead)
    draw_year(here, progress)
    draw_forecast(here, ahead)
    st.header(here.words("targets.card"), anchor=False)
    st.markdown("\n".join(f"- **{name}**: {text}" for name, text in _facts(here, progress)))
    if target.note is not None:
        st.markdown(escape(target.note.of(here.language)))
    _draw_last_word(here, progress, scope)
    draw_form(here, progress, scope)
    _draw_history(here, target, scope)


def _draw_last_word(here: Context, progress: Progress, scope: Scope) -> None:
    """Say who settled the target and the base value last, and why, where a person did."""
    target = progress.target
    named = [("target", target.id), ("base_value", f"{target.id}.{scope.site}")]
    for register, identifier in named:
        versions = kept(
            here, "history", register, identifier,
            make=partial(here.acts.history, register, identifier),
        )  # fmt: skip
        newest = next(iter(versions), None)
        if newest is not None and newest.origin == "store":
            facts = {"actor": newest.actor, "reason": newest.reason}
            st.info(say_plain(here, f"targets.last_word_{register}", **facts))


def _facts(here: Context, progress: Progress) -> Sequence[tuple[str, str]]:
    target, words, unknown = progress.target, here.words, here.words("targets.unknown")
    base = unknown
    if progress.base is not None and target.indicator is not None:
        value = amount(here.catalogue, target.indicator, progress.base.value, here.language)
        state = base_state(progress.base, here.voice)
        base = f"{escape(value)} ({progress.base.year}, {state})"
    figure = here.voice.label(target.indicator) if target.indicator else unknown
    boundary = here.voice.named("boundary", target.boundary) if target.boundary else unknown
    factors = (
        words("scope.used")
        if target.factor_year is None
        else words("scope.frozen", year=target.factor_year)
    )
    facts = [
        ("owner", escape(target.owner)),
        ("set", escape(target.set)),
        ("kind", words(f"expression.{target.expression}")),
        ("asked", escape(asked(here, target))),
        ("level", words(f"scope_level.{target.scope_level}")),
        ("figure", escape(figure)),
        ("boundary", escape(boundary)),
        ("base_year", str(target.base_year or unknown)),
        ("base", base),
        ("factors", factors),
        (
            "proxy",
            words(f"targets.proxy_{'yes' if target.proxy else 'no'}")
            if target.indicator
            else unknown,
        ),
        ("confidence", words(f"confidence.{target.confidence}")),
        ("valid", _validity(here, target)),
        ("source", source_link(here, target.source)),
    ]
    return [(words(f"targets.{name}"), text) for name, text in facts]


def _validity(here: Context, target: Target) -> str:
    if not target.valid_from and not target.valid_to:
        return here.words("targets.unknown")
    first = target.valid_from or here.words("targets.unknown")
    last = target.valid_to or here.words("targets.open")
    return here.words("targets.from_to", first=escape(first), last=escape(last))


def source_link(here: Context, name: str) -> str:
    """Return a source as a link when it is a known one, else its own text."""
    source = here.catalogue.sources.get(name)
    if source is None:
        return escape(name)
    title = f"{escape(source.publisher)}: {escape(source.title)}"
    return f"[{title}]({source.url})" if source.url.startswith("https://") else title


def _draw_history(here: Context, target: Target, scope: Scope) -> None:
    """Draw every version of the target and of its base value, once it is opened."""

    def draw() -> None:
        named = (("target", target.id), ("base_value", f"{target.id}.{scope.site}"))
        for register, identifier in named:
            versions = here.acts.history(register, identifier)
            declared = here.catalogue.registers[register]
            title = declared.label.of(here.language)
            if versions:
                st.markdown(f"**{escape(title)}**")
                draw_table(*history_table(declared, versions, here.voice), title)
            else:
                st.markdown(here.words("targets.no_history", register=escape(title)))

    draw_folded(here.words("targets.history"), draw, key="target-history")
