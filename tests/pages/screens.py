"""The pages as Streamlit runs them, on a store of the test's own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from streamlit.testing.v1 import AppTest

from kpi.serve import STORES
from kpi.show.format import TIED
from tests.servers import ROOT

PAGES = (
    "overview",
    "month",
    "closing",
    "co2_energy",
    "meters",
    "waste",
    "medication",
    "reusables",
    "travel",
    "food",
    "care",
    "targets",
    "measures",
    "what_if",
    "signals",
    "thermometer",
    "binder",
    "obligations",
    "vision",
    "region",
    "reports",
    "arrivals",
    "upload",
    "registers",
    "safekeeping",
    "definitions",
)
SECONDS = 180
"""Until a page has to be drawn; a busy machine draws late, not wrongly."""


@contextmanager
def screens(path: Path, query: Mapping[str, str] | None = None) -> Iterator[AppTest]:
    """Run the frame with its first page on the store at a path."""
    before = os.environ.get("KPI_STORE")
    os.environ["KPI_STORE"] = str(path)
    try:
        test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=SECONDS)
        test.query_params.update(query or {})
        yield test.run()
    finally:
        STORES.close()
        if before is None:
            del os.environ["KPI_STORE"]
        else:
            os.environ["KPI_STORE"] = before


def go(test: AppTest, page: str) -> AppTest:
    """Go to a page, as a click in the navigation does."""
    return test.switch_page(f"pages/{page}.py").run()


def texts(test: AppTest) -> str:
    """Return everything a page says in running text, without the marks that keep it plain.

    Spaces at which no line ends are told as any others.
    """
    said = [*test.title, *test.header, *test.subheader, *test.markdown, *test.caption]
    said += [*test.info, *test.error, *test.warning, *test.success]
    told = [str(element.value).replace("\\", "") for element in said]
    told += ["".join(text.itertext()) for tile in tiles(test) for text in tile.iter("p")]
    return "\n".join(told).replace(TIED, " ")


def figures(test: AppTest) -> dict[str, str]:
    """Return the tiles of a page: label and the number on it."""
    return {
        tile.findtext(".//b", "").replace(TIED, " "): tile.findtext(
            "p[@class='value']", ""
        ).replace(TIED, " ")
        for tile in tiles(test)
    }


def counts(test: AppTest) -> dict[str, str]:
    """Return what a page counts: what of, and the number."""
    return {count.label: count.value for count in test.metric}


def tiles(test: AppTest) -> list[ET.Element]:
    """Return the tiles of a page, in their order."""
    bodies = [element.proto.body for element in test.get("html")]
    return [tile for body in bodies if 'class="tiles' in body for tile in ET.fromstring(body)]


@dataclass(frozen=True)
class ShownTable:
    """A table of a page, as it is read: its header, and its rows of the same width."""

    header: list[str]
    rows: list[list[str]]

    def column(self, name: str) -> list[str]:
        """Return what stands below a header."""
        place = self.header.index(name)
        return [row[place] for row in self.rows]


def tables(test: AppTest) -> list[ShownTable]:
    """Return the tables of a page, in their order; every space in them is a plain one."""
    bodies = [element.proto.body for element in test.get("html")]
    drawn = [ET.fromstring(body.replace(TIED, " ")) for body in bodies if "<table" in body]
    return [
        ShownTable(
            ["".join(cell.itertext()) for cell in table.iterfind(".//thead/tr/th")],
            [["".join(cell.itertext()) for cell in row] for row in table.iterfind(".//tbody/tr")],
        )
        for table in drawn
    ]


def cells(test: AppTest) -> list[str]:
    """Return what stands in the cells of all tables of a page."""
    return [cell for table in tables(test) for row in table.rows for cell in row]
