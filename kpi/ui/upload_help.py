"""What a file of a kind looks like: the columns in words, an example, and the template."""

from __future__ import annotations

import csv

import streamlit as st

from kpi.declare import Contract
from kpi.show.definitions import column_text
from kpi.show.receipts import template_file
from kpi.ui.choice import draw_segments
from kpi.ui.session import Context
from kpi.ui.table import draw_table


def choose_kind(context: Context, place: str) -> Contract:
    """Draw the choice of upload kind and return the chosen one."""
    contracts = sorted(
        # What belongs to a weather station, and readings of meters: nobody types those in.
        (
            c
            for c in context.catalogue.contracts.values()
            if (c.by_site and c.readings is None) or place == "file"
        ),
        key=lambda contract: contract.order,
    )
    labels = {contract.id: contract.label.of(context.language) for contract in contracts}
    label, key = context.words("upload.kind"), f"upload-kind-{place}"
    if place == "file":
        chosen = draw_segments(context, "kind", label, list(labels), labels.__getitem__, key=key)
    else:
        chosen = (
            st.segmented_control(
                label,
                list(labels),
                default=contracts[0].id,
                required=True,
                format_func=labels.__getitem__,
                key=key,
            )
            or contracts[0].id
        )
    contract = context.catalogue.contracts[chosen]
    st.markdown(contract.note.of(context.language))
    return contract


def draw_help(context: Context, contract: Contract) -> None:
    """Draw the template's download and, folded away, the columns with an example."""
    label = contract.label.of(context.language).lower()
    st.download_button(
        context.words("upload.template", kind=label),
        template_file(contract, context.language),
        file_name=f"{contract.aliases[0] if contract.aliases else contract.id}.csv"
        if context.language == "nl"
        else f"{contract.id}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="upload-template",
    )
    with st.expander(context.words("upload.columns", kind=label)):
        st.markdown(context.words("upload.columns_note"))
        example = _example(context, contract)
        header = [
            context.words(f"upload.column_{n}") for n in ("name", "needed", "what", "example")
        ]
        draw_table(
            header,
            [
                [
                    column.header.of(context.language),
                    context.words("upload.needed" if column.required else "upload.optional"),
                    column_text(column, context.voice),
                    example.get(column.name, ""),
                ]
                for column in contract.column
            ],
            context.words("upload.columns", kind=label),
        )


def _example(context: Context, contract: Contract) -> dict[str, str]:
    """Return the first filled cell of every column in the kind's own example file."""
    theme = next(t for t in context.catalogue.themes if t.contract is contract)
    rows = list(csv.reader(theme.example.splitlines(), delimiter=";"))
    if not rows:
        return {}
    names = {c.header.nl: c.name for c in contract.column} | {
        c.name: c.name for c in contract.column
    }
    found: dict[str, str] = {}
    for row in rows[1:]:
        for header, cell in zip(rows[0], row, strict=False):
            name = names.get(header.lstrip("\ufeff"))
            if name and cell:
                found.setdefault(name, cell)
    return found
