"""Rows beside each other: repeated, corrected, filled down, added up by the file itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.intake import Checked, NameMapping, check
from tests.intake.checking import (
    TODAY,
    amounts,
    checked,
    codes,
    contract,
    faults,
    file,
    remarks,
    words,
)

WASTE = (
    "locatie;periode;datum;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;begeleidingsbrief;"
    "correctie;opmerking"
)
ENERGY = "locatie;periode;energiedrager;verbruik;eenheid;meter_id;correctie;opmerking"


def row(kg: str, date: str = "", bill: str = "", flag: str = "", note: str = "") -> str:
    return f"Almelo;2025-01;{date};Renewi;REST;{kg};gewogen;{bill};{flag};{note}"


def use(kwh: str, meter: str = "", flag: str = "", note: str = "", month: str = "2025-01") -> str:
    return f"Almelo;{month};stroom;{kwh};kWh;{meter};{flag};{note}"


def waste(*rows: str, **decide: str) -> Checked:
    return checked("waste", file(WASTE, *rows), decide=decide)


def energy(*rows: str) -> Checked:
    return checked("energy", file(ENERGY, *rows))


DAY = "07-01-2025"


def test_equal_monthly_totals_are_dropped_but_one() -> None:
    result = waste(row("5"), row("5"), row("5"))
    assert amounts(result) == [Decimal(5)]
    assert remarks(result) == [("duplicate_dropped", line, None) for line in (3, 4)]
    assert [finding.also_line for finding in result.findings] == [2, 2]
    assert (result.rows_read, result.rows_refused) == (3, 0)


def test_equal_lifts_with_a_waybill_are_dropped_but_one() -> None:
    result = waste(row("5", DAY, "B1"), row("5", DAY, "B1"))
    assert amounts(result) == [Decimal(5)]
    assert codes(remarks(result)) == {"duplicate_dropped"}


def test_equal_lifts_without_a_waybill_are_asked() -> None:
    rows = (row("5", DAY), row("5", DAY))
    asked = waste(*rows)
    (question,) = asked.questions
    assert (question.key, question.default) == ("duplicates", None)
    assert question.facts == {"number": "1", "line": "3", "also_line": "2"}
    assert amounts(waste(*rows, duplicates="drop")) == [Decimal(5)]
    kept = waste(*rows, duplicates="keep")
    assert amounts(kept) == [Decimal(5), Decimal(5)]
    assert remarks(kept) == [("duplicate_kept", 3, None)]
    assert not kept.questions


def test_a_total_beside_its_lifts_is_asked() -> None:
    """10,000 kg and lifts of 4,000 and 6,000: 10,000 and not 20,000, unless somebody says so."""
    rows = (row("10000"), row("4000", DAY, "B1"), row("6000", "14-01-2025", "B2"))
    (question,) = waste(*rows).questions
    assert (question.key, question.default) == ("totals", None)
    assert (question.facts["line"], question.facts["also_line"]) == ("2", "3")
    dropped = waste(*rows, totals="drop")
    assert dropped.totals[0].value == Decimal(10000)
    assert remarks(dropped) == [("total_drop", 2, None)]
    kept = waste(*rows, totals="keep")
    assert kept.totals[0].value == Decimal(20000)
    assert not kept.questions


def test_a_correction_or_a_project_beside_lifts_is_no_total_of_them() -> None:
    lift = row("400", DAY, "B1")
    assert not waste(lift, row("-132", flag="J")).questions
    assert not waste(lift, row("10000").replace(";REST;", ";PAP;")).questions
    project = file(f"{WASTE};project", f"{lift};", f"{row('90')};J")
    assert not checked("waste", project).questions


def test_different_lifts_of_one_day_are_summed() -> None:
    result = waste(row("5", DAY), row("6", DAY))
    assert result.totals[0].value == Decimal(11)
    assert not result.findings and not result.questions


def test_two_weights_under_one_waybill_are_an_error_that_names_both() -> None:
    result = waste(row("5", DAY, "B1"), row("6", DAY, "B1"), row("7", DAY, "B2"))
    assert faults(result) == [("duplicate_differs", 3, None)]
    assert result.errors[0].also_line == 2
    assert amounts(result) == [Decimal(7)] and result.rows_refused == 2


def test_two_monthly_totals_are_an_error_that_names_both() -> None:
    assert faults(waste(row("5"), row("6"))) == [("duplicate_differs", 3, None)]
    assert faults(energy(use("5"), use("6"))) == [("duplicate_differs", 3, None)]


def test_a_correction_is_summed_with_what_it_corrects() -> None:
    result = waste(row("500"), row("-132", flag="J"), row("-8", note="correctie dec"))
    assert result.totals[0].value == Decimal(360)
    assert not result.findings
    assert [r.cells["correction"] for r in result.rows] == [None, True, None]


def test_below_zero_without_a_word_is_an_error() -> None:
    result = waste(row("500"), row("-132"))
    assert faults(result) == [("negative_unexplained", 3, "gewicht_kg")]
    header = f"{WASTE};afdeling"
    silent = checked("waste", file(header, f"{row('-132')};poli"))
    assert faults(silent) == [("negative_unexplained", 2, "gewicht_kg")]


def test_a_slice_below_zero_is_remarked_when_all_of_it_is_explained() -> None:
    result = waste(row("100", DAY), row("-132", flag="J"))
    assert remarks(result) == [("slice_below_zero", 3, "gewicht_kg")]
    assert result.totals[0].value == Decimal(-32)


def test_more_than_five_totals_with_one_key_were_not_summed() -> None:
    five = energy(*(use(str(n)) for n in range(5)))
    assert codes(faults(five)) == {"duplicate_differs"}
    result = energy(*(use(str(n)) for n in range(6)), use("9", month="2025-02"))
    assert faults(result) == [("rows_not_summed", 2, None)]
    assert (result.errors[0].also_line, result.rows_refused) == (7, 6)
    assert amounts(result) == [Decimal(9)]


def test_two_fuels_of_one_fleet_are_two_rows() -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid;brandstof_type"
    rows = (f"Almelo;2025-01;wagenpark;100;l;{fuel}" for fuel in ("B7", "E10"))
    result = checked("energy", file(header, *rows))
    assert amounts(result) == [Decimal(100), Decimal(100)] and not result.findings


def test_a_meter_without_a_name_beside_a_named_one_is_an_error() -> None:
    result = energy(use("5", "E1"), use("6"), use("7", month="2025-02"))
    assert faults(result) == [("meter_unnamed", 3, None)]
    assert result.errors[0].facts["slice"] == "ALM · 2025-01 · elektriciteit_inkoop"


@pytest.mark.parametrize(
    ("readings", "found"),
    [("100;50;", ["below_other"]), ("100;50;J", []), ("50;100;", []), ("100;;", [])],
)
def test_an_end_reading_below_the_start_needs_a_new_meter(readings: str, found: list[str]) -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid;stand begin;stand eind;meterwissel"
    result = checked("energy", file(header, f"Almelo;2025-01;stroom;5;kWh;{readings}"))
    assert [finding.code for finding in result.findings] == found


def test_sites_and_collectors_are_filled_down_a_block_at_a_time() -> None:
    header = "locatie;inzamelaar;periode;afvalstroom;gewicht_kg;gewicht_bron"
    rows = [
        "Almelo;Renewi;2025-01;REST;1;gewogen",
        ";;2025-02;REST;2;gewogen",
        ";ZAVIN;2025-01;SZA;3;gewogen",
        "Hengelo;Renewi;2025-01;REST;4;gewogen",
        ";;2025-02;REST;5;gewogen",
    ]
    result = checked("waste", file(header, *rows).replace("SZA", "GLAS"))
    cells = [(row.cells["site"], row.cells["collector"]) for row in result.rows]
    assert cells == [
        *[("ALM", "Renewi")] * 2,
        ("ALM", "ZAVIN"),
        *[("HGL", "Renewi")] * 2,
    ]
    assert remarks(result) == [
        ("filled_down", 3, "locatie"),
        ("filled_down", 3, "inzamelaar"),
        ("filled_down", 6, "locatie"),
        ("filled_down", 6, "inzamelaar"),
    ]
    assert result.findings[0].facts["number"] == "2"


def test_nothing_is_filled_down_when_the_first_row_has_it_not() -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid"
    data = file(header, ";2025-01;stroom;1;kWh", "Almelo;2025-02;stroom;2;kWh")
    assert faults(checked("energy", data)) == [("required_empty", 2, "locatie")]
    month = file(header, "Almelo;2025-01;stroom;1;kWh", "Almelo;;gas;2;m3")
    assert ("required_empty", 3, "periode") in faults(checked("energy", month))


SUMS = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron"


def line(site: str, month: str, kg: str) -> str:
    return f"{site};{month};Renewi;REST;{kg};gewogen"


@pytest.mark.parametrize(
    ("total", "found"),
    [
        ("Totaal;;;;1.801,5;", "total_left_out"),
        ("Eindtotaal;;;;1801,5;", "total_left_out"),
        (";;;Som;1801,5;", "total_left_out"),
        ("Grand total;;;;1801,5;", "total_left_out"),
        ("Totaal Almelo;;;;1234,5;", "total_left_out"),
        ("Totaal;;;;;", "total_left_out"),
        ("Totaal;;;;1900;", "total_differs"),
    ],
)
def test_totals_rows_are_left_out_and_compared(total: str, found: str) -> None:
    rows = (line("Almelo", "2025-01", "1234,5"), line("Hengelo", "2025-01", "567"), total)
    result = checked("waste", file(SUMS, *rows))
    assert amounts(result) == [Decimal("1234.5"), Decimal(567)]
    assert [(c, n) for c, n, _ in remarks(result)] == [(found, 4)]
    assert (result.rows_read, result.rows_refused) == (3, 0)
    if found == "total_differs":
        assert result.findings[0].facts == {"total": "1900", "sum": "1801,5"}


def test_a_totals_row_may_stand_on_top_and_between() -> None:
    rows = (
        "Totaal;;;;10;",
        line("Almelo", "2025-01", "1"),
        line("Almelo", "2025-02", "2"),
        "Subtotaal;;;;3;",
        line("Hengelo", "2025-01", "7"),
        "Subtotaal;;;;7;",
    )
    result = checked("waste", file(SUMS, *rows))
    assert [code for code, _, _ in remarks(result)] == ["total_left_out"] * 3
    assert sum(amounts(result)) == 10


def test_a_name_that_is_mapped_is_no_totals_row() -> None:
    data = file(SUMS, line("Almelo", "2025-01", "1").replace("REST", "Totaal restafval")).encode()
    assert not checked("waste", data).rows
    mapping = NameMapping("waste", "stream", "", "Totaal restafval", "", "REST")
    vocabulary = replace(words(), mappings=(mapping,))
    result = check(contract("waste"), data, vocabulary, decide={}, constants={}, today=TODAY)
    assert amounts(result) == [Decimal(1)] and not result.findings


def test_a_row_with_too_few_or_too_many_cells_is_refused_alone() -> None:
    header = "locatie;periode;energiedrager;verbruik;eenheid"
    rows = ("Almelo;2025-01;stroom;1,5", "Almelo;2025-02;stroom;1;5;kWh", "Almelo;2025-03;pv;2;kWh")
    result = checked("energy", file(header, *rows))
    assert faults(result) == [("row_ragged", 2, None), ("row_ragged", 3, None)]
    assert amounts(result) == [Decimal(2)]
    assert [str(month) for _, month in result.refused] == ["2025-01", "2025-02"]


def test_figures_in_columns_become_a_row_each_and_empty_is_no_row() -> None:
    header = "locatie;periode;verpleegdagen;dagopnamen;bvo_m2;meetwijze"
    result = checked("key_figures", file(header, "Almelo;2025-01;5000;;62.000,5;geteld"))
    assert [
        (r.line, r.cells["figure"], r.cells["amount"], r.cells["unit"]) for r in result.rows
    ] == [
        (2, "verpleegdagen", Decimal(5000), "d"),
        (2, "bvo_m2", Decimal("62000.5"), "m2"),
    ]
    assert "clinical_days" not in result.rows[0].cells
    assert [(t.measure, t.value) for t in result.totals] == [
        ("bvo_m2", Decimal("62000.5")),
        ("verpleegdagen", Decimal(5000)),
    ]


def test_a_placeholder_is_unknown_and_a_zero_is_a_figure() -> None:
    header = "locatie;periode;verpleegdagen;dagopnamen;operaties"
    result = checked("key_figures", file(header, "Almelo;2025-01;5000;n.v.t.;0"))
    assert {row.cells["figure"]: row.cells["amount"] for row in result.rows} == {
        "verpleegdagen": Decimal(5000),
        "operaties": Decimal(0),
    }
    assert remarks(result) == [("placeholder", 2, "dagopnamen")]


def test_totals_are_the_finest_groups() -> None:
    rows = (
        line("Almelo", "2025-01", "1"),
        line("Almelo", "2025-01", "2").replace("REST", "PAP"),
        line("Almelo", "2025-02", "4"),
        line("Hengelo", "2025-01", "8"),
        line("Hengelo", "2025-01", "16").replace("Renewi", "PreZero"),
    )
    result = checked("waste", file(SUMS, *rows))
    found = [(t.site, str(t.month), dict(t.group), t.value) for t in result.totals]
    assert found == [
        ("ALM", "2025-01", {"stream": "PAP"}, Decimal(2)),
        ("ALM", "2025-01", {"stream": "REST"}, Decimal(1)),
        ("ALM", "2025-02", {"stream": "REST"}, Decimal(4)),
        ("HGL", "2025-01", {"stream": "REST"}, Decimal(24)),
    ]
    assert {total.measure for total in result.totals} == {"kg"}


def test_energy_is_totalled_by_carrier_and_unit() -> None:
    result = energy(use("5", "E1"), use("7", "E2"))
    (total,) = result.totals
    assert (total.measure, total.value) == ("quantity", Decimal(12))
    assert total.group == {"carrier": "elektriciteit_inkoop", "unit": "kWh"}


def test_rows_that_differ_in_an_empty_cell_are_remarked() -> None:
    """A code filled in one line and not in the other is no other waste."""
    header = f"{WASTE};eural_code"
    twice = checked("waste", file(header, f"{row('1000')};20 03 01", f"{row('1000')};"))
    assert ("perhaps_twice", 3, None) in remarks(twice)
    bill = (f"{row('400', DAY, 'B1')};20 03 01", f"{row('410', DAY, 'B1')};")
    assert ("perhaps_twice", 3, None) in remarks(checked("waste", file(header, *bill)))
    for other in (
        (f"{row('1000')};20 03 01", f"{row('900')};"),
        (f"{row('1000')};20 03 01", f"{row('1000')};18 01 04"),
        (f"{row('400', DAY, 'B1')};20 03 01", f"{row('400', DAY, 'B2')};"),
    ):
        assert "perhaps_twice" not in codes(remarks(checked("waste", file(header, *other))))
