"""Summaries go out signed and come in checked; what is not alike is never compared."""

from __future__ import annotations

import datetime as dt
import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kpi.acts import Acts, Refused
from kpi.acts.exchange import export_summary, import_summary, own_summary, read_summary
from kpi.acts.signing import make_key, public_key
from kpi.command.export import _registers
from kpi.declare import LANGUAGES, canonical, load
from kpi.judge import Region, RegionLine, region
from kpi.show.region import region_table
from kpi.show.voice import Voice
from kpi.store import Store
from tests.region import MEASURE, OFFICER, YEAR, Hospital, declared, fill, ground, report
from tests.stores import copied, upload

Content = dict[str, Any]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def acts(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Acts]:
    monkeypatch.setenv("KPI_SIGNING_KEY", str(tmp_path / "key.pem"))
    with copied(begun, tmp_path) as acts:
        yield acts


@dataclass(frozen=True)
class Reported:
    """A store to which three partners reported, and who they are."""

    acts: Acts
    partners: list[Hospital]


@pytest.fixture(scope="module")
def reports(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Hospital]]:
    folder = tmp_path_factory.mktemp("reports")
    with copied(begun, folder) as acts:
        partners = report(acts, 3)
    return folder / "store", partners


@pytest.fixture
def three(reports: tuple[Path, list[Hospital]], tmp_path: Path) -> Iterator[Reported]:
    folder, partners = reports
    with copied(folder, tmp_path) as acts:
        yield Reported(acts, partners)


def beside(acts: Acts) -> Region:
    return region(acts.judge(), own_summary(acts, YEAR))


def line(found: Region, indicator: str, per: str) -> RegionLine:
    return next(one for one in found.lines if (one.indicator, one.per) == (indicator, per))


# --- out and in ----------------------------------------------------------------------------------


