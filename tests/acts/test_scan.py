"""The hospital's virus scanner is asked before a file is kept; without its yes nothing is."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from kpi.acts import Actor, Acts, Inbox, Refused, attach
from kpi.acts.scan import require_clean
from kpi.serve.inbox import look
from kpi.store import events
from tests.stores import open_acts
from tests.test_house import ROOT

HEADER = "locatie;periode;energiedrager;verbruik;eenheid;meter\r\n"
CLEAN = f"{HEADER}Almelo;2026-09;aardgas;100;Nm3;hal\r\n".encode()
SICK = f"{HEADER}Almelo;2026-09;aardgas;100;Nm3;EICAR\r\n".encode()
SLEEPY = f"{HEADER}Almelo;2026-09;aardgas;100;Nm3;SLEEP\r\n".encode()
BROKEN = f"{HEADER}Almelo;2026-09;aardgas;100;Nm3;BROKEN\r\n".encode()

SCANNER = """#!/bin/sh
# Called as clamdscan is: options, then a file. 0: clean, 1: found something, 2: no verdict.
[ "$1" = --quiet ] || exit 2
echo "$2" >> {asked}
if grep -q SLEEP "$2"; then exec sleep 30; fi
if grep -q BROKEN "$2"; then exit 2; fi
if grep -q EICAR "$2"; then echo "$2: Test FOUND"; exit 1; fi
exit 0
"""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scanner is set; what is returned is where it writes which files it was given."""
    script, log = tmp_path / "scanner of the house.sh", tmp_path / "asked"
    script.write_text(SCANNER.format(asked=log))
    script.chmod(0o755)
    monkeypatch.setenv("KPI_SCAN", f"'{script}' --quiet")
    monkeypatch.setenv("KPI_SCAN_SECONDS", "0.5")
    return log


@pytest.fixture
def acts(tmp_path: Path) -> Acts:
    return open_acts(tmp_path / "store" / "kpi.duckdb")


def send(acts: Acts, data: bytes) -> int:
    preview = acts.preview("energy", data, "september.csv", rehearse=False)
    return acts.accept(preview, actor=Actor.local("Anna")).number


def kept(acts: Acts) -> set[str]:
    assert acts.store.archive is not None
    return {path.name for path in acts.store.archive.glob("*")}


def attach_evidence(acts: Acts, data: bytes) -> int:
    return attach(
        acts, "ALM", "voorbeeld", "voorbeeld-01-1", {"title": "x"}, document=("x.pdf", data), actor=Actor.local("A"), reason="B"
    )  # fmt: skip


def test_what_the_scanner_calls_clean_is_kept_and_its_copy_is_gone(acts: Acts, asked: Path) -> None:
    send(acts, CLEAN)
    assert len(kept(acts)) == 1
    (file,) = asked.read_text().split("\n")[:-1]
    assert not Path(file).exists() and not Path(file).parent.exists()


@pytest.mark.parametrize(
    ("data", "code", "result"),
    [
        (SICK, "scan_found", "failed"),
        (SLEEPY, "scan_failed", "none"),
        (BROKEN, "scan_failed", "none"),
    ],
    ids=["found", "slow", "no-verdict"],
)
@pytest.mark.parametrize("act", [send, attach_evidence], ids=["upload", "evidence"])
def test_without_the_scanners_yes_nothing_is_kept(
    acts: Acts,
    asked: Path,
    act: Callable[[Acts, bytes], int],
    data: bytes,
    code: str,
    result: str,
) -> None:
    before = acts.store.revision
    with pytest.raises(Refused, match=code):
        act(acts, data)
    assert acts.store.revision == before and not kept(acts)
    last = events(acts.store)[-1]
    assert last.name == "upload_validation"
    assert last.facts["act"] == "scan" and last.facts["result"] == result


def test_a_scanner_that_is_not_there_lets_nothing_in(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_SCAN", "/nowhere/scanner")
    with pytest.raises(Refused, match="scan_failed"):
        send(acts, CLEAN)
    monkeypatch.delenv("KPI_SCAN")
    assert send(acts, CLEAN)


def test_in_the_drop_folder_it_waits_and_the_report_says_why(
    acts: Acts, asked: Path, tmp_path: Path
) -> None:
    inbox = Inbox(acts, tmp_path / "inbox")
    inbox.prepare()
    path = inbox.folder / "energy" / "sick.csv"
    path.write_bytes(SICK)
    look(inbox)
    (dropped,) = look(inbox)
    assert dropped.why == "refused" and path.exists() and not kept(acts)
    report = path.with_name("sick.csv.report.txt").read_text(encoding="utf-8-sig")
    assert "De virusscanner vond iets in dit bestand." in report
    assert "The virus scanner found something in this file." in report


def test_whatever_keeps_a_file_asks_the_scanner_first() -> None:
    """Every function that archives bytes asks before it does so."""
    found = {}
    for path in (ROOT / "kpi").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                calls = {
                    ast.unparse(n.func).rpartition(".")[2]: n.lineno
                    for n in ast.walk(node)
                    if isinstance(n, ast.Call)
                }
                if "archive_file" in calls:
                    asks = calls.get(require_clean.__name__, calls["archive_file"])
                    found[f"{path.stem}.{node.name}"] = asks < calls["archive_file"]
    assert found == {"acts.accept": True, "binder.attach": True, "factor_list.adopt_list": True}
