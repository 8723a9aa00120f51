"""The Milieubarometer of a site and year: the sheet to type over, and its result laid beside it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kpi.acts.barometer import read_pasted
from kpi.declare import ALL
from kpi.show.barometer import (
    Beside,
    barometer,
    barometer_rows,
    barometer_workbook,
    beside_rows,
    compare_pasted,
)
from kpi.ui.download import draw_workbook
from kpi.ui.session import Context, kept
from kpi.ui.table import draw_table

HEIGHT = 200
READ_AS = ("dutch", "english")


def draw_barometer(here: Context, site: str, year: int) -> None:
    """Draw the sheet of a site and year, and beneath it the place for the result."""
    st.markdown(here.words("barometer.intro"))
    if site == ALL:
        st.info(here.words("barometer.choose_site"))
    judge = here.judge
    lines = kept(here, "barometer", site, year, make=partial(barometer, judge, site, year))
    header, rows = barometer_rows(lines, here.voice)
    draw_table(header, rows, here.words("barometer.title", year=year))
    st.markdown(f":small[{here.words('barometer.order')}]")
    chosen = [site] if site != ALL else list(judge.figures().site_codes)
    about = (
        here.words("barometer.order"),
        here.words("frame.state", revision=judge.as_of),
        here.words("frame.demonstration") if here.demonstration else "",
    )
    draw_workbook(
        here.words("barometer.workbook"),
        lambda: barometer_workbook(
            [(code, barometer(judge, code, year)) for code in chosen], year, about, here.voice
        ),
        f"{here.words('barometer.stem')}-{year}-{site}".lower(),
        key="barometer-workbook",
    )
    st.header(here.words("barometer.paste"), anchor=False)
    st.markdown(here.words("barometer.paste_intro"))
    text = st.text_area(here.words("barometer.paste_field"), key="barometer-paste", height=HEIGHT)
    if text.strip():
        _draw_beside(here, text, site, year)


def _draw_beside(here: Context, text: str, site: str, year: int) -> None:
    """Draw the pasted result beside ours; where its numbers can be read in two ways, ask."""
    pasted = read_pasted(text)
    if not pasted.clear:
        answer = st.radio(
            here.words("barometer.ambiguous"),
            READ_AS,
            index=None,
            format_func=lambda name: here.words(f"barometer.{name}"),
            horizontal=True,
            key="barometer-reading",
        )
        if answer is None:
            return
        pasted = read_pasted(text, answer)
    found = compare_pasted(barometer(here.judge, site, year), pasted.lines, here.voice)
    st.markdown(here.words("barometer.summary", **_counts(found)))
    header, rows = beside_rows(found, here.voice)
    draw_table(header, rows, here.words("barometer.paste"))


def _counts(found: tuple[Beside, ...]) -> dict[str, int]:
    verdicts = [one.verdict for one in found]
    same, differs = verdicts.count("same"), verdicts.count("differs")
    return {"same": same, "differs": differs, "other": len(found) - same - differs}
