"""A document becomes a PDF that can be read aloud and kept; texts stay what they are."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kpi.paper import (
    Block,
    Box,
    Bullets,
    Chart,
    Charts,
    Document,
    Heading,
    Paragraph,
    TextTable,
    Tile,
    Tiles,
    pdf_of,
)
from kpi.paper.typesetting import TypesettingError, readable
from tests.pdf import alternatives, kinds, pages_of, plain, read, require_sound, text_of

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">'
    '<rect width="40" height="40"/></svg>'
)
HOSTILE = '#panic() *vet* $x$ [a] <b> @c // \\ `d` _e_ = f = "g" CO₂ ≥ 3 – € 1.234,50'
BLOCKS: tuple[Block, ...] = (
    Box(HOSTILE, ["een zin", HOSTILE]),
    Heading("Deel twee"),
    Paragraph(HOSTILE),
    Bullets([HOSTILE, "tweede"]),
    TextTable(
        "Een tabel",
        ["kop een", "kop twee"],
        [[HOSTILE, "12"], *[["regel", "12"]] * 99],
        (2, 1),
        (1,),
    ),
    Tiles([Tile("Thema", "Gas", "1.234 m³", ["● gemeten"])] * 4),
    Charts([Chart("Een tekening", SQUARE, "Een vierkant, en niets meer.")], "Zo ziet het eruit."),
)


def a_document(*blocks: Block) -> Document:
    return Document(
        title="Proef van een verslag",
        organisation="Groep",
        language="nl",
        made=dt.datetime(2026, 11, 5, 14, 3),
        page_of="Bladzijde {page} van {pages}",
        foot=("Almelo · oktober 2026", "Revisie 12"),
        blocks=blocks,
    )


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf_of(a_document(*BLOCKS))


def test_a_report_is_tagged_titled_and_kept_with_its_fonts(made: bytes) -> None:
    require_sound(made, "nl", "Proef van een verslag")
    found = kinds(made)
    assert found.count("/H1") == 1 and found.count("/H2") == 1
    assert found.count("/Table") == 1 and found.count("/TH") == 2
    assert found.count("/TD") == 200
    assert alternatives(made) == ["Een vierkant, en niets meer."]


def test_text_is_set_as_it_is_and_nothing_in_it_is_markup(made: bytes) -> None:
    assert text_of(made).count(plain(HOSTILE)) == 5


def test_every_page_says_which_it_is_and_what_it_is_about(made: bytes) -> None:
    pages = pages_of(made)
    assert len(pages) > 2
    for place, told in enumerate(pages, start=1):
        assert plain(f"Bladzijde {place} van {len(pages)}") in told
        assert plain("Almelo · oktober 2026") in told and plain("Revisie 12") in told
    # The head of a table comes again on every page it goes on to.
    assert sum(plain("kop twee") in told for told in pages) >= 3


def test_the_same_document_gives_the_same_bytes_and_another_moment_others(made: bytes) -> None:
    assert pdf_of(a_document(*BLOCKS)) == made
    later = dataclasses.replace(a_document(*BLOCKS), made=dt.datetime(2026, 11, 5, 14, 4))
    assert pdf_of(later) != made


def test_a_drawing_without_words_is_refused() -> None:
    with pytest.raises(TypesettingError, match="alt"):
        pdf_of(a_document(Charts([Chart("", SQUARE, "")])))


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("CO₂ ≤ 2 m³ → ●▲▨", "CO₂ ≤ 2 m³ → ●▲▨"),
        ("e\u0301e\u0301n", "één"),  # a letter and its accent become the one sign they are
        ("a\x00b\u200bc", "abc"),  # what cannot be seen is left out
        ("1\u202f234", "1\u202f234"),
        ("ﬁ", "ﬁ"),
        ("漢", "\ufffd"),  # what no type has is seen to be lost
        ("一１", "\ufffd1"),  # unless it has a plain form
    ],
)
def test_what_cannot_be_printed_is_seen(text: str, printed: str) -> None:
    assert readable(text) == printed


def test_a_text_in_any_script_still_gives_a_report() -> None:
    data = pdf_of(a_document(Paragraph("漢字 😀 العربية \ud800 Ωμέγα")))
    assert "Ωμέγα" in text_of(data)
    require_sound(data, "nl", "Proef van een verslag")


def test_a_long_word_does_not_run_into_the_next_column() -> None:
    long = "abcdefghij" * 12
    page = read(pdf_of(a_document(TextTable("", ["a", "b"], [[long, "naast"]], (1, 1))))).pages[0]
    told = page.extract_text()
    # Broken into lines that fit half the breadth, and whole when read together.
    assert long not in told
    assert long in plain(told)
