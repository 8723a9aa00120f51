"""A year told again: the difference by cause adds up, the rules decide, the old run still stands."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.acts import Actor, Acts, Refused
from kpi.acts.recalculate import Told, log, revision_of, tell_again
from kpi.judge import Way
from tests.stores import copied, open_acts, upload

HEADER = "locatie;periode;energiedrager;verbruik;eenheid\n"


def gas(acts: Acts, site: str, amount: int, year: int = 2025) -> None:
    """Bring the same gas for every month of a year, with the electricity and water it goes with."""
    rows = "".join(
        f"{site};{year}-{month:02};{carrier}\n"
        for month in range(1, 13)
        for carrier in (f"aardgas;{amount};m3", "elektriciteit_inkoop;10;kWh", "water;1;m3")
    )
    upload(acts, "energy", HEADER + rows)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    acts = open_acts(folder / "kpi.duckdb")
    gas(acts, "Almelo", 100)
    gas(acts, "Hengelo", 50)
    acts.store.close()
    return folder


@pytest.fixture
def acts(begun: Path, tmp_path: Path) -> Iterator[Acts]:
    with copied(begun, tmp_path) as acts:
        yield acts


OWN = {
    "site": "", "activity": "aardgas", "variant": "", "unit": "Nm3", "boundary": "WTW",
    "value": "2.2", "applies_from": "2025-01-01", "applies_to": "2025-12-31",
    "standing": "own", "evidence": "read", "source": "Corrected list",
}  # fmt: skip


def again(acts: Acts, since: int, old: str = "co2_gas", new: str = "co2_gas") -> Told:
    return tell_again(acts, Way(old, since), Way(new, acts.store.revision), "ALL", 2025)


def causes(told: Told) -> dict[str, Decimal]:
    assert told.found.causes is not None
    return {cause: +value for cause, value in told.found.causes.items() if value}


def test_nothing_changed_is_no_difference(acts: Acts) -> None:
    told = again(acts, acts.store.revision)
    assert told.found.old.value == Decimal("3841.2")  # 12 x 150 x 2.134
    assert causes(told) == {} and told.found.share == 0


def test_data_factor_and_boundary_each_get_their_part(acts: Acts) -> None:
    """Almelo 100 -> 110 m3, WTW 2.134 -> 2.2, then WTW -> TTW (1.779 assumed in 2025)."""
    since = acts.store.revision
    gas(acts, "Almelo", 110)
    acts.set_entry("own_factor", "gas", OWN, actor=Actor.local("Anna"), reason="Corrected")
    told = again(acts, since, new="co2_direct_fuel")
    assert causes(told) == {
        "data": Decimal("256.08"),  # 12 x 10 x 2.134
        "factor": Decimal("126.72"),  # 12 x 160 x (2.2 - 2.134)
        "boundary": Decimal("-808.32"),  # 12 x 160 x (1.779 - 2.2)
    }
    assert told.found.old.value == Decimal("3841.2")
    assert told.found.new.value == Decimal("3415.68")  # 12 x 160 x 1.779
    assert sum(causes(told).values()) == Decimal("3415.68") - Decimal("3841.2")


def test_a_site_that_leaves_is_structure(acts: Acts) -> None:
    since = acts.store.revision
    site = next(e for e in acts.entries("site") if e.id == "HGL")
    acts.set_entry(
        "site", "HGL", site.body, actor=Actor.local("Anna"), reason="Sold",
        valid_from="2010-01-01", valid_to="2024-12-31",
    )  # fmt: skip
    gas(acts, "Almelo", 110)
    told = again(acts, since)
    assert causes(told) == {
        "structure": Decimal("-1280.4"),  # 12 x 50 x 2.134
        "data": Decimal("256.08"),
    }


def test_frozen_factors_against_those_of_the_year_are_a_factor_difference(acts: Acts) -> None:
    now = acts.store.revision
    told = tell_again(acts, Way("co2_gas", now), Way("co2_gas", now, 2019), "ALL", 2025)
    assert causes(told) == {"factor": Decimal("-439.2")}  # 12 x 150 x (1.890 - 2.134)


@pytest.mark.parametrize(
    ("rule", "amount", "decision"),
    [
        ("error_found", 108, "recalculate"),  # 8 of 150 is 5.3%
        ("error_found", 107, "below_threshold"),  # 7 of 150 is 4.7%
        ("method", 101, "recalculate"),
        ("factor_of_year", 150, "never"),
        ("organic", 150, "never"),
    ],
)
def test_the_rules_decide_and_the_log_keeps_it(
    acts: Acts, rule: str, amount: int, decision: str
) -> None:
    since = acts.store.revision
    gas(acts, "Almelo", amount)
    told = again(acts, since)
    revision, found = log(acts, told, rule, actor=Actor.local("Anna"), reason="Meter was wrong")
    assert found == decision
    entry = acts.entries("recalculation")[0]
    assert entry.revision == revision and entry.actor == "Anna"
    assert entry.body["decision"] == decision
    parts = sum(Decimal(entry.body[c]) for c in ("structure", "data", "factor", "boundary"))
    assert Decimal(entry.body["old"]) + parts == Decimal(entry.body["new"])


def test_the_old_run_can_still_be_reckoned(acts: Acts) -> None:
    since = acts.store.revision
    gas(acts, "Almelo", 110)
    log(
        acts, again(acts, since), "error_found", actor=Actor.local("Anna"), reason="Meter was wrong"
    )
    gas(acts, "Almelo", 500)
    entry = acts.entries("recalculation")[0]
    old, new = (Way("co2_gas", int(entry.body[n])) for n in ("since", "until"))
    told = tell_again(acts, old, new, "ALL", 2025)
    assert told.found.old.value == Decimal(entry.body["old"])
    assert told.found.new.value == Decimal(entry.body["new"])


def test_a_missing_factor_has_no_causes_and_cannot_be_logged(acts: Acts) -> None:
    now = acts.store.revision
    way = Way("co2_electricity_location", now)
    told = tell_again(acts, way, Way("co2_electricity_location", now, 2019), "ALL", 2025)
    assert told.found.causes is None
    assert told.found.reason is not None and told.found.reason.code == "factor_missing"
    with pytest.raises(Refused) as refused:
        log(acts, told, "method", actor=Actor.local("Anna"), reason="x")
    assert refused.value.code == "recalculation_unknown"


def test_what_cannot_be_told_again_is_refused(acts: Acts) -> None:
    with pytest.raises(Refused) as refused:
        again(acts, acts.store.revision + 1)
    assert refused.value.code == "revision_unknown"
    with pytest.raises(Refused) as refused:
        again(acts, acts.store.revision, old="gas")
    assert refused.value.code == "recalculation_units"
    with pytest.raises(Refused) as refused:
        log(acts, again(acts, acts.store.revision), "gut", actor=Actor.local("Anna"), reason="x")
    assert refused.value.code == "rule_unknown"
    with pytest.raises(Refused) as refused:
        revision_of(acts, "yesterday")
    assert refused.value.code == "as_of_unreadable"


def test_a_rule_from_a_threshold_without_one_decides_nothing(acts: Acts) -> None:
    rule = next(e for e in acts.entries("recalculation_rule") if e.id == "error_found")
    body = {**rule.body, "threshold": ""}
    acts.set_entry(
        "recalculation_rule", "error_found", body, actor=Actor.local("Anna"), reason="Emptied"
    )
    since = acts.store.revision
    gas(acts, "Almelo", 101)
    with pytest.raises(Refused) as refused:
        log(
            acts,
            again(acts, since),
            "error_found",
            actor=Actor.local("Anna"),
            reason="Meter was wrong",
        )
    assert refused.value.code == "rule_threshold_missing"
