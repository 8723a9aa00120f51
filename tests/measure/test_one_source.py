"""Uses and waste are counted once: one source tells them, a sample gives way to a full count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, Month
from kpi.measure import Measured, Scope
from tests.stores import open_acts, upload

USES = "locatie;periode;productgroep;variant;aantal_gebruiken;bron\r\n"
DRUGS = (
    "locatie;periode;categorie;afdeling;atc_code;artikelnaam;eenheid;aantal;waarde_eur;prijsbasis;"
    "meetwijze;meetdagen\r\n"
)


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def figure(acts: Acts, indicator: str, month: str = "2025-01", site: str = "ALM") -> Measured:
    return acts.judge().figures().measured(indicator, Scope(site, Month.parse(month)))


def uses(*rows: str) -> str:
    return USES + "".join(f"Almelo;{row}\r\n" for row in rows)


AMOUNTS = {"inkoop": 1, "csa": 10, "wasserij": 100, "uitgifte": 1_000, "telling": 10_000}
"""The last goes before all others."""


def test_the_first_source_in_the_order_counts_alone(acts: Acts) -> None:
    """In January purchases alone, in every next month the next source beside those before."""
    upload(acts, "reusables", uses(*(
        f"2025-{month:02d};ok_jas;herbruikbaar;{amount};{source}"
        for month in range(1, 6)
        for source, amount in list(AMOUNTS.items())[:month]
    )))  # fmt: skip
    for month, counted in enumerate(AMOUNTS.values(), start=1):
        assert figure(acts, "uses_all", f"2025-{month:02d}").value == counted
        others = sum(list(AMOUNTS.values())[: month - 1])
        assert figure(acts, "uses_not_counted", f"2025-{month:02d}").value == others


def test_the_source_is_chosen_per_variant_and_product_group(acts: Acts) -> None:
    upload(acts, "reusables", uses(
        "2025-01;ok_jas;herbruikbaar;30;wasserij", "2025-01;ok_jas;wegwerp;70;inkoop",
        "2025-01;ok_muts;wegwerp;5;telling",
    ))  # fmt: skip
    assert figure(acts, "uses_all").value == 105


def test_the_basket_is_every_group_with_both_variants_but_other(acts: Acts) -> None:
    upload(acts, "reusables", uses(
        "2025-01;ok_jas;herbruikbaar;30;telling", "2025-01;ok_jas;wegwerp;70;telling",
        "2025-01;ok_muts;wegwerp;500;telling",
        "2025-01;overig;herbruikbaar;9;telling", "2025-01;overig;wegwerp;9;telling",
    ))  # fmt: skip
    assert figure(acts, "reusable_basket_share").value == 30


PRICED = "locatie;periode;productgroep;variant;aantal_gebruiken;bron;prijs_per_stuk_eur\r\n"


def test_cost_per_use_is_of_the_same_products_for_both_variants(acts: Acts) -> None:
    """Gowns: 30 x 0.60 reusable, 70 x 0.80 single-use; 900 wipes of 0.05 have no reusable variant."""
    rows = (
        "2025-01;ok_jas;herbruikbaar;30;telling;0.60",
        "2025-01;ok_jas;wegwerp;70;telling;0.80",
        "2025-01;washand;wegwerp;900;telling;0.05",
    )
    upload(acts, "reusables", PRICED + "".join(f"Almelo;{row}\r\n" for row in rows))
    assert figure(acts, "reusable_cost").value == 18
    assert figure(acts, "single_cost").value == 56
    assert figure(acts, "single_priced_uses").value == 70
    assert figure(acts, "reusable_cost_per_use").value == Decimal("0.6")
    assert figure(acts, "single_cost_per_use").value == Decimal("0.8")


def test_a_basket_without_a_price_is_unknown_whatever_else_has_one(acts: Acts) -> None:
    rows = (
        "2025-01;ok_jas;herbruikbaar;30;telling;0.60",
        "2025-01;ok_jas;wegwerp;70;telling;",
        "2025-01;washand;wegwerp;900;telling;0.05",
    )
    upload(acts, "reusables", PRICED + "".join(f"Almelo;{row}\r\n" for row in rows))
    cost = figure(acts, "single_cost")
    assert (cost.value, cost.status) == (None, "missing")
    assert figure(acts, "single_cost_per_use").value is None
    assert figure(acts, "reusable_cost_per_use").value == Decimal("0.6")


def test_a_source_that_falls_silent_is_a_gap_and_not_a_drop(acts: Acts) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        upload(acts, "reusables", uses(
            f"{month};ok_jas;herbruikbaar;30;wasserij", f"{month};ok_jas;wegwerp;70;uitgifte",
        ))  # fmt: skip
    upload(acts, "reusables", uses("2025-04;ok_jas;wegwerp;70;uitgifte"))
    share = figure(acts, "reusable_basket_share", "2025-04")
    assert (share.value, share.status) == (None, "missing")
    all_uses = figure(acts, "uses_all", "2025-04")
    assert (all_uses.value, all_uses.status) == (70, "incomplete")
    upload(acts, "reusables", uses("2025-04;ok_jas;herbruikbaar;0;wasserij"))
    assert figure(acts, "reusable_basket_share", "2025-04").value == 0


def test_no_factor_is_no_saving_and_not_nought(acts: Acts) -> None:
    upload(acts, "reusables", uses("2025-01;stuwband;herbruikbaar;40;telling"))
    saving = figure(acts, "reuse_avoided_co2e")
    assert (saving.value, saving.status) == (None, "missing")
    assert figure(acts, "reuse_avoided_kg").value is None
    assert figure(acts, "reusable_factor_share").value == 0


def test_an_own_factor_goes_before_the_shipped_one(acts: Acts) -> None:
    upload(acts, "reusables", uses("2025-01;onderlegger;herbruikbaar;100;telling"))
    assert figure(acts, "reuse_avoided_co2e").value == 20
    assert figure(acts, "reuse_avoided_co2e").assumed
    # Uses were counted; what did not happen is never measured.
    assert figure(acts, "uses_reusable").status == "measured"
    assert figure(acts, "reuse_avoided_co2e").status == "estimated"
    entry = next(e for e in acts.entries("reuse_factor") if e.id == "onderlegger/net_co2e_kg")
    body = {**entry.body, "value": "0.1"}
    acts.set_entry("reuse_factor", entry.id, body, actor=Actor.local("Anna"), reason="own study")
    assert figure(acts, "reuse_avoided_co2e").value == 10


def drug(basis: str, days: str = "", department: str = "", number: int = 70) -> str:
    return (
        f"Almelo;2025-01;vervallen;{department};C01CA24;Adrenaline;ampul;{number};7;AIP;"
        f"{basis};{days}\r\n"
    )


def test_a_sample_is_scaled_to_its_month_and_estimated(acts: Acts) -> None:
    upload(acts, "medication", DRUGS + drug("steekproef", "7"))
    expired = figure(acts, "medication_expired_units")
    assert (expired.value, expired.status) == (Decimal(310), "estimated")  # 70 x 31 / 7


def test_a_sample_that_divides_badly_is_rounded_at_the_third_decimal(acts: Acts) -> None:
    upload(acts, "medication", DRUGS + drug("steekproef", "9", number=1))
    assert figure(acts, "medication_expired_units").value == Decimal("3.444")  # 31 / 9


@pytest.mark.parametrize(
    ("whole", "sample", "counted"),
    [("", "A1", False), ("A1", "A1", False), ("A1", "", False), ("A1", "B1", True)],
)
def test_a_sample_counts_only_where_no_scan_or_count_tells_the_same(
    acts: Acts, whole: str, sample: str, counted: bool
) -> None:
    rows = drug("scan", department=whole, number=100) + drug("steekproef", "7", department=sample)
    upload(acts, "medication", DRUGS + rows)
    assert figure(acts, "medication_expired_units").value == (410 if counted else 100)
    assert figure(acts, "medication_not_counted_units").value == (0 if counted else 310)


def test_a_weighing_is_no_count_that_a_sample_gives_way_to(acts: Acts) -> None:
    upload(acts, "medication", DRUGS + drug("weging", number=100) + drug("steekproef", "7"))
    assert figure(acts, "medication_expired_units").value == 410


def test_a_month_without_a_list_price_is_unknown_and_other_prices_stand_apart(acts: Acts) -> None:
    row = "Almelo;2025-01;{};;C01CA24;Adrenaline;ampul;40;{};{};scan;\r\n"
    rows = row.format("retour_vernietigd", "12", "inkoop") + row.format("verstrekt", "", "")
    upload(acts, "medication", DRUGS + rows)
    wasted = figure(acts, "medication_wasted_eur")
    assert (wasted.value, wasted.status) == (None, "missing")
    assert figure(acts, "medication_wasted_eur_other").value == 12
    assert figure(acts, "medication_wasted_eur", site=ALL).value is None


WORN = (
    "locatie;periode;productgroep;variant;aantal_gebruiken;aantal_gewassen;aantal_afgekeurd;"
    "aantal_verloren;bron;stukgewicht_g\r\n"
)


def worn(acts: Acts, *rows: str) -> None:
    upload(acts, "reusables", WORN + "".join(f"Almelo;2025-01;ok_jas;{row}\r\n" for row in rows))


SINGLE_USE = "wegwerp;10;;;;telling;54"


def test_what_was_worn_is_told_by_a_source_that_counts_no_uses(acts: Acts) -> None:
    """1,000 counted uses x 54 g less 22 rejected and 8 lost of 310 g: 54.0 - 9.3 kg."""
    worn(acts, SINGLE_USE, "herbruikbaar;1000;;;;telling;310",
         "herbruikbaar;;950;22;8;wasserij;310")  # fmt: skip
    assert figure(acts, "uses_reusable").value == 1_000
    assert figure(acts, "reuse_avoided_kg").value == Decimal("44.7")
    lines = acts.judge().figures().explain("reuse_avoided_kg", Scope("ALM", Month(2025, 1)))
    assert sorted(x.contribution or 0 for x in lines) == [Decimal("-9.3"), 54]


def test_the_weight_of_what_was_worn_may_stand_in_another_source(acts: Acts) -> None:
    worn(acts, SINGLE_USE, "herbruikbaar;1000;;;;telling;310", "herbruikbaar;;950;22;8;wasserij;")
    assert figure(acts, "reuse_avoided_kg").value == Decimal("44.7")


def test_worn_pieces_of_unknown_weight_leave_the_saving_unknown(acts: Acts) -> None:
    worn(acts, SINGLE_USE, "herbruikbaar;1000;;;;telling;", "herbruikbaar;;950;22;8;wasserij;")
    assert figure(acts, "reuse_avoided_kg").value is None


def test_losses_told_by_two_sources_count_once(acts: Acts) -> None:
    """Both say 8 lost; 3 of the laundry's 950 pieces were rejected, of which the count knows none."""
    worn(acts, SINGLE_USE, "herbruikbaar;1000;;;8;telling;310",
         "herbruikbaar;;950;3;8;wasserij;310")  # fmt: skip
    assert figure(acts, "reusable_lost").value == 8
    assert figure(acts, "reusable_watched_uses").value == 1_000
    assert figure(acts, "reusable_rejected").value == 3
    assert figure(acts, "reusable_inspected").value == 950
    assert figure(acts, "reuse_avoided_kg").value == Decimal("50.59")  # 54.0 - 11 x 0.310


def test_residue_without_a_price_is_unknown_and_other_waste_keeps_its_value(acts: Acts) -> None:
    row = "Almelo;{};{};;C01CA24;Adrenaline;ampul;40;{};{};scan;\r\n"
    whole = "".join(
        row.format(month, "retour_vernietigd", "12", "AIP") + row.format(month, "verstrekt", "", "")
        for month in ("2025-01", "2025-02")
    )
    upload(acts, "medication", DRUGS + whole + row.format("2025-01", "bereidingsrest", "", ""))
    rest = figure(acts, "medication_rest_eur")
    assert (rest.value, rest.status) == (None, "missing")
    wasted = figure(acts, "medication_wasted_eur")
    assert (wasted.value, wasted.status) == (12, "measured")
    assert figure(acts, "medication_wasted_units").status == "measured"
    # Nothing was left over in February: that is nil and no gap.
    nil = figure(acts, "medication_rest_eur", "2025-02")
    assert (nil.value, nil.status) == (0, "none_reported")
