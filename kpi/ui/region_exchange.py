"""The exchange: our key and our signed summary, a partner's file, base years that are due."""

from __future__ import annotations

import streamlit as st

from kpi.acts import Refused
from kpi.acts.exchange import Offered, export_summary, import_summary, own_summary, read_summary
from kpi.acts.moves import Due, due, log_due
from kpi.acts.recalculate import rules
from kpi.acts.signing import make_key, public_key
from kpi.show.format import amount, number
from kpi.ui.file_field import draw_file_note
from kpi.ui.offer import offers
from kpi.ui.session import FIELD, Context, actor, ask_name, kept
from kpi.ui.table import draw_table
from kpi.ui.told import tell, text_of
from kpi.ui.upload_text import escape, say_plain


def draw_partner_link(here: Context) -> None:
    """Draw the way to where partners and their keys are recorded."""
    st.page_link(
        "pages/registers.py",
        label=here.words("region.to_partners"),
        icon=":material/tune:",
        query_params={"register": "partner"},
    )


def draw_exchange(here: Context, year: int) -> None:
    """Draw what goes out and what comes in."""
    ask_name(here)
    _draw_out(here, year)
    _draw_in(here)


def _draw_out(here: Context, year: int) -> None:
    st.header(here.words("region.out"), anchor=False)
    try:
        key = public_key(here.acts)
    except Refused as refused:
        st.error(say_plain(here, f"refused.{refused.code}", **refused.facts))
        return
    if key is None:
        st.markdown(here.words("region.no_key"))
        if offers(here, "make_key"):
            st.button(here.words("region.make_key"), key="region-key", on_click=_make, args=(here,))
        return
    st.markdown(here.words("region.key"))
    st.code(key, language=None, wrap_lines=True)
    if not offers(here, "export_summary"):
        return
    told = kept(here, "own-summary", year, make=lambda: own_summary(here.acts, year))
    with st.expander(here.words("region.what_goes", year=year)):
        header = [here.words(f"region.{n}") for n in ("figure", "value", "coverage", "reason_why")]
        rows = [
            (
                here.voice.label(figure.indicator),
                figure.value or "-",
                f"{figure.have}/{figure.expected}",
                here.voice.named("region_why", figure.reason) if figure.reason else "",
            )
            for figure in told.figure
        ]
        draw_table(header, rows, here.words("region.out"))
        shared = ", ".join(measure.name for measure in told.measure)
        st.markdown(say_plain(here, "region.shared", names=shared or "-"))
    st.button(
        here.words("region.write", year=year),
        key="region-write",
        type="primary",
        on_click=_write,
        args=(here, year),
    )
    written = st.session_state.get("region-written")
    if written is not None and written[0] == year:
        code = here.catalogue.organisation.organisation.code
        st.download_button(
            here.words("region.take", year=year),
            written[1],
            file_name=f"summary-{code}-{year}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            key="region-take",
        )


def _make(here: Context) -> None:
    try:
        make_key(here.acts, actor=actor())
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("region.key_made", True)


def _write(here: Context, year: int) -> None:
    """Sign the summary: only somebody who may send it, and it stands in the log from then on."""
    try:
        st.session_state["region-written"] = year, export_summary(here.acts, year, actor=actor())
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("region.written", True, year=str(year))


def _draw_in(here: Context) -> None:
    st.header(here.words("region.in"), anchor=False)
    draw_partner_link(here)
    if not offers(here, "import_summary", "partner_summary"):
        return
    given = st.file_uploader(here.words("region.file"), type=["json"], key="region-file")
    draw_file_note(here, ["json"])
    if given is None:
        return
    try:
        offered = read_summary(here.acts, given.getvalue())
    except Refused as refused:
        st.error(say_plain(here, f"refused.{refused.code}", **refused.facts))
        return
    _draw_offered(here, offered)


def _draw_offered(here: Context, offered: Offered) -> None:
    summary = offered.summary
    facts = {"name": summary.name, "year": summary.year, "count": len(offered.comparable)}
    st.success(say_plain(here, "region.checked", **facts))
    if offered.apart:
        header = [here.words("region.figure"), here.words("region.reason_why")]
        known = here.catalogue.indicators
        rows = [
            (here.voice.label(n) if n in known else n, here.words(f"region_why.{why}"))
            for n, why in offered.apart
        ]
        st.markdown(here.words("region.apart", count=len(rows)))
        draw_table(header, rows, here.words("region.in"))
    if offered.same:
        st.info(here.words("region.already"))
        return
    if offered.before is not None:
        st.warning(here.words("region.there", revision=offered.before.revision))
    st.text_input(here.words("region.reason"), key="region-reason", width=FIELD)
    st.button(
        here.words("region.replace" if offered.before else "region.accept"),
        type="primary",
        key="region-accept",
        on_click=_accept,
        args=(here, offered),
    )


def _accept(here: Context, offered: Offered) -> None:
    # The person saw on the button that one is replaced.
    replace = offered.before is not None
    reason = text_of("region-reason")
    try:
        revision = import_summary(here.acts, offered, actor=actor(), reason=reason, replace=replace)
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("region.accepted", True, name=offered.summary.name, revision=str(revision))


def draw_due(here: Context) -> None:
    """Draw the base years that read otherwise since who counts changed, and the way to log them."""
    st.header(here.words("region.due"), anchor=False)
    st.markdown(here.words("region.due_note"))
    found: tuple[Due, ...] = kept(here, "moves-due", make=lambda: due(here.acts))
    if not found:
        st.markdown(here.words("region.none_due"))
        return
    header = [here.words(f"region.{n}") for n in ("target", "base_year", "was", "becomes", "step")]
    draw_table(header, [_due_row(here, one) for one in found], here.words("region.due"))
    if not offers(here, "set_entry", "recalculation"):
        return
    known = rules(here.acts)
    rule = st.selectbox(
        here.words("recalculate.rule"),
        list(known),
        format_func=lambda name: escape(known[name].label[here.language]),
        key="region-rule",
        placeholder=here.words("upload.choose"),
    )
    st.text_input(here.words("region.reason"), key="region-due-reason", width=FIELD)
    st.button(
        here.words("recalculate.save"), key="region-log", on_click=_log, args=(here, str(rule))
    )


def _due_row(here: Context, one: Due) -> tuple[str, ...]:
    found, indicator = one.told.found, one.told.new.indicator
    values = [
        amount(here.catalogue, indicator, m.value, here.language) for m in (found.old, found.new)
    ]
    share = "-" if found.share is None else f"{number(found.share, 1, here.language, signed=True)}%"
    return (one.target.label.of(here.language), str(one.year), *values, share)


def _log(here: Context, rule: str) -> None:
    try:
        done = log_due(here.acts, rule, actor=actor(), reason=text_of("region-due-reason"))
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.facts)
        return
    tell("region.logged", True, count=str(len(done)))
