"""The arrivals page on an empty and a partial store."""

from __future__ import annotations

from pathlib import Path

from kpi.acts import Actor
from tests.judge.test_deliveries import GAS
from tests.pages.screens import go, screens, texts
from tests.stores import open_acts, upload

HEADER = "locatie;periode;energiedrager;verbruik;eenheid\r\n"
ALMELO = "".join(
    f"Almelo;2026-09;{row}\r\n"
    for row in ("elektriciteit_inkoop;100;kWh", "aardgas;100;Nm3", "water;100;m3")
)


def test_without_figures_the_page_shows_the_way(tmp_path: Path) -> None:
    open_acts(tmp_path / "kpi.duckdb").store.close()
    with screens(tmp_path / "kpi.duckdb", {"lang": "nl"}) as test:
        go(test, "arrivals")
        assert not test.exception
        assert not test.header


def test_what_is_late_and_its_reminder_stand_on_the_page(tmp_path: Path) -> None:
    acts = open_acts(tmp_path / "kpi.duckdb")
    upload(acts, "energy", HEADER + ALMELO)
    acts.set_entry("delivery", "gas", GAS, actor=Actor.local("Anna"), reason="contract")
    acts.store.close()
    with screens(tmp_path / "kpi.duckdb", {"lang": "nl", "site": "HGL"}) as test:
        go(test, "arrivals")
        assert not test.exception
        assert "bestanden zijn te laat" in texts(test)
        for fold in test.expander:
            test.session_state[str(fold.key)] = True
        test.run()
        reminders = [block.value for block in test.code if block.value.startswith("Beste ")]
        (gas,) = [text for text in reminders if text.startswith("Beste Gasbedrijf")]
        assert "- Energie, water en gassen, Hengelo, september 2026: alles" in gas
