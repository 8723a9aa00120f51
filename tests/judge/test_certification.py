"""Certificates by their dates, and a site against a list that was entered through the registers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import load
from kpi.judge import Certificate, SiteLevels
from kpi.store import put as write_entry
from tests.stores import TODAY, open_acts


def put(acts: Acts, register: str, identifier: str, **body: object) -> None:
    acts.set_entry(register, identifier, body, actor=Actor.local("Anna"), reason="Afgesproken")


def certificate(**given: Any) -> Certificate:
    body: dict[str, Any] = {
        "id": "c", "scope": "site", "sites": ("ALM",), "sampled": (), "schema": "7",
        "level": "silver", "issued": "2024-01-01", "valid_until": "2027-01-01", "auditor": "",
        "source": "demo", "note": None,
    }  # fmt: skip
    return Certificate(**{**body, **given})


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-07-04", "valid"),  # 181 days left
        ("2026-07-05", "valid"),  # 180 days left: fewer than 180 is soon
        ("2026-07-06", "expires"),
        ("2027-01-01", "expires"),  # its last day
        ("2027-01-02", "expired"),
    ],
)
def test_the_state_of_a_certificate_follows_from_its_dates(today: str, state: str) -> None:
    assert certificate().state(dt.date.fromisoformat(today)) == state


@pytest.mark.parametrize("until", ["", "2027", "2027-01"])
def test_without_a_last_day_it_is_not_known_whether_it_is_valid(until: str) -> None:
    assert certificate(valid_until=until).state(dt.date(2026, 11, 15)) == "unknown"


def test_a_certificate_holds_for_the_sites_it_names_or_for_the_whole_group() -> None:
    assert certificate().covers("ALM") and not certificate().covers("HGL")
    assert certificate(scope="group", sites=()).covers("HGL")
    assert not certificate(scope="group", sites=("ALM",)).covers("HGL")
    assert not certificate(scope="site", sites=()).covers("ALM")


def test_the_shipped_certificates_are_those_that_were_published() -> None:
    found = open_acts().judge().certification.certificates_of("HGL")
    assert [(c.level, c.issued, c.valid_until) for c in found] == [
        ("silver", "2023", ""),
        ("bronze", "2020", ""),
        ("bronze", "2017-01", ""),
    ]


def required(code: str, bronze: str, silver: str, **more: str) -> dict[str, object]:
    body = {
        "schema": "own", "code": code, "theme": "6", "text": {"nl": code, "en": code},
        "care_type": "cure", "bronze": bronze, "silver": silver, "gold": silver,
        "points": "1", "source": "demo",
    }  # fmt: skip
    return {**body, **more}


def requirement(acts: Acts, code: str, bronze: str, silver: str, **more: str) -> None:
    put(acts, "requirement", f"own/{code}", **required(code, bronze, silver, **more))


def least(level: str, order: str, minimum: str) -> dict[str, object]:
    return {
        "schema": "own", "care_type": "cure", "level": level, "order": order, "minimum": minimum,
        "green_above": "10", "green_added": "3", "evidence": "confirmed", "source": "demo",
    }  # fmt: skip


OWN_LIST: dict[tuple[str, str], dict[str, object]] = {
    ("schema", "own"): {
        "code": "own", "label": {"nl": "Eigen", "en": "Own"}, "list": "complete", "source": "demo",
    },
    ("level_rule", "own/cure/bronze"): least("bronze", "0", "1"),
    ("level_rule", "own/cure/silver"): least("silver", "1", "2"),
    ("certification", "ALM"): {
        "site": "ALM", "schema": "own", "care_type": "cure", "aim": "silver", "green_hectares": "4",
    },
    ("requirement", "own/6.2"): required("6.2", "mandatory", "mandatory"),
    ("requirement", "own/6.10"): required("6.10", "none", "mandatory"),
    ("requirement", "own/6.3"): required("6.3", "extra", "extra"),
    ("requirement", "own/6.4"): required("6.4", "extra", "extra"),
}  # fmt: skip
"""A complete list of our own: two mandatory, two extras; bronze asks 1 point, silver 2."""


def assess(acts: Acts, code: str, status: str, site: str = "ALM", date: str = "2026-09-01") -> None:
    put(
        acts, "assessment", f"{site}/own/{code}",
        site=site, schema="own", code=code, date=date, status=status, by="Anna",
    )  # fmt: skip


@pytest.fixture
def acts() -> Acts:
    acts = open_acts()
    for (register, identifier), body in OWN_LIST.items():
        put(acts, register, identifier, **body)
    return acts


def levels(acts: Acts, site: str = "ALM") -> SiteLevels:
    certification = acts.judge().certification
    schema = certification.schema("own")
    assert schema is not None
    return certification.levels(site, schema, TODAY)


def test_bronze_is_reached_and_silver_lacks_a_requirement_and_a_point(acts: Acts) -> None:
    assess(acts, "6.2", "met")
    assess(acts, "6.3", "met")
    found = levels(acts)
    assert found.reached == "bronze" and found.checked
    bronze, silver = found.levels
    assert (bronze.met, bronze.mandatory, bronze.points) == (1, 1, 1)
    assert (silver.met, silver.mandatory, silver.points, silver.minimum) == (1, 2, 1, 2)
    assert (silver.reached, silver.lacking) == (None, ("6.10",))
    assert silver.reasons == ("mandatory_open", "points_open")
    assess(acts, "6.10", "not_met")
    assess(acts, "6.4", "not_met")
    _, silver = levels(acts).levels
    assert (silver.reached, silver.reasons) == (False, ("mandatory_lacking", "points_short"))


def test_the_newest_assessment_counts_and_unknown_is_not_met(acts: Acts) -> None:
    for code in ("6.2", "6.10", "6.3", "6.4"):
        assess(acts, code, "met")
    assert levels(acts).reached == "silver"
    assess(acts, "6.10", "unknown", date="2026-10-01")
    assert levels(acts).reached == "bronze"


def test_one_site_says_nothing_of_another(acts: Acts) -> None:
    for code in ("6.2", "6.10", "6.3", "6.4"):
        assess(acts, code, "met")
    found = levels(acts, "HGL")
    assert {d.answer for d in found.dossiers} == {"unknown"}
    assert found.reached is None


def test_the_green_of_a_site_asks_for_more(acts: Acts) -> None:
    for code in ("6.2", "6.10", "6.3", "6.4"):
        assess(acts, code, "met")
    put(
        acts, "certification", "ALM", site="ALM", schema="own", care_type="cure",
        green_hectares="12",
    )  # fmt: skip
    assert levels(acts).reached is None
    assert [standing.minimum for standing in levels(acts).levels] == [4, 5]


def test_codes_stand_in_their_order_and_another_kind_of_care_stays_out(acts: Acts) -> None:
    requirement(acts, "6.5", "mandatory", "mandatory", care_type="care")
    assert [r.code for r in levels(acts).requirements] == ["6.2", "6.3", "6.4", "6.10"]


def test_the_same_code_in_another_schema_is_another_requirement(acts: Acts) -> None:
    put(
        acts, "assessment", "ALM/7/6.2",
        site="ALM", schema="7", code="6.2", date="2026-09-01", status="met", by="Anna",
    )  # fmt: skip
    assert {d.answer for d in levels(acts).dossiers} == {"unknown"}


def test_a_number_that_cannot_be_read_is_unknown_not_nought(acts: Acts) -> None:
    for code in ("6.2", "6.10", "6.3", "6.4"):
        assess(acts, code, "met")
    # Such an entry is refused now; one that was stored before has to be read all the same.
    body = {"site": "ALM", "schema": "own", "care_type": "cure", "green_hectares": "veel"}
    with acts.store.write("register", "Tester", "An older release") as writing:
        write_entry(writing, acts.catalogue.registers["certification"], "ALM", body)
    assert [standing.reached for standing in levels(acts).levels] == [None, None]


def test_the_example_is_marked_and_never_says_that_a_level_is_reached() -> None:
    """Everything met: still no level, for the list is incomplete and its minima are unchecked."""
    acts = open_acts()
    certification = acts.judge().certification
    [example] = certification.listed()
    assert example.list == "example"
    for requirement_ in certification.requirements:
        body = {
            "site": "ALM", "schema": example.code, "code": requirement_.code,
            "date": "2026-09-01", "status": "met", "by": "Anna",
        }  # fmt: skip
        put(acts, "assessment", f"ALM/{requirement_.code}", **body)
    found = acts.judge().certification.levels("ALM", example, TODAY)
    assert [standing.reached for standing in found.levels] == [None, None, None]
    assert not found.checked


def test_the_shipped_example_names_its_sources_and_known_figures() -> None:
    catalogue = load()
    seeds = [s for s in catalogue.seeds if s.register_id in ("requirement", "level_rule", "schema")]
    assert len(seeds) > 40
    for seed in seeds:
        assert seed.body["source"] in catalogue.sources, seed.id
    requirements = [seed for seed in seeds if seed.register_id == "requirement"]
    assert all(seed.body["code"].startswith("voorbeeld-") for seed in requirements)
    named = {seed.body["indicator"] for seed in requirements} - {""}
    assert named and named <= set(catalogue.indicators)
    rules = [seed for seed in seeds if seed.register_id == "level_rule"]
    assert {seed.body["evidence"] for seed in rules} == {"older"}
