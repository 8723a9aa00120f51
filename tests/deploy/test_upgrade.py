"""The upgrade script: an upgrade that fails goes back by itself, and going back by hand.

Here nothing listens: the service manager is a command that does nothing, and health is a small
server that looks at which release is in service. `make drill` does it with a running dashboard.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.drill.upgrading import House, break_release, make_house, release
from tests.stores import open_acts

STILL = {"KPI_CONTROL": "true", "KPI_HEALTH": ""}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


@pytest.fixture
def health(house: House) -> Iterator[str]:
    """The address of a health route that is red while release 3 is in service."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503 if house.in_service == "3" else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/health"
    server.shutdown()
    server.server_close()


def test_an_upgrade_that_does_not_get_well_goes_back_with_every_figure(
    house: House, health: str
) -> None:
    before = house.state()
    break_release(house.place(3))
    done = house.upgrade(
        str(house.place(3)), KPI_CONTROL="true", KPI_HEALTH=health, KPI_PATIENCE="0"
    )
    assert done.returncode == 1
    assert "does not get well: going back" in done.stderr
    assert "Back in service" in done.stdout and house.in_service == "1"
    assert house.state() == before
    (aside,) = house.store.parent.glob("set-aside-*")
    # It had gone on: what was set aside has the table that only the new release makes.
    later = open_acts(aside / "kpi.duckdb")
    assert later.store.rows("select count(*) from later") == [(0,)]
    later.store.close()


def test_going_back_by_hand_asks_first_when_something_was_done_since(house: House) -> None:
    before = house.state()
    assert "no upgrade to go back from" in house.upgrade("--back", **STILL).stderr
    release(house.place(2))
    done = house.upgrade(str(house.place(2)), **STILL)
    assert done.returncode == 0 and "Back with" in done.stdout and house.in_service == "2"
    house.upload(2)
    refused = house.upgrade("--back", **STILL)
    assert refused.returncode == 1 and "1 lines were added" in refused.stderr
    assert house.in_service == "2" and len(house.state()[1]) == 2
    done = house.upgrade("--back", "--even-so", **STILL)
    assert done.returncode == 0, done.stderr
    assert house.in_service == "1" and house.state() == before
    # Nothing is thrown away: what was set aside still holds the later upload.
    (aside,) = house.store.parent.glob("set-aside-*")
    later = open_acts(aside / "kpi.duckdb")
    assert len(later.uploads()) == 2
    later.store.close()


@pytest.mark.parametrize("wrong", ["missing", "no environment", "in service"])
def test_what_cannot_be_brought_in_leaves_everything_as_it_is(house: House, wrong: str) -> None:
    folder = house.place(1 if wrong == "in service" else 2)
    if wrong == "no environment":
        release(folder)
        (folder / ".venv" / "bin" / "python").unlink()
    elif wrong == "missing":
        folder.mkdir()
    done = house.upgrade(str(folder))
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert house.in_service == "1" and not (house.home / "pid").exists()
