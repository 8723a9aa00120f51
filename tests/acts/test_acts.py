"""Upload acts end to end: preview, accept, already, left standing, corrections, taking back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.acts import Actor, Acts, Preview, Refused
from kpi.acts.corrections import amount_column
from kpi.declare import ALL, Month
from kpi.measure import Scope
from kpi.store import live_amounts, live_rows
from tests.stores import open_acts, upload

HEADER = "locatie;periode;energiedrager;verbruik;eenheid;volume_basis;meter_id;correctie\r\n"
GAS = HEADER + "Almelo;2025-01;aardgas;{amount};m3;Nm3;G1;\r\n"
WASTE = "locatie;periode;inzamelaar;afvalstroom;gewicht_kg;gewicht_bron;eural_code\r\n"


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def gas(acts: Acts, month: str = "2025-01", site: str = "ALM") -> Decimal | None:
    scope = Scope(site, Month.parse(month))
    return acts.judge().figures().measured("gas", scope).value


def preview(
    acts: Acts, text: str, kind: str = "energy", *, rehearse: bool = False, **options: object
) -> Preview:
    data = text.encode()
    return acts.preview(kind, data, "file.csv", rehearse=rehearse, **options)  # type: ignore[arg-type]


def test_a_preview_shows_the_effect_and_stores_nothing(acts: Acts) -> None:
    upload(acts, "energy", GAS.format(amount=100))
    revision = acts.store.revision
    seen = preview(acts, GAS.format(amount=130), rehearse=True)
    assert (seen.rows_new, seen.rows_replaced, seen.rows_unchanged) == (0, 1, 0)
    change = next(c for c in seen.changes if c.indicator == "gas" and c.scope.span == "month")
    assert (change.before.value, change.after.value) == (100, 130)
    assert acts.store.revision == revision and gas(acts) == 100


def test_a_file_of_many_months_shows_its_effect_by_year(acts: Acts) -> None:
    months = [Month(2022, 1).plus(step) for step in range(25)]
    text = HEADER + "".join(f"Almelo;{month};aardgas;10;m3;Nm3;G1;\r\n" for month in months)
    seen = [c for c in preview(acts, text, rehearse=True).changes if c.indicator == "gas"]
    assert [(c.scope.site, c.scope.span, c.scope.month.year, c.after.value) for c in seen] == [
        (ALL, "ytd", 2024, 10),
        ("ALM", "year", 2024, 10),
        ("ALM", "year", 2023, 120),
        ("ALM", "year", 2022, 120),
    ]


def test_accepting_raises_the_revision_and_gives_a_receipt(acts: Acts) -> None:
    seen = preview(acts, GAS.format(amount=100), rehearse=True)
    receipt = acts.accept(seen, actor=Actor.local("Anna"), note="first")
    assert receipt.number == acts.store.revision
    record = acts.uploads()[0]
    assert (record.actor, record.note, record.rows, record.file_name) == (
        "Anna",
        "first",
        1,
        "file.csv",
    )
    assert gas(acts) == 100


def test_the_same_live_file_again_changes_nothing(acts: Acts) -> None:
    first = upload(acts, "energy", GAS.format(amount=100))
    again = acts.accept(preview(acts, GAS.format(amount=100)), actor=Actor.local("Anna"))
    assert again.already and again.number == first
    assert len(acts.uploads()) == 1


def test_a_file_that_was_replaced_may_be_sent_again(acts: Acts) -> None:
    upload(acts, "energy", GAS.format(amount=100))
    upload(acts, "energy", GAS.format(amount=130))
    upload(acts, "energy", GAS.format(amount=100))
    assert gas(acts) == 100 and len(acts.uploads()) == 3


def test_taking_back_brings_back_what_was_replaced(acts: Acts) -> None:
    upload(acts, "energy", GAS.format(amount=100))
    second = upload(acts, "energy", GAS.format(amount=130))
    effect = acts.effect_of_taking_back(second)
    assert any((c.before.value, c.after.value) == (130, 100) for c in effect.changes)
    acts.take_back(second, actor=Actor.local("Bert"), reason="wrong meter")
    assert gas(acts) == 100
    with pytest.raises(Refused) as refusal:
        acts.take_back(second, actor=Actor.local("Bert"), reason="again")
    assert refusal.value.code == "already_taken_back"


def test_taking_back_what_was_replaced_changes_no_number(acts: Acts) -> None:
    first = upload(acts, "energy", GAS.format(amount=100))
    upload(acts, "energy", GAS.format(amount=130))
    acts.take_back(first, actor=Actor.local("Bert"), reason="tidy")
    assert gas(acts) == 130


@pytest.mark.parametrize(
    ("actor", "reason", "code"), [("", "x", "actor_missing"), ("Bert", " ", "reason_missing")]
)
def test_an_act_without_name_or_reason_is_refused(
    acts: Acts, actor: str, reason: str, code: str
) -> None:
    number = upload(acts, "energy", GAS.format(amount=100))
    with pytest.raises(Refused) as refusal:
        acts.take_back(number, actor=Actor.local(actor), reason=reason)
    assert refusal.value.code == code and gas(acts) == 100


def test_a_stream_that_the_new_file_lacks_is_asked_and_emptied_or_kept(acts: Acts) -> None:
    row = "Almelo;2025-01;Renewi;{stream};900;gewogen;\r\n"
    upload(acts, "waste", WASTE + row.format(stream="Papier/karton"))
    corrected = WASTE + row.format(stream="Bedrijfsafval")
    kept = preview(acts, corrected, "waste")
    assert [(q.key, q.default) for q in kept.questions] == [("left", "keep")]
    assert [item.quantity for item in kept.left_standing] == [900]
    replaced = preview(acts, corrected, "waste", decide={"left": "replace"})
    acts.accept(replaced, actor=Actor.local("Anna"))
    scope = Scope("ALM", Month(2025, 1))
    assert acts.judge().figures().measured("waste_total", scope).value == 900


def test_a_correction_alone_is_asked_and_added_with_the_row_it_corrects(acts: Acts) -> None:
    first = upload(acts, "energy", GAS.format(amount=100))
    correction = HEADER + "Almelo;2025-01;aardgas;-20;m3;Nm3;G1;J\r\n"
    asked = preview(acts, correction)
    assert [q.key for q in asked.open_questions] == ["correction"]
    with pytest.raises(Refused) as refusal:
        acts.accept(asked, actor=Actor.local("Anna"))
    assert refusal.value.code == "question_open"
    second = acts.accept(
        preview(acts, correction, decide={"correction": "add"}), actor=Actor.local("Anna")
    )
    assert gas(acts) == 80
    lines = acts.judge().figures().explain("gas", Scope("ALM", Month(2025, 1)))
    assert [(line.receipt, line.line, line.contribution) for line in lines] == [
        (first, 2, 100),
        (second.number, 2, -20),
    ]


def test_an_unnamed_meter_beside_a_named_one_is_an_error_until_decided(acts: Acts) -> None:
    upload(acts, "energy", GAS.format(amount=100))
    unnamed = HEADER + "Almelo;2025-01;aardgas;130;m3;Nm3;;\r\n"
    seen = preview(acts, unnamed)
    assert "meter_unnamed" in {finding.code for finding in seen.errors}
    acts.accept(preview(acts, unnamed, decide={"left": "replace"}), actor=Actor.local("Anna"))
    assert gas(acts) == 130


def test_a_change_in_between_is_refused_and_a_change_elsewhere_is_not(acts: Acts) -> None:
    upload(acts, "energy", GAS.format(amount=100))
    seen = preview(acts, GAS.format(amount=130), rehearse=True)
    upload(acts, "energy", GAS.format(amount=120))
    with pytest.raises(Refused) as refusal:
        acts.accept(seen, actor=Actor.local("Anna"))
    assert refusal.value.code == "changed_since" and gas(acts) == 120
    seen = preview(acts, GAS.format(amount=130))
    upload(acts, "energy", GAS.replace("2025-01", "2025-02").format(amount=1))
    acts.accept(seen, actor=Actor.local("Anna"))
    assert gas(acts) == 130


def test_a_file_with_an_error_is_refused_whole_unless_the_rest_may_go_in(acts: Acts) -> None:
    text = GAS.format(amount=100) + "Almelo;2025-01;water;1.2.3;m3;;;\r\n"
    seen = preview(acts, text)
    with pytest.raises(Refused) as refusal:
        acts.accept(seen, actor=Actor.local("Anna"))
    assert refusal.value.code == "errors_open" and acts.uploads() == []
    acts.accept(seen, actor=Actor.local("Anna"), without_refused_rows=True)
    measured = acts.judge().figures().measured("gas", Scope("ALM", Month(2025, 1)))
    assert (measured.value, measured.status) == (100, "incomplete")
    assert measured.reason is not None and measured.reason.code == "rows_refused"


def test_an_incomplete_month_over_a_complete_one_needs_a_note(acts: Acts) -> None:
    upload(acts, "energy", GAS.format(amount=100))
    seen = preview(acts, GAS.format(amount=130) + "Almelo;2025-01;water;1.2.3;m3;;;\r\n")
    with pytest.raises(Refused) as refusal:
        acts.accept(seen, actor=Actor.local("Anna"), without_refused_rows=True)
    assert refusal.value.code == "complete_already"
    acts.accept(seen, actor=Actor.local("Anna"), without_refused_rows=True, note="water follows")
    assert gas(acts) == 130


def test_a_month_unlike_history_is_remarked_and_not_changed(acts: Acts) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        upload(acts, "energy", GAS.replace("2025-01", month).format(amount=1000))
    seen = preview(acts, GAS.replace("2025-01", "2025-04").format(amount=25000))
    remark = next(f for f in seen.findings if f.code == "unlike_history")
    assert (remark.severity, remark.line, remark.facts["median"]) == ("remark", 2, "1000")
    assert seen.acceptable


def test_what_a_month_is_held_against_is_the_sum_of_its_live_rows(demonstration: Acts) -> None:
    for contract in demonstration.catalogue.contracts.values():
        if not contract.by_site or contract.readings is not None:
            continue
        category = contract.unpivot.name_into if contract.unpivot else contract.category
        amount = amount_column(contract)
        sums: dict[tuple[object, ...], Decimal] = {}
        for row in live_rows(demonstration.store, contract):
            key = (row["site"], row[category], row["unit"], row["month"])
            sums[key] = sums.get(key, Decimal()) + (row[amount] or 0)
        found = live_amounts(demonstration.store, contract, category, amount)
        assert len(sums) > 100 and {tuple(key): value for *key, value in found} == sums


def test_typed_figures_go_the_same_way_and_a_year_is_spread_exactly(acts: Acts) -> None:
    row = {"site": "ALM", "carrier": "aardgas", "quantity": "1000", "unit_given": "m3"}
    data = acts.spread_year("energy", 2024, row)
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 13
    seen = acts.preview("energy", data, "year.csv", origin="spread")
    assert seen.acceptable, [f.code for f in seen.errors]
    acts.accept(seen, actor=Actor.local("Anna"))
    year = acts.judge().figures().measured("gas", Scope("ALM", Month(2024, 12), "year"))
    assert (year.value, year.status, year.estimated_share) == (1000, "estimated", 100)
    measured = HEADER + "Almelo;2024-03;aardgas;90;m3;Nm3;G1;\r\n"
    seen = preview(acts, measured)
    assert [(item.spread, item.quantity) for item in seen.left_standing] == [
        (True, Decimal("83.333"))
    ]
    acts.accept(seen, actor=Actor.local("Anna"))
    assert gas(acts, "2024-03") == 90
    year = acts.judge().figures().measured("gas", Scope("ALM", Month(2024, 12), "year"))
    assert year.value == Decimal(1000) - Decimal("83.333") + 90


@pytest.mark.parametrize(
    ("text", "january"), [("1.234,5", "102,875"), ("300", "25"), ("1234.5", "102,875")]
)
def test_a_years_figure_is_read_as_any_number(acts: Acts, text: str, january: str) -> None:
    # 1,234.5 / 12 = 102.875; a spread number carries no needless decimals
    row = {"site": "ALM", "carrier": "aardgas", "quantity": text, "unit_given": "m3"}
    lines = acts.spread_year("energy", 2024, row).decode("utf-8-sig").splitlines()
    assert january in lines[1].split(";")


@pytest.mark.parametrize("text", ["1.234", "twelve", "12 kg"])
def test_a_years_figure_that_could_mean_two_things_is_refused(acts: Acts, text: str) -> None:
    row = {"site": "ALM", "carrier": "aardgas", "quantity": text, "unit_given": "m3"}
    with pytest.raises(Refused) as refusal:
        acts.spread_year("energy", 2024, row)
    assert refusal.value.code == "spread_number"


def test_a_store_of_invented_figures_says_so_itself(demonstration: Acts, acts: Acts) -> None:
    assert demonstration.demonstration == dt.date(2026, 11, 15) == demonstration.today()
    assert acts.demonstration is None
    later = Acts(demonstration.store, demonstration.catalogue, today=lambda: dt.date(2030, 1, 1))
    assert later.last_month == Month(2026, 10)


def test_the_accepted_file_is_kept_as_it_was(tmp_path: Path) -> None:
    acts = open_acts(tmp_path / "kpi.duckdb")
    data = GAS.format(amount=100).encode()
    receipt = acts.accept(preview(acts, data.decode()), actor=Actor.local("Anna"))
    assert (tmp_path / "archive" / receipt.file_hash).read_bytes() == data
    acts.store.close()


def test_disjoint_uploads_commute() -> None:
    files = [GAS.format(amount=100), GAS.replace("2025-01", "2025-02").format(amount=7)]
    answers = []
    for order in (files, files[::-1]):
        acts = open_acts()
        for text in order:
            upload(acts, "energy", text)
        figures = acts.judge().figures()
        scope = Scope(ALL, Month(2025, 2), "ytd")
        answers.append({i: figures.measured(i, scope) for i in acts.catalogue.indicators})
    assert answers[0] == answers[1]


def test_setting_an_entry_refuses_unknown_and_missing_fields(acts: Acts) -> None:
    body = {"target": "ZGT-CO2", "site": "ALL", "year": "2018", "value": "1", "unit": "kg CO2e",
            "status": "measured", "source": "report"}  # fmt: skip
    for wrong, code in (
        ({**body, "colour": "red"}, "field_unknown"),
        ({**body, "value": ""}, "field_missing"),
    ):
        with pytest.raises(Refused) as refusal:
            acts.set_entry(
                "base_value", "ZGT-CO2.ALL", wrong, actor=Actor.local("Anna"), reason="x"
            )
        assert refusal.value.code == code
    acts.set_entry(
        "base_value", "ZGT-CO2.ALL", body, actor=Actor.local("Anna"), reason="yearly report 2018"
    )
    entry = acts.entries("base_value")[0]
    assert (entry.actor, entry.reason, entry.body["value"]) == ("Anna", "yearly report 2018", "1")


@pytest.mark.parametrize(
    ("changed", "validity", "code"),
    [
        ({"date": "2026-02-30"}, {}, "date_unreadable"),
        ({"date": "15-09-2026"}, {}, "date_unreadable"),
        ({"date": "2026-09"}, {}, "date_unreadable"),
        ({}, {"valid_from": "2026"}, "validity_unreadable"),
        ({}, {"valid_to": "31 mei"}, "validity_unreadable"),
        ({}, {"valid_from": "2026-06-02", "valid_to": "2026-06-01"}, "validity_reversed"),
    ],
)
def test_setting_an_entry_refuses_dates_that_are_none(
    acts: Acts, changed: dict[str, str], validity: dict[str, str], code: str
) -> None:
    body = {"site": "ALM", "schema": "MTZ", "code": "1-1", "date": "2026-09-15", "status": "met",
            "by": "Anna"}  # fmt: skip

    def record(body: dict[str, str], **validity: str) -> int:
        return acts.set_entry(
            "assessment", "ALM/MTZ/1-1", body, actor=Actor.local("Anna"), reason="x", **validity
        )

    revision = acts.store.revision
    with pytest.raises(Refused) as refusal:
        record({**body, **changed}, **validity)
    assert refusal.value.code == code
    assert acts.store.revision == revision
    assert record(body, valid_from="2026-06-01", valid_to="2026-06-01") == revision + 1
