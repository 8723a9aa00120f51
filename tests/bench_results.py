"""What ``make bench`` measured: kept by part, written as a table with machine and versions, and drawn.

A part that is measured anew replaces its own lines; the others stay, each with the day and the load
under which it was measured.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from tests.servers import ROOT

KEPT = ROOT / "docs" / "benchmarks.json"
TABLE = ROOT / "docs" / "benchmarks.md"
PICTURE = ROOT / "docs" / "pictures" / "benchmarks.svg"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
PACKAGES = ("streamlit", "duckdb", "pandas", "plotly", "pydantic", "polars", "typst")
QUIET = 1.0
"""A load up to this many waiting processes counts as a quiet machine."""


@dataclass(frozen=True)
class Line:
    """One figure: what was measured, beside which reference, and the most its ratio may be.

    `ratio` is the figure by its reference, `limit` what was promised of it (of the figure itself
    where there is no reference); None where there is none.
    """

    what: str
    value: float
    unit: str
    reference: str = ""
    ratio: float | None = None
    limit: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the promise holds; None where nothing was promised."""
        if self.limit is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.limit


@contextmanager
def part(name: str, title: str) -> Iterator[list[Line]]:
    """Measure a part: what is put into the list is printed, kept, written and drawn."""
    lines: list[Line] = []
    load_before = os.getloadavg()[0]
    yield lines
    for line in lines:
        print(f"{name}: {_told(line)}")
    kept = _kept()
    kept[name] = {
        "title": title,
        "day": dt.datetime.now(dt.UTC).date().isoformat(),
        "load": round(load_before, 1),
        "machine": machine(),
        "versions": {name: _version(name) for name in PACKAGES},
        "lines": [asdict(line) for line in lines],
    }
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write()


def machine() -> str:
    """Return the machine in words, as far as ratios hang on it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{os.cpu_count()} processors, {memory:.0f} GB, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except ImportError:
        return ""


def _kept() -> dict[str, Any]:
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}


def _told(line: Line) -> str:
    ratio = "" if line.ratio is None else f", {line.ratio:.2f} x {line.reference}"
    limit = "" if line.limit is None else f" (at most {line.limit:g}: {_verdict(line)})"
    return f"{line.what}: {_number(line.value)} {line.unit}{ratio}{limit} {line.note}".rstrip()


def _verdict(line: Line) -> str:
    return {None: "", True: "met", False: "not met"}[line.met]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def write() -> None:
    """Write table and picture anew from what is kept."""
    kept = _kept()
    pieces = [_section(found) for found in kept.values()]
    text = TABLE.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    TABLE.write_text(f"{before}{BEGIN}\n{''.join(pieces)}\n{END}{after}", encoding="utf-8")
    _draw([Line(**line) for found in kept.values() for line in found["lines"]])


def _section(found: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items() if number)
    noisy = (
        "" if found["load"] <= QUIET else ": other work ran beside it, so the times are too long"
    )
    rows = "".join(
        f"| {line.what} | {_number(line.value)} {line.unit} | {line.reference or '-'} |"
        f" {'-' if line.ratio is None else f'{line.ratio:.2f}'} |"
        f" {'-' if line.limit is None else f'{line.limit:g}'} | {_verdict(line) or '-'} |"
        f" {line.note or '-'} |\n"
        for line in (Line(**line) for line in found["lines"])
    )
    return (
        f"\n### {found['title']}\n\n{found['machine']}; {versions}. Measured on {found['day']} at a"
        f" load of {found['load']}{noisy}.\n\n"
        "| what | measured | reference in the same run | ratio | at most | promise | remark |\n"
        f"|---|---|---|---|---|---|---|\n{rows}"
    )


def _draw(lines: list[Line]) -> None:
    """Draw what was promised: each figure by its limit, 1 being just enough."""
    shares = [
        (line.what, (line.value if line.ratio is None else line.ratio) / line.limit)
        for line in lines
        if line.limit
    ]
    mpl.rcParams["svg.hashsalt"] = "kpi"
    figure = Figure(figsize=(9, 0.8 + 0.32 * len(shares)), layout="constrained")
    axes = figure.subplots()
    names, values = [name for name, _ in shares], [share for _, share in shares]
    bars = axes.barh(
        names, values, color=["#2f6f8f" if share <= 1 else "#b3541e" for share in values]
    )
    axes.bar_label(bars, [f"{share:.2f}" for share in values], padding=3)
    axes.axvline(1, color="#444444", linewidth=1)
    axes.invert_yaxis()
    axes.set_xlim(0, max([1.2, *values]) * 1.12)
    axes.set_xlabel("measured by what was promised (1: just enough; less is better)")
    axes.spines[["top", "right"]].set_visible(False)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PICTURE, metadata={"Date": None})
