"""Saved layouts on the upload page: seen with their columns, and withdrawn with a reason."""

from __future__ import annotations

from pathlib import Path

from kpi.acts import Actor, save_layout
from tests.command.test_layouts import BODY
from tests.pages.screens import cells, go, screens, texts
from tests.pages.test_upload import button, say
from tests.stores import open_acts


def test_a_layout_is_seen_and_withdrawn_on_the_upload_page(tmp_path: Path) -> None:
    path = tmp_path / "kpi.duckdb"
    acts = open_acts(path)
    save_layout(acts, BODY, actor=Actor.local("Anna"), reason="test")
    acts.store.close()
    with screens(path, {"lang": "nl", "kind": "energy"}) as test:
        go(test, "upload")
        title = say("layouts.title", count=1)
        assert title in [e.label for e in test.expander]
        assert any("Levering" in cell and "verbruik" in cell for cell in cells(test))
        choice = next(s for s in test.selectbox if s.label == say("layouts.which"))
        choice.select("energy/Netbeheer").run()
        next(t for t in test.text_input if t.key == "actor-field-layouts").set_value("Bob").run()
        reason = next(t for t in test.text_input if t.label == say("layouts.reason"))
        reason.set_value("Niet meer nodig").run()
        button(test, say("layouts.withdraw")).click().run()  # type: ignore[attr-defined]
        assert say("layouts.withdrawn", name="Netbeheer") in texts(test).replace("\\", "")
        assert title not in [e.label for e in test.expander]
