"""What is unknown about a target, set by a person: with name, reason and source, as an act."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from kpi.acts import Refused
from kpi.declare import ALL, UNSPLIT, Indicator
from kpi.show import Progress, Scope, Target
from kpi.show.format import amount, shown_unit, unit_name
from kpi.ui.choice import draw_list
from kpi.ui.entry_form import draw_entry_form
from kpi.ui.folded import draw_folded
from kpi.ui.offer import offers
from kpi.ui.session import FIELD, Context, actor, ask_name, widget_value
from kpi.ui.told import draw_told, tell, text_of
from kpi.ui.upload_text import say_plain

NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,6})?")
THOUSANDS = re.compile(r"-?\d{1,3}[.,]\d{3}")
YEAR = re.compile(r"(19|20)\d\d")
STATUSES = ("measured", "reconstructed", "example")
NEW_TARGET = {"factors": "year-of-use", "path": "linear", "confidence": "local"}
"""What the fields of a new target hold at first."""


def draw_form(here: Context, progress: Progress, scope: Scope) -> None:
    """Draw, once it is opened, the fields for figure and base year, and for the base value."""
    target = progress.target
    silent = progress.verdict == "no_verdict"

    def draw() -> None:
        st.markdown(here.words("target_form.note"))
        if not offers(here, "set_entry", "target"):
            return
        ask_name(here)
        _draw_definition(here, target)
        if target.indicator is not None and target.expression != "boolean":
            _draw_base(here, target, here.catalogue.indicators[target.indicator], scope)
        _draw_restore(here, target)

    draw_folded(
        here.words("target_form.title"),
        draw,
        expanded=silent,
        key=f"target-form-{target.id}",
        icon=":material/edit:",
    )


def draw_whole_form(here: Context) -> None:
    """Draw, once it is opened, every field of a target, to add one or to change one."""

    def draw() -> None:
        st.markdown(here.words("target_form.whole_note"))
        entries = {entry.id: entry for entry in here.acts.entries("target")}
        chosen = draw_list(
            here,
            "entry",
            here.words("target_form.which"),
            ["", *entries],
            lambda name: (
                f"{entries[name].body['set']}: {entries[name].body['label'][here.language]}"
                if name
                else here.words("target_form.new")
            ),
            key="target-entry",
        )
        draw_told(here)
        draw_entry_form(here, here.catalogue.registers["target"], entries.get(chosen), NEW_TARGET)

    draw_folded(here.words("target_form.whole"), draw, key="target-whole", icon=":material/add:")


def _draw_definition(here: Context, target: Target) -> None:
    """Draw the choice of the figure that measures the target, and its base year."""
    key = f"definition-{target.id}-{target.revision}"
    options = ["", *here.catalogue.indicators]
    with st.form(key):
        st.markdown(f"**{here.words('target_form.definition')}**")
        st.selectbox(
            here.words("target_form.figure"),
            options,
            index=options.index(target.indicator) if target.indicator in options else 0,
            format_func=lambda name: _figure(here, name),
            key=f"{key}-figure",
            help=here.words("target_form.figure_help"),
            placeholder=here.words("upload.choose"),
        )
        st.text_input(
            here.words("target_form.base_year"),
            value=str(target.base_year or ""),
            key=f"{key}-year",
            width=FIELD,
        )
        _draw_proof(here, key)
        st.form_submit_button(
            here.words("target_form.save_definition"),
            on_click=_save_definition,
            args=(here, target, key),
        )


def _figure(here: Context, name: str) -> str:
    if not name:
        return here.words("target_form.no_figure")
    declared = here.catalogue.indicators[name]
    if declared.boundary is None:
        return here.voice.label(name)
    return f"{here.voice.label(name)} ({here.voice.named('boundary', declared.boundary)})"


def _draw_proof(here: Context, key: str) -> None:
    st.text_input(here.words("target_form.source"), key=f"{key}-source", width=FIELD)
    st.text_input(here.words("target_form.reason"), key=f"{key}-reason", width=FIELD)


def _draw_base(here: Context, target: Target, indicator: Indicator, scope: Scope) -> None:
    """Draw the base value of the scope's site: amount, unit, year, how it was obtained."""
    key = f"base-{target.id}-{scope.site}-{here.judge.as_of}"
    if scope.site == UNSPLIT:
        return
    units = list(dict.fromkeys((shown_unit(indicator), indicator.unit)))
    with st.form(key):
        place = here.words("scope.group") if scope.site == ALL else here.voice.site(scope.site)
        st.markdown(f"**{say_plain(here, 'target_form.base', place=place)}**")
        with st.container(horizontal=True):
            st.text_input(
                here.words("target_form.base_year"),
                value=str(target.base_year or ""),
                key=f"{key}-year",
                width=140,
            )
            st.text_input(here.words("target_form.amount"), key=f"{key}-amount", width=200)
            st.selectbox(
                here.words("target_form.unit"),
                units,
                format_func=lambda u: unit_name(here.catalogue.words, u, here.language) or u,
                key=f"{key}-unit",
                width=160,
                placeholder=here.words("upload.choose"),
            )
            st.selectbox(
                here.words("target_form.status"),
                STATUSES,
                format_func=lambda name: here.words(f"base_status.{name}"),
                key=f"{key}-status",
                width=200,
                placeholder=here.words("upload.choose"),
            )
        _draw_boundary(here, target, key)
        _draw_proof(here, key)
        st.form_submit_button(
            here.words("target_form.save_base"),
            on_click=_save_base,
            args=(here, target, indicator, scope, key),
        )


