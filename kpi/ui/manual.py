"""The manual as a chapter of the definitions page: one part for each reader, and the signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from kpi.acts.rights import RULES
from kpi.show.manual import (
    CLERK,
    CLERK_HELP,
    OFFICER,
    OFFICER_HELP,
    kind_rows,
    role_rows,
    sign_rows,
    steps,
)
from kpi.ui.choice import draw_segments
from kpi.ui.session import Context
from kpi.ui.table import draw_table


def draw_manual(here: Context) -> None:
    """Draw the part of the manual that is asked for."""
    part = draw_segments(
        here,
        "view",
        here.words("manual.reader"),
        list(PARTS),
        lambda name: here.words(f"manual.{name}"),
        key="manual-reader",
    )
    PARTS[part](here)


def draw_manual_link(here: Context, part: str) -> None:
    """Draw the way to one part of the manual."""
    st.page_link(
        "pages/definitions.py",
        label=here.words("manual.to_manual"),
        icon=":material/help:",
        query_params={"chapter": "manual", "view": part},
    )


def _draw_clerk(here: Context) -> None:
    st.markdown(here.words("manual.clerk_intro"))
    _numbered(steps("clerk", CLERK, here.voice))
    _link(here, "upload", ":material/upload_file:")
    st.header(here.words("manual.kinds"), anchor=False)
    st.markdown(here.words("manual.kinds_note"))
    names = ("kind", "sender", "columns")
    header = [here.words(f"manual.{name}") for name in names]
    rows = kind_rows(
        here.catalogue.contracts.values(), here.judge.deliveries, here.acts.today(), here.voice
    )
    draw_table(header, rows, here.words("manual.kinds"), cards=True)
    _questions(here, steps("clerk", CLERK_HELP, here.voice))


def _draw_officer(here: Context) -> None:
    st.markdown(here.words("manual.officer_intro"))
    _numbered(steps("officer", OFFICER, here.voice))
    _link(here, "overview", ":material/dashboard:")
    _questions(here, steps("officer", OFFICER_HELP, here.voice))
    st.header(here.words("manual.roles"), anchor=False)
    st.markdown(here.words("manual.roles_note"))
    header = [here.words("manual.role"), here.words("manual.may")]
    rows = role_rows({name: rule.least for name, rule in RULES.items()}, here.voice)
    draw_table(header, rows, here.words("manual.roles"))


def _draw_signs(here: Context) -> None:
    st.markdown(here.words("manual.signs_note"))
    header = [here.words(f"manual.{name}") for name in ("sign", "word", "meaning")]
    draw_table(header, sign_rows(here.voice), here.words("manual.signs"))


def _numbered(told: list[str]) -> None:
    st.markdown("\n".join(f"{place}. {text}" for place, text in enumerate(told, start=1)))


def _questions(here: Context, told: list[str]) -> None:
    st.header(here.words("manual.questions"), anchor=False)
    st.markdown("\n".join(f"- {text}" for text in told))


def _link(here: Context, page: str, icon: str) -> None:
    st.page_link(f"pages/{page}.py", label=here.words(f"page.{page}"), icon=icon)


PARTS: Mapping[str, Callable[[Context], None]] = {
    "clerk": _draw_clerk,
    "officer": _draw_officer,
    "signs": _draw_signs,
}
"""The parts of the manual, each under the words of its name."""
