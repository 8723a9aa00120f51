"""What nobody foresaw: the log has all of it under a code, the screen a sentence and the code."""

from __future__ import annotations

import logging
import secrets
import traceback

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from kpi.declare import load
from kpi.serve.document import language_of
from kpi.serve.headers import HEADERS
from kpi.show import choose_language
from kpi.store import StoreTrouble

LOG = logging.getLogger("kpi")
CODE_BYTES = 4


def log_error(error: Exception) -> bool:
    """Write an unforeseen error to the log under a code; the screen shows the code alone.

    What the storage refused is no mystery: that is told in its own sentence.
    """
    language = choose_language(
        st.query_params.get("lang"), st.context.headers.get("Accept-Language") or ""
    )
    if isinstance(error, StoreTrouble):
        LOG.warning("refused %s", error.code)
        st.error(load().words.say(language, f"refused.{error.code}", **error.facts))
        return True
    st.error(load().words.say(language, "frame.error", code=_logged(error)))
    return True


def answer_error(request: Request, error: Exception) -> PlainTextResponse:
    """Answer a request that ended in an unforeseen error: a sentence with the code, nothing else."""
    language = language_of(request.scope)
    sentence = load().words.say(language, "frame.error_here", code=_logged(error))
    # This answer is made outside of what adds the headers to all others.
    return PlainTextResponse(
        sentence, status_code=500, headers={**HEADERS, "cache-control": "no-store"}
    )


def _logged(error: Exception) -> str:
    """Write an error to the log and return the code it stands under."""
    code = secrets.token_hex(CODE_BYTES)
    LOG.error("error %s\n%s", code, trail(error))
    return code


def trail(error: BaseException) -> str:
    """Return where an error came from, step by step, without what it says.

    Its message may hold a name, a cell of a file or a token: those do not belong in a log.
    """
    lines = []
    found: BaseException | None = error
    while found is not None:
        frames = traceback.extract_tb(found.__traceback__)
        lines += [type(found).__qualname__]
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        found = found.__cause__ or found.__context__
    return "\n".join(lines)
