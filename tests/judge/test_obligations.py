"""Obligations by their days and waivers, what was delivered, and how far the vision is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, Month, load
from kpi.judge import DueReport, Obligations, vision_points
from kpi.show import Voice
from kpi.show.obligations import calendar_rows, crosswalk_rows, export_file
from kpi.show.vision import stages_sentence, vision_tile
from tests.stores import TODAY, open_acts, upload

NL = Voice(load(), "nl", {"ALL": "Groep", "ALM": "Almelo", "HGL": "Hengelo"})
SITES = ("ALM", "HGL")


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def put(acts: Acts, register: str, identifier: str, **body: object) -> None:
    acts.set_entry(register, identifier, body, actor=Actor.local("Anna"), reason="Proef")


def duty(acts: Acts, code: str, scope: str = ALL, today: dt.date = TODAY) -> DueReport:
    found = Obligations(acts.judge()).duties(SITES, today)
    return next(d for d in found if (d.obligation.code, d.scope) == (code, scope))


def certify(acts: Acts, until: str) -> None:
    put(
        acts, "certificate", "Nieuw", name="Nieuw", scope="site", sites=["ALM"], level="silver",
        issued="2026-06-01", valid_until=until, source="demo",
    )  # fmt: skip


def test_days_follow_from_one_day_and_the_period(acts: Acts) -> None:
    found = duty(acts, "informatieplicht", "ALM")
    assert (found.due, found.before, found.state) == (
        dt.date(2027, 12, 1),
        dt.date(2023, 12, 1),
        "later",
    )
    # On its last day it is still to come; the day after it is four years later.
    on_the_day = duty(acts, "informatieplicht", "ALM", dt.date(2027, 12, 1))
    assert (on_the_day.due, on_the_day.state) == (dt.date(2027, 12, 1), "soon")
    assert duty(acts, "informatieplicht", "ALM", dt.date(2027, 12, 2)).due == dt.date(2031, 12, 1)


def test_what_is_asked_once_keeps_its_day(acts: Acts) -> None:
    assert duty(acts, "routekaart").state == "past"
    put(
        acts, "filing", "f", obligation="routekaart", scope=ALL, period="2024",
        filed_on="2023-12-20", by="Anna",
    )  # fmt: skip
    assert duty(acts, "routekaart").state == "filed"


@pytest.mark.parametrize(
    ("until", "state"),
    [
        ("2028-12-31", "waived"),  # the day it is due
        ("2028-12-30", "later"),  # ends a day too soon
        ("2026-10-01", "later"),  # expired
        ("", "waiver_unknown"),
    ],
)
def test_a_certificate_waives_its_own_site_while_it_holds(
    acts: Acts, until: str, state: str
) -> None:
    certify(acts, until)
    found = duty(acts, "eed_audit", "ALM")
    assert (found.due, found.state) == (dt.date(2028, 12, 31), state)


def test_a_certificate_of_one_site_waives_nothing_of_another(acts: Acts) -> None:
    for entry in acts.entries("certificate"):
        body = {**entry.body, "valid_until": "2025-01-01"}
        acts.set_entry("certificate", entry.id, body, actor=Actor.local("Anna"), reason="Proef")
    certify(acts, "2029-06-01")
    assert duty(acts, "eed_audit", "ALM").state == "waived"
    assert duty(acts, "eed_audit", "HGL").state == "later"


def test_what_may_no_longer_exist_is_uncertain_and_what_has_no_day_says_so(acts: Acts) -> None:
    assert duty(acts, "wpm").state == "uncertain"
    assert duty(acts, "milieujaarverslag").state == "undated"
    entry = next(e for e in acts.entries("obligation") if e.body["code"] == "wpm")
    body = {**entry.body, "status": "abolished"}
    acts.set_entry("obligation", entry.id, body, actor=Actor.local("Anna"), reason="Proef")
    assert duty(acts, "wpm").state == "abolished"


def test_the_calendar_stands_by_day_and_names_its_scope(acts: Acts) -> None:
    _, rows = calendar_rows(Obligations(acts.judge()).duties(SITES, TODAY), TODAY, NL)
    days = [d.due for d in Obligations(acts.judge()).duties(SITES, TODAY) if d.due]
    assert days == sorted(days)
    wpm = next(row for row in rows if "WPM" in row[1])
    assert wpm[3] == "Groep (KvK-nummer)"
    # One audit of the whole organisation, of which the same is told at both sites: one row.
    eed = [row[3] for row in rows if "EED" in row[1]]
    assert eed == ["Almelo en Hengelo (deel van het concern)"]
    # Each site owes a report of its own.
    inform = [row[3] for row in rows if "Informatieplicht" in row[1]]
    assert inform == ["Almelo en Hengelo (elk apart)"]


def test_a_site_that_a_certificate_exempts_has_a_row_of_its_own(acts: Acts) -> None:
    certify(acts, "2029-06-01")
    _, rows = calendar_rows(Obligations(acts.judge()).duties(SITES, TODAY), TODAY, NL)
    assert [row[3] for row in rows if "EED" in row[1]] == [
        "Almelo (deel van het concern)",
        "Hengelo (deel van het concern)",
    ]


def test_sites_that_owe_it_on_different_days_never_share_a_row(acts: Acts) -> None:
    almelo, hengelo = (duty(acts, "eed_audit", site) for site in SITES)
    later = replace(hengelo, due=dt.date(2032, 12, 31))
    _, rows = calendar_rows([almelo, later], TODAY, NL)
    assert [(row[0], row[3]) for row in rows] == [
        ("31 december 2028", "Almelo (deel van het concern)"),
        ("31 december 2032", "Hengelo (deel van het concern)"),
    ]


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (dt.date(2027, 11, 1), "over 30 dagen"),
        (dt.date(2027, 11, 30), "morgen"),
        (dt.date(2027, 12, 1), "vandaag"),
    ],
)
def test_a_day_that_is_near_is_counted_in_days(acts: Acts, today: dt.date, told: str) -> None:
    _, rows = calendar_rows(Obligations(acts.judge()).duties(["ALM"], today), today, NL)
    (state,) = (row[2] for row in rows if "Informatieplicht" in row[1])
    assert state.split(". ")[0] == f"◆ {told}"


POWER = "locatie;periode;energiedrager;verbruik;eenheid\r\n"


def test_a_figure_is_given_in_the_unit_asked_with_its_status_and_tick(acts: Acts) -> None:
    rows = [f"Almelo;2025-{m:02};elektriciteit_inkoop;1500;kWh\r\n" for m in range(1, 13)]
    upload(acts, "energy", POWER + "".join(rows))
    found = Obligations(acts.judge())
    power = [a for a in found.asked if a.indicator == "electricity_purchased"]
    values = {a.obligation.code: a.value(found.measured(a, "ALM", 2025)) for a in power}
    assert values["eed_audit"] == Decimal(18000)
    assert values["milieujaarverslag"] == Decimal(18)  # MWh
    assert {a.value(found.measured(a, "ALM", 2024)) for a in power} == {None}
    put(
        acts, "filing", "f", obligation="milieubarometer", scope="ALM", period="2025",
        figure="electricity_purchased", filed_on="2026-05-01", by="Anna",
    )  # fmt: skip
    _, told = crosswalk_rows(Obligations(acts.judge()), "ALM", 2025, NL)
    ticks = {(row[1], row[2]): row[5] for row in told}
    assert ticks["Milieubarometer", "Elektriciteit"] == "● geleverd op 1 mei 2026 door Anna"
    assert ticks["Milieubarometer", "Water"] == "□ nog niet"
    assert ticks["EED-audit", "Elektriciteit"] == "□ nog niet"
    eed = next(o for o in found.obligations if o.code == "eed_audit")
    assert export_file(found, eed, ["ALM"], 2025, NL)[:2] == b"PK"


def test_a_filing_of_an_obligation_that_is_not_there_is_named(acts: Acts) -> None:
    put(
        acts, "filing", "f", obligation="verdwenen", scope=ALL, period="2025",
        filed_on="2026-05-01", by="Anna",
    )  # fmt: skip
    assert Obligations(acts.judge()).lost == ("verdwenen",)


def test_every_shipped_obligation_and_crosswalk_names_a_source_and_a_figure() -> None:
    catalogue = load()
    seeds = [
        s for s in catalogue.seeds if s.register_id in ("obligation", "crosswalk", "criterion")
    ]
    assert len(seeds) > 30
    for seed in seeds:
        if "source" in seed.body:
            assert seed.body["source"] in catalogue.sources, seed.id
        if "indicator" in seed.body:
            assert seed.body["indicator"] in catalogue.indicators, seed.id
    named = [s.body["indicators"] for s in catalogue.seeds if s.register_id == "vision_point"]
    assert len(named) == 10
    assert {name for names in named for name in names} <= set(catalogue.indicators)


def stages(acts: Acts) -> dict[str, str]:
    points = vision_points(acts.judge(), "ALM", Month(2026, 10))
    return {point.label.en: point.stage for point in points}


CARE = "locatie;periode;diclofenac;nsaid_oraal\r\n"


def test_a_point_is_as_far_as_its_figures_and_no_further(acts: Acts) -> None:
    water, building = "Cleaner surface water", "Sustainable building"
    assert stages(acts)[water] == "defined"
    assert stages(acts)[building] == "not_defined"
    upload(acts, "care", CARE + "Almelo;2026-10;10;100\r\n")
    assert stages(acts)[water] == "first_data"
    rows = [f"Almelo;{Month(2025, 11).plus(n)};10;100\r\n" for n in range(12)]
    upload(acts, "care", CARE + "".join(rows))
    assert stages(acts)[water] == "monthly"
    assert stages(acts)[building] == "not_defined"


def test_a_point_with_a_figure_every_month_is_not_thereby_measured(acts: Acts) -> None:
    rows = [f"Almelo;{Month(2025, 11).plus(n)};{10 + n};100\r\n" for n in range(12)]
    upload(acts, "care", CARE + "".join(rows))
    points = vision_points(acts.judge(), "ALM", Month(2026, 10))
    # Diclofenac among painkillers only approximates what reaches the water.
    assert stages_sentence(points, NL) == (
        "De 10 punten: 1 met elke maand een cijfer, waarvan 1 met een benadering; "
        "7 bepaald zonder cijfers; 2 nog niet bepaald."
    )
    water = vision_tile(next(p for p in points if p.label.en.startswith("Cleaner")), TODAY, NL)
    assert water.stage == "Fase 4 van 4: elke maand een cijfer"
    # 10 + 11 + … + 21 = 186 of 12 × 100 = 1,200: 15.5%.
    assert water.figures[1] == ("diclofenac_share", "15,5%, ●\N{NO-BREAK SPACE}gemeten")
    assert water.lines[1:] == ("Nog geen eigenaar en geen datum",)


def test_a_point_with_an_owner_and_no_day_says_both(acts: Acts) -> None:
    (first, *_) = vision_points(acts.judge(), "ALM", Month(2026, 10))
    entry = next(e for e in acts.entries("vision_point") if e.id == first.id)
    put(acts, "vision_point", first.id, **{**entry.body, "owner": "Bert"})
    (owned, *_) = vision_points(acts.judge(), "ALM", Month(2026, 10))
    assert vision_tile(owned, TODAY, NL).lines[1:3] == (
        "Eigenaar: Bert",
        "Geen datum vastgelegd",
    )


def test_a_recipient_has_a_name_in_both_languages_and_an_older_entry_the_one_it_had(
    acts: Acts,
) -> None:
    shipped = duty(acts, "inkoop_verzekeraars").obligation.recipient
    assert (shipped.nl, shipped.en) == ("Zorgverzekeraars", "Health insurers")
    entry = next(e for e in acts.entries("obligation") if e.body["code"] == "milieubarometer")
    older = {**entry.body, "recipient": "Stimular"}
    acts.set_entry("obligation", entry.id, older, actor=Actor.local("Anna"), reason="x")
    kept = duty(acts, "milieubarometer", "ALM").obligation.recipient
    assert (kept.nl, kept.en) == ("Stimular", "Stimular")
