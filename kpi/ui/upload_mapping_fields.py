"""The fields that say what a supplier's columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

import streamlit as st

from kpi.acts import Form, Mapped, Proposal
from kpi.declare import Column, Contract
from kpi.declare.readings import CLOCK, MOMENTS
from kpi.show.definitions import column_text
from kpi.ui.session import FIELD, Context
from kpi.ui.upload_questions import choices_of
from kpi.ui.upload_state import Source

HALF = 300
TIMED = {*MOMENTS, CLOCK}
"""The columns of readings that tell when: a time cannot hold for all lines."""
LONGEST = 60
"""So much of a supplier's name and cells is shown in a choice."""
HEADER_WITHIN = 30
FORMS: Sequence[Form] = get_args(Form)
CONVENTIONS = ("", "dutch", "english")


def key_of(source: Source, *parts: str) -> str:
    """Return the key of a widget of this file's mapping."""
    return "-".join(("upload-map", source.fingerprint, *parts))


def draw_header(
    context: Context, source: Source, proposed: Proposal, lines: int
) -> tuple[int, int]:
    """Draw where the names of the columns stand; return the last line of names and their number."""
    with st.container(horizontal=True):
        line = st.number_input(
            context.words("mapping.header_line"),
            min_value=1,
            max_value=max(1, min(lines, HEADER_WITHIN)),
            value=min(proposed.header_line, max(1, lines)),
            key=key_of(source, "line"),
            help=context.words("mapping.header_line_help"),
            width=HALF,
        )
        count = st.selectbox(
            context.words("mapping.header_lines"),
            (1, 2),
            index=proposed.header_lines - 1,
            format_func=lambda number: context.words(f"mapping.header_lines_{number}"),
            key=key_of(source, "lines"),
            width=HALF,
            placeholder=context.words("upload.choose"),
        )
    return int(line), min(int(count), int(line))


def draw_fields(
    context: Context, contract: Contract, source: Source, proposed: Proposal, first: Mapped
) -> Mapped:
    """Draw one field for each of our columns, with what is guessed or was saved; return them all."""
    at = f"{proposed.header_line}-{proposed.header_lines}"
    form = _draw_form(context, contract, key_of(source, at, "form"), first.form)
    taken = _taken(contract, form)
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    ours = [column for column in contract.column if column.name not in taken]
    main, other = _by_need(contract, ours, first)
    fields = _Fields(context, contract, source, at, proposed, first, columns, constants)
    for column in main:
        fields.draw(column)
    stated = fields.unit(across=bool(taken))
    if other:
        with st.expander(context.words("mapping.more", count=len(other))):
            for column in other:
                fields.draw(column, fixed=False)
    if form == "months":
        st.markdown(context.words("mapping.across", names=", ".join(proposed.across) or "–"))
    parts = fields.parts() if form == "parts" else {}
    # What was chosen for the amount goes before what stands in its name.
    units = {o: u for o, u in fields.named_units().items() if o != _value(contract)} | stated
    convention = _draw_convention(context, key_of(source, at, "marks"), first.convention)
    name = st.text_input(
        context.words("mapping.name"),
        value=first.name,
        key=key_of(source, "name"),
        help=context.words("mapping.name_help"),
        width=FIELD,
    ).strip()
    return Mapped(name, columns, constants, units, convention or None, form, parts)


def _value(contract: Contract) -> str:
    return contract.quantity.value if contract.quantity else ""


def _taken(contract: Contract, form: Form) -> set[str]:
    """Return our columns that need no field: the form of the table says them."""
    if form == "months":
        return {_value(contract), "month"}
    return {_value(contract), contract.category} if form == "parts" else set()


def _by_need(
    contract: Contract, ours: Iterable[Column], first: Mapped
) -> tuple[list[Column], list[Column]]:
    """Return the columns most files have, and the others."""
    wanted = {contract.place, "month", contract.category, _value(contract), *contract.slice}
    wanted |= {*first.columns, *first.constants, contract.duplicates.event or ""}
    if contract.quantity and contract.quantity.unit:
        wanted.add(contract.quantity.unit)
    if contract.readings is not None:
        wanted |= TIMED
    main: list[Column] = []
    other: list[Column] = []
    for column in ours:
        (main if column.required or column.name in wanted else other).append(column)
    return main, other


def _draw_form(context: Context, contract: Contract, key: str, now: Form) -> Form:
    if contract.quantity is None or contract.readings is not None:
        return "rows"
    forms = [f for f in FORMS if f != "events" or contract.duplicates.event is None]
    return st.radio(
        context.words("mapping.form"),
        forms,
        index=forms.index(now) if now in forms else 0,
        format_func=lambda form: context.words(f"mapping.form_{form}"),
        key=key,
    )


def _draw_convention(context: Context, key: str, now: str | None) -> str:
    chosen = st.selectbox(
        context.words("mapping.convention"),
        CONVENTIONS,
        index=CONVENTIONS.index(now or ""),
        format_func=lambda name: context.words(f"mapping.convention_{name or 'file'}"),
        key=key,
        width=FIELD,
        placeholder=context.words("upload.choose"),
    )
    return str(chosen)


