"""Tiles, as a browser is handed them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from kpi.show.format import TIED
from kpi.ui.tile import Line, ShownTile, tiles_html

HOSTILE = "<script>x(\"1\")</script> & *vet* 'a' www.example.org"


def parsed(*tiles: ShownTile) -> list[ET.Element]:
    return list(ET.fromstring(tiles_html(tiles)))


def test_whatever_marks_a_text_holds_it_stays_a_text() -> None:
    (tile,) = parsed(
        ShownTile(HOSTILE, Line(HOSTILE), HOSTILE, (Line(HOSTILE, "blue"),), theme=HOSTILE)
    )
    assert not list(tile.iter("script"))
    found = [text.text for text in tile.iter() if text.text]
    assert found == [f"{HOSTILE} · ", HOSTILE, HOSTILE, HOSTILE, HOSTILE]


def test_a_tile_tells_its_name_its_value_and_its_lines_in_that_order() -> None:
    lines = (Line("gemeten"), Line("op koers", "blue"))
    note, bare = parsed(
        ShownTile("Gas", Line("1.500 m³"), "Wat het is", lines),
        ShownTile("Water", Line("onbekend", "gray"), "", ()),
    )
    # The note is kept in a fold of which the name is the handle; without one nothing folds.
    told = [("b", None, "Gas"), ("p", None, "Wat het is"), ("p", "value", f"1.500{TIED}m³")]
    told += [("p", None, "gemeten"), ("p", "blue", "op koers")]
    found = [(e.tag, e.get("class"), e.text) for e in note.iter() if e.text]
    assert found == told
    assert note.findtext("details/summary/span/span/b") == "Gas"
    assert note.findtext("details/p") == "Wat het is"
    assert bare.find("details") is None
    assert [(e.get("class"), "".join(e.itertext())) for e in bare] == [
        (None, "Water"), ("value gray", "onbekend"),
    ]  # fmt: skip
