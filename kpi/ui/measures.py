"""The measures page: the register, what measures are worth, planned beside realised, one-offs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import streamlit as st

from kpi.show import Scope
from kpi.show.ahead import step_text
from kpi.show.charts import chart_config
from kpi.show.format import NONE, number
from kpi.show.format import month_label as label_of
from kpi.show.measures import (
    MeasureView,
    curve_chart,
    curve_sentence,
    measure_views,
    measures_at,
    realised_table,
    register_rows,
    rule_on,
    worth_table,
)
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.download import draw_download
from kpi.ui.entry_form import draw_entry_form
from kpi.ui.events import draw_events
from kpi.ui.figures import progress_of
from kpi.ui.first_run import draw_start_hint
from kpi.ui.folded import draw_folded
from kpi.ui.page import context
from kpi.ui.scope import draw_scope
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table
from kpi.ui.target_lamps import ahead_of, lamp_cell
from kpi.ui.targets import source_link
from kpi.ui.told import draw_told
from kpi.ui.upload_text import escape, say_plain

KINDS = ("all", "working", "ideas")
INITIATIVE = {
    "status": "idea",
    "funded": "no",
    "evidence": "estimate",
    "effect_kind": "amount",
}
"""What the fields of a new measure hold at first: an idea with an estimate is enough."""


def draw_measures() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.measures"), anchor=False)
    draw_start_hint(here)
    scope = draw_scope(here, ("site", "month"))
    place, month = here.voice.site(scope.site), label_of(scope.month, here.language)
    st.markdown(here.words("measures.intro", place=escape(place), month=escape(month)))
    views = _views(here, scope)
    if views:
        _draw_register(here, views)
        _draw_worth(here, views, scope)
        _draw_path(here, scope)
        _draw_realised(here, views, scope)
    else:
        st.info(here.words("measures.empty"))
    _draw_form(here, scope)
    st.header(here.words("measures.loads"), anchor=False)
    st.markdown(here.words("measures.loads_note"))
    start = {"kind": "one_off", "site": scope.site}
    draw_folded(
        here.words("signals.rebase"),
        lambda: draw_events(here, None, scope.site, start),
        key="measure-events",
    )


def _views(here: Context, scope: Scope) -> tuple[MeasureView, ...]:
    rule = rule_on(here.judge.payback_rules, str(scope.month.first_day))
    return kept(
        here, "measures", scope.site, scope.month,
        make=lambda: measure_views(
            measures_at(here.judge, scope.site), here.judge.discount_rate, rule, here.voice
        ),
    )  # fmt: skip


def _draw_register(here: Context, views: Sequence[MeasureView]) -> None:
    kind = draw_segments(
        here,
        "kind",
        here.words("measures.register"),
        KINDS,
        lambda name: here.words(f"measures.{name}"),
        key="measure-kind",
    )
    shown = [v for v in views if kind == "all" or v.measure.funded == (kind == "working")]
    draw_table(*register_rows(shown, here.voice), here.words("page.measures"))


def _draw_worth(here: Context, views: Sequence[MeasureView], scope: Scope) -> None:
    st.header(here.words("measures.worth"), anchor=False)
    rate = here.judge.discount_rate
    if rate is None:
        st.info(here.words("measures.no_rate"))
        return
    st.markdown(here.words("measures.worth_note", rate=number(rate, 1, here.language)))
    table = worth_table(views, here.voice)
    draw_table(table.header, table.rows, here.words("measures.worth"))
    draw_download(here, lambda: table.csv, "measures-worth")
    _draw_rules(here, scope)
    _draw_curve(here, views, rate)


def _draw_rules(here: Context, scope: Scope) -> None:
    """Say which payback term holds in the month, on what it rests, and what was announced."""
    rule = rule_on(here.judge.payback_rules, str(scope.month.first_day))
    month = label_of(scope.month, here.language)
    told = [say_plain(here, "measures.rule_none", month=month)]
    if rule is not None:
        facts = {
            "month": escape(month),
            "name": escape(rule.name),
            "years": number(rule.years, 0, here.language),
            "electricity": number(rule.electricity_kwh, 0, here.language),
            "fuel": number(rule.gas_m3, 0, here.language),
            "source": source_link(here, rule.source),
        }
        told = [here.words("measures.rule_holds", **facts)]
    told += [
        say_plain(
            here, "measures.rule_announced",
            name=other.name, years=number(other.years, 0, here.language),
        )
        for other in here.judge.payback_rules
        if other.status == "announced"
    ]  # fmt: skip
    st.markdown("\n".join(f"- {sentence}" for sentence in told))


def _draw_curve(here: Context, views: Sequence[MeasureView], rate: Decimal) -> None:
    chart = curve_chart(views, here.voice)
    if chart is None:
        return
    title, what = here.words("measures.curve"), here.words("measures.curve_what")
    sentence = curve_sentence(views, rate, here.voice)
    st.subheader(title, anchor=False)
    st.caption(what)
    config = chart_config("cost-curve", here.voice)
    st.plotly_chart(chart, key="cost-curve", config=config, alt=f"{title} {what}. {sentence}")
    st.markdown(escape(sentence))


def _draw_path(here: Context, scope: Scope) -> None:
    """Draw what funded measures do for every target that has a measure."""
    st.header(here.words("measures.path"), anchor=False)
    st.markdown(here.words("measures.path_note"))
    names = ("gap", "brings", "share", "idle")
    header = [here.words("targets.target"), *(here.words(f"measures.{name}") for name in names)]
    rows = []
    for progress in progress_of(here, scope):
        ahead, indicator = ahead_of(here, progress), progress.target.indicator
        plan, aim = ahead.outlook.plan, ahead.outlook.aim
        if indicator is None or not ahead.outlook.measures:
            continue
        name = f"{progress.target.set}: {progress.target.label.of(here.language)}"
        if plan is None:
            idle = sum(not measure.funded for measure in ahead.outlook.measures)
            rows.append([name, NONE, NONE, NONE, str(idle)])
            continue
        told = partial(step_text, here.voice, indicator)
        gap = NONE
        if plan.gap.value is not None and aim is not None:
            left = told(max(plan.gap.value, Decimal()))
            gap = here.words("measures.by", gap=left, year=aim.required.year)
        rows.append(
            [name, gap, told(plan.saved), lamp_cell(ahead, ahead.lamps[2]), str(len(plan.idle))]
        )
    draw_table(header, rows, here.words("measures.path"))
    st.page_link(
        "pages/what_if.py", label=here.words("measures.to_what_if"), icon=":material/tune:"
    )


def _draw_realised(here: Context, views: Sequence[MeasureView], scope: Scope) -> None:
    st.header(here.words("measures.realised_title"), anchor=False)
    st.markdown(here.words("measures.realised_note"))
    table = realised_table(views, scope.month, here.voice)
    if not table.rows:
        st.markdown(here.words("measures.none_working"))
        return
    draw_table(table.header, table.rows, here.words("measures.realised_title"))
    draw_download(here, lambda: table.csv, "measures-realised")


def _draw_form(here: Context, scope: Scope) -> None:
    st.header(here.words("measures.add"), anchor=False)
    st.markdown(here.words("measures.add_note"))
    draw_told(here)

    def draw() -> None:
        entries = {entry.id: entry for entry in here.acts.entries("measure")}
        chosen = draw_list(
            here,
            "measure",
            here.words("registers.entry"),
            ["", *entries],
            lambda name: entries[name].body["name"] if name else here.words("registers.new"),
            key="measure-entry",
        )
        start = {**INITIATIVE, "site": scope.site}
        register = here.catalogue.registers["measure"]
        draw_entry_form(here, register, entries.get(chosen), start)

    draw_folded(here.words("measures.initiative"), draw, key="measure-form", icon=":material/add:")
