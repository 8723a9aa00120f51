"""The long drill: kills, failing calls, full disks, damage, restores. Writes docs/drill.md.

Run through ``make drill``; it takes about half an hour and ends with 1 when a figure is not met.
``make test`` runs every part of it shortened.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kpi.acts import build_demonstration
from kpi.declare import demo_plan
from tests.drill.children import CATALOGUE, open_store, result_of
from tests.drill.damage import cut, damage, flip
from tests.drill.faults import FullDisk, fail_each_call, fill_by_limit, fill_disk
from tests.drill.fuzz import fuzz
from tests.drill.kills import kill_migrations, kill_uploads, lose_the_database
from tests.drill.load import COUNTED, soak, visit
from tests.drill.memory import GIANT, PEAK, RISE, SLOWEST, weigh_giant, weigh_hostile
from tests.drill.supplies import install_offline
from tests.drill.upgrading import upgrade_and_go_back
from tests.drill.work import ENDLESS, ask_without_end, back_up_under_load, restore_drill, same_month
from tests.servers import ROOT, Server, serve

PLACE = Path(__file__).parent.parent.parent / "docs" / "drill.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
SMALL_DISK = "KPI_DRILL_DISK"
"""A folder on a disk of a few megabytes, to be filled for true; without it a limit does it."""


@dataclass(frozen=True)
class Line:
    """One line of the table: what was promised, what was done, what was found, whether it is met."""

    ids: str
    done: str
    found: str
    met: bool


def t01(folder: Path) -> Line:
    """Kill while uploading."""
    found = kill_uploads(folder, 200)
    told = f"{found.lost} lost, {found.partial} partial, {found.unopenable} unopenable"
    return Line(
        "T-01", f"{found.rounds} kills, {found.confirmed} confirmed uploads", told, found.none
    )


def t02(folder: Path) -> Line:
    """Fail every storage call, before and after its work, with a live and a dead engine."""
    calls = mixtures = doubled = 0
    for number, (after, dead) in enumerate(((0, 0), (1, 0), (0, 1), (1, 1))):
        place = folder / str(number)
        place.mkdir()
        found = fail_each_call(place, after=bool(after), dead=bool(dead))
        calls += found.calls
        mixtures += found.mixtures + found.untold
        doubled += found.doubled
    told = f"{mixtures} mixtures, {doubled} doubled or lost after sending in again"
    return Line("T-02, T-03", f"{calls} failing storage calls", told, not (mixtures or doubled))


def t04(folder: Path) -> Line:
    """Fill the disk."""
    disk = os.environ.get(SMALL_DISK)
    runs = []
    for number in range(30):
        if disk:
            with tempfile.TemporaryDirectory(dir=disk) as place:
                runs.append(result_of(fill_disk, Path(place) / "kpi.duckdb"))
        else:
            path = folder / str(number) / "kpi.duckdb"
            runs.append(result_of(fill_by_limit, path, number * 16384))
    whole = [run for run in runs if isinstance(run, FullDisk)]
    lost = sum(run.lost + run.faults for run in whole)
    slowest = max((run.seconds for run in whole), default=0.0)
    told = f"{lost} lost, {len(runs) - len(whole)} ended, going on after {slowest:.1f} s at most"
    refused = all(run.code == "store_full" for run in whole)
    met = len(whole) == 30 and not lost and slowest < 5 and refused
    return Line("T-04, T-15", f"30 full disks ({'real' if disk else 'by limit'})", told, met)


def t05(folder: Path) -> Iterator[Line]:
    """Damage the write-ahead log."""
    for harm in (cut, flip):
        found = damage(folder / harm.__name__, 100, harm, log=True)
        told = f"{found.whole} whole, {found.mended} mended and said, {found.told} restore screen, "
        told += f"{found.silent} silent losses"
        met = not (found.silent or found.ended or found.other)
        yield Line("T-05", f"100 logs, one {harm.__name__} each", told, met)


def t06(folder: Path) -> Line:
    """Damage the database."""
    found = damage(folder, 100, flip, log=False)
    told = f"{found.whole} whole, {found.told} restore screen, {found.silent} wrong totals"
    return Line("T-06", "100 databases, one flip each", told, not (found.silent or found.other))


def t07(folder: Path) -> Line:
    """Kill migrations."""
    found = kill_migrations(folder, 50)
    told = f"{found.unopenable} unopenable, {found.partial} differences"
    return Line("T-07", f"{found.rounds} kills during or after a migration", told, found.none)


def t08(folder: Path) -> Line:
    """Restore the demonstration."""
    path = folder / "kpi.duckdb"
    build_demonstration(path, CATALOGUE, demo_plan())
    found = restore_drill(path, open_store(path))
    told = f"{found.unlike} of {found.figures} figures unlike ({found.filled} filled), "
    told += f"{found.seconds:.1f} s"
    met = not (found.unlike or found.faults) and found.seconds < 300
    return Line("T-08", "demonstration lost and restored", told, met)


def t09(folder: Path) -> Line:
    """Back up under load."""
    found = back_up_under_load(folder, threads=20, backups=20)
    told = f"{found.whole} whole, of {min(found.uploads)} to {max(found.uploads)} uploads"
    return Line("T-09", "20 backups while 20 upload", told, found.whole == found.backups == 20)


def t10(folder: Path) -> Line:
    """Lose the database."""
    found = lose_the_database(folder, 20)
    done = f"{found.rounds} kills with the database deleted, {found.confirmed} uploads"
    return Line("T-10", done, f"{found.lost} lost, {found.partial} differences", found.none)


def t12(folder: Path) -> Line:
    """Upgrade a running dashboard, and go back from one that does not get well."""
    found = upgrade_and_go_back(folder)
    told = f"brought in: {found.brought_in}, went back by itself: {found.went_back}, "
    told += f"same figures: {found.same}"
    met = found.brought_in and found.went_back and found.same
    return Line("T-12", "2 upgrades, one of which stays unwell", told, met)


def t14(folder: Path) -> Line:
    """Send in one month from many threads."""
    found = same_month(open_store(folder / "kpi.duckdb"), 20)
    told = f"{found.accepted} accepted, {found.told} told, {len(found.errors)} errors"
    met = (found.accepted, found.told, found.errors) == (1, 19, [])
    return Line("T-14", "one month from 20 threads", told, met)


def t16(folder: Path) -> Iterator[Line]:
    """Ask endless questions."""
    acts = open_store(folder / "kpi.duckdb")
    for name, sql in ENDLESS.items():
        found = ask_without_end(acts, sql)
        told = f"{found.code} after {found.seconds:.1f} s, others {found.others:.2f} s at most"
        met = bool(found.code) and found.seconds <= 15 and found.others < 3
        yield Line("T-16", f"endless question: {name}", told, met)


def t17(folder: Path) -> Line:
    """Check hostile files of five megabytes."""
    found = result_of(weigh_hostile, folder / "kpi.duckdb", range(10))
    told = f"{found.accepted} accepted, {found.peak:.0f} MB at most, slowest {found.slowest:.1f} s"
    met = found.accepted == 0 and found.peak < PEAK
    return Line("T-17", f"{found.files} hostile files of 5 MB", told, met)


def t25(folder: Path) -> Iterator[Line]:
    """Check giant files."""
    for number, name in enumerate(GIANT):
        found = result_of(weigh_giant, folder / f"{number}.duckdb", name)
        told = f"answered after {found.slowest:.1f} s, {found.rise:.0f} MB more"
        met = not found.accepted and found.slowest < SLOWEST and found.rise < RISE
        yield Line("T-25", f"a file of {name}", told, met)


def t40(folder: Path) -> Line:
    """Let 20 people work for ten minutes while 100 look."""
    with _counted(folder) as server:
        found = visit(server, "Almelo", active=20, idle=100, seconds=600)
    told = f"{len(found.errors)} errors, p95 {found.p95:.2f} s of {len(found.seconds)} pages"
    return Line("T-40", "20 work, 100 look, 10 minutes", told, not found.errors and found.p95 < 2)


def t41(folder: Path) -> Line:
    """Open and close two thousand sessions."""
    with _counted(folder) as server:
        found = soak(server, 2000, 100)
    told = f"heap {found.grown:+.1f} MB, threads {found.threads_before} to {found.threads_after}"
    met = found.grown < 20 * 2000 / 10000 and found.threads_after <= found.threads_before
    return Line("T-41", f"{found.sessions} sessions", told, met)


@contextmanager
def _counted(folder: Path) -> Iterator[Server]:
    path = folder / "kpi.duckdb"
    open_store(path).store.close()
    with serve(COUNTED, {"KPI_STORE": str(path), "PYTHONPATH": str(ROOT)}) as server:
        yield server


def t29(_: Path) -> Line:
    """Fuzz the intake."""
    found = fuzz(5000)
    told = f"{found.tracebacks} tracebacks, {found.slow} above 2 s, slowest {found.slowest:.2f} s"
    met = not (found.tracebacks or found.slow)
    return Line("T-29", f"{found.cases} hostile files", told, met)


def t36(folder: Path) -> Line:
    """Install without a network."""
    found = install_offline(folder)
    told = f"runs: {found.runs}, a changed wheel refused: {found.swap_refused}, "
    told += f"{found.seconds:.0f} s"
    met = found.runs and found.swap_refused
    return Line("T-36", f"{found.wheels} wheels installed without a network", told, met)


PARTS: tuple[Callable[[Path], Line | Iterator[Line]], ...] = (
    t01, t02, t04, t05, t06, t07, t08, t09, t10, t12, t14, t16, t17, t25, t29, t36, t40, t41,
)  # fmt: skip


def run(names: list[str]) -> list[Line]:
    """Run the parts with these names, all without names; print each line when it is known."""
    lines: list[Line] = []
    for part in PARTS:
        if names and part.__name__ not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            found = part(Path(folder))
            for line in [found] if isinstance(found, Line) else found:
                lines.append(line)
                print(_row(line), f"{time.perf_counter() - began:.0f} s", flush=True)
    return lines


def _row(line: Line) -> str:
    return f"| {line.ids} | {line.done} | {line.found} | {'yes' if line.met else '**no**'} |"


def write(lines: list[Line]) -> None:
    """Put the table between its marks in docs/drill.md."""
    text = PLACE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    where = f"{dt.date.today()}, DuckDB {duckdb.__version__}, Python {platform.python_version()}, "
    where += f"{os.cpu_count()} processors"
    table = ["| promise | done | found | met |", "|---|---|---|---|", *map(_row, lines)]
    made = "\n".join([BEGIN, "", f"Measured on {where}.", "", *table, "", END])
    PLACE.write_text(before + made + after, encoding="utf-8")


if __name__ == "__main__":
    measured = run(sys.argv[1:])
    if len(sys.argv) == 1:
        write(measured)
    sys.exit(not all(line.met for line in measured))