def test_a_new_hospital_is_one_file_and_its_summary_is_taken_in(
    acts: Acts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_ORGANISATION", str(declared(tmp_path, "NRD")))
    monkeypatch.setenv("KPI_SIGNING_KEY", str(tmp_path / "theirs.pem"))
    catalogue = load.__wrapped__()
    theirs = Acts(Store.open(None, catalogue), catalogue, today=lambda: dt.date(2026, 11, 15))
    fill(theirs, {"Eemhaven": 100})
    public = make_key(theirs, actor=OFFICER)
    data = export_summary(theirs, YEAR, actor=OFFICER)
    body = {"code": "NRD", "name": "Noordziekenhuis", "key": public}
    acts.set_entry("partner", "NRD", body, actor=OFFICER, reason="met")
    offered = read_summary(acts, data)
    assert offered.apart == () and len(offered.comparable) == 28
    revision = import_summary(acts, offered, actor=OFFICER, reason="sent")
    gas = next(f for f in offered.summary.figure if f.indicator == "gas")
    assert (gas.value, gas.have, gas.expected, gas.status) == ("1200", "12", "12", "measured")
    area = next(f for f in offered.summary.figure if f.indicator == "floor_area")
    assert area.value == "1000"  # a level is the mean of its months
    # The same file once more stores nothing.
    again = import_summary(acts, read_summary(acts, data), actor=OFFICER, reason="sent")
    assert again == revision == acts.store.revision


def test_the_secret_key_is_the_owners_and_is_made_once(acts: Acts, tmp_path: Path) -> None:
    assert public_key(acts) is None
    made = make_key(acts, actor=OFFICER)
    assert made == public_key(acts) and len(made) == 64
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    with pytest.raises(Refused) as refused:
        make_key(acts, actor=OFFICER)
    assert refused.value.code == "key_exists"
    (tmp_path / "key.pem").write_text("no key", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        public_key(acts)
    assert refused.value.code == "key_unreadable"


def test_no_summary_of_a_year_that_runs_or_is_empty(acts: Acts) -> None:
    make_key(acts, actor=OFFICER)
    for year, code in ((2026, "summary_year"), (2024, "summary_empty")):
        with pytest.raises(Refused) as refused:
            export_summary(acts, year, actor=OFFICER)
        assert refused.value.code == code


def test_t37_a_small_count_does_not_leave(acts: Acts) -> None:
    """4 destroyed in a year is a number that can point at someone; 5 is not."""
    header = "locatie;periode;categorie;artikelnaam;atc_code;aantal;eenheid;basis\n"
    rows = [
        f"{site};{YEAR}-{number:02};verstrekt;Paracetamol;N02BE01;100;stuk;telling\n"
        for site in ("Almelo", "Hengelo")
        for number in range(1, 13)
    ]
    back = "Almelo;2025-01;retour_vernietigd;Paracetamol;N02BE01;{};stuk;telling\n"
    upload(acts, "medication", header + "".join(rows) + back.format(4))
    share = figure(acts, "medication_destroyed_share")
    assert (share.value, share.status, share.reason) == (None, "missing", "small_number")
    upload(acts, "medication", header + back.format(5))
    assert figure(acts, "medication_destroyed_share").value is not None


def figure(acts: Acts, name: str) -> Any:
    return next(f for f in own_summary(acts, YEAR).figure if f.indicator == name)


# --- refusals ------------------------------------------------------------------------------------


def with_figure(content: Content, **changed: object) -> Content:
    figures = [{**f, **changed} if f["indicator"] == "gas" else f for f in content["figure"]]
    return {**content, "figure": figures}


FALSE: dict[str, Callable[[Content], Content]] = {
    "summary_unknown": lambda c: {**c, "organisation": "WST"},
    "summary_own": lambda c: {**c, "organisation": "ZGT"},
    "summary_figure_twice": lambda c: {**c, "figure": [*c["figure"], c["figure"][0]]},
    "summary_year": lambda c: {**c, "year": "2026"},
    "summary_invented": lambda c: {**c, "invented": True},
    "summary_form": lambda c: with_figure(c, value="1e5"),
    "summary_nothing": lambda c: {
        **c, "figure": [{**f, "definition": "0" * 64} for f in c["figure"]]
    },
}  # fmt: skip


def attempt(acts: Acts, data: bytes) -> str:
    """Return the code with which a file is refused; nothing of it is stored."""
    before = acts.store.revision
    with pytest.raises(Refused) as refused:
        import_summary(acts, read_summary(acts, data), actor=OFFICER, reason="sent")
    assert acts.store.revision == before
    for language in LANGUAGES:
        key = f"refused.{refused.value.code}"
        assert acts.catalogue.words.say(language, key, **refused.value.facts)
    return refused.value.code


def signed(hospital: Hospital, content: Content) -> bytes:
    signature = hospital.key.sign(canonical(content)).hex()
    file = {"content": content, "key": hospital.public, "signature": signature}
    return json.dumps(file).encode()


def test_every_false_file_is_refused_whole(acts: Acts) -> None:
    hospital = Hospital("NRD", "Noordziekenhuis")
    hospital.meet(acts)
    true = hospital.says(own_summary(acts, YEAR), {"gas": "1200"}).model_dump(mode="json")
    for code, change in FALSE.items():
        assert attempt(acts, signed(hospital, change(true))) == code
    assert attempt(acts, b"{}") == "summary_form"
    assert attempt(acts, b"\xff\x00") == "summary_unreadable"
    assert attempt(acts, b'{"key": "a", "key": "b"}') == "summary_unreadable"
    assert attempt(acts, b" " * 2_000_001) == "summary_large"


def test_a_broken_signature_and_another_key_are_told_apart(acts: Acts) -> None:
    hospital, stranger = Hospital("NRD", "Noordziekenhuis"), Hospital("NRD", "Noordziekenhuis")
    hospital.meet(acts)
    true = hospital.says(own_summary(acts, YEAR), {"gas": "1200"})
    changed = hospital.sign(true).replace(b'"1200"', b'"1100"')
    assert attempt(acts, changed) == "summary_signature"
    assert attempt(acts, stranger.sign(true)) == "summary_other_key"
    # The key in the file is never trusted, even when it is the one we know.
    posing = json.loads(stranger.sign(true)) | {"key": hospital.public}
    assert attempt(acts, json.dumps(posing).encode()) == "summary_signature"


def test_a_period_twice_is_refused_and_replaced_with_a_reason(acts: Acts) -> None:
    (hospital,) = report(acts, 1)
    other = hospital.sign(hospital.says(own_summary(acts, YEAR), {"gas": "900"}))
    assert attempt(acts, other) == "summary_twice"
    import_summary(acts, read_summary(acts, other), actor=OFFICER, reason="better", replace=True)
    assert len(acts.history("partner_summary", f"NRD/{YEAR}")) == 2


APART: tuple[tuple[Content, str], ...] = (
    ({"definition": "0" * 64}, "definition_differs"),
    ({"boundary": "TTW"}, "boundary_differs"),
    ({"basis": "0" * 64}, "basis_differs"),
    ({"unit": "kWh"}, "definition_differs"),
)


def test_what_is_not_defined_alike_is_not_compared(three: Reported) -> None:
    acts, hospital = three.acts, three.partners[0]
    content = hospital.says(own_summary(acts, YEAR), {"gas": "1200", "floor_area": "1000"})
    for changed, why in APART:
        data = signed(hospital, with_figure(content.model_dump(mode="json"), **changed))
        offered = read_summary(acts, data)
        assert dict(offered.apart) == {"gas": why} and "water" in offered.comparable
        import_summary(acts, offered, actor=OFFICER, reason="again", replace=True)
        found = line(beside(acts), "gas", "floor_area")
        assert {c.code: c.why for c in found.cells if c.why} == {
            "NRD": why, "OST": "too_few", "ZUD": "too_few"
        }  # fmt: skip


# --- side by side --------------------------------------------------------------------------------


def test_with_three_partners_median_and_best_are_told_with_their_number(
    three: Reported,
) -> None:
    found = beside(three.acts)
    gas = line(found, "gas", "floor_area")
    # Ours: 12 x 150 m3 on 2 x 1000 m2; theirs on 1000 m2 each.
    values = {cell.code: cell.value for cell in gas.cells}
    assert values == {
        "ZGT": Decimal("0.9"), "NRD": Decimal("1.2"), "OST": Decimal("0.6"), "ZUD": Decimal(3)
    }  # fmt: skip
    assert (gas.middle, gas.best, gas.best_of, gas.count) == (
        Decimal("1.05"), Decimal("0.6"), "OST", 4
    )  # fmt: skip
    assert not gas.hidden and found.silent == ()
    practice = next(p for p in found.practices if p.indicator == "gas")
    assert (practice.code, practice.theirs) == ("OST", (MEASURE,))


def test_without_partners_there_is_nothing_to_compare_with(acts: Acts) -> None:
    report(acts, 0)
    table = region_table(beside(acts), "floor_area", Voice(acts.catalogue, "en", {}))
    assert table.header == ("Figure", "ZGT")
    assert table.plain_header == ("Figure", "Unit", "ZGT", "Estimated in part")
    assert {len(row) for row in table.rows} == {2}
    assert {len(row) for row in table.plain_rows} == {4}


def test_with_two_partners_nothing_of_theirs_is_told(acts: Acts) -> None:
    report(acts, 2)
    Hospital("WST", "Westziekenhuis").meet(acts)
    found = beside(acts)
    gas = line(found, "gas", "floor_area")
    assert [(c.code, c.value, c.why) for c in gas.cells] == [
        ("ZGT", Decimal("0.9"), ""),
        ("NRD", None, "too_few"),
        ("OST", None, "too_few"),
        ("WST", None, "not_reported"),
    ]
    assert (gas.middle, gas.best, gas.count, gas.hidden) == (None, None, 0, True)
    assert [member.code for member in found.silent] == ["WST"] and found.practices == ()


def test_an_incomplete_year_is_not_held_against_others(three: Reported) -> None:
    acts, hospital = three.acts, three.partners[1]
    content = hospital.says(own_summary(acts, YEAR), {"gas": "1", "floor_area": "1000"})
    half = with_figure(content.model_dump(mode="json"), status="incomplete", have="1")
    offered = read_summary(acts, signed(hospital, half))
    import_summary(acts, offered, actor=OFFICER, reason="again", replace=True)
    gas = line(beside(acts), "gas", "floor_area")
    assert {c.code: c.why for c in gas.cells}["OST"] == "incomplete" and gas.hidden


@pytest.mark.parametrize("half", ["gas", "floor_area"])
def test_what_is_estimated_in_part_carries_the_mark(three: Reported, half: str) -> None:
    acts, hospital = three.acts, three.partners[1]
    content = hospital.says(own_summary(acts, YEAR), {"gas": "600", "floor_area": "1000"})
    told = [f.model_copy(update={"status": "estimated"} if f.indicator == half else {})
            for f in content.figure]  # fmt: skip
    offered = read_summary(acts, hospital.sign(content.model_copy(update={"figure": tuple(told)})))
    import_summary(acts, offered, actor=OFFICER, reason="again", replace=True)
    found = beside(acts)
    gas = line(found, "gas", "floor_area")
    assert {cell.code: cell.estimated for cell in gas.cells} == {
        "ZGT": False, "NRD": False, "OST": True, "ZUD": False
    }  # fmt: skip
    voice = Voice(acts.catalogue, "en", {})
    table = region_table(found, "floor_area", voice)
    (row,) = (row for row in table.rows if row[0].startswith(voice.label("gas")))
    assert row[1:5] == ("0.900", "1.20", "◐ 0.600", "3.00")
    (plain,) = (row for row in table.plain_rows if row[0] == voice.label("gas"))
    assert plain[-1] == "OST"


def test_what_partners_sent_stands_in_no_file_of_ours(acts: Acts) -> None:
    """The list of registers in an export would tell what the page hides."""

    report(acts, 1)
    desk = SimpleNamespace(catalogue=acts.catalogue, acts=lambda: acts)
    rows = list(_registers(desk))  # type: ignore[arg-type]
    assert {"partner", "site"} <= {row[0] for row in rows}
    assert "partner_summary" not in {row[0] for row in rows}


def test_everything_that_is_exchanged_is_declared() -> None:
    catalogue = load()
    exchange = catalogue.exchange
    assert {*exchange.per, *exchange.figure} <= set(catalogue.indicators)
    kinds = {catalogue.indicators[name].kind for name in exchange.per}
    assert kinds == {"stock", "flow"} and len(exchange.per) == 4
    for language in LANGUAGES:
        assert all(catalogue.words.has(f"region_per.{name}") for name in exchange.per), language
