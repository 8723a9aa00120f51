"""Journeys and meals: a gap stays a gap, nothing is counted twice, an older survey is seen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Acts
from kpi.declare import ALL, Month
from kpi.measure import Measured, Scope
from tests.stores import open_acts, upload

RIDES = (
    "locatie;periode;soort_verkeer;vervoermiddel;brandstof;wagenpark;hoeveelheid;eenheid;"
    "meetwijze;peiljaar\r\n"
)
MEALS = "locatie;periode;soort;eters;hoeveelheid;eenheid;meetwijze;meetdagen\r\n"


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def rides(acts: Acts, *rows: str) -> None:
    upload(acts, "travel", RIDES + "".join(f"Almelo;2025-01;{row}\r\n" for row in rows))


def meals(acts: Acts, *rows: str) -> None:
    upload(acts, "food", MEALS + "".join(f"Almelo;{row}\r\n" for row in rows))


def figure(
    acts: Acts, indicator: str, month: str = "2025-01", year: int | None = None, site: str = "ALM"
) -> Measured:
    return acts.judge().figures(year).measured(indicator, Scope(site, Month.parse(month)))


def told(measured: Measured) -> tuple[Decimal | None, str, str]:
    code = measured.reason.code if measured.reason else ""
    return measured.value, measured.status, code


# --- journeys ----------------------------------------------------------------------------------


WITHOUT_FACTOR = {
    "2025-01": "woon_werk;auto;hybride;;500;km;;",
    "2025-02": "woon_werk;auto;overig;;500;km;;",
    "2025-03": "woon_werk;motorfiets;diesel;;500;km;;",
    "2025-04": "woon_werk;fiets_of_lopen;;;500;km;;",
    "2025-05": "woon_werk;overig;;;500;km;;",
    "2025-06": "woon_werk;openbaar_vervoer;;;500;EUR;;",
}
"""What has no factor, each in a month of its own."""


@pytest.fixture(scope="module")
def without_factor() -> Acts:
    """At Almelo alone, at Hengelo beside 1,000 km by petrol; tests only read it."""
    acts = open_acts()
    petrol = "woon_werk;auto;benzine;;1000;km;;"
    rows = [
        f"Almelo;{month};{row}\r\nHengelo;{month};{row}\r\nHengelo;{month};{petrol}\r\n"
        for month, row in WITHOUT_FACTOR.items()
    ]
    upload(acts, "travel", RIDES + "".join(rows))
    return acts


@pytest.mark.parametrize("month", WITHOUT_FACTOR)
def test_what_has_no_known_factor_yields_no_co2_and_says_so(
    without_factor: Acts, month: str
) -> None:
    """1,000 km by petrol x 0.196 is all that is known; alone, the row yields no number at all."""
    alone = figure(without_factor, "co2_commuting", month)
    assert told(alone) == (None, "missing", "factor_missing")
    beside = figure(without_factor, "co2_commuting", month, site="HGL")
    assert told(beside) == (196, "incomplete", "factor_missing")


def test_cycling_and_walking_emit_nothing_and_are_no_gap(acts: Acts) -> None:
    claimed = "zakelijk_declaratie;fiets;;;5;km;;"
    rides(acts, "woon_werk;fiets;;;500;km;;", "woon_werk;lopen;;;40;km;;", claimed)
    assert told(figure(acts, "co2_commuting")) == (0, "measured", "")
    assert figure(acts, "travel_without_factor_km").value == 0


def test_euro_of_journeys_that_stand_in_kilometres_are_no_gap(acts: Acts) -> None:
    """2,000 km by train x 0.030 kg; the 380 euro are the same journeys."""
    rides(
        acts,
        "zakelijk_declaratie;trein;;;2000;km;;",
        "zakelijk_declaratie;openbaar_vervoer;;;380;EUR;;",
    )
    assert figure(acts, "co2_business_travel").value == 60
    assert figure(acts, "co2_business_travel").reason is None
    assert figure(acts, "travel_business_claims_eur").value == 380


def test_kilometres_without_their_amount_are_an_unknown_amount(acts: Acts) -> None:
    rides(acts, "woon_werk;auto;benzine;;1;km;;", "zakelijk_declaratie;trein;;;2000;km;;")
    assert figure(acts, "travel_business_claims_eur").value is None
    rides(acts, "zakelijk_declaratie;auto;benzine;;2000;km;;")
    assert told(figure(acts, "travel_business_claims_eur")) == (0, "none_reported", "")


def test_own_and_leased_cars_stand_apart_from_the_co2_of_travel(acts: Acts) -> None:
    """Their litres are in the fleet: 300 x 0.224 is a comparison, 100 x 0.196 the CO2 of travel."""
    rides(
        acts,
        "woon_werk;auto;diesel;J;100;km;;",
        "zakelijk_wagenpark;auto;diesel;;200;km;;",
        "zakelijk_declaratie;auto;benzine;;100;km;;",
        "woon_werk;trein;;J;10;km;;",
    )
    assert figure(acts, "co2_fleet_kilometres").value == Decimal("67.2")
    assert figure(acts, "co2_business_travel").value == Decimal("19.6")
    # A train is no leased car, whatever the flag says: 10 x 0.030.
    assert figure(acts, "co2_commuting").value == Decimal("0.3")
    assert figure(acts, "travel_commuting_km").value == 110


def test_the_factor_of_another_year_is_never_taken(acts: Acts) -> None:
    """Electric cars have no factor before 2022, trains another one: 1,000 x 0.006."""
    rides(acts, "woon_werk;auto;elektrisch;;1000;km;;", "woon_werk;trein;;;1000;km;;")
    assert figure(acts, "co2_commuting").value == 86
    frozen = figure(acts, "co2_commuting", year=2019)
    assert told(frozen) == (6, "incomplete", "factor_missing")


def test_only_a_survey_of_an_earlier_year_is_an_earlier_survey(acts: Acts) -> None:
    rides(
        acts,
        "woon_werk;fiets;;;30;km;enquete;2023",
        "woon_werk;lopen;;;70;km;enquete;2025",
        "woon_werk;auto;benzine;;100;km;registratie;",
    )
    found = figure(acts, "travel_earlier_survey_share")
    assert found.value == 15 and found.status == "estimated"


def test_commuting_in_and_claims_not_is_a_gap(acts: Acts) -> None:
    rides(acts, "woon_werk;auto;benzine;;100;km;;")
    assert told(figure(acts, "travel_business_claims_km")) == (None, "missing", "no_data")
    assert told(figure(acts, "co2_business_travel")) == (None, "missing", "no_data")
    assert figure(acts, "co2_travel").status == "incomplete"


def test_claims_that_are_not_in_leave_every_sum_of_kinds_of_travel_open(acts: Acts) -> None:
    """300 km by electric car of 1,000 by car in February; what was claimed is not known."""
    petrol, electric = "woon_werk;auto;benzine;;700;km;;", "woon_werk;auto;elektrisch;;300;km;;"
    claimed = "zakelijk_declaratie;auto;diesel;;500;km;;"
    months = {"2025-01": (petrol, electric, claimed), "2025-02": (petrol, electric)}
    upload(acts, "travel", RIDES + "".join(
        f"Almelo;{month};{row}\r\n" for month, rows in months.items() for row in rows
    ))  # fmt: skip
    assert told(figure(acts, "travel_car_km")) == (1500, "measured", "")
    assert told(figure(acts, "travel_electric_car_share")) == (20, "measured", "")
    for indicator, known in (("travel_car_km", 1000), ("travel_electric_car_km", 300)):
        found = figure(acts, indicator, "2025-02")
        assert (found.value, found.status, found.comparable) == (known, "incomplete", False)
    assert told(figure(acts, "travel_electric_car_share", "2025-02"))[:2] == (None, "missing")
    assert told(figure(acts, "travel_without_factor_km")) == (0, "none_reported", "")
    open_still = told(figure(acts, "travel_without_factor_km", "2025-02"))
    assert open_still == (None, "missing", "no_data")
    # What is of commuting alone is whole.
    assert told(figure(acts, "travel_active_public_km", "2025-02")) == (0, "none_reported", "")
    assert told(figure(acts, "travel_earlier_survey_km", "2025-02")) == (0, "none_reported", "")


def test_commuting_that_is_not_in_is_no_commuting_by_bicycle_of_nought(acts: Acts) -> None:
    rides(acts, "zakelijk_declaratie;auto;benzine;;100;km;;")
    assert told(figure(acts, "travel_active_public_km")) == (None, "missing", "no_data")
    assert told(figure(acts, "travel_earlier_survey_km")) == (None, "missing", "no_data")


# --- meals -------------------------------------------------------------------------------------


def test_a_month_without_a_measurement_is_unknown_and_not_nought(acts: Acts) -> None:
    meals(
        acts,
        "2025-01;plantaardig_eiwit;patienten;40;kg;;",
        "2025-01;dierlijk_eiwit;patienten;60;kg;;",
        "2025-02;geserveerd;patienten;100;kg;;",
        "2025-02;verspild_bord;patienten;25;kg;;",
    )
    assert figure(acts, "plant_protein_share").value == 40
    assert told(figure(acts, "food_waste_kg")) == (None, "missing", "no_data")
    assert figure(acts, "food_waste_share", "2025-02").value == 25
    assert figure(acts, "plant_protein_share", "2025-02").value is None


def test_protein_of_one_kind_alone_is_no_share(acts: Acts) -> None:
    meals(acts, "2025-01;plantaardig_eiwit;patienten;40;kg;;")
    assert figure(acts, "plant_protein_share").value is None
    assert figure(acts, "plant_protein_patients_share").value is None


def test_a_group_of_eaters_that_is_missing_makes_the_whole_unknown(acts: Acts) -> None:
    meals(
        acts,
        "2025-01;plantaardig_eiwit;patienten;40;kg;;",
        "2025-01;dierlijk_eiwit;patienten;60;kg;;",
        "2025-02;plantaardig_eiwit;medewerkers_bezoekers;60;kg;;",
        "2025-02;dierlijk_eiwit;medewerkers_bezoekers;40;kg;;",
    )
    assert figure(acts, "plant_protein_share").value is None
    assert figure(acts, "plant_protein_patients_share").value == 40
    assert figure(acts, "plant_protein_staff_share", "2025-02").value == 60


def test_waste_is_never_set_against_food_of_another_group(acts: Acts) -> None:
    """Of the restaurant only waste was weighed: 30 / 100, not 40 / 100."""
    meals(
        acts,
        "2025-01;geserveerd;patienten;100;kg;;",
        "2025-01;verspild_bord;patienten;30;kg;;",
        "2025-01;verspild_keuken;medewerkers_bezoekers;10;kg;;",
    )
    assert figure(acts, "food_waste_share").value == 30
    assert figure(acts, "food_waste_kg").value == 40


def test_a_measurement_of_some_days_is_scaled_and_estimated(acts: Acts) -> None:
    """28 of February's 28 days leave 50 as it is, 14 make it 100; grams are kilograms too."""
    meals(
        acts,
        "2025-02;verspild_bord;patienten;50000;g;meetweek;14",
        "2025-02;verspild_keuken;patienten;50;kg;weging;",
    )
    found = figure(acts, "food_waste_kg", "2025-02")
    assert (found.value, found.status) == (150, "estimated")


