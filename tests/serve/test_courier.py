"""Delivery of closed months against a real mail server on this machine: sent, kept, tried again."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import logging
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from kpi.acts import Acts, Refused
from kpi.acts.actor import Actor
from kpi.acts.dispatch import Outbox
from kpi.declare import Month, load
from kpi.judge.snapshot import text_of
from kpi.serve.courier import deliver
from kpi.serve.stores import Stores
from kpi.show import Voice
from kpi.show.dispatch import report_files, sending_rows
from kpi.store import keep_month
from tests.golden import GOLDEN, NAMES
from tests.ports import free_port

NOW = dt.datetime(2026, 10, 20, 8, 0)
NL = Voice(load(), "nl", NAMES)
SECRET = "geheim-van-de-molen"
BOARD = {"name": "Bestuur", "site": "ALL", "language": "nl", "recipients": ["raad@zorg.example"]}


class Letters:
    """A mail server's own side: keeps what it is handed, refuses whom it is told to."""

    def __init__(self) -> None:
        self.found: list[EmailMessage] = []
        self.unknown: set[str] = set()

    async def handle_RCPT(  # noqa: N802 the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.unknown:
            return "550 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.found.append(message)
        return "250 OK"


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def post(letters: Letters) -> Iterator[Controller]:
    """A mail server that lets nobody in without the password when somebody signs in."""

    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password == SECRET.encode()
        return AuthResult(success=right, handled=False)

    running = Controller(
        letters, hostname="127.0.0.1", port=free_port(), authenticator=check, auth_require_tls=False
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    monkeypatch.setenv("KPI_STORE", str(tmp_path / "kpi.duckdb"))
    found = Stores()
    found.acts()
    yield found
    found.close()


def put(acts: Acts, register: str, body: Mapping[str, object]) -> None:
    acts.set_entry(register, str(body["name"]), body, actor=Actor.local("Bo"), reason="Inrichten")


def server(acts: Acts, port: int, user: str = "", host: str = "127.0.0.1") -> None:
    put(acts, "mail_server", {
        "name": "post", "host": host, "port": str(port), "security": "none", "user": user,
        "sender": "kpi@zorg.example",
    })  # fmt: skip


def close(acts: Acts) -> int:
    with acts.store.write("close_month", "Anna", "") as writing:
        keep_month(writing, Month(2026, 9), text_of(GOLDEN))
        return writing.revision


def rows(acts: Acts) -> list[tuple[str, ...]]:
    outbox = Outbox.beside(acts)
    assert outbox is not None
    return sending_rows(outbox.parcels(), {"Bestuur": "Bestuur"}, "Europe/Amsterdam", NL)[1]


def test_a_closed_month_goes_into_its_folder_and_to_its_people(
    stores: Stores, post: Controller, letters: Letters, tmp_path: Path
) -> None:
    acts = stores.acts()
    folder = tmp_path / "verslagen" / "bestuur"
    put(acts, "dispatch", {**BOARD, "folder": str(folder)})
    server(acts, post.port)
    assert deliver(stores, NOW) == []  # nothing is closed
    revision = close(acts)
    (parcel,) = deliver(stores, NOW)
    assert (parcel.folder, parcel.mail, parcel.folder_fault, parcel.mail_fault) == (
        "done", "done", "", "",
    )  # fmt: skip
    assert deliver(stores, NOW + dt.timedelta(days=1)) == []

    pdf, xlsx = report_files(GOLDEN, "ALL", NL)
    assert {path.name for path in folder.iterdir()} == {pdf.name, xlsx.name}
    assert (folder / pdf.name).read_bytes() == pdf.data
    (letter,) = letters.found
    assert letter["Subject"] == "Maandverslag september 2026, Proefgroep"
    assert letter["To"] == "raad@zorg.example" and letter["From"] == "kpi@zorg.example"
    assert f"2026-09-r{revision}-" in letter["Message-ID"]
    attached = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
    assert attached == {pdf.name: pdf.data, xlsx.name: xlsx.data}
    body = letter.get_body()
    assert body is not None and "Proefgroep ligt achter op het doelpad" in body.get_content()
    assert rows(acts) == [("Bestuur", "september 2026", str(revision), "● gedaan", "● gedaan", "–")]


def test_what_was_closed_before_is_not_sent(stores: Stores, tmp_path: Path) -> None:
    acts = stores.acts()
    close(acts)
    put(acts, "dispatch", {**BOARD, "recipients": [], "folder": str(tmp_path / "map")})
    assert deliver(stores, NOW) == []
    # Restating it makes a version that is: the folder gets it, and nobody is mailed.
    close(acts)
    (parcel,) = deliver(stores, NOW)
    assert (parcel.folder, parcel.mail) == ("done", "none")


def test_a_mail_server_that_is_down_is_tried_again_and_the_screen_says_so(
    stores: Stores, post: Controller, letters: Letters, tmp_path: Path
) -> None:
    acts = stores.acts()
    put(acts, "dispatch", {**BOARD, "folder": str(tmp_path / "map")})
    open_port = post.port
    server(acts, 1)  # nobody listens there
    close(acts)
    (parcel,) = deliver(stores, NOW)
    assert (parcel.folder, parcel.mail, parcel.mail_fault) == ("done", "waiting", "unreachable")
    assert parcel.next_try == NOW + dt.timedelta(minutes=1)
    told = rows(acts)[0]
    assert told[4] == "◐ wacht: de mailserver is niet bereikbaar"
    # 08:01 UTC is one past ten in Amsterdam.
    assert told[5] == "1 keer geprobeerd, weer om 20 okt 2026 10:01"

    assert deliver(stores, NOW + dt.timedelta(seconds=59)) == []
    (again,) = deliver(stores, NOW + dt.timedelta(minutes=1))
    assert again.tries == 2 and again.next_try == NOW + dt.timedelta(minutes=6)
    server(acts, open_port)
    assert deliver(stores, NOW + dt.timedelta(minutes=2)) == []
    outbox = Outbox.beside(acts)
    assert outbox is not None
    outbox.hasten()
    (done,) = deliver(stores, NOW + dt.timedelta(minutes=2))
    assert done.done and len(letters.found) == 1
    # What was kept is known to whoever opens the store next.
    fresh = Outbox.beside(acts)
    assert fresh is not None and fresh.parcels()[0].tries == 3


def test_nothing_is_given_up(stores: Stores) -> None:
    acts = stores.acts()
    put(acts, "dispatch", BOARD)
    close(acts)
    now, waits = NOW, []
    for _ in range(7):
        (parcel,) = deliver(stores, now)
        assert parcel.mail_fault == "no_server" and parcel.next_try is not None
        waits.append(int((parcel.next_try - now).total_seconds() // 60))
        now = parcel.next_try
    assert waits == [1, 5, 15, 60, 240, 240, 240]


@pytest.mark.parametrize(
    ("password", "fault", "sent"),
    [(None, "password", 0), ("verkeerd", "login", 0), (SECRET, "", 1)],
)
def test_who_signs_in_needs_the_password_and_it_is_told_to_nobody(
    stores: Stores, post: Controller, letters: Letters, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    password: str | None, fault: str, sent: int,
) -> None:  # fmt: skip
    if password is not None:
        monkeypatch.setenv("KPI_MAIL_PASSWORD", password)
    acts = stores.acts()
    put(acts, "dispatch", BOARD)
    server(acts, post.port, user="kpi")
    close(acts)
    with caplog.at_level(logging.DEBUG, logger="kpi"):
        (parcel,) = deliver(stores, NOW)
    assert parcel.mail_fault == fault and len(letters.found) == sent
    kept = " ".join(path.read_text("utf-8") for path in (tmp_path / "outbox").iterdir())
    for text in (caplog.text, kept, str(rows(acts)), str(acts.entries("mail_server"))):
        assert not password or password not in text


def test_a_password_never_travels_for_all_to_read(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_MAIL_PASSWORD", SECRET)
    acts = stores.acts()
    put(acts, "dispatch", BOARD)
    server(acts, 25, user="kpi", host="post.zorg.example")
    close(acts)
    (parcel,) = deliver(stores, NOW)
    assert parcel.mail_fault == "unprotected"


def test_addresses_that_are_not_taken_are_told(
    stores: Stores, post: Controller, letters: Letters
) -> None:
    acts = stores.acts()
    put(acts, "dispatch", {**BOARD, "recipients": ["raad@zorg.example", "weg@zorg.example"]})
    server(acts, post.port)
    letters.unknown = {"weg@zorg.example"}
    close(acts)
    (some,) = deliver(stores, NOW)
    assert (some.mail, some.mail_fault) == ("done", "some")
    letters.unknown = {"raad@zorg.example", "weg@zorg.example"}
    close(acts)
    (none,) = deliver(stores, NOW)
    assert (none.mail, none.mail_fault) == ("waiting", "recipients")


def test_a_folder_that_cannot_be_written_waits_and_the_letter_goes(
    stores: Stores, post: Controller, letters: Letters, tmp_path: Path
) -> None:
    blocked = tmp_path / "bestand"
    blocked.write_text("geen map")
    acts = stores.acts()
    put(acts, "dispatch", {**BOARD, "folder": str(blocked / "map")})
    server(acts, post.port)
    close(acts)
    (parcel,) = deliver(stores, NOW)
    assert (parcel.folder, parcel.folder_fault, parcel.mail) == ("waiting", "folder", "done")
    blocked.unlink()
    (parcel,) = deliver(stores, NOW + dt.timedelta(hours=1))
    assert parcel.done and len(letters.found) == 1  # nobody gets the letter twice


def test_a_place_the_report_does_not_know_is_said(stores: Stores) -> None:
    acts = stores.acts()
    put(acts, "dispatch", {**BOARD, "site": "WEG"})
    close(acts)
    (parcel,) = deliver(stores, NOW)
    assert parcel.mail_fault == "report" and not parcel.done


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"recipients": []}, "dispatch_nowhere"),
        ({"folder": "verslagen"}, "dispatch_folder"),
        ({"recipients": ["raad"]}, "address_unreadable"),
        ({"recipients": ["a@b.nl\nBcc: c@d.nl"]}, "address_unreadable"),
    ],
)
def test_a_dispatch_that_cannot_be_is_refused(
    stores: Stores, change: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        put(stores.acts(), "dispatch", {**BOARD, **change})
    assert refused.value.code == code


def test_a_kept_parcel_that_cannot_be_read_is_begun_anew(stores: Stores, tmp_path: Path) -> None:
    acts = stores.acts()
    put(acts, "dispatch", BOARD)
    close(acts)
    deliver(stores, NOW)
    (kept,) = (tmp_path / "outbox").iterdir()
    kept.write_text("{")
    (parcel,) = deliver(stores, NOW)
    assert parcel.tries == 1
