"""Closing a month: what it asks, what it keeps, what is refused, and what changed since."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.acts import Actor, Acts, Refused, forget_person
from kpi.acts.months import (
    around,
    close_month,
    closed_among,
    explain,
    explain_all,
    month_lines,
    newest_version,
    require_month,
    restate_month,
    set_state,
    snapshot_at,
    state_of,
)
from kpi.declare import ALL, Month
from kpi.judge.closing import to_explain
from kpi.judge.snapshot import (
    Said,
    Snapshot,
    SnapshotChange,
    SnapshotDamaged,
    read_snapshot,
    text_of,
)
from kpi.show.both import Both
from kpi.show.decided import decisions_asked, decisions_before
from kpi.show.reported import changes_since
from kpi.show.snapshot import MonthMaker, snapshot_of
from tests.stores import open_acts, upload

HEADER = "locatie;periode;inzamelaar;afvalstroom;eural_code;gewicht_kg;gewicht_bron;verwerking"
AUGUST, SEPTEMBER, OCTOBER = Month(2026, 8), Month(2026, 9), Month(2026, 10)
ALTHOUGH = "Alleen afval is gevraagd"
RESIDUAL = ("waste_residual", ALL, "month")


def waste(first: Month, last: Month, residual: int = 1000, site: str = "") -> str:
    """Return months in which each of two sites sends the same residual, paper and hospital waste."""
    lines = [HEADER]
    for name in (site,) if site else ("Almelo", "Hengelo"):
        for month in first.until(last):
            start = f"{name};{month};Renewi"
            lines.append(f"{start};Bedrijfsafval;20 03 01;{residual};gewogen;R1")
            lines.append(f"{start};Papier/karton;20 01 01;500;gewogen;R3")
            lines.append(f"{start};Ziekenhuisafval UN3291;18 01 03*;200;gewogen;D10")
    return "\r\n".join(lines)


def filled() -> Acts:
    return filled_at(None)


def filled_at(path: Path | None) -> Acts:
    """Return waste of two sites from April 2025 to October 2026, and nothing else."""
    acts = open_acts(path)
    upload(acts, "waste", waste(Month(2025, 4), OCTOBER), "afval.csv")
    return acts


def both(acts: Acts) -> Both:
    return Both.at(acts.judge())


def draft(acts: Acts, month: Month = SEPTEMBER) -> Snapshot:
    return snapshot_of(acts.judge(), month, around(acts, month), both(acts))


def close(acts: Acts, month: Month = SEPTEMBER) -> Snapshot:
    return close_month(acts, draft(acts, month), actor=Actor.local("Bert"), although=ALTHOUGH)


def number(kept: Snapshot) -> int:
    assert kept.closing is not None
    return kept.closing.revision


def refused(code: str, act: object, *given: object, **named: object) -> dict[str, str]:
    with pytest.raises(Refused) as found:
        act(*given, **named)  # type: ignore[operator]
    assert found.value.code == code
    return dict(found.value.facts)


def changes(acts: Acts, kept: Snapshot) -> dict[tuple[str, str, str], SnapshotChange]:
    found = changes_since(acts.judge(), kept, both(acts))
    return {(c.indicator, c.site, c.span): c for c in found}


@pytest.fixture(scope="module")
def still() -> tuple[Acts, Snapshot]:
    """A store of which September is closed; nothing in the tests on it is stored."""
    acts = filled()
    return acts, close(acts)


def test_a_closed_month_is_kept_word_for_word(still: tuple[Acts, Snapshot]) -> None:
    acts, kept = still
    again, text = snapshot_at(acts, number(kept))
    assert again == kept and text_of(again) == text == text_of(read_snapshot(text))
    plain = json.loads(text)
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert text == canonical, (
        "one order of keys and no spaces, so that equal values are equal bytes"
    )
    assert (kept.state, kept.state_text.en) == ("closed", "closed")
    assert number(kept) == kept.revision + 1 == acts.store.revision
    assert kept.closing is not None and kept.closing.actor == "Bert"
    assert (kept.closing.reason, kept.closing.restates) == (ALTHOUGH, None)
    figure = kept.figure("waste_residual", ALL)
    assert (figure.value, figure.display.nl, figure.display.en) == (Decimal(2000), "2,0 t", "2.0 t")
    assert figure.earlier == Decimal(2000)
    assert [s.code for s in kept.sites] == [ALL, "ALM", "HGL"]
    assert {u.file_name for u in kept.uploads} == {"afval.csv"}
    assert month_lines(acts)[1].state == "closed" and state_of(acts, OCTOBER) == "open"


def test_what_was_closed_is_known_as_of_a_revision(still: tuple[Acts, Snapshot]) -> None:
    acts, kept = still
    assert newest_version(acts, SEPTEMBER, as_of=kept.revision) is None
    assert newest_version(acts, SEPTEMBER, as_of=number(kept)) is not None
    assert closed_among(acts, [OCTOBER, SEPTEMBER, SEPTEMBER, AUGUST]) == (SEPTEMBER,)
    refused("report_unknown", snapshot_at, acts, kept.revision)


@pytest.mark.parametrize("text", ['{"format": 1}', "", "[]"])
def test_a_text_that_is_no_report_is_told_as_such(text: str) -> None:
    with pytest.raises(SnapshotDamaged):
        read_snapshot(text)


def test_a_report_of_a_later_shape_is_not_half_read(still: tuple[Acts, Snapshot]) -> None:
    with pytest.raises(SnapshotDamaged, match="format 2"):
        read_snapshot(text_of(dataclasses.replace(still[1], format=2)))


@pytest.mark.parametrize(
    ("month", "code"),
    [("2026-11", "month_not_over"), ("2025-03", "month_unknown"), ("sept", "month_unreadable")],
)
def test_a_month_that_cannot_be_closed(still: tuple[Acts, Snapshot], month: str, code: str) -> None:
    refused(code, require_month, still[0], month)


def test_without_figures_no_month_is_known() -> None:
    refused("month_without_figures", require_month, open_acts(), "2026-09")


def test_a_closed_month_does_not_close_or_open_again(still: tuple[Acts, Snapshot]) -> None:
    acts, kept = still
    refused("month_closed", close_month, acts, kept, actor=Actor.local("Bert"), although=ALTHOUGH)
    refused(
        "month_closed",
        set_state,
        acts,
        SEPTEMBER,
        "open",
        actor=Actor.local("Bert"),
        reason="Toch niet",
    )


def test_months_close_one_after_the_other(still: tuple[Acts, Snapshot]) -> None:
    acts, kept = still
    for month, code in ((AUGUST, "month_too_early"), (Month(2026, 11), "month_not_over")):
        other = dataclasses.replace(kept, month=str(month))
        refused(code, close_month, acts, other, actor=Actor.local("Bert"), although=ALTHOUGH)
    early = filled()
    close(early, Month(2026, 7))
    late = dataclasses.replace(kept, month=str(SEPTEMBER))
    facts = refused(
        "month_out_of_order", close_month, early, late, actor=Actor.local("B"), although=ALTHOUGH
    )
    assert facts["wanted"] == "2026-08"


def test_missing_files_have_to_be_spoken_of(still: tuple[Acts, Snapshot]) -> None:
    """Of October only waste is in; what else was expected is counted and named."""
    acts, kept = still
    missing = tuple(MonthMaker(acts.judge(), OCTOBER, around(acts, OCTOBER), both(acts)).lacking())
    october = dataclasses.replace(kept, month=str(OCTOBER))
    facts = refused(
        "month_lacking", close_month, acts, october, actor=Actor.local("Bert"), although="  "
    )
    assert int(facts["count"]) == len(missing) > 0
    assert {"energy", "key_figures"} <= {item.contract for item in missing}


def test_restating_asks_a_reason_and_a_closed_month(still: tuple[Acts, Snapshot]) -> None:
    acts, kept = still
    refused("reason_missing", restate_month, acts, kept, actor=Actor.local("Bert"), reason=" ")
    october = dataclasses.replace(kept, month=str(OCTOBER))
    refused(
        "month_not_closed", restate_month, acts, october, actor=Actor.local("Bert"), reason="Fout"
    )


def test_nothing_changed_says_nothing(still: tuple[Acts, Snapshot]) -> None:
    acts, kept = still
    assert changes(acts, kept) == {}
    maker = MonthMaker(acts.judge(), OCTOBER, around(acts, OCTOBER), both(acts))
    assert maker.last_report == kept and maker.changed() == ()


def test_a_changed_definition_is_the_doing_of_the_program(still: tuple[Acts, Snapshot]) -> None:
    """The report says 1.9 t where the same revision now reads 2.0 t: no act did that."""
    acts, kept = still
    figures = tuple(
        dataclasses.replace(f, value=Decimal(1900), display=Said("1,9 t", "1.9 t"))
        if (f.indicator, f.site, f.span) == RESIDUAL
        else f
        for f in kept.figures
    )
    found = changes(acts, dataclasses.replace(kept, figures=figures))
    assert [cause.en for cause in found[RESIDUAL].causes] == [
        "a new version of the program calculates this differently: +0.1 t"
    ]
    assert len(found) == 1


def test_what_changed_since_names_who_did_it_and_the_report_stays() -> None:
    """Residual 2 t; one file adds 500 kg in Almelo, the next takes 300 kg off in Hengelo."""
    acts = filled()
    kept = close(acts)
    before = snapshot_at(acts, number(kept))[1]
    upload(acts, "waste", waste(OCTOBER, OCTOBER, 9000), "later.csv")
    first = upload(acts, "waste", waste(SEPTEMBER, SEPTEMBER, 1500, "Almelo"), "meer.csv")
    second = upload(acts, "waste", waste(SEPTEMBER, SEPTEMBER, 700, "Hengelo"), "minder.csv")
    found = changes(acts, kept)
    line = found[RESIDUAL]
    assert (line.old.nl, line.new.nl) == ("2,0 t", "2,2 t")
    named = [cause.nl.split(" (")[0] for cause in line.causes]
    assert named == [f"upload {first}", f"upload {second}"]
    assert "meer.csv" in line.causes[0].nl and line.causes[0].nl.endswith(": +0,5 t")
    assert line.causes[1].en.endswith(": −0.3 t")
    assert len(found["waste_residual", "ALM", "month"].causes) == 1
    assert found["waste_residual", "ALM", "r12"].old.nl == "12,0 t"

    acts.take_back(second, actor=Actor.local("Bert"), reason="Verkeerd bestand")
    causes = changes(acts, kept)[RESIDUAL].causes
    assert len(causes) == 3 and causes[2].nl.startswith(f"upload {second} teruggenomen")
    assert "Verkeerd bestand" in causes[2].nl and causes[2].nl.endswith(": +0,3 t")

    # What moved lies outside its band now, and has to be explained before it is reported anew.
    asked = {a.indicator: ("Nieuwe weging", "Anna") for a in to_explain(acts.judge(), SEPTEMBER)}
    explain_all(acts, SEPTEMBER, asked, actor=Actor.local("Carla"))
    newer = restate_month(
        acts, draft(acts), actor=Actor.local("Bert"), reason="Almelo stuurde te weinig"
    )
    assert newer.closing is not None and newer.closing.restates == number(kept)
    assert newer.figure("waste_residual", ALL).value == Decimal(2500)
    assert changes(acts, newer) == {}
    assert snapshot_at(acts, number(kept))[1] == before
    assert [v.reason for v in month_lines(acts)[1].versions][1] == "Almelo stuurde te weinig"

    person = forget_person(acts, "Bert", actor=Actor.local("Anna"), reason="Uit dienst")
    again, _ = snapshot_at(acts, number(kept))
    assert again.closing is not None and again.closing.actor == person
    assert dataclasses.replace(again, closing=None) == dataclasses.replace(kept, closing=None)


def test_a_register_entry_that_did_it_is_named() -> None:
    """A site that ends before September takes its part out of the group: 2 t becomes 1 t."""
    acts = filled()
    kept = close(acts)
    site = next(e for e in acts.entries("site") if e.id == "HGL")
    revision = acts.set_entry(
        "site", "HGL", site.body, actor=Actor.local("Anna"), reason="Verkocht",
        valid_from=site.valid_from, valid_to="2026-08-31",
    )  # fmt: skip
    line = changes(acts, kept)[RESIDUAL]
    assert (line.old.en, line.new.en) == ("2.0 t", "1.0 t")
    assert "HGL" in line.causes[0].en and f"revision {revision}" in line.causes[0].en
    assert "Verkocht" in line.causes[0].en and line.causes[0].en.endswith(": −1.0 t")


def test_what_is_off_its_path_has_to_be_explained_by_somebody() -> None:
    """24.0 t against a path from 10 t in 2018 to 7.5 t in 2026: far above the branch line."""
    acts = filled()
    body = {
        "target": "GD3-4b", "site": ALL, "year": "2018", "value": "10000", "unit": "kg",
        "status": "measured", "source": "Jaarverslag",
    }  # fmt: skip
    acts.set_entry("base_value", "GD3-4b.ALL", body, actor=Actor.local("Anna"), reason="Uitgezocht")
    assert [asked.indicator for asked in to_explain(acts.judge(), SEPTEMBER)] == ["waste_residual"]
    old = draft(acts)
    assert [(e.indicator, e.cause) for e in old.explanations] == [("waste_residual", "")]
    facts = refused(
        "month_unexplained", close_month, acts, old, actor=Actor.local("B"), although=ALTHOUGH
    )
    assert facts["figures"] == "waste_residual"
    for given in (("", "Anna"), ("   ", "Anna"), ("Verbouwing", " ")):
        refused(
            "field_missing",
            explain_all,
            acts,
            SEPTEMBER,
            {"waste_residual": given},
            actor=Actor.local("B"),
        )
        with pytest.raises(Refused):
            explain(acts, SEPTEMBER, "waste_residual", *given, actor=Actor.local("Bert"))
    refused(
        "indicator_unknown",
        explain,
        acts,
        SEPTEMBER,
        "none",
        "Zo",
        "Anna",
        actor=Actor.local("Bert"),
    )
    set_state(acts, SEPTEMBER, "provisional", actor=Actor.local("Bert"), reason="Bijna klaar")
    assert state_of(acts, SEPTEMBER) == "provisional"
    explain_all(
        acts, SEPTEMBER, {"waste_residual": ("Verbouwing", "Anna")}, actor=Actor.local("Bert")
    )
    refused("report_outdated", close_month, acts, old, actor=Actor.local("Bert"), although=ALTHOUGH)
    (told,) = close(acts).explanations
    assert (told.cause, told.owner) == ("Verbouwing", "Anna")
    assert (
        "over twaalf maanden 216,7% boven het pad" in told.asked[0].nl
        and "216.7% above the path" in told.asked[0].en
    )


def test_decisions_and_annotations_come_with_the_month() -> None:
    """Residual waste was 24 t in every twelve months: after the decision nothing moved."""
    acts = filled()
    body = {
        "month": "2026-04", "number": "1", "question": "Andere bakken", "site": ALL,
        "indicator": "waste_residual", "cost": "12000", "owner": "Anna", "due": "2026-05-01",
        "outcome": "agreed", "decided_on": "2026-04-20",
    }  # fmt: skip
    name = "2026-04/1"
    for wrong, code in (
        ({"number": "4"}, "number_outside"),
        ({"number": "1.5"}, "decision_number"),
        ({"decided_on": ""}, "decision_day_missing"),
        ({"outcome": "asked"}, "decision_day_early"),
        ({"month": "2026"}, "month_unreadable"),
        ({"owner": " "}, "field_missing"),
    ):
        refused(
            code,
            acts.set_entry,
            "decision",
            name,
            {**body, **wrong},
            actor=Actor.local("B"),
            reason="x",
        )
    acts.set_entry("decision", name, body, actor=Actor.local("Bert"), reason="Vergadering")
    note = {"indicator": "waste_residual", "site": "ALM", "month": "2026-09", "text": "Verhuizing"}
    acts.set_entry(
        "annotation", "waste_residual/ALM/2026-09", note, actor=Actor.local("Bert"), reason="Vraag"
    )

    judge, voices = acts.judge(), both(acts)
    (told,) = decisions_before(judge, SEPTEMBER, voices)
    assert (told.cost, told.cost_display.nl) == (Decimal(12000), "€\u00a012.000")
    assert told.effect.nl.startswith(
        "Gelijk gebleven: 24,0 t (twaalf maanden tot en met april 2026)"
    )
    assert "5 van die laatste twaalf" in told.effect.nl
    assert decisions_asked(judge, Month(2026, 4), voices)[0].question == "Andere bakken"
    assert not decisions_before(judge, Month(2026, 4), voices)
    maker = MonthMaker(judge, SEPTEMBER, around(acts, SEPTEMBER), voices)
    (found,) = maker.annotations()
    assert (found.site, found.month, found.text) == ("ALM", "2026-09", "Verhuizing")
    assert found.actor == "Bert" and dt.datetime.fromisoformat(found.stamped).year >= 2025