def _draw_boundary(here: Context, target: Target, key: str) -> None:
    """Draw the choice of what counts in a base value; nothing is taken for granted."""
    if target.boundary is None:
        return
    known = {i.boundary for i in here.catalogue.indicators.values() if i.boundary is not None}
    others = sorted(known - {target.boundary}, key=lambda name: here.voice.named("boundary", name))
    st.selectbox(
        here.words("target_form.boundary"),
        ["", target.boundary, *others],
        format_func=lambda name: (
            here.voice.named("boundary", name) if name else here.words("target_form.no_boundary")
        ),
        key=f"{key}-boundary",
        width=FIELD,
        placeholder=here.words("upload.choose"),
    )


def _draw_restore(here: Context, target: Target) -> None:
    """Draw the way back to the shipped target, where a person changed it."""
    if target.origin != "store":
        return
    key = f"restore-{target.id}-{target.revision}"
    with st.form(key):
        st.markdown(f"**{here.words('target_form.restore')}**")
        st.text_input(here.words("target_form.reason"), key=f"{key}-reason", width=FIELD)
        st.form_submit_button(
            here.words("target_form.restore_button"), on_click=_restore, args=(here, target, key)
        )


def _save_definition(here: Context, target: Target, key: str) -> None:
    figure, year = str(widget_value(f"{key}-figure") or ""), text_of(f"{key}-year")
    if year and not YEAR.fullmatch(year):
        tell("target_form.year_unreadable", value=year)
        return
    entry = next(e for e in here.acts.entries("target") if e.id == target.id)
    body: dict[str, Any] = {**entry.body, "indicator": figure, "base_year": year}
    if figure and (boundary := here.catalogue.indicators[figure].boundary) is not None:
        body["boundary"] = boundary
    body["source"] = text_of(f"{key}-source") or body["source"]
    _set(here, "target", target.id, body, key, valid=(entry.valid_from, entry.valid_to))


def _save_base(here: Context, target: Target, indicator: Indicator, scope: Scope, key: str) -> None:
    year, text = text_of(f"{key}-year"), text_of(f"{key}-amount")
    if not YEAR.fullmatch(year):
        tell("target_form.year_unreadable", value=year)
        return
    # A point or comma before exactly three digits may be either mark: nothing is guessed.
    if not NUMBER.fullmatch(text) or THOUSANDS.fullmatch(text):
        tell("target_form.amount_unreadable", value=text)
        return
    source = text_of(f"{key}-source")
    if not source:
        tell("target_form.source_missing")
        return
    value = Decimal(text.replace(",", "."))
    if indicator.shown is not None and widget_value(f"{key}-unit") == indicator.shown.unit:
        value /= indicator.shown.factor
    body = {
        "target": target.id,
        "site": scope.site,
        "year": year,
        "value": f"{value:f}",
        "unit": indicator.unit,
        "status": str(widget_value(f"{key}-status") or STATUSES[0]),
        "source": source,
        "boundary": str(widget_value(f"{key}-boundary") or ""),
    }
    _set(here, "base_value", f"{target.id}.{scope.site}", body, key)


def _set(
    here: Context,
    register: str,
    identifier: str,
    body: Mapping[str, Any],
    key: str,
    valid: tuple[str, str] = ("", ""),
) -> None:
    try:
        revision = here.acts.set_entry(
            register,
            identifier,
            body,
            actor=actor(),
            reason=text_of(f"{key}-reason"),
            valid_from=valid[0],
            valid_to=valid[1],
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    facts = {"revision": str(revision)}
    if register == "base_value":
        indicator = here.judge.target(str(body["target"])).indicator or ""
        facts["value"] = amount(
            here.catalogue, indicator, Decimal(str(body["value"])), here.language
        )
        tell("target_form.base_saved", True, **facts)
        return
    tell("target_form.saved", True, **facts)


def _restore(here: Context, target: Target, key: str) -> None:
    try:
        revision = here.acts.restore_shipped(
            "target", target.id, actor=actor(), reason=text_of(f"{key}-reason")
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("target_form.saved", True, revision=str(revision))
