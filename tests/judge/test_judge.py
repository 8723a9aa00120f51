"""Verdicts: path, gap, ratio, and the reason when there is none, worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts
from kpi.declare import ALL, Month
from kpi.judge import Progress
from tests.stores import open_acts

BASE = {"target": "GD3-4b", "site": "ALL", "year": "2020", "unit": "kg", "status": "reconstructed",
        "source": "report"}  # fmt: skip
WASTE = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;eural_code;verwerking\r\n"


def waste(acts: Acts, residual: int, months: int = 12) -> None:
    """Bring the same residual weight for every month of 2025 at both sites."""
    rows = [
        f"{site};2025-{month:02d};Renewi;{stream};{weight};gewogen;{code};{treatment}\r\n"
        for site in ("Almelo", "Hengelo")
        for month in range(1, months + 1)
        for stream, weight, code, treatment in (
            ("REST", residual, "200301", "R1"),
            ("SZA", 50, "18 01 03*", "D10"),
            ("PAP", 50, "200101", "R3"),
        )
    ]
    seen = acts.preview("waste", (WASTE + "".join(rows)).encode(), "waste.csv", rehearse=False)
    assert seen.acceptable, [f"{f.code} {f.line}" for f in seen.errors]
    acts.accept(seen, actor=Actor.local("Anna"))


def set_base(acts: Acts, value: str) -> None:
    acts.set_entry(
        "base_value", "GD3-4b.ALL", {**BASE, "value": value}, actor=Actor.local("Anna"), reason="x"
    )


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def progress(acts: Acts, target: str = "GD3-4b", month: str = "2025-12") -> Progress:
    return acts.judge().progress(target, ALL, Month.parse(month))


def test_a_branch_target_is_a_line_and_never_a_failure(acts: Acts) -> None:
    # -25% in 2026 from 2,880 kg in 2020: path 2025 = 2,880 x (1 - 0.25 x 5/6) = 2,280 kg.
    waste(acts, 100)  # 2 sites x 12 months x 100 kg = 2,400 kg
    set_base(acts, "2880")
    found = progress(acts)
    assert found.actual is not None and found.actual.value == 2400
    assert found.path_value is not None and found.path_value.quantize(Decimal("0.001")) == 2280
    assert found.gap is not None and found.gap.quantize(Decimal("0.001")) == 120
    assert found.verdict == "above_line"
    waste(acts, 90)  # 2,160 kg
    assert progress(acts).verdict == "below_line"


@pytest.mark.parametrize(
    ("residual", "ratio", "verdict"),
    [
        # base 5,000 kg in 2020, -50% in 2030: path 2025 = 3,750, so 1,250 kg is asked by then
        (156, "100.48", "on_course"),  # 3,744 kg: 1,256 / 1,250
        (160, "92.80", "attention"),  # 3,840 kg: 1,160 / 1,250
        (180, "54.40", "behind"),  # 4,320 kg: 680 / 1,250
        (220, "-22.40", "behind"),  # 5,280 kg: moving away
        (104, "200.32", "reached"),  # 2,496 kg: below the 2,500 of 2030
    ],
)
def test_the_ratio_rule_of_an_organisations_own_target(
    acts: Acts, residual: int, ratio: str, verdict: str
) -> None:
    target = next(t for t in acts.entries("target") if t.id == "GD3-4b")
    body = {**target.body, "scope_level": "organisation",
            "milestones": [{"year": "2030", "value": "50"}]}  # fmt: skip
    acts.set_entry("target", "GD3-4b", body, actor=Actor.local("Anna"), reason="own version")
    set_base(acts, "5000")
    waste(acts, residual)
    found = progress(acts)
    assert found.ratio is not None and f"{found.ratio:.2f}" == ratio
    assert found.verdict == verdict


def test_part_of_a_year_gives_no_verdict_and_says_how_much_is_in(acts: Acts) -> None:
    waste(acts, 100, months=8)
    set_base(acts, "2880")
    found = progress(acts)
    assert found.verdict == "no_verdict" and found.gap is None
    assert [r.code for r in found.reasons] == ["months_missing"]
    assert found.reasons[0].facts == {"have": "16", "expected": "24"}


def test_without_base_year_there_is_no_verdict(acts: Acts) -> None:
    waste(acts, 100)
    assert [r.code for r in progress(acts).reasons] == ["base_year_unknown"]


def test_an_end_state_without_a_path_lacks_that_path_and_not_only_its_base_year(acts: Acts) -> None:
    waste(acts, 100)
    assert [r.code for r in progress(acts, "GD3-4c-B").reasons] == ["path_none"]


def test_without_boundary_or_meter_there_is_no_verdict(acts: Acts) -> None:
    waste(acts, 100)
    assert [r.code for r in progress(acts, "ZGT-CO2").reasons] == ["boundary_unknown"]
    assert [r.code for r in progress(acts, "GD3-4e").reasons] == ["meter_missing"]
    assert [r.code for r in progress(acts, "GD3-2").reasons] == ["answer_missing"]


def test_unlike_boundaries_are_never_compared(acts: Acts) -> None:
    target = next(t for t in acts.entries("target") if t.id == "ZGT-CO2")
    body = {**target.body, "indicator": "co2_direct_fuel", "boundary": "gas_wtw"}
    acts.set_entry("target", "ZGT-CO2", body, actor=Actor.local("Anna"), reason="x")
    assert [r.code for r in progress(acts, "ZGT-CO2").reasons] == ["boundary_differs"]


def test_a_share_target_counts_down_to_its_share(acts: Acts) -> None:
    # residual 100 of 200 kg: 50%; at most 25% in 2030
    waste(acts, 100)
    found = progress(acts, "GD3-4c-B")
    assert found.actual is not None and found.actual.value == 50
    assert [(r.year, r.value) for r in found.required] == [(2030, 25)]


def test_the_demonstration_shows_targets_on_course_behind_and_unjudged(demonstration: Acts) -> None:
    judge = demonstration.judge()
    month = judge.newest_complete_month()
    verdicts = {t.id: judge.progress(t.id, ALL, month).verdict for t in judge.targets}
    assert {"no_verdict", "behind"} <= set(verdicts.values())
    assert {"on_course", "reached", "below_line"} & set(verdicts.values())
    # October's waste of Hengelo is late, so September is the newest complete month.
    assert month == Month(2026, 9)


def test_a_base_value_with_another_boundary_is_not_compared(acts: Acts) -> None:
    """A base with the supply chain against a figure without it would fake a cut of 17%."""
    target = acts.judge().target("GD3-3a")
    body = {
        "target": "GD3-3a", "site": "ALL", "year": "2018", "value": "5000000", "unit": "kg CO2e",
        "status": "reconstructed", "source": "Report 2018", "boundary": "gas_wtw",
    }  # fmt: skip
    acts.set_entry("base_value", "GD3-3a.ALL", body, actor=Actor.local("Anna"), reason="x")
    progress = acts.judge().progress("GD3-3a", "ALL", Month(2025, 1))
    reason = next(r for r in progress.reasons if r.code == "base_boundary_differs")
    assert reason.facts == {"asked_boundary": target.boundary, "found_boundary": "gas_wtw"}
    assert progress.base is None and progress.verdict == "no_verdict"
    same = {**body, "boundary": str(target.boundary)}
    acts.set_entry("base_value", "GD3-3a.ALL", same, actor=Actor.local("Anna"), reason="x")
    assert acts.judge().progress("GD3-3a", "ALL", Month(2025, 1)).base is not None
    untold = {**body, "boundary": ""}
    acts.set_entry("base_value", "GD3-3a.ALL", untold, actor=Actor.local("Anna"), reason="x")
    told = acts.judge().progress("GD3-3a", "ALL", Month(2025, 1)).remarks
    assert "base_boundary_untold" in {remark.code for remark in told}


def test_a_base_value_in_another_unit_is_not_compared(acts: Acts) -> None:
    """The target was changed after its base value was recorded: kilograms beside those per patient day."""
    waste(acts, 150)
    set_base(acts, "6000")
    assert progress(acts).base is not None
    (entry,) = (e for e in acts.entries("target") if e.id == "GD3-4b")
    other = {**entry.body, "indicator": "waste_residual_per_patient_day"}
    acts.set_entry("target", "GD3-4b", other, actor=Actor.local("Anna"), reason="x")
    found = progress(acts)
    reason = next(r for r in found.reasons if r.code == "base_unit_differs")
    assert reason.facts == {"asked_unit": "kg/patient day", "found_unit": "kg"}
    assert found.base is None and found.verdict == "no_verdict"


def change(acts: Acts, target: str, **changes: object) -> None:
    (entry,) = (e for e in acts.entries("target") if e.id == target)
    acts.set_entry(
        "target", target, {**entry.body, **changes}, actor=Actor.local("Anna"), reason="x"
    )


@pytest.mark.parametrize(("residual", "verdict"), [(100, "behind"), (20, "reached")])
def test_a_share_that_the_base_year_met_is_judged_by_its_path_alone(
    acts: Acts, residual: int, verdict: str
) -> None:
    """From 20% to at most 25% no change is asked: 50% is far over it, 20 of 120 is below."""
    waste(acts, residual)
    change(acts, "GD3-4c-B", scope_level="organisation", base_year="2024", path="linear")
    base = {**BASE, "target": "GD3-4c-B", "year": "2024", "unit": "%", "value": "20"}
    acts.set_entry("base_value", "b", base, actor=Actor.local("Anna"), reason="x")
    found = progress(acts, "GD3-4c-B")
    # 20 and a sixth of 5 at the end of 2025.
    assert found.path_value is not None and round(found.path_value, 3) == Decimal("20.833")
    assert (found.ratio, found.verdict) == (None, verdict)


@pytest.mark.parametrize(
    ("base", "verdict", "missed"),
    [("4800", "attention", True), ("9600", "reached", False), ("3700", "behind", True)],
)
def test_a_deadline_that_passed_unmet_is_not_on_course(
    acts: Acts, base: str, verdict: str, missed: bool
) -> None:
    """3,648 kg: of 4,800 the 24% of 25 asked, of 9,600 more than asked, of 3,700 hardly any."""
    waste(acts, 152)
    milestones = [{"year": "2024", "value": "25"}]
    change(acts, "GD3-4b", scope_level="organisation", milestones=milestones)
    set_base(acts, base)
    found = progress(acts)
    assert found.actual is not None and found.actual.value == 3648
    assert found.verdict == verdict
    assert ("milestone_missed" in {r.code for r in found.remarks}) is missed


def test_until_its_year_is_over_a_milestone_is_not_missed(acts: Acts) -> None:
    waste(acts, 152)
    change(acts, "GD3-4b", scope_level="organisation", milestones=[{"year": "2026", "value": "25"}])
    set_base(acts, "4800")
    found = progress(acts)
    assert found.verdict == "on_course"
    assert "milestone_missed" not in {r.code for r in found.remarks}


@pytest.mark.parametrize(
    ("level", "silent", "reason"),
    [("site", ALL, "limit_of_site"), ("organisation", "ALM", "limit_of_whole")],
)
def test_a_limit_of_one_site_is_not_held_against_the_sum_nor_the_reverse(
    acts: Acts, level: str, silent: str, reason: str
) -> None:
    waste(acts, 100)
    limit = [{"year": "2030", "value": "1500"}]
    change(acts, "GD3-4b", expression="absolute_max", scope_level=level, milestones=limit)
    month, other = Month(2025, 12), "ALM" if silent == ALL else ALL
    found = acts.judge().progress("GD3-4b", silent, month)
    assert (found.verdict, [r.code for r in found.reasons]) == ("no_verdict", [reason])
    # One site has 1,200 kg, both together 2,400.
    told = acts.judge().progress("GD3-4b", other, month)
    assert told.actual is not None and told.actual.value == (1200 if other == "ALM" else 2400)
    assert reason not in {r.code for r in told.reasons}


def test_a_base_value_of_another_year_than_the_target_names_is_not_compared(acts: Acts) -> None:
    """It was recorded first, and the base year of the target changed after it."""
    waste(acts, 152)
    change(acts, "GD3-4b", base_year="")
    set_base(acts, "4800")
    assert progress(acts).base is not None
    change(acts, "GD3-4b", base_year="2018")
    found = progress(acts)
    (reason,) = (r for r in found.reasons if r.code == "base_year_differs")
    assert reason.facts == {"asked_year": "2018", "found_year": "2020"}
    assert found.base is None and found.verdict == "no_verdict"
