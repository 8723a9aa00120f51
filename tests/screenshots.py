"""The README's pictures, made anew from the demonstration: ``make screenshots``.

Every picture shows the real dashboard in a real browser; the figures in it are invented and say so.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from kpi.acts import build_demonstration
from kpi.declare import demo_plan, load
from tests.browser.conftest import FLAGS
from tests.browser.screen import open_page, settle
from tests.chromium import find_chromium
from tests.servers import ROOT, serve

PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 1180
FAULTY = (
    b"locatie;periode;energiedrager;verbruik;eenheid\r\n"
    b"Almelo;2026-10;elektriciteit_inkoop;812450;kWh\r\n"
    b"Almlo;2026-10;aardgas;61200;m3\r\n"
    b"Hengelo;2026-13;aardgas;58110;m3\r\n"
    b"Hengelo;2026-10;elektriciteit_inkoop;veel;kWh\r\n"
)
"""A file as a clerk in a hurry sends it: a misspelt site, a thirteenth month, a word for a number."""


def _as_it_opens(page: Page) -> None:
    settle(page)


def _with_a_faulty_file(page: Page) -> None:
    chooser = page.locator("input[type='file']").first
    chooser.set_input_files({"name": "energie.csv", "mimeType": "text/csv", "buffer": FAULTY})
    fault = page.get_by_text("Almlo").first
    expect(fault).to_be_visible()
    checked = load().words.say("en", "upload.read_title", file="energie.csv")
    # What stands above it names the folder of this very machine.
    page.get_by_role("heading", name=checked).evaluate("heading => heading.scrollIntoView()")
    settle(page)


SHOTS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "overview": ("?lang=en", _as_it_opens),
    "upload": ("upload?lang=en&kind=energy", _with_a_faulty_file),
    "month": ("month?lang=en", _as_it_opens),
    "medication": ("medication?lang=en", _as_it_opens),
    "definition": ("definitions?lang=en&figure=co2_direct_fuel", _as_it_opens),
}
"""Name of the picture, address of the page, and what is done there first."""


def lighten(picture: bytes, path: Path) -> None:
    """Write a picture with the 256 colours that a screen of text needs: a third of the bytes."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256).save(path, optimize=True)


def main() -> None:
    """Make all pictures; without a Chromium there is nothing to make them with."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("The pictures need a Chromium on this machine.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "kpi.duckdb"
        build_demonstration(store, load(), demo_plan())
        with (
            serve(ROOT / "dashboard.py", {"KPI_STORE": str(store)}) as server,
            sync_playwright() as p,
        ):
            browser = p.chromium.launch(executable_path=chromium, args=list(FLAGS))
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB")
            for name, (address, prepare) in SHOTS.items():
                open_page(page, f"{server.url}/{address}")
                prepare(page)
                lighten(page.screenshot(animations="disabled"), PICTURES / f"{name}.png")
                print(f"docs/pictures/{name}.png")
            browser.close()


if __name__ == "__main__":
    main()
