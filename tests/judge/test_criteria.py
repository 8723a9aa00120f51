"""What figures say of requirements by themselves, and what follows from the binder on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts, Refused, assess, attach
from kpi.declare import ALL, Month
from kpi.judge import (
    SiteLevels,
    binder_faults,
    falling,
    gap_to,
    group_levels,
    readiness,
    site_levels,
    validity,
)
from kpi.judge.criteria import live
from kpi.judge.scheme import Criterion
from kpi.store import put as write_entry
from tests.judge.test_certification import OWN_LIST, put, requirement
from tests.stores import TODAY, open_acts, upload

ENERGY = "locatie;periode;energiedrager;verbruik;eenheid;groen_gvo;gvo_soort;gvo_herkomst\r\n"


@pytest.fixture
def acts() -> Acts:
    """6.2 is mandatory at bronze, 6.10 from silver on, 6.3 and 6.4 are extras; 1 and 2 points."""
    acts = open_acts()
    with acts.store.write("register", "Tester", "A list of our own") as writing:
        for (register, identifier), body in OWN_LIST.items():
            write_entry(writing, acts.catalogue.registers[register], identifier, body)
    return acts


def electricity(acts: Acts, share: str, months: int = 12, origin: str = "Nederland") -> None:
    rows = [
        f"Almelo;{Month(2025, 11).plus(n)};elektriciteit_inkoop;1000;kWh;{share};wind;{origin}\r\n"
        for n in range(months)
    ]
    upload(acts, "energy", ENERGY + "".join(rows))


def criterion(indicator: str, test: str, threshold: str | None = None) -> Criterion:
    asked = None if threshold is None else Decimal(threshold)
    return Criterion("own", "6.2", indicator, test, asked, True, None)  # type: ignore[arg-type]


def said(acts: Acts, asked: Criterion) -> tuple[str, int, str]:
    found = live(asked, acts.judge().figures(), "ALM", Month(2026, 10))
    return found.answer, found.months, found.reason


DUTCH = "electricity_green_dutch_share"


@pytest.mark.parametrize(
    ("share", "origin", "answer"),
    [
        ("10", "Nederland", "met"),
        ("9,9", "Nederland", "not_met"),
        ("60", "Noorwegen", "not_met"),
        ("0", "Nederland", "not_met"),
    ],
)
def test_ten_percent_of_dutch_renewable_electricity(
    acts: Acts, share: str, origin: str, answer: str
) -> None:
    electricity(acts, share, origin=origin)
    assert said(acts, criterion(DUTCH, "at_least", "10")) == (answer, 12, "")


def test_what_is_not_whole_or_not_there_is_unknown(acts: Acts) -> None:
    asked = criterion(DUTCH, "at_least", "10")
    assert said(acts, asked) == ("unknown", 0, "not_measured")
    electricity(acts, "60", months=11)
    assert said(acts, asked) == ("unknown", 11, "incomplete")
    # A line that does not say how much is guaranteed is unknown and not nought.
    electricity(acts, "")
    assert said(acts, asked) == ("unknown", 0, "not_measured")


def test_measured_and_complete(acts: Acts) -> None:
    electricity(acts, "60", months=5)
    power = "electricity_purchased"
    assert said(acts, criterion(power, "measured", "5")) == ("met", 5, "")
    assert said(acts, criterion(power, "measured", "6")) == ("not_met", 5, "")
    assert said(acts, criterion(power, "complete")) == ("not_met", 5, "")
    electricity(acts, "60")
    assert said(acts, criterion(power, "complete")) == ("met", 12, "")
    assert said(acts, criterion(power, "above", "12000")) == ("not_met", 12, "")
    assert said(acts, criterion(power, "above", "11999")) == ("met", 12, "")
    assert said(acts, criterion(power, "at_most", "12000")) == ("met", 12, "")
    assert said(acts, criterion(power, "above")) == ("unknown", 12, "threshold_missing")
    assert said(acts, criterion("nothing_such", "above", "1")) == ("unknown", 0, "figure_unknown")


def levels(acts: Acts, today: dt.date = TODAY, site: str = "ALM") -> SiteLevels:
    schema = acts.judge().certification.schema("own")
    assert schema is not None
    return site_levels(acts.judge(), site, schema, today)


def meet(acts: Acts, code: str, status: str = "met", site: str = "ALM", **more: str) -> None:
    given = {"status": status, "date": "2026-09-01", "by": "Anna", **more}
    assess(acts, site, "own", code, given, actor=Actor.local("Anna"), reason="Gezien")


def link(acts: Acts, code: str, title: str, until: str, site: str = "ALM") -> None:
    given = {"location": "map", "title": title, "valid_until": until}
    attach(acts, site, "own", code, given, document=None, actor=Actor.local("Anna"), reason="Erbij")


def test_a_figure_meets_a_requirement_by_itself_and_unmeets_it(acts: Acts) -> None:
    put(
        acts, "criterion", "own/6.2", schema="own", code="6.2", indicator=DUTCH, test="at_least",
        threshold="10", covers="whole",
    )  # fmt: skip
    for code in ("6.3", "6.4"):
        meet(acts, code)
    assert levels(acts).reached is None
    electricity(acts, "60")
    # Only energy is sent, so no month is complete and the last that could be counts.
    assert levels(acts).reached == "bronze"
    meet(acts, "6.2")
    electricity(acts, "5")
    [dossier] = [d for d in levels(acts).dossiers if d.requirement.code == "6.2"]
    assert (dossier.answer, dossier.contradicted) == ("not_met", True)
    assert levels(acts).levels[0].reached is False
    first = falling(levels(acts))[0]
    assert (first.dossier.requirement.code, first.loss) == ("6.2", "contradicted")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-09-01", "valid"),  # 91 days before 2026-12-01
        ("2026-09-02", "warned"),  # 90
        ("2026-10-31", "warned"),  # 31
        ("2026-11-01", "urgent"),  # 30
        ("2026-12-01", "urgent"),  # its last day
        ("2026-12-02", "expired"),
    ],
)
def test_warnings_stand_at_90_and_30_days(today: str, state: str) -> None:
    assert validity("2026-12-01", dt.date.fromisoformat(today)) == state


def test_no_end_is_open_and_no_day_is_unreadable() -> None:
    assert validity("", TODAY) == "open"
    assert validity("eind 2026", TODAY) == "unreadable"


def test_evidence_that_expires_takes_the_level_with_it(acts: Acts) -> None:
    for code in ("6.2", "6.10", "6.3", "6.4"):
        meet(acts, code)
        link(acts, code, "Plan", "2027-06-01")
    link(acts, "6.10", "Plan", "2026-12-01")
    assert levels(acts, dt.date(2026, 12, 1)).reached == "silver"
    losses = [(f.dossier.requirement.code, f.loss) for f in falling(levels(acts))]
    assert losses == [("6.10", "urgent")]
    later = levels(acts, dt.date(2026, 12, 2))
    assert later.reached == "bronze"
    assert later.levels[1].open == ("6.10",)
    losses = [(f.dossier.requirement.code, f.loss) for f in falling(later)]
    assert losses == [("6.10", "evidence_lapsed")]
    # Newer evidence beside the expired one: the requirement stands.
    link(acts, "6.10", "Plan 2027", "2027-12-01")
    assert levels(acts, dt.date(2026, 12, 2)).reached == "silver"


def test_an_assessment_ends_on_its_own_day(acts: Acts) -> None:
    for code in ("6.2", "6.3"):
        meet(acts, code)
    meet(acts, "6.2", valid_until="2026-12-31")
    assert levels(acts, dt.date(2026, 12, 31)).reached == "bronze"
    assert levels(acts, dt.date(2027, 1, 1)).reached is None


def test_evidence_of_the_whole_group_holds_for_every_site(acts: Acts) -> None:
    meet(acts, "6.2")
    link(acts, "6.2", "Beleid", "2027-01-01", site=ALL)
    [dossier] = [d for d in levels(acts).dossiers if d.requirement.code == "6.2"]
    assert [piece.title for piece in dossier.evidence] == ["Beleid"]


def test_met_without_evidence_is_named(acts: Acts) -> None:
    meet(acts, "6.2")
    assert [f.loss for f in falling(levels(acts))] == ["without_evidence"]


def test_the_way_to_a_level_begins_with_the_least_work(acts: Acts) -> None:
    requirement(acts, "6.1", "mandatory", "mandatory")
    meet(acts, "6.10", "not_met", effort="small")
    meet(acts, "6.2", "in_progress", effort="large")
    meet(acts, "6.3", "not_met", effort="medium")
    meet(acts, "6.4", "not_met", effort="small")
    found = levels(acts)
    silver = gap_to(found, found.levels[1])
    # What nobody estimated comes last; of the extras both are needed for two points.
    codes = [(s.dossier.requirement.code, s.levels) for s in silver.mandatory]
    assert codes == [("6.10", 1), ("6.2", 2), ("6.1", 2)]
    assert [s.dossier.requirement.code for s in silver.extras] == ["6.4", "6.3"]
    assert silver.short == 0
    bronze = gap_to(found, found.levels[0])
    assert [s.dossier.requirement.code for s in bronze.extras] == ["6.4"]


def test_points_that_no_extra_can_bring_are_told(acts: Acts) -> None:
    meet(acts, "6.3", "not_applicable")
    found = levels(acts)
    assert gap_to(found, found.levels[1]).short == 1


def test_a_minimum_that_nobody_knows_leaves_open_how_many_points_lack(acts: Acts) -> None:
    found = levels(acts)
    gap = gap_to(found, replace(found.levels[1], minimum=None))
    assert gap.short is None
    assert not gap.extras


def test_the_group_holds_what_its_lowest_site_holds_and_a_sample_only_itself(acts: Acts) -> None:
    for site, sampled in (("ALM", "visited"), ("HGL", "not_visited")):
        put(
            acts, "certification", site, site=site, schema="own", care_type="cure",
            green_hectares="4", sampled=sampled,
        )  # fmt: skip
    for code in ("6.2", "6.10", "6.3", "6.4"):
        meet(acts, code)
    for code in ("6.2", "6.3"):
        meet(acts, code, site="HGL")
    both = [levels(acts), levels(acts, site="HGL")]
    assert [site.reached for site in both] == ["silver", "bronze"]
    found = group_levels(both)
    assert (found.all_sites, found.visited, found.in_sample) == ("bronze", ("ALM",), "silver")


def test_an_assessment_of_an_unknown_code_or_site_is_refused(acts: Acts) -> None:
    given = {"status": "met", "date": "2026-09-01", "by": "Anna"}
    with pytest.raises(Refused, match="requirement_unknown"):
        assess(acts, "ALM", "own", "9.9", given, actor=Actor.local("Anna"), reason="Gezien")
    with pytest.raises(Refused, match="site_unknown"):
        assess(acts, "XXX", "own", "6.2", given, actor=Actor.local("Anna"), reason="Gezien")


def test_what_cannot_be_right_in_the_registers_is_named(acts: Acts) -> None:
    body = {"date": "2026-09-01", "status": "met", "by": "Anna"}
    put(acts, "assessment", "a", site="ALM", schema="own", code="9.9", **body)
    put(acts, "assessment", "b", site="XXX", schema="own", code="6.2", **body)
    link(acts, "6.3", "Oud", "2026-01-01")
    put(
        acts, "criterion", "c", schema="own", code="6.4", indicator="nothing_such", test="complete",
        covers="whole",
    )  # fmt: skip
    requirement(acts, "1.1", "mandatory", "mandatory", schema="unruled")
    faults = binder_faults(acts.judge().certification, ("ALM", "HGL"), acts.catalogue.indicators)
    assert [fault.code for fault in faults] == [
        "level_unruled",
        "assessment_code",
        "assessment_site",
        "criterion_figure",
    ]
    assert faults[1].facts == {"code": "9.9", "schema": "own", "site": "ALM"}


def test_readiness_counts_what_was_assessed_by_then(acts: Acts) -> None:
    schema = acts.judge().certification.schema("own")
    assert schema is not None
    assert readiness(acts.judge(), "ALM", schema, "silver", TODAY) == ()
    meet(acts, "6.2", "not_met", date="2026-08-10")
    meet(acts, "6.2", date="2026-09-20")
    meet(acts, "6.10", date="2026-11-02")
    meet(acts, "6.10", date="2026-11-20")  # after the reporting date
    points = readiness(acts.judge(), "ALM", schema, "silver", TODAY)
    assert [(str(p.month), p.met, p.mandatory) for p in points] == [
        ("2026-08", 0, 2),
        ("2026-09", 1, 2),
        ("2026-10", 1, 2),
        ("2026-11", 2, 2),
    ]
