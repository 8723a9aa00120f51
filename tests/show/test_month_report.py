"""The month on paper: what the snapshot says and nothing else, word for word, byte for byte."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kpi.acts import Acts
from kpi.acts.months import around
from kpi.declare import Language, Month, load
from kpi.judge.snapshot import Said, Snapshot, SnapshotTile, read_snapshot, text_of
from kpi.paper import pdf_of
from kpi.show import Voice
from kpi.show.both import Both
from kpi.show.month_chart import chart_alternative, charted_targets
from kpi.show.month_report import month_document
from kpi.show.snapshot import MonthMaker, snapshot_of
from tests.golden import DRAFT, GOLDEN, HOSTILE, NAMES
from tests.pdf import alternatives, kinds, pages_of, plain, read, require_sound
from tests.pdf import text_of as text_in

PAGES = Path(__file__).parent / "month_report.txt"
"""What the golden month reads like in Dutch, a line a page, without spaces."""


def voice(language: Language = "nl") -> Voice:
    return Voice(load(), language, NAMES)


def made(snapshot: Snapshot, code: str = "ALL", language: Language = "nl") -> bytes:
    return pdf_of(month_document(snapshot, code, voice(language)))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_is_sound_and_its_charts_can_be_read_aloud(language: Language) -> None:
    data = made(GOLDEN, language=language)
    title = {"nl": "Maandverslag september 2026, Proefgroep"}.get(
        language, "Monthly report September 2026, Proefgroep"
    )
    require_sound(data, language, title)
    drawn = charted_targets(GOLDEN, "ALL")
    assert [target.id for target in drawn] == ["PRF-GAS"]
    assert alternatives(data) == [chart_alternative(t, voice(language)) for t in drawn]
    assert kinds(data).count("/Table") == 2  # changed, since


def test_every_page_tells_filters_state_factors_closing_and_revision() -> None:
    for told in pages_of(made(GOLDEN)):
        assert plain("Proefgroep · september 2026") in told
        assert plain("Maand gesloten, niet binnen: 1 · emissiefactoren van het jaar") in told
        # 07:12 UTC is twelve minutes past nine in Amsterdam, in October.
        assert plain("Gesloten op 20 okt 2026 09:12 door Anna · Stand 42") in told


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_words_are_those_of_the_snapshot(language: Language) -> None:
    told = text_in(made(GOLDEN, language=language))
    for said in strings(GOLDEN, "ALL"):
        assert plain(said.of(language)) in told, said
    assert told.count(plain(HOSTILE)) == 2  # the cause and the annotation, as they were written


def burning(tile: SnapshotTile) -> list[Said]:
    """Return the lamps that the page shows beside the path."""
    return [lamp.text for lamp in tile.lamps if lamp.name != "position" and lamp.light != "unlit"]


def strings(snapshot: Snapshot, code: str) -> list[Said]:
    """Return the display strings that a place's report has to hold."""
    site = next(site for site in snapshot.sites if site.code == code)
    found = [site.headline, site.verdicts, *(cell for row in site.changes for cell in row)]
    for tile in (tile for tile in snapshot.tiles if tile.site == code):
        found += [tile.theme, tile.label, tile.value, tile.state, tile.step, tile.year]
        found += [*tile.paths, *tile.notes, *burning(tile)]
    for explanation in snapshot.explanations:
        found += [explanation.label, *(explanation.asked if explanation.cause else ())]
    for decision in (*snapshot.decisions, *snapshot.earlier_decisions):
        found += (
            [decision.label, decision.outcome_text] if decision.effect else [decision.cost_display]
        )
        found += [decision.effect]
    for change in snapshot.changed:
        found += [change.label, change.old, change.new, *change.causes]
    return [*found, *(item.what for item in snapshot.lacking)]


def test_a_closed_month_gives_the_same_bytes_from_its_stored_text() -> None:
    first = made(GOLDEN)
    assert made(read_snapshot(text_of(GOLDEN))) == first
    assert GOLDEN.closing is not None
    later = dataclasses.replace(GOLDEN.closing, revision=50, restates=42, reason="Herstel")
    restated = made(dataclasses.replace(GOLDEN, closing=later))
    assert restated != first
    assert plain("Dit verslag vervangt dat van stand 42: Herstel") in text_in(restated)


def test_the_golden_month_reads_as_it_did() -> None:
    assert "\n".join(pages_of(made(GOLDEN))) == PAGES.read_text("utf-8").rstrip("\n")


def test_a_month_that_is_not_closed_is_a_draft_on_every_page() -> None:
    data = made(DRAFT)
    assert plain(voice().say("report.draft")) in pages_of(data)[0]
    for told in pages_of(data):
        assert plain("Niet afgesloten, zoals bekend op 20 oktober 2026 · Stand 41") in told


def test_a_site_reads_only_what_is_its_own() -> None:
    told = text_in(made(GOLDEN, "NRD"))
    assert plain("900 m³") in told and plain("1.300 m³") not in told.replace(
        plain("In twaalf maanden 1.300 m³"), ""
    ).replace(plain("Aardgas 1.300 m³"), "")
    # What somebody said of the group is no part of the site's report.
    assert told.count(plain(HOSTILE)) == 1


def test_what_changed_holds_no_approximation_that_no_target_rests_on(demonstration: Acts) -> None:
    judge, month = demonstration.judge(), Month(2026, 9)
    maker = MonthMaker(judge, month, around(demonstration, month), Both.at(judge))
    aimed = {target.indicator for target in judge.targets}
    loose = {
        i.label.nl
        for i in demonstration.catalogue.indicators.values()
        if i.proxy and i.id not in aimed
    }
    told = {row[0].nl for row in maker.site("ALL").changes}
    assert len(told) == 4 and not told & loose


def test_the_lamps_of_a_figure_are_those_of_a_target_with_a_verdict(demonstration: Acts) -> None:
    judge, month = demonstration.judge(), Month(2026, 9)
    maker = MonthMaker(judge, month, around(demonstration, month), Both.at(judge))
    found = [p for p in maker.progress["ALL"] if p.target.indicator == "waste_residual"]
    silent = [p for p in found if p.verdict == "no_verdict"]
    judged = [p for p in found if p.verdict != "no_verdict"]
    assert silent and judged
    # As if the target without a verdict were the first of the register.
    maker.__dict__["progress"] = {"ALL": (*silent, *judged)}
    (tile,) = (tile for tile in maker.tiles("ALL") if tile.indicator == "waste_residual")
    assert [lamp.light for lamp in tile.lamps if lamp.name == "position"] == ["not_met"]


def test_the_demonstration_fits_two_printed_pages(demonstration: Acts) -> None:
    names = {"ALL": "Ziekenhuisgroep Twente", "ALM": "Almelo", "HGL": "Hengelo"}
    judge, month = demonstration.judge(), Month(2026, 9)
    snapshot = snapshot_of(judge, month, around(demonstration, month), Both.at(judge))
    for code in names:
        data = pdf_of(month_document(snapshot, code, Voice(load(), "nl", names)))
        assert len(read(data).pages) == 2
        assert plain(voice().say("report.invented")) in pages_of(data)[1]
    told = text_in(data)
    assert all(plain(said.nl) in told for said in strings(snapshot, "HGL"))
