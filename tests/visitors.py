"""Visitors without a browser: they speak the front end's own protocol over its web socket.

A hundred of them fit in one process, so that load and leaks can be measured on two cores.
"""

from __future__ import annotations

import select
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from typing_extensions import Buffer
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

PATIENCE = 90.0
"""Seconds until a run of a page has to end."""


class OneAtATime(ssl.SSLSocket):
    """A connection that one thread reads and another writes, never both at the same moment.

    Before Python 3.13 nothing keeps the two apart, and the process may end by a memory fault.
    """

    turn = threading.Lock()

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        while True:
            if not self.pending():
                select.select([self], [], [])
            with self.turn:
                # What came may be no more than keys: to wait for the rest would keep the turn.
                self.setblocking(False)
                try:
                    return super().recv(buflen, flags)
                except ssl.SSLWantReadError:
                    continue
                finally:
                    self.setblocking(True)

    def sendall(self, data: Buffer, flags: int = 0) -> None:
        with self.turn:
            super().sendall(data, flags)


@dataclass(frozen=True)
class Drawn:
    """What one run of a page sent: everything as text, how many parts, and the seconds it took.

    `session` is the name the server gives the session.
    """

    text: str
    parts: int
    seconds: float
    session: str


@contextmanager
def visitor(address: str, tls: ssl.SSLContext | None = None, **headers: str) -> Iterator[Visitor]:
    """Come in at an address such as ``ws://127.0.0.1:8501``, as a Dutch browser unless told else."""
    if tls is not None:
        tls.sslsocket_class = OneAtATime
    with connect(
        f"{address}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Accept-Language": "nl", **headers},
        max_size=None,
        compression=None,
        ssl=tls,
        open_timeout=PATIENCE,
    ) as connection:
        yield Visitor(connection)


@dataclass(frozen=True)
class Visitor:
    """One session on the server."""

    connection: ClientConnection

    def run(self, page: str = "", query: str = "lang=nl") -> Drawn:
        """Let a page run and return what it sent until it ended."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        began = time.perf_counter()
        self.connection.send(asked.SerializeToString())
        parts: list[bytes] = []
        session = ""
        while True:
            sent = self.connection.recv(PATIENCE)
            assert isinstance(sent, bytes)
            parts.append(sent)
            message = ForwardMsg.FromString(sent)
            session = message.new_session.initialize.session_id or session
            # A run that asks for the next one is not the last.
            if message.WhichOneof("type") == "script_finished" and message.script_finished != 2:
                break
        text = b"\n".join(parts).decode("utf-8", "replace")
        return Drawn(text, len(parts), time.perf_counter() - began, session)