def test_animal_protein_alone_leaves_the_plant_protein_unknown(acts: Acts) -> None:
    meals(acts, "2025-01;dierlijk_eiwit;patienten;60;kg;;")
    for name in ("plant_protein_kg", "plant_protein_patients_kg", "plant_protein_share"):
        assert told(figure(acts, name)) == (None, "missing", "no_data"), name
    assert figure(acts, "protein_kg").status == "incomplete"


def site_meals(acts: Acts, *rows: str) -> None:
    upload(acts, "food", MEALS + "".join(f"{row}\r\n" for row in rows))


PATIENTS = (
    "Almelo;2025-01;plantaardig_eiwit;patienten;40;kg;;",
    "Almelo;2025-01;dierlijk_eiwit;patienten;60;kg;;",
)


def test_a_site_that_never_sent_protein_lacks_it_in_the_group(acts: Acts) -> None:
    """40 of 100 at Almelo; of Hengelo only what was thrown away is known."""
    site_meals(acts, *PATIENTS, "Hengelo;2025-01;verspild_bord;patienten;9;kg;;")
    for name in ("plant_protein_patients_share", "plant_protein_share"):
        group = figure(acts, name, site=ALL)
        assert (group.value, group.status) == (40, "incomplete"), name
        assert (group.coverage.have, group.coverage.expected) == (1, 2), name


