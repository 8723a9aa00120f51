"""The administration page: what people change in the app, one form for every register."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import streamlit as st

from kpi.acts import Refused
from kpi.declare import Field, Register, is_day
from kpi.show.format import NONE
from kpi.show.registers import entry_label, field_choices, history_table
from kpi.ui.choice import draw_list, draw_segments
from kpi.ui.factor_list import REGISTERS as LISTS
from kpi.ui.factor_list import draw_list_import
from kpi.ui.first_run import draw_start_hint
from kpi.ui.page import context
from kpi.ui.session import FIELD, Context, actor, ask_name
from kpi.ui.told import draw_told, tell, text_of
from kpi.ui.upload_text import draw_table, escape

ELSEWHERE = ("target", "base_value")
"""Registers with a page of their own."""

CLOSED = ("setting",)
"""Registers in which entries can be changed and none added: each is known to the reckoning."""

NEW = ""


def draw_registers() -> None:
    """Draw the whole page."""
    here = context()
    st.title(here.words("page.registers"), anchor=False)
    draw_start_hint(here)
    st.markdown(here.words("registers.intro"))
    open_ones = {
        register.id: register
        for register in here.catalogue.registers.values()
        if register.editable and register.id not in ELSEWHERE
    }
    register = open_ones[
        draw_segments(
            here,
            "register",
            here.words("registers.which"),
            list(open_ones),
            lambda name: open_ones[name].label.of(here.language),
            key="register",
            ends=("entry",),
        )
    ]
    st.markdown(escape(register.note.of(here.language)))
    entries = {entry.id: entry for entry in here.acts.entries(register.id)}
    options = [*entries] if register.id in CLOSED else [NEW, *entries]
    identifier = draw_list(
        here,
        "entry",
        here.words("registers.entry"),
        options,
        lambda name: (
            entry_label(register, entries[name].body, here.voice)
            if name
            else here.words("registers.new")
        ),
        key=f"entry-{register.id}",
    )
    draw_told(here)
    if register.id in LISTS:
        draw_list_import(here)
    entry = entries.get(identifier)
    _draw_form(here, register, entry)
    if entry is not None:
        _draw_history(here, register, entry.id)


def _draw_form(here: Context, register: Register, entry: Any) -> None:
    revision = here.judge.as_of
    key = f"entry-{register.id}-{'' if entry is None else entry.id}-{revision}"
    body: Mapping[str, Any] = {} if entry is None else entry.body
    ask_name(here)
    with st.form(key):
        for field in register.field:
            # What an entry is known by stays as it is: another name is another entry.
            fixed = entry is not None and field.name in register.key
            _draw_field(here, field, body.get(field.name), f"{key}-{field.name}", fixed=fixed)
        with st.container(horizontal=True):
            for name in ("valid_from", "valid_to"):
                st.text_input(
                    here.words(f"registers.{name}"),
                    value="" if entry is None else str(getattr(entry, name) or ""),
                    key=f"{key}-{name}",
                    width=FIELD // 2,
                )
        st.text_input(here.words("target_form.reason"), key=f"{key}-reason", width=FIELD)
        st.form_submit_button(
            here.words("registers.save"), on_click=_save, args=(here, register, entry, key)
        )
    if entry is not None and entry.origin == "store":
        _draw_restore(here, register, entry.id, f"{key}-restore")


def _draw_field(here: Context, field: Field, value: Any, key: str, *, fixed: bool) -> None:
    label = field.label.of(here.language)
    note = field.help.of(here.language) if field.help else None
    if field.type == "words":
        words: Mapping[str, str] = value or {}
        for language in ("nl", "en"):
            st.text_input(
                f"{label} ({language})", value=words.get(language, ""), key=f"{key}-{language}"
            )
        return
    choices = {"": NONE, **field_choices(field, here.voice)}
    if len(choices) > 1:
        options = list(choices)
        st.selectbox(
            label,
            options,
            index=options.index(str(value)) if str(value) in options else 0,
            format_func=lambda name: choices[name],
            key=key,
            help=note,
            disabled=fixed,
            width=FIELD,
        )
        return
    text = ", ".join(map(str, value or ())) if field.type == "list" else str(value or "")
    st.text_input(label, value=text, key=key, help=note, disabled=fixed, width=FIELD)


def _read_field(field: Field, key: str) -> Any:
    if field.type == "words":
        words = {language: text_of(f"{key}-{language}") for language in ("nl", "en")}
        return words if any(words.values()) else None
    text = text_of(key)
    if field.type == "list":
        return [part.strip() for part in text.split(",") if part.strip()]
    return text.replace(",", ".") if field.type == "number" else text


def _save(here: Context, register: Register, entry: Any, key: str) -> None:
    before: Mapping[str, Any] = {} if entry is None else entry.body
    body = {field.name: _read_field(field, f"{key}-{field.name}") for field in register.field}
    body = {name: value for name, value in body.items() if value is not None}
    dates = {name: text_of(f"{key}-{name}") for name in ("valid_from", "valid_to")}
    if register.id in CLOSED:
        body["value"] = str(body["value"]).replace(",", ".")
        if not _same_kind(str(before["value"]), body["value"]):
            tell("registers.value_unreadable", value=body["value"], before=str(before["value"]))
            return
    if not _belongs(here, body):
        tell("registers.category_elsewhere")
        return
    identifier = "/".join(str(body[name]) for name in register.key) if entry is None else entry.id
    try:
        revision = here.acts.set_entry(
            register.id,
            identifier,
            body,
            actor=actor(),
            reason=text_of(f"{key}-reason"),
            **dates,
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **_in_words(here, register, refused.facts))
        return
    tell("target_form.saved", True, revision=str(revision))


def _belongs(here: Context, body: Mapping[str, Any]) -> bool:
    """Tell whether what names a part of an upload kind names a part of that very kind."""
    contract = here.catalogue.contracts.get(str(body.get("contract", "")))
    if contract is None:
        return "contract" not in body
    if "category" in body and body["category"] not in {v.id for v in contract.categories}:
        return False
    if "column" not in body:
        return True
    column = next((c for c in contract.column if c.name == body["column"]), None)
    return column is not None and column.value(str(body.get("target", ""))) is not None


def _in_words(here: Context, register: Register, facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts of a refusal with the fields called what the form calls them."""
    labels = {field.name: field.label.of(here.language) for field in register.field}
    return {
        name: ", ".join(labels.get(part, part) for part in fact.split(", "))
        if name in ("field", "fields")
        else fact
        for name, fact in facts.items()
    }


def _same_kind(before: str, after: str) -> bool:
    """Tell whether a value is of the kind it replaces: a number, a date, or any text."""
    if _is_number(before):
        return _is_number(after)
    return is_day(after) if is_day(before) else bool(after)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _draw_restore(here: Context, register: Register, identifier: str, key: str) -> None:
    with st.expander(here.words("registers.restore"), key=key), st.form(f"{key}-form"):
        st.text_input(here.words("target_form.reason"), key=f"{key}-reason", width=FIELD)
        st.form_submit_button(
            here.words("target_form.restore_button"),
            on_click=_restore,
            args=(here, register, identifier, key),
        )


def _restore(here: Context, register: Register, identifier: str, key: str) -> None:
    try:
        revision = here.acts.restore_shipped(
            register.id, identifier, actor=actor(), reason=text_of(f"{key}-reason")
        )
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("target_form.saved", True, revision=str(revision))


def _draw_history(here: Context, register: Register, identifier: str) -> None:
    folded = st.expander(here.words("registers.history"), key="entry-history", on_change="rerun")
    if folded.open:
        with folded:
            versions = here.acts.history(register.id, identifier)
            title = register.label.of(here.language)
            draw_table(*history_table(register, versions, here.voice), title)
