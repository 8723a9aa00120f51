"""The dirt of real files, one small file or more a row: what check and accept make of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.acts import Actor, Acts, Preview, Refused
from kpi.declare import LANGUAGES, Month
from kpi.intake.archive import open_container
from kpi.intake.finding import Finding
from kpi.intake.workbook import read_workbook
from kpi.measure import Scope
from kpi.show.fault_file import fault_file
from kpi.show.receipts import describe
from kpi.show.voice import Voice
from tests.stores import open_acts, upload

FOLDER = Path(__file__).parent.parent / "dirt"
ROWS = frozenset(range(1, 36))
WASTE = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron\r\n"
Places = set[tuple[str, int | None, str | None]]


@dataclass(frozen=True)
class Dirt:
    """A file: what is found in it (code, line, column), the amounts read, what is asked.

    `before` is accepted first; `cells` are (row, column, value) that have to be read so.
    """

    name: str
    amounts: tuple[str, ...]
    errors: Places = field(default_factory=set)
    remarks: Places = field(default_factory=set)
    asked: tuple[str, ...] = ()
    kind: str = "energy"
    before: str = ""
    decide: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[tuple[int, str, object], ...] = ()

    @property
    def row(self) -> int:
        """The row of the table of dirt."""
        return int(self.name[:2])


MONTHS = [f"2025-{n:02d}" for n in range(1, 13)] + ["2024-01", "2024-02"]
FULL = WASTE + "".join(
    f"Almelo;2025-{n:02d};Renewi;REST;{kg};gewogen\r\n"
    for n, kg in enumerate((6000, 6200, 6400, 6100), start=1)
)
DIRT = (
    Dirt("01_separator.csv", ("1.5",)),
    Dirt("02_decimals.csv", (), {("number_ambiguous", 2, "verbruik")}, asked=("number_ambiguous",)),
    Dirt("02_decimals.csv", ("1234", "2500"), decide={"verbruik": "dutch"}),
    Dirt("02_decimals.csv", ("1.234", "2.5"), decide={"verbruik": "english"}),
    Dirt(
        "03_number_dress.csv",
        ("1234.5", "2000.25", "3000.5", "12.5", "-3.5", "-7.5"),
        {("number_unit", 8, "verbruik")},
        {("slice_below_zero", 6, "verbruik"), ("slice_below_zero", 7, "verbruik")},
        cells=((0, "cost", Decimal(10)),),
    ),
    Dirt(
        "04_placeholders.csv",
        ("5", "7"),
        {("placeholder_required", 3, "verbruik"), ("formula_broken", 4, "verbruik")},
        {("placeholder", 2, "kosten_eur"), ("placeholder", 5, "kosten_eur")},
        cells=((0, "cost", None), (1, "cost", None)),
    ),
    Dirt(
        "05_empty_is_not_zero.csv",
        ("0",),
        {("required_empty", 3, "verbruik")},
        cells=((0, "cost", None),),
    ),
    Dirt(
        "06_windows_letters.csv",
        ("5",),
        remarks={("encoding_windows", None, None)},
        cells=((0, "note", "€ 12 – één fiche"),),
    ),
    Dirt("06_utf16.csv", ("5",)),
    Dirt("07_byte_order_mark.csv", ("5",), cells=((0, "site", "ALM"),)),
    Dirt(
        "08_months.csv",
        tuple(str(n) for n in range(1, 15)),
        {
            *(("month_too_coarse", line, "periode") for line in (16, 17, 18)),
            ("month_unreadable", 19, "periode"),
        },
        cells=tuple((place, "month", Month.parse(month)) for place, month in enumerate(MONTHS)),
    ),
    Dirt(
        "09_day_first.csv",
        ("5",),
        {("date_month_first", 3, "datum")},
        kind="waste",
        cells=((0, "collected_on", dt.date(2025, 2, 1)),),
    ),
    Dirt("10_codes_turned.csv", (), {("code_looks_like_date", 2, "eural_code")}, kind="waste"),
    Dirt("10_digits_lost.csv", (), {("digits_lost", 2, "ean_code")}),
    Dirt("11_not_missing.csv", ("5",), cells=((0, "meter_id", "NA"), (0, "note", "NA"))),
    Dirt("12_titles.csv", ("5",), remarks={("lines_above", 1, None)}),
    Dirt(
        "13_months_across.csv",
        ("1.5", "2", "1", "1", "1"),
        remarks={("total_differs", 3, "Totaal")},
    ),
    Dirt(
        "14_totals.csv",
        ("5", "6"),
        remarks={("total_left_out", 3, None), ("total_differs", 5, "verbruik")},
    ),
    Dirt(
        "15_merged.csv",
        ("5", "6", "7"),
        remarks={("filled_down", 3, "locatie"), ("filled_down", 3, "inzamelaar")},
        kind="waste",
        cells=((1, "site", "ALM"), (1, "collector", "Renewi"), (2, "site", "HGL")),
    ),
    Dirt(
        "16_duplicates.csv",
        ("5", "6", "7"),
        {("duplicate_differs", 7, None)},
        {("duplicate_dropped", 3, None)},
        kind="waste",
    ),
    Dirt(
        "17_overlap.csv",
        ("9", "6"),
        kind="waste",
        before=f"{WASTE}Almelo;2025-01;Renewi;REST;5;gewogen\r\n",
    ),
    Dirt(
        "18_corrections.csv",
        ("500", "-132"),
        {("negative_unexplained", 4, "gewicht_kg")},
        kind="waste",
    ),
    Dirt(
        "19_kilos_or_tonnes.csv",
        ("6.42",),
        remarks={("unlike_history", 2, None)},
        asked=("unit_slip",),
        kind="waste",
        before=FULL,
    ),
    Dirt(
        "20_cubic_metres.csv",
        ("3000",),
        remarks={("density_used", 2, "gewicht_kg")},
        kind="waste",
        cells=((0, "weight_basis", "berekend"),),
    ),
    Dirt(
        "20_unit_of_another.csv",
        (),
        {("unit_not_convertible", 2, "eenheid")},
        {("assumed", 2, "warmtebron")},
    ),
    Dirt("21_heavy_drum.csv", ("180",), remarks={("above_per", 2, "gewicht_kg")}, kind="waste"),
    Dirt("22_estimated.csv", ("5", "7"), cells=((0, "basis", "geschat"), (1, "basis", "gemeten"))),
    Dirt("23_meter_replaced.csv", ("5",), {("below_other", 3, "meterstand_eind")}),
    Dirt("24_sub_meter.csv", ("100", "40")),
    Dirt(
        "25_sites.csv",
        ("5", "6"),
        remarks={("site_unsplit", 3, "locatie"), ("whole_beside_sites", None, None)},
        cells=((0, "site", "ALM"), (1, "site", "UNSPLIT")),
    ),
    Dirt("26_stream_renamed.csv", ("6",), {("name_unmapped", 2, "afvalstroom")}, kind="waste"),
    Dirt(
        "27_same_header_twice.csv",
        (),
        {("header_twice", 1, "gewicht_kg")},
        {("default_used", None, "gewicht_bron")},
        kind="waste",
    ),
    Dirt(
        "28_quotes.csv",
        ("5", "6"),
        cells=((0, "note", "Almelo; poli\nen kliniek"), (1, "note", 'zegt "ja"')),
    ),
    Dirt("29_future.csv", ("6",), {("month_future", 2, "periode")}),
    Dirt(
        "30_vat.csv",
        ("5",),
        remarks={("column_unknown", 1, None)},
        cells=((0, "cost", None),),
    ),
    Dirt("31_formula.csv", ("5",), {("number_unreadable", 3, "verbruik")}),
    Dirt("32_workbook_called_csv.csv", (), {("file_is_spreadsheet", None, None)}),
    Dirt(
        "33_rows_left_behind.csv",
        ("5", "6"),
        remarks={("control_total_differs", None, "verbruik")},
        decide={"total": "18"},
    ),
    Dirt("33_rows_left_behind.csv", ("5", "6"), decide={"total": "11"}),
    Dirt("33_other_tabs.xlsx", (), asked=("sheet_choice",)),
    Dirt(
        "33_other_tabs.xlsx",
        ("6",),
        remarks={("sheets_left_out", None, None)},
        decide={"sheet": "Februari"},
    ),
    Dirt("34_empty_tails.csv", ("5",)),
    Dirt(
        "35_asterisk.csv",
        ("5",),
        remarks={("code_asterisk_added", 2, "eural_code")},
        kind="waste",
        cells=((0, "ewc", "180103*"),),
    ),
)


def named(dirt: Dirt) -> str:
    return "-".join([dirt.name, *dirt.decide.values()])


@pytest.fixture
def acts() -> Acts:
    return open_acts()


@pytest.fixture(scope="module")
def empty() -> Acts:
    """A store that files are only previewed against."""
    return open_acts()


@pytest.fixture(scope="module", params=DIRT, ids=named)
def dirt(request: pytest.FixtureRequest) -> Dirt:
    found: Dirt = request.param
    return found


@pytest.fixture(scope="module")
def seen(empty: Acts, dirt: Dirt) -> Preview:
    """The preview of a file, made once for all that only look at it."""
    return preview(open_acts() if dirt.before else empty, dirt)


def preview(acts: Acts, dirt: Dirt) -> Preview:
    if dirt.before:
        upload(acts, dirt.kind, dirt.before)
    data = (FOLDER / dirt.name).read_bytes()
    return acts.preview(dirt.kind, data, dirt.name, decide=dirt.decide, rehearse=False)


def test_all_that_is_wrong_is_found_at_once_and_nothing_else_is_read_otherwise(
    seen: Preview, dirt: Dirt
) -> None:
    found = {
        kind: {(f.code, f.line, f.column) for f in seen.findings if f.severity == kind}
        for kind in ("error", "remark")
    }
    assert found == {"error": dirt.errors, "remark": dirt.remarks}
    assert tuple(question.code for question in seen.questions) == dirt.asked
    read = [row.cells["amount"] for row in seen.checked.rows]
    assert read == [Decimal(amount) for amount in dirt.amounts]
    for place, column, value in dirt.cells:
        assert seen.checked.rows[place].cells[column] == value, column


def test_what_is_accepted_is_what_was_read_and_nothing_faulty_gets_in(
    acts: Acts, dirt: Dirt
) -> None:
    seen = preview(acts, dirt)
    before = acts.store.revision
    if seen.acceptable:
        receipt = acts.accept(seen, actor=Actor.local("Anna"))
        stored = receipt.rows_new + receipt.rows_replaced + receipt.rows_unchanged
        assert stored == len(dirt.amounts) and acts.store.revision == before + 1
        return
    with pytest.raises(Refused) as refusal:
        acts.accept(seen, actor=Actor.local("Anna"))
    assert refusal.value.code == ("question_open" if seen.open_questions else "errors_open")
    assert acts.store.revision == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_says_what_was_found_expected_and_how_to_mend_it(
    empty: Acts, seen: Preview, dirt: Dirt, language: str
) -> None:
    contract = empty.contract(dirt.kind)
    voice = Voice(empty.catalogue, "nl" if language == "nl" else "en", {})
    for finding in seen.findings:
        told = describe(finding, contract, voice.say, voice.language)
        assert told.message and told.expected and told.mend
        assert (told.line or "0") == str(finding.line or 0)
    made = fault_file(seen.checked, seen.findings, contract, voice.say, voice.language)
    assert lines_in(made) >= len(seen.checked.records), "no line of the file is missing in the list"


def lines_in(made: bytes) -> int:
    """Return how many lines a list of faults has, whatever file it is."""
    container = open_container(made)
    if container is not None:
        book = read_workbook(container, 1000)
        assert not isinstance(book, Finding)
        return len(book[0].records)
    text = made.decode("utf-16" if made[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252")
    return text.count("\r\n")


def test_every_row_of_the_table_has_a_file_and_every_file_is_tried() -> None:
    assert {dirt.row for dirt in DIRT} == ROWS
    assert {path.name for path in FOLDER.iterdir()} == {dirt.name for dirt in DIRT}


def dirty(name: str) -> Dirt:
    return next(dirt for dirt in DIRT if dirt.name.startswith(name))


def value(acts: Acts, indicator: str, month: Month) -> Decimal | None:
    return acts.judge().figures().measured(indicator, Scope("ALM", month)).value


def sub_meter(acts: Acts) -> None:
    acts.accept(preview(acts, dirty("24")), actor=Actor.local("Anna"))
    assert value(acts, "electricity_purchased", Month(2025, 1)) == 100, "40 are in the 100"


def overlap(acts: Acts) -> None:
    seen = preview(acts, dirty("17"))
    (replaced,) = seen.replacements
    assert (replaced.before, replaced.after, replaced.unit) == (Decimal(5), Decimal(9), "kg")
    acts.accept(seen, actor=Actor.local("Anna"))
    assert value(acts, "waste_total", Month(2025, 1)) == 15, "9 and 6, never 5 as well"


def formula(acts: Acts) -> None:
    seen = preview(acts, dirty("31"))
    voice = Voice(acts.catalogue, "nl", {})
    contract = acts.contract("energy")
    text = fault_file(seen.checked, seen.findings, contract, voice.say, "nl").decode("utf-8-sig")
    assert "'=HYPERLINK" in text and "'@som" in text


def estimated(acts: Acts) -> None:
    acts.accept(preview(acts, dirty("22")), actor=Actor.local("Anna"))
    figures = acts.judge().figures()
    states = [
        figures.measured("electricity_pv", Scope("ALM", Month(2025, n))).status for n in (1, 2)
    ]
    assert states == ["estimated", "measured"]


@pytest.mark.parametrize(
    "shown", [sub_meter, overlap, formula, estimated], ids=lambda f: f.__name__
)
def test_what_only_the_figures_show(acts: Acts, shown: Callable[[Acts], None]) -> None:
    shown(acts)