def test_protein_of_all_eaters_in_one_sum_tells_no_group_by_itself(acts: Acts) -> None:
    """40 of 100 of the patients of Almelo; 30 of 100 of all who ate at Hengelo: 70 of 200."""
    site_meals(acts, *PATIENTS, "Hengelo;2025-01;plantaardig_eiwit;gezamenlijk;30;kg;;",
               "Hengelo;2025-01;dierlijk_eiwit;gezamenlijk;70;kg;;")  # fmt: skip
    patients = figure(acts, "plant_protein_patients_share", site=ALL)
    assert (patients.value, patients.status) == (40, "incomplete")
    assert (patients.coverage.have, patients.coverage.expected) == (1, 2)
    assert figure(acts, "plant_protein_staff_share", site="HGL").status == "missing"
    whole = figure(acts, "plant_protein_share", site=ALL)
    assert (whole.value, whole.status) == (35, "measured")


def test_a_site_that_began_to_divide_its_protein_lacks_nothing_of_the_whole(acts: Acts) -> None:
    meals(
        acts,
        "2025-01;plantaardig_eiwit;gezamenlijk;30;kg;;",
        "2025-01;dierlijk_eiwit;gezamenlijk;70;kg;;",
        *(
            f"2025-02;{origin};{eaters};50;kg;;"
            for origin in ("plantaardig_eiwit", "dierlijk_eiwit")
            for eaters in ("patienten", "medewerkers_bezoekers")
        ),
    )
    assert told(figure(acts, "plant_protein_share")) == (30, "measured", "")
    assert told(figure(acts, "plant_protein_share", "2025-02")) == (50, "measured", "")
    assert figure(acts, "plant_protein_patients_share").value is None
    assert told(figure(acts, "plant_protein_patients_share", "2025-02")) == (50, "measured", "")


@pytest.mark.parametrize("basis", ["weging", "inkoop", ""])
def test_a_week_of_measuring_gives_way_to_a_weighing_of_the_same_food(
    acts: Acts, basis: str
) -> None:
    """800 kg weighed stand; 180 kg x 31 / 7 = 797.143 kg are told apart."""
    meals(
        acts,
        f"2025-01;verspild_bord;patienten;800;kg;{basis};",
        "2025-01;verspild_bord;patienten;180;kg;meetweek;7",
    )
    assert told(figure(acts, "food_waste_kg")) == (800, "measured", "")
    assert figure(acts, "food_sample_not_counted_kg").value == Decimal("797.143")