class _Fields:
    """The fields of one file, with what is chosen in them."""

    def __init__(
        self,
        context: Context,
        contract: Contract,
        source: Source,
        at: str,
        proposed: Proposal,
        first: Mapped,
        columns: dict[str, str],
        constants: dict[str, str],
    ) -> None:
        self._context = context
        self._contract = contract
        self._source = source
        self._at = at
        self._first = first
        self._columns = columns
        self._constants = constants
        self._proposed = proposed
        self._theirs = {c.name: c for c in proposed.theirs if c.name not in proposed.across}

    def draw(self, column: Column, *, fixed: bool = True) -> None:
        """Draw which of their columns is this one; when none is, a field for all lines if `fixed`."""
        context = self._context
        label = column.header.of(context.language)
        options = ["", *self._theirs]
        now = self._first.columns.get(column.name, "")
        with st.container(horizontal=True):
            chosen = st.selectbox(
                label,
                options,
                index=options.index(now) if now in options else 0,
                format_func=self._told,
                key=key_of(self._source, self._at, "column", column.name),
                help=column_text(column, context.voice),
                width=FIELD,
                placeholder=self._context.words("upload.choose"),
            )
            if chosen:
                self._columns[column.name] = str(chosen)
            elif fixed and self._may_be_constant(column):
                self._draw_constant(column, label)

    def _may_be_constant(self, column: Column) -> bool:
        """Tell whether one text can stand for all lines of every file; a month or amount cannot."""
        figures = self._contract.unpivot.columns if self._contract.unpivot else ()
        quantity = self._contract.quantity
        amounts = [] if quantity is None else [quantity.value]
        if quantity is not None and self._proposed.units_known and not self._proposed.meters:
            # It has a field of its own.
            amounts.append(quantity.unit or "")
        dated = column.type in ("month", "date") or (
            self._contract.readings is not None and column.name in TIMED
        )
        return not dated and column.name not in (*figures, *amounts)

    def _told(self, name: str) -> str:
        if not name:
            return self._context.words("mapping.not_there")
        samples = ", ".join(self._theirs[name].samples)
        told = f"{name}  ·  {samples}" if samples else name
        return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"

    def _draw_constant(self, column: Column, label: str) -> None:
        context = self._context
        key = key_of(self._source, self._at, "constant", column.name)
        now = self._first.constants.get(column.name, "")
        asked = context.words("mapping.constant", column=label)
        choices = choices_of(context, column)
        if choices:
            options = ["", *choices]
            text = st.selectbox(
                asked,
                options,
                index=options.index(now) if now in options else 0,
                format_func=lambda v: choices[v] if v else context.words("mapping.open"),
                key=key,
                width=HALF,
                placeholder=self._context.words("upload.choose"),
            )
        else:
            text = st.text_input(asked, value=now, key=key, width=HALF).strip()
        if text:
            self._constants[column.name] = str(text)

    def parts(self) -> dict[str, str]:
        """Draw which category each column of numbers holds; return their column -> category."""
        context, used = self._context, set(self._columns.values())
        choices = choices_of(context, self._contract.find(self._contract.category))
        options = ["", *choices]
        found: dict[str, str] = {}
        st.markdown(context.words("mapping.parts"))
        for name, theirs in self._theirs.items():
            if not theirs.numeric or name in used:
                continue
            now = self._first.parts.get(name, "")
            chosen = st.selectbox(
                self._told(name),
                options,
                index=options.index(now) if now in options else 0,
                format_func=lambda v: choices[v] if v else context.words("mapping.not_read"),
                key=key_of(self._source, self._at, "part", name),
                width=FIELD,
                placeholder=self._context.words("upload.choose"),
            )
            if chosen:
                found[name] = str(chosen)
        return found

    def named_units(self) -> dict[str, str]:
        """Return the units that stand in the chosen names, by our columns."""
        return {our: u for our, name in self._columns.items() if (u := self._theirs[name].unit)}

    def unit(self, *, across: bool) -> dict[str, str]:
        """Draw the unit of the amount and return it; nothing when a column says it."""
        value, quantity = _value(self._contract), self._contract.quantity
        stated = self.named_units().get(value, "")
        if quantity is None or quantity.unit in self._columns or not self._proposed.units_known:
            return {}
        if not across and value not in self._columns:
            return {}
        options = ["", *self._proposed.units_known]
        kept = self._first.columns.get(value) == self._columns.get(value)
        now = stated or (self._first.units.get(value, "") if kept else "")
        chosen = st.selectbox(
            self._context.words("mapping.unit"),
            options,
            index=options.index(now) if now in options else 0,
            format_func=lambda unit: unit or self._context.words("upload.choose"),
            # Another column may have another unit: then the choice begins anew.
            key=key_of(self._source, self._at, "unit", self._columns.get(value, "")),
            width=HALF,
            placeholder=self._context.words("upload.choose"),
        )
        return {value: str(chosen)} if chosen else {}
