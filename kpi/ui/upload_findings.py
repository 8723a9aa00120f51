"""What is wrong with a file, in words: line, column, value, what was expected, how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import streamlit as st

from kpi.acts import Preview, whole_lines
from kpi.declare import Contract
from kpi.show.fault_file import fault_file, fault_name
from kpi.show.receipts import FaultLine, describe
from kpi.ui.session import Context
from kpi.ui.table import draw_table

SHOWN = 100
"""More findings than this are in the downloaded list only."""


def draw_findings(context: Context, contract: Contract, preview: Preview, place: str) -> None:
    """Draw errors and, apart from them, remarks; both in the downloadable list."""
    told = [
        describe(f, contract, context.words, context.language, context.site_names)
        for f in preview.findings
    ]
    errors = [finding for finding in told if finding.severity == "error"]
    remarks = [finding for finding in told if finding.severity != "error"]
    if errors:
        st.header(context.words("upload.errors", count=len(errors)), anchor=False)
        st.markdown(context.words("upload.errors_note"))
        _draw(context, errors, context.words("upload.errors", count=len(errors)))
    if told:
        _download(context, contract, preview, place)
    if remarks:
        with st.expander(
            context.words("upload.remarks", count=len(remarks)), expanded=len(remarks) <= 5
        ):
            st.markdown(context.words("upload.remarks_note"))
            _draw(context, remarks, context.words("upload.remarks", count=len(remarks)))


def _draw(context: Context, found: Sequence[FaultLine], title: str) -> None:
    names = ("line", "column", "value", "message", "expected", "mend")
    ordered = sorted(found, key=lambda fault: int(fault.line or 0))
    draw_table(
        [context.words(f"upload.finding.{name}") for name in names],
        [
            [
                fault.line or context.words("upload.finding.whole"),
                fault.column,
                fault.value,
                fault.message,
                fault.expected,
                fault.mend,
            ]
            for fault in ordered[:SHOWN]
        ],
        title,
    )
    if len(found) > SHOWN:
        st.markdown(context.words("upload.more_findings", shown=SHOWN, count=len(found)))


def _download(context: Context, contract: Contract, preview: Preview, place: str) -> None:
    def made() -> bytes:
        return fault_file(
            preview.checked,
            preview.findings,
            contract,
            context.words,
            context.language,
            whole_lines(preview.checked, preview.data),
        )

    stem = PurePath(preview.file_name).stem
    name, mime = fault_name(preview.checked, stem, context.words)
    st.download_button(
        context.words("upload.fault_list"),
        made,
        file_name=name,
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        key=f"upload-faults-{place}",
        help=context.words("upload.fault_list_help"),
    )
