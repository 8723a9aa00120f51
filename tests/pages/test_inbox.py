"""Files of the drop folder on the upload page: they wait with their findings, and can be saved."""

from __future__ import annotations

from pathlib import Path

from kpi.acts import Actor
from kpi.serve import STORES
from kpi.serve.inbox import look
from tests.pages.screens import go, screens, texts
from tests.stores import open_acts

HEADER = "locatie;periode;energiedrager;verbruik;eenheid\r\n"


def test_a_waiting_file_can_be_looked_at_and_set_aside(tmp_path: Path) -> None:
    open_acts(tmp_path / "kpi.duckdb").store.close()
    folder = tmp_path / "inbox" / "energy"
    folder.mkdir(parents=True)
    path = folder / "gas.csv"
    path.write_bytes((HEADER + "Almelo;2026-09;aardgas;honderd;Nm3\r\n").encode())
    with screens(tmp_path / "kpi.duckdb", {"lang": "nl"}) as test:
        inbox = STORES.inbox()
        assert inbox is not None
        look(inbox)
        look(inbox)
        go(test, "upload")
        assert not test.exception
        assert "1 bestand(en) in de inleverbak wachten op u" in texts(test)
        assert "gas.csv" in texts(test)
        test.button(key="inbox-look-0").click().run()
        assert not test.exception
        assert "U bekijkt gas.csv uit de inleverbak." in texts(test)
        assert any("Fouten" in h.value or "fout" in h.value for h in test.header)
        test.session_state["actor"] = "Anna"
        test.button(key="inbox-aside-0").click().run()
        assert not test.exception
        assert "inleverbak wachten" not in texts(test)
    assert (folder / "set-aside" / "gas.csv").exists()


def test_a_folder_promises_to_take_files_up_only_where_it_does(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    open_acts(path).store.close()
    with screens(path, {"lang": "nl"}) as test:
        assert "wat in orde is, wordt daar vanzelf opgepakt" in texts(go(test, "upload"))
        only = {"name": "Inleverbak", "kinds": ["waste"], "sites": []}
        STORES.acts().set_entry(
            "drop_role", "Inleverbak", only, actor=Actor.local("Anna"), reason="Alleen afval"
        )
        told = texts(go(test, "upload"))
        assert "ze wachten dan op deze pagina tot u ze bewaart" in told
        assert "vanzelf opgepakt" not in told
