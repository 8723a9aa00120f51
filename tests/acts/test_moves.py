"""A shared site counts for its part, and a change of who counts makes base years due until logged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.acts import Acts, Refused
from kpi.acts.exchange import own_summary
from kpi.acts.moves import due, log_due
from kpi.acts.sector import import_averages
from kpi.declare import ALL, Month
from kpi.declare.register import Seed
from kpi.judge import region
from kpi.measure import Figures, Scope
from kpi.measure.allocation import WHOLE, part_of
from kpi.store import Store
from tests.region import OFFICER, YEAR, ground
from tests.stores import TODAY, copied

KEY = {
    "site": "ALM",
    "contract": "energy",
    "category": "aardgas",
    "share": "75",
    "first": "2025-07",
    "last": "2025-09",
    "partner": "OCON",
    "basis": "m2, agreed 2025",
}
TARGET = {
    "owner": "ZGT", "set": "Test", "label": {"nl": "Gas", "en": "Gas"}, "indicator": "gas",
    "boundary": "", "expression": "reduction_pct", "scope_level": "organisation",
    "base_year": "2025", "path": "linear", "milestones": [{"year": "2030", "value": "50"}],
    "factors": "year-of-use", "proxy": False, "confidence": "local", "source": "demo",
}  # fmt: skip


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def acts(begun: Path, tmp_path: Path) -> Iterator[Acts]:
    with copied(begun, tmp_path) as acts:
        yield acts


def share(acts: Acts, **changed: str) -> int:
    return acts.set_entry(
        "allocation", "key", {**KEY, **changed}, actor=OFFICER, reason="shared building"
    )


def gas(acts: Acts, site: str, month: int, span: str = "month") -> Decimal | None:
    scope = Scope(site, Month(YEAR, month), span)  # type: ignore[arg-type]
    return acts.judge().figures().measured("gas", scope).value


def test_a_key_counts_for_its_carrier_and_months_only(acts: Acts) -> None:
    before = acts.store.revision
    share(acts)
    # 100 m3 a month at Almelo, of which 75% from July to September.
    assert [gas(acts, "ALM", month) for month in (6, 7, 9, 10)] == [100, 75, 75, 100]
    assert gas(acts, "HGL", 7) == 50
    assert gas(acts, ALL, 12, "year") == 12 * 150 - 3 * 25
    figures = acts.judge().figures()
    assert figures.measured("electricity_purchased", Scope("ALM", Month(YEAR, 7))).value == 10
    # CO2 of the gas goes with it: 75 x 2.134 (the list's WTW factor of 2025).
    assert figures.measured("co2_gas", Scope("ALM", Month(YEAR, 7))).value == Decimal("160.05")
    old = acts.judge(as_of=before).figures()
    assert old.measured("gas", Scope("ALM", Month(YEAR, 7))).value == 100


def test_as_an_earlier_key_counted_the_lines_add_up_as_well(acts: Acts) -> None:
    before = acts.store.revision
    share(acts)
    figures = Figures(
        acts.catalogue,
        acts.store,
        last_month=acts.last_month,
        as_of=acts.store.revision,
        known={"allocation": before},
    )
    july = Scope("ALM", Month(YEAR, 7))
    assert figures.measured("gas", july).value == 100
    assert [line.contribution for line in figures.explain("gas", july)] == [100]


def test_a_key_that_a_person_set_counts_before_one_that_a_file_brought_later(
    acts: Acts,
) -> None:
    share(acts, share="40")
    path = acts.store.path
    acts.store.close()
    later = Seed(register="allocation", id="file", body={**KEY, "first": "2025-08"})
    changed = replace(acts.catalogue, seeds=(*acts.catalogue.seeds, later))
    again = Acts(Store.open(path, changed), changed, today=lambda: TODAY)
    assert [gas(again, "ALM", month) for month in (7, 8, 9, 10)] == [40, 40, 40, 100]
    again.store.close()


def test_a_part_of_a_long_number_keeps_its_digits_and_the_whole_all_of_them() -> None:
    long = Decimal("12345678901234567890123456789.123456789")
    assert part_of(long, WHOLE) == long and len(str(long)) == 39
    half = Decimal(
        "6172839450617283945061728394.562"
    )  # by hand: 12345678901234567890123456789.124 / 2
    assert part_of(Decimal("12345678901234567890123456789.124"), Decimal("0.5")) == half


def test_the_explanation_adds_up_and_tells_the_part(acts: Acts) -> None:
    share(acts)
    figures = acts.judge().figures()
    for indicator in ("gas", "co2_gas", "gas_per_m2"):
        scope = Scope("ALM", Month(YEAR, 9), "ytd")
        lines = figures.explain(indicator, scope)
        told = sum((line.contribution or Decimal() for line in lines), Decimal())
        value = figures.measured(indicator, scope).value
        assert value is not None and round(told - value, 12) == 0, indicator
    july = next(one for one in lines if one.month == Month(YEAR, 7) and one.part == "gas")
    assert (july.share, july.quantity, july.amount) == (Decimal("0.75"), 100, 75)


NOTHING = (
    ({"contract": "coal"}, "kind_unknown"),
    ({"category": "kolen"}, "allocation_category"),
    ({"contract": "medication", "category": "verstrekt"}, "allocation_kind"),
    ({"share": "101"}, "number_outside"),
    ({"last": "2025-06"}, "validity_reversed"),
    ({"first": "2025"}, "month_unreadable"),
)


def test_a_key_that_means_nothing_is_refused(acts: Acts) -> None:
    for changed, code in NOTHING:
        with pytest.raises(Refused) as refused:
            share(acts, **changed)
        assert refused.value.code == code


def test_two_keys_never_speak_of_one_line(acts: Acts) -> None:
    share(acts)
    body = {**KEY, "first": "2025-09", "last": ""}
    with pytest.raises(Refused) as refused:
        acts.set_entry("allocation", "other", body, actor=OFFICER, reason="again")
    assert refused.value.code == "allocation_twice"
    body = {**KEY, "first": "2025-10", "last": ""}
    acts.set_entry("allocation", "other", body, actor=OFFICER, reason="after it")
    assert gas(acts, "ALM", 10) == 75


def test_a_change_of_who_counts_makes_a_base_year_due_until_it_is_logged(acts: Acts) -> None:
    acts.set_entry("target", "T", TARGET, actor=OFFICER, reason="agreed")
    assert due(acts) == ()
    share(acts)
    site = next(e for e in acts.entries("site") if e.id == "HGL")
    # Care moved away: Hengelo counts up to September only.
    acts.set_entry(
        "site", "HGL", site.body, valid_from="2010-01-01", valid_to="2025-09-30",
        actor=OFFICER, reason="moved",
    )  # fmt: skip
    (found,) = due(acts)
    # 1800 m3; 3 x 25 to the neighbour, 3 x 50 with Hengelo: all of it because of who counts.
    assert (found.told.found.old.value, found.told.found.new.value) == (1800, 1575)
    assert found.told.found.causes is not None
    assert {c: v for c, v in found.told.found.causes.items() if v} == {"structure": -225}
    with pytest.raises(Refused) as refused:
        log_due(acts, "whim", actor=OFFICER, reason="moved")
    assert refused.value.code == "rule_unknown"
    ((_, decision),) = log_due(acts, "acquired", actor=OFFICER, reason="moved")
    assert decision == "recalculate"  # 12.5% is above the threshold of 5%
    assert due(acts) == ()
    (entry,) = acts.entries("recalculation")
    assert (entry.body["old"], entry.body["new"], entry.body["structure"]) == (
        "1800.000", "1575.00000", "-225.00000"
    )  # fmt: skip


def test_published_averages_come_in_with_year_and_number_or_not_at_all(acts: Acts) -> None:
    header = "indicator;per;year;sector;value;best;count;source;note\n"
    good = "gas;beds;2024;Invented sector;90;60;12;demo;\n"
    for text, code in (
        (good.replace("2024", ""), "average_bare"),
        (good.replace("12;", ";"), "average_bare"),
        (good.replace("gas", "steam"), "average_figure"),
        (good.replace("beds", "cars"), "average_per"),
        (good + good, "average_twice"),
    ):
        with pytest.raises(Refused) as refused:
            import_averages(acts, (header + text).encode(), actor=OFFICER, reason="published")
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        import_averages(acts, b"figure;mean\ngas;3\n", actor=OFFICER, reason="published")
    assert refused.value.code == "average_columns"
    import_averages(acts, (header + good).encode(), actor=OFFICER, reason="published")
    found = region(acts.judge(), own_summary(acts, YEAR))
    line = next(ln for ln in found.lines if (ln.indicator, ln.per) == ("gas", "beds"))
    (average,) = line.averages
    assert (average.value, average.best, average.year, average.count) == (90, 60, 2024, 12)
