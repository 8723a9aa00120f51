"""One form for an entry of any register: its fields, its validity, and why it is changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import streamlit as st

from kpi.acts import Refused
from kpi.declare import LANGUAGES, Field, Register, is_day
from kpi.show.format import NONE
from kpi.show.registers import field_choices
from kpi.ui.offer import offers
from kpi.ui.session import FIELD, Context, actor, ask_name, widget_value
from kpi.ui.told import tell, text_of

CLOSED = ("setting",)
"""Registers in which entries can be changed and none added: each is known to the reckoning."""
NAMED = ("target", "measure", "scenario")
"""Registers whose entries are named by people: the same name twice would be a slip."""
GAP = 16
"""Between two fields beside each other, so that both together are as wide as one."""
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
MILESTONE = re.compile(r"\s*(\d{4})\s*:\s*(-?\d{1,15}(?:[.,]\d{1,6})?)\s*")


def draw_entry_form(
    here: Context, register: Register, entry: Any, start: Mapping[str, Any] | None = None
) -> None:
    """Draw the form of an entry, or of a new one when it is None.

    `start` is what the fields of a new entry hold at first.
    """
    if not offers(here, "set_entry", register.id):
        return
    revision = here.judge.as_of
    key = f"entry-{register.id}-{'' if entry is None else entry.id}-{revision}"
    body: Mapping[str, Any] = (start or {}) if entry is None else entry.body
    ask_name(here)
    with st.form(key):
        if entry is None and not register.key:
            st.text_input(
                here.words(f"{_coded(register)}.code"),
                key=f"{key}-code",
                help=here.words(f"{_coded(register)}.code_help"),
                width=FIELD,
            )
        for field in register.field:
            # What an entry is known by stays as it is: another name is another entry.
            fixed = entry is not None and field.name in register.key
            _draw_field(here, field, body.get(field.name), f"{key}-{field.name}", fixed=fixed)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for name in ("valid_from", "valid_to"):
                st.text_input(
                    here.words(f"registers.{name}"),
                    value="" if entry is None else str(getattr(entry, name) or ""),
                    key=f"{key}-{name}",
                    placeholder=here.words("registers.day_form"),
                    width=(FIELD - GAP) // 2,
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
        # What was one text before the field had two languages is shown in both.
        words = value if isinstance(value, Mapping) else dict.fromkeys(LANGUAGES, value or "")
        for language in LANGUAGES:
            st.text_input(
                f"{label} ({language})", value=words.get(language, ""), key=f"{key}-{language}"
            )
        return
    if field.type == "flag":
        st.checkbox(label, value=value in (True, "true"), key=key, help=note, disabled=fixed)
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
            placeholder=here.words("upload.choose"),
        )
        return
    if field.type == "milestones":
        note = here.words("target_form.milestones_help")
    st.text_input(
        label, value=_as_text(field, value), key=key, help=note, disabled=fixed, width=FIELD
    )


def _as_text(field: Field, value: Any) -> str:
    """Return a value as it is typed."""
    if field.type == "list":
        return ", ".join(map(str, value or ()))
    if field.type == "milestones":
        return "; ".join(f"{item['year']}: {item['value']}" for item in value or ())
    return str(value or "")


def read_milestones(text: str) -> list[dict[str, str]]:
    """Return typed milestones; Refused when a part is not a year with a value."""
    parts = [part for part in text.split(";") if part.strip()]
    found = [MILESTONE.fullmatch(part) for part in parts]
    if not parts or None in found:
        raise Refused("milestones", value=text)
    return [{"year": match[1], "value": match[2].replace(",", ".")} for match in found if match]


def _read_field(field: Field, key: str) -> Any:
    if field.type == "words":
        words = {language: text_of(f"{key}-{language}") for language in ("nl", "en")}
        return words if any(words.values()) else None
    if field.type == "flag":
        return bool(widget_value(key))
    text = text_of(key)
    if field.type == "milestones":
        return read_milestones(text)
    if field.type == "list":
        return [part.strip() for part in text.split(",") if part.strip()]
    return text.replace(",", ".") if field.type == "number" else text


def _save(here: Context, register: Register, entry: Any, key: str) -> None:
    before: Mapping[str, Any] = {} if entry is None else entry.body
    try:
        body = _read(register, key)
    except Refused as refused:
        tell("target_form.milestones_bad", **refused.facts)
        return
    dates = {name: text_of(f"{key}-{name}") for name in ("valid_from", "valid_to")}
    if register.id in CLOSED:
        body["value"] = str(body["value"]).replace(",", ".")
        if not _same_kind(str(before["value"]), body["value"]):
            tell("registers.value_unreadable", value=body["value"], before=str(before["value"]))
            return
    if not _belongs(here, body):
        tell("registers.category_elsewhere")
        return
    identifier = entry.id if entry is not None else _identifier(here, register, body, key)
    if not identifier:
        return
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


def _read(register: Register, key: str) -> dict[str, Any]:
    body = {field.name: _read_field(field, f"{key}-{field.name}") for field in register.field}
    return {name: value for name, value in body.items() if value is not None}


def _identifier(here: Context, register: Register, body: Mapping[str, Any], key: str) -> str:
    """Return what a new entry is known by; empty, and told, when that cannot be."""
    if register.key:
        found = "/".join(str(body[name]) for name in register.key)
    else:
        found = text_of(f"{key}-code")
        if not CODE.fullmatch(found):
            tell(f"{_coded(register)}.code_bad", value=found)
            return ""
    taken = {entry.id for entry in here.acts.entries(register.id)}
    if register.id in NAMED and found in taken:
        tell("refused.name_taken", name=found)
        return ""
    return found


def _coded(register: Register) -> str:
    """Return the group of words by which the code of a new entry is asked."""
    return "target_form" if register.id == "target" else "registers"


def _belongs(here: Context, body: Mapping[str, Any]) -> bool:
    """Tell whether what names a part of an upload kind names a part of that very kind."""
    contract = here.catalogue.contracts.get(str(body.get("contract", "")))
    if contract is None:
        return "contract" not in body
    parts = {value.id for value in contract.categories}
    if not set(body.get("categories") or ()) <= parts:
        return False
    if "category" in body and body["category"] not in parts:
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
