"""A page that fails as its address says, served exactly as the dashboard is."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st
from starlette.requests import Request
from starlette.routing import Route
from streamlit.runtime.scriptrunner import get_script_run_ctx

from kpi.acts import Refused
from kpi.declare import load
from kpi.serve import HANDLERS, MIDDLEWARE, log_error

SECRET = "/srv/kpi/data/local/kpi.duckdb"
SQL = "select secret from deed where actor = 'Anna de Vries'"


def fail(error: Exception) -> Callable[[], object]:
    def raises() -> object:
        raise error

    return raises


def deep(depth: int) -> int:
    return deep(depth + 1) + 1


WAYS: tuple[Callable[[], object], ...] = (
    lambda: Path(SECRET).read_bytes(),
    lambda: duckdb.connect().execute(SQL),
    lambda: duckdb.connect().execute("select 1 / 'x'; -- " + SQL),
    lambda: pd.DataFrame({"a": [1]})["b"],
    lambda: {"a": 1}[SECRET],
    lambda: int(SQL),
    lambda: list(SQL)[10_000],
    lambda: 1 / 0,
    lambda: deep(0),
    lambda: bytes.fromhex("ff").decode(),
    lambda: load().words.say("nl", f"no.{SECRET}"),
    lambda: st.dataframe(object()),
    lambda: st.selectbox("a", [1], index=9),
    fail(PermissionError(errno.EACCES, "denied", SECRET)),
    fail(OSError(errno.ENOSPC, "No space left on device", SECRET)),
    fail(MemoryError(SQL)),
    fail(AssertionError(SQL)),
    fail(Refused("no_such_sentence", path=SECRET)),
    fail(ExceptionGroup(SQL, [ValueError(SECRET)])),
    fail(UnicodeEncodeError("ascii", SECRET, 0, 1, SQL)),
)


def broken(_: Request) -> None:
    raise RuntimeError(f"{SECRET} {SQL}")


if get_script_run_ctx(suppress_warning=True) is None:
    app = st.App(
        __file__,
        middleware=MIDDLEWARE,
        routes=[Route("/broken", broken)],
        on_script_error=log_error,
        exception_handlers=HANDLERS,
    )
else:
    st.title("Before")
    WAYS[int(st.query_params["way"])]()
