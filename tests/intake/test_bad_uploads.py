"""One small bad upload for every finding code: it raises that code, there, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kpi.declare import LANGUAGES, Layout, load
from kpi.intake import Checked, NameMapping, Vocabulary, check
from tests.intake.checking import TODAY, contract, words

FOLDER = Path(__file__).parent.parent / "bad_uploads"
HISTORY_CODES = {
    "unlike_history",
    "left_standing",
    "outside_bounds",
    "month_differs",
    "meter_beside",
    "meter_called_twice",
    "meter_registered_below",
    "spread_gives_way",
    "whole_beside_sites",
    "another_name",
    "site_not_counting",
    "meter_elsewhere",
}
"""Raised beside what is stored already; covered by the tests of the acts."""
LIMITS = {
    "file_too_large": {"max_bytes": 50},
    "too_many_rows": {"max_rows": 2},
    "line_endless": {"max_line": 60},
    "faults_untold": {"max_findings": 2},
    "workbook_too_large": {"max_rows": 10},
}
"""Limits small enough for a small file."""
BESIDE = {
    "moment_impossible": {"clock_changed"},
    "moment_step": {"readings_missing"},
    "moment_off_grid": {"readings_missing"},
    "moment_unreadable": {"readings_missing"},
    "reading_differs": {"readings_missing"},
    "faults_untold": {"moment_unreadable"},
    "personal_data": {"column_unknown"},
    "lines_too_early": {"layout_used"},
    "rows_summed": {"layout_used", "density_used"},
    "year_from_above": {"lines_above"},
}
"""Remarks that are unavoidable beside a code."""


@dataclass(frozen=True)
class Bad:
    """A bad upload: its kind and code (its file name), and where the finding stands."""

    kind: str
    code: str
    line: int | None
    column: str | None
    decide: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    suffix: str = "csv"


BADS = (
    Bad("energy", "file_empty", None, None),
    Bad("energy", "file_too_large", None, None),
    Bad("energy", "file_is_spreadsheet", None, None),
    Bad("energy", "file_is_other", None, None),
    Bad("energy", "file_not_text", None, None),
    Bad("energy", "encoding_windows", None, None),
    Bad("energy", "quote_unclosed", 2, None),
    Bad("energy", "header_not_found", None, None),
    Bad("waste", "header_twice", 1, "gewicht_kg"),
    Bad("key_figures", "header_unit", None, "bvo_m2"),
    Bad("energy", "lines_above", 1, None),
    Bad("energy", "column_unknown", 1, None),
    Bad("energy", "column_nameless", 1, None),
    Bad("energy", "column_missing", None, "energiedrager"),
    Bad("key_figures", "figures_missing", None, None),
    Bad("energy", "no_rows", None, None),
    Bad("energy", "too_many_rows", None, None),
    Bad("travel", "not_with_other", 3, "eenheid"),
    Bad("energy", "same_as_other", 3, "hoofdmeter"),
    Bad("energy", "blank_lines", None, None),
    Bad("energy", "line_endless", 3, None),
    Bad("energy", "personal_data", None, None),
    Bad("energy", "personal_number", 2, "opmerking"),
    Bad("energy", "decision_unknown", None, None, decide={"verbruik": "misschien"}),
    Bad("energy", "constant_unknown", None, None, constants={"kleur": "groen"}),
    Bad("energy", "constant_fills", None, "eenheid", constants={"eenheid": "kWh"}),
    Bad("energy", "row_ragged", 3, None),
    Bad("energy", "filled_down", 3, "locatie"),
    Bad("energy", "required_empty", 3, "verbruik"),
    Bad("energy", "placeholder_required", 3, "verbruik"),
    Bad("energy", "placeholder", 2, "kosten_eur"),
    Bad("energy", "formula_broken", 3, "verbruik"),
    Bad("energy", "number_unreadable", 3, "verbruik"),
    Bad("energy", "number_mixed", 2, "verbruik"),
    Bad("energy", "number_ambiguous", 2, "verbruik"),
    Bad("energy", "number_unit", 2, "verbruik"),
    Bad("key_figures", "number_too_low", 2, "verpleegdagen"),
    Bad("key_figures", "number_too_high", 2, "verpleegdagen"),
    Bad("waste", "number_not_whole", 2, "aantal_ledigingen"),
    Bad("key_figures", "number_rounded", 2, "fte"),
    Bad("energy", "decimal_point", None, "verbruik"),
    Bad("energy", "three_decimals", None, "verbruik"),
    Bad("waste", "share_small", 2, "recycling_pct"),
    Bad("waste", "flag_unreadable", 2, "project"),
    Bad("energy", "month_unreadable", 2, "periode"),
    Bad("energy", "month_too_coarse", 2, "periode"),
    Bad("energy", "month_too_early", 2, "periode"),
    Bad("energy", "month_future", 2, "periode"),
    Bad("energy", "month_running", 2, "periode"),
    Bad("energy", "month_short", 2, "periode"),
    Bad("waste", "date_unreadable", 2, "datum"),
    Bad("waste", "date_month_first", 2, "datum"),
    Bad("waste", "date_too_early", 2, "datum"),
    Bad("waste", "date_future", 2, "datum"),
    Bad("waste", "date_short", 2, "datum"),
    Bad("waste", "date_outside_month", 2, "datum"),
    Bad("energy", "site_unknown", 2, "locatie"),
    Bad("energy", "site_unsplit", 2, "locatie"),
    Bad("energy", "choice_unknown", 2, "energiedrager"),
    Bad("waste", "name_unmapped", 2, "afvalstroom"),
    Bad("waste", "name_ambiguous", 2, "afvalstroom"),
    Bad("waste", "code_unknown", 2, "eural_code"),
    Bad("waste", "code_looks_like_date", 2, "eural_code"),
    Bad("waste", "code_padded", 2, "eural_code"),
    Bad("waste", "code_asterisk_added", 2, "eural_code"),
    Bad("waste", "code_asterisk_dropped", 2, "eural_code"),
    Bad("energy", "digits_lost", 2, "ean_code"),
    Bad("energy", "digits_unreadable", 2, "ean_code"),
    Bad("energy", "digits_length", 2, "ean_code"),
    Bad("energy", "digits_padded", 2, "ean_code"),
    Bad("energy", "check_digit", 2, "ean_code"),
    Bad("energy", "unit_unknown", 2, "eenheid"),
    Bad("energy", "unit_not_convertible", 2, "eenheid"),
    Bad("energy", "unit_needs_column", 2, "verbrandingswaarde_kwh_m3"),
    Bad("waste", "unit_taken", None, "gewicht_kg"),
    Bad("waste", "unit_beside_header", 2, "eenheid"),
    Bad("waste", "amount_beside_product", 2, "gewicht_kg"),
    Bad("waste", "density_used", 2, "gewicht_kg"),
    Bad("energy", "negative_unexplained", 2, "verbruik"),
    Bad("energy", "slice_below_zero", 2, "verbruik"),
    Bad("waste", "default_used", None, "gewicht_bron"),
    Bad("energy", "assumed", 2, "volume_basis"),
    Bad("waste", "needed_empty", 2, "eural_code"),
    Bad("energy", "below_other", 2, "meterstand_eind"),
    Bad("waste", "above_per", 2, "gewicht_kg"),
    Bad("waste", "unlike_volume", 2, "gewicht_kg"),
    Bad("waste", "code_not_seen", 2, "verwerking"),
    Bad("energy", "control_total_differs", None, "verbruik", decide={"total": "1.500"}),
    Bad("energy", "control_rows_differ", None, None, decide={"rows": "3"}),
    Bad("medication", "text_unlike", 2, "atc_code"),
    Bad("medication", "one_needed", 2, "atc_code"),
    Bad("medication", "below_other_odd", 2, "verstrekt_aantal"),
    Bad("reusables", "product_differs", 2, "aantal_ingekocht"),
    Bad("reusables", "amount_nowhere", 2, "aantal_gebruiken"),
    Bad("energy", "rows_not_summed", 2, None),
    Bad("energy", "duplicate_dropped", 3, None),
    Bad("energy", "duplicate_differs", 3, None),
    Bad("waste", "duplicate_kept", 3, None, decide={"duplicates": "keep"}),
    Bad("waste", "perhaps_twice", 3, None),
    Bad("waste", "total_drop", 2, None, decide={"totals": "drop"}),
    Bad("waste", "total_keep", 2, None, decide={"totals": "keep"}),
    Bad("energy", "meter_unnamed", 3, None),
    Bad("key_figures", "row_without_figures", 3, None),
    Bad("degree_days", "layout_used", 4, None),
    Bad("degree_days", "lines_too_early", 6, "datum"),
    Bad("degree_days", "place_unnamed", 2, "station"),
    Bad("interval", "meter_unknown", 2, "ean_code"),
    Bad("interval", "moment_unreadable", 2, "van"),
    Bad("interval", "moment_step", 3, "van"),
    Bad("interval", "moment_off_grid", 3, "van"),
    Bad("interval", "moment_impossible", 4, "van"),
    Bad("interval", "reading_twice", 26, "van"),
    Bad("interval", "reading_differs", 26, "van"),
    Bad("interval", "readings_missing", 2, None),
    Bad("interval", "clock_changed", None, None),
    Bad("interval", "register_assumed", 2, "register"),
    Bad("interval", "reactive_left_out", 26, "eenheid"),
    Bad("interval", "stamp_unsettled", None, "tijdstip"),
    Bad("interval", "faults_untold", None, None),
    Bad("energy", "total_left_out", 4, None),
    Bad("energy", "archive_hostile", None, None, suffix="xlsx"),
    Bad("energy", "workbook_too_large", None, None, suffix="xlsx"),
    Bad("energy", "workbook_damaged", None, None, suffix="xlsx"),
    Bad("energy", "formula_unreckoned", 2, "verbruik", suffix="xlsx"),
    Bad("energy", "sheet_hidden", None, None, suffix="xlsx"),
    Bad("energy", "sheets_left_out", None, None, suffix="xlsx"),
    Bad("energy", "rows_hidden", 3, None, suffix="xlsx"),
    Bad("energy", "cells_merged", 3, None, suffix="xlsx"),
    Bad("energy", "year_from_above", None, None),
    Bad("energy", "year_missing", 1, "periode"),
    Bad("energy", "total_column_left_out", 1, "Totaal"),
    Bad("energy", "layout_renamed", 1, "Soort product"),
    Bad("energy", "layout_missing", 1, "Tarief"),
    Bad("energy", "layout_added", 1, "Btw"),
    Bad("energy", "layout_reordered", 1, "Dienst"),
    Bad("energy", "layout_unit_changed", 1, "Afname (MWh)"),
    Bad("energy", "rows_summed", None, None, constants={"locatie": "Almelo"}),
    Bad("energy", "total_differs", 4, "verbruik"),
)


SAVED = tuple(
    Layout.model_validate({"contract": "energy", "label": {"nl": name, "en": name}, **facts})
    for name, facts in (
        (
            "Netbeheer",
            {
                "id": "netbeheer",
                "header": ("Aansluiting", "Maand van", "Dienst", "Afname (kWh)", "Tarief"),
                "columns": {"Maand van": "month", "Dienst": "carrier", "Afname (kWh)": "quantity"},
                "units": {"quantity": "kWh"},
                "constants": {"site": "ALM"},
            },
        ),
        (
            "Narcose",
            {
                "id": "narcose",
                "header": ("Dag", "Verbruik in ml"),
                "columns": {"Dag": "month", "Verbruik in ml": "quantity"},
                "units": {"quantity": "ml"},
                "constants": {"carrier": "sevofluraan"},
                "sum_rows": True,
            },
        ),
    )
)
"""Layouts as a person might have saved them."""


def check_bad(bad: Bad) -> Checked:
    declared = contract(bad.kind).model_copy(update=LIMITS.get(bad.code, {}))
    path = FOLDER / bad.kind / f"{bad.code}.{bad.suffix}"
    data = path.read_bytes()
    return check(
        declared,
        data,
        vocabulary(bad),
        decide=bad.decide,
        constants=bad.constants,
        today=TODAY,
        name=path.name,
    )


def vocabulary(bad: Bad) -> Vocabulary:
    """Return the shipped vocabulary, for one code with two lines that contradict each other."""
    if bad.code.startswith("layout_") or bad.code == "rows_summed":
        return replace(words(), layouts=(*words().layouts, *SAVED))
    if bad.code != "name_ambiguous":
        return words()
    lines = (NameMapping("waste", "stream", "", "Mengstroom", "", to) for to in ("REST", "PAP"))
    return replace(words(), mappings=(*words().mappings, *lines))


@pytest.fixture(scope="module", params=BADS, ids=lambda bad: bad.code)
def bad(request: pytest.FixtureRequest) -> Bad:
    found: Bad = request.param
    return found


@pytest.fixture(scope="module")
def checked(bad: Bad) -> Checked:
    return check_bad(bad)


def test_a_bad_upload_raises_its_code_on_its_line_and_column(bad: Bad, checked: Checked) -> None:
    found = [(f.code, f.line, f.column) for f in checked.findings]
    expected = {bad.code} | BESIDE.get(bad.code, set())
    assert {code for code, _, _ in found} == expected
    own = [place for place in found if place[0] == bad.code]
    assert own[0] == (bad.code, bad.line, bad.column)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_finding_can_be_said(checked: Checked, language: str) -> None:
    spoken = load().words
    assert checked.findings
    for finding in checked.findings:
        facts = {"line": finding.line, "column": finding.column, "value": finding.value}
        for part in ("message", "expected", "mend"):
            sentence = spoken.say(
                "nl" if language == "nl" else "en",
                f"finding.{finding.code}.{part}",
                **{**facts, "also_line": finding.also_line, **finding.facts},
            )
            assert sentence and "None" not in sentence


def spoken_codes() -> set[str]:
    return {key.split(".")[1] for key in load().words.sentences["nl"] if key.startswith("finding.")}


def test_every_code_with_words_has_a_bad_upload_and_every_file_is_tried() -> None:
    tried = {bad.code for bad in BADS}
    assert spoken_codes() - HISTORY_CODES == tried
    files = {(path.parent.name, path.stem) for path in FOLDER.glob("*/*.*")}
    assert files == {(bad.kind, bad.code) for bad in BADS}


def test_every_code_in_the_room_has_words() -> None:
    """A code that only rare input raises would otherwise fail on a person's screen."""
    assert len(spoken_codes()) > 80
    for code in spoken_codes():
        for part in ("message", "expected", "mend"):
            assert load().words.has(f"finding.{code}.{part}")


def test_errors_keep_rows_out_and_remarks_do_not(bad: Bad, checked: Checked) -> None:
    if checked.errors and bad.code not in {"personal_data", "file_too_large", "too_many_rows"}:
        refused = {f.line for f in checked.errors} & {row.line for row in checked.rows}
        assert not refused
    if not checked.errors and not checked.questions:
        assert checked.rows
        assert checked.rows_refused == 0
