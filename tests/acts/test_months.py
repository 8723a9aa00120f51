"""Closing a month: what it asks, what it keeps, what is refused, and what changed since."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from kpi.acts import Actor, Acts, Refused, forget_person
from kpi.acts.months import (
    around,
    close_month,
    explain,
    month_lines,
    require_month,
    restate_month,
    set_state,
    snapshot_at,
    state_of,
)
from kpi.declare import ALL, Month
from kpi.judge.closing import to_explain
from kpi.judge.snapshot import Said, Snapshot, SnapshotDamaged, read_snapshot, text_of
from kpi.show.both import Both
from kpi.show.reported import changes_since
from kpi.show.snapshot import snapshot_of
from tests.stores import open_acts, upload

HEADER = "locatie;periode;inzamelaar;afvalstroom;eural_code;gewicht_kg;gewicht_bron;verwerking"
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


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


def both(acts: Acts) -> Both:
    return Both.at(acts.judge())


def draft(acts: Acts, month: Month = SEPTEMBER) -> Snapshot:
    return snapshot_of(acts.judge(), month, around(acts, month), both(acts))


def explain_all(acts: Acts, month: Month = SEPTEMBER) -> None:
    for asked in to_explain(acts.judge(), month):
        explain(acts, month, asked.indicator, "Verbouwing", "Anna", actor=Actor.local("Bert"))


def close(acts: Acts, month: Month = SEPTEMBER) -> Snapshot:
    explain_all(acts, month)
    return close_month(
        acts, draft(acts, month), actor=Actor.local("Bert"), although="Alleen afval is gevraagd"
    )


@pytest.fixture
def acts() -> Acts:
    """Waste of two sites from 2024 to October 2026, and nothing else."""
    acts = open_acts()
    upload(acts, "waste", waste(Month(2024, 1), OCTOBER), "afval.csv")
    return acts


def refused(code: str, act: object, *given: object, **named: object) -> dict[str, str]:
    with pytest.raises(Refused) as found:
        act(*given, **named)  # type: ignore[operator]
    assert found.value.code == code
    return dict(found.value.facts)


def test_a_closed_month_is_kept_word_for_word(acts: Acts) -> None:
    kept = close(acts)
    again, text = snapshot_at(acts, kept.closing.revision if kept.closing else 0)
    assert again == kept and text_of(again) == text == text_of(read_snapshot(text))
    assert kept.state == "closed" and kept.state_text.en == "closed"
    assert kept.closing is not None
    assert kept.closing.revision == kept.revision + 1 == acts.store.revision
    assert (kept.closing.actor, kept.closing.restates) == ("Bert", None)
    figure = kept.figure("waste_residual", ALL)
    assert (figure.value, figure.display.nl, figure.display.en) == (Decimal(2000), "2,0 t", "2.0 t")
    assert figure.earlier == Decimal(2000)
    assert month_lines(acts)[1].state == "closed" and state_of(acts, OCTOBER) == "open"


def test_nothing_stored_later_changes_a_report(acts: Acts) -> None:
    kept = close(acts)
    revision = kept.closing.revision if kept.closing else 0
    before = snapshot_at(acts, revision)[1]
    upload(acts, "waste", waste(SEPTEMBER, SEPTEMBER, 1500, "Almelo"), "herstel.csv")
    explain(acts, SEPTEMBER, "waste_residual", "Iets anders", "Carla", actor=Actor.local("Bert"))
    explain_all(acts)
    newer = restate_month(
        acts, draft(acts), actor=Actor.local("Bert"), reason="Almelo stuurde te weinig"
    )
    assert snapshot_at(acts, revision)[1] == before
    assert newer.closing is not None and newer.closing.restates == revision
    assert newer.figure("waste_residual", ALL).value == Decimal(2500)
    assert len(month_lines(acts)[1].versions) == 2


def test_an_unreadable_report_is_told_as_such() -> None:
    with pytest.raises(SnapshotDamaged):
        read_snapshot('{"format": 1}')


@pytest.mark.parametrize(
    ("month", "code"),
    [("2026-11", "month_not_over"), ("2023-12", "month_unknown"), ("sept", "month_unreadable")],
)
def test_a_month_that_cannot_be_closed(acts: Acts, month: str, code: str) -> None:
    refused(code, require_month, acts, month)


def test_without_figures_no_month_is_known() -> None:
    refused("month_without_figures", require_month, open_acts(), "2026-09")


def test_missing_files_have_to_be_spoken_of(acts: Acts) -> None:
    explain_all(acts)
    facts = refused("month_lacking", close_month, acts, draft(acts), actor=Actor.local("Bert"))
    assert int(facts["count"]) == len(draft(acts).lacking) > 0


def test_months_close_one_after_the_other(acts: Acts) -> None:
    close(acts, Month(2026, 8))
    for month, code in ((OCTOBER, "month_out_of_order"), (Month(2026, 7), "month_too_early")):
        explain_all(acts, month)
        refused(
            code, close_month, acts, draft(acts, month), actor=Actor.local("Bert"), although="Nodig"
        )
    close(acts, SEPTEMBER)
    refused(
        "month_closed", close_month, acts, draft(acts), actor=Actor.local("Bert"), although="Nodig"
    )
    refused(
        "month_closed",
        set_state,
        acts,
        SEPTEMBER,
        "open",
        actor=Actor.local("Bert"),
        reason="Toch niet",
    )


def test_what_is_off_its_path_has_to_be_explained_by_somebody(acts: Acts) -> None:
    """24.0 t against a path that asks of 10 t in 2018 7.6 t: far above the branch line."""
    body = {
        "target": "GD3-4b", "site": ALL, "year": "2018", "value": "10000", "unit": "kg",
        "status": "measured", "source": "Jaarverslag",
    }  # fmt: skip
    acts.set_entry("base_value", "GD3-4b.ALL", body, actor=Actor.local("Anna"), reason="Uitgezocht")
    assert [asked.indicator for asked in to_explain(acts.judge(), SEPTEMBER)] == ["waste_residual"]
    facts = refused(
        "month_unexplained", close_month, acts, draft(acts), actor=Actor.local("B"), although="x"
    )
    assert facts["figures"] == "waste_residual"
    for cause, owner in (("", "Anna"), ("   ", "Anna"), ("Verbouwing", " ")):
        with pytest.raises(Refused):
            explain(acts, SEPTEMBER, "waste_residual", cause, owner, actor=Actor.local("Bert"))
    kept = close(acts)
    (told,) = kept.explanations
    assert (told.cause, told.owner) == ("Verbouwing", "Anna")
    assert "boven het doelpad" in told.asked[0].nl and "above the target path" in told.asked[0].en


def test_a_report_made_before_something_was_stored_is_not_kept(acts: Acts) -> None:
    explain_all(acts)
    old = draft(acts)
    set_state(acts, SEPTEMBER, "provisional", actor=Actor.local("Bert"), reason="Bijna klaar")
    assert state_of(acts, SEPTEMBER) == "provisional"
    refused(
        "report_outdated",
        close_month,
        acts,
        old,
        actor=Actor.local("Bert"),
        although="Alleen afval",
    )


def test_restating_asks_a_reason_and_a_closed_month(acts: Acts) -> None:
    refused(
        "month_not_closed",
        restate_month,
        acts,
        draft(acts),
        actor=Actor.local("Bert"),
        reason="Fout",
    )
    close(acts)
    refused(
        "reason_missing", restate_month, acts, draft(acts), actor=Actor.local("Bert"), reason=" "
    )


def test_what_changed_since_the_report_names_the_upload_that_did_it(acts: Acts) -> None:
    """Residual 2 t; one file adds 500 kg in Almelo, the next takes 300 kg off in Hengelo."""
    kept = close(acts)
    upload(acts, "waste", waste(OCTOBER, OCTOBER, 9000), "later.csv")
    first = upload(acts, "waste", waste(SEPTEMBER, SEPTEMBER, 1500, "Almelo"), "meer.csv")
    second = upload(acts, "waste", waste(SEPTEMBER, SEPTEMBER, 700, "Hengelo"), "minder.csv")
    found = changes_since(acts.judge(), kept, both(acts))
    line = next(
        c for c in found if (c.indicator, c.site, c.span) == ("waste_residual", ALL, "month")
    )
    assert (line.old.nl, line.new.nl) == ("2,0 t", "2,2 t")
    assert [cause.nl.split(" (")[0] for cause in line.causes] == [
        f"upload {first}", f"upload {second}",
    ]  # fmt: skip
    assert "meer.csv" in line.causes[0].nl and line.causes[0].nl.endswith(": +0,5 t")
    assert line.causes[1].en.endswith(": -0.3 t")
    almelo = next(
        c for c in found if (c.indicator, c.site, c.span) == ("waste_residual", "ALM", "month")
    )
    assert len(almelo.causes) == 1
    acts.take_back(second, actor=Actor.local("Bert"), reason="Verkeerd bestand")
    found = changes_since(acts.judge(), kept, both(acts))
    line = next(
        c for c in found if (c.indicator, c.site, c.span) == ("waste_residual", ALL, "month")
    )
    assert len(line.causes) == 3 and "teruggenomen" in line.causes[2].nl
    assert "Verkeerd bestand" in line.causes[2].nl


def test_nothing_changed_says_nothing(acts: Acts) -> None:
    kept = close(acts)
    upload(acts, "waste", waste(OCTOBER, OCTOBER, 9000), "later.csv")
    assert changes_since(acts.judge(), kept, both(acts)) == ()
    assert draft(acts, OCTOBER).since_month == "2026-09"


def test_a_changed_definition_is_the_doing_of_the_program(acts: Acts) -> None:
    """The report says 1.9 t where the same revision now reads 2.0 t: no act did that."""
    kept = close(acts)
    figures = tuple(
        dataclasses.replace(f, value=Decimal(1900), display=Said("1,9 t", "1.9 t"))
        if (f.indicator, f.site, f.span) == ("waste_residual", ALL, "month")
        else f
        for f in kept.figures
    )
    (line,) = changes_since(acts.judge(), dataclasses.replace(kept, figures=figures), both(acts))
    assert [cause.en for cause in line.causes] == [
        "a new version of the program reckons this differently: +0.1 t"
    ]


def test_decisions_are_three_at_most_and_come_back_with_what_happened(acts: Acts) -> None:
    """Residual waste was 24 t in every twelve months: after the decision nothing moved."""
    body = {
        "month": "2026-03", "number": "1", "question": "Andere bakken", "site": ALL,
        "indicator": "waste_residual", "cost": "12000", "owner": "Anna", "due": "2026-05-01",
        "outcome": "agreed", "decided_on": "2026-03-20",
    }  # fmt: skip
    name = "2026-03/1"
    acts.set_entry("decision", name, body, actor=Actor.local("Bert"), reason="Vergadering")
    for wrong, code in (
        ({"number": "4"}, "number_outside"),
        ({"number": "1.5"}, "decision_number"),
        ({"decided_on": ""}, "decision_day_missing"),
        ({"outcome": "asked"}, "decision_day_early"),
        ({"month": "2026"}, "month_unreadable"),
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
    (told,) = draft(acts).earlier_decisions
    assert (told.cost, told.cost_display.nl) == (Decimal(12000), "€ 12.000")
    assert told.effect.nl.startswith(
        "Gelijk gebleven: 24,0 t (twaalf maanden tot en met maart 2026)"
    )
    assert "6 van die twaalf maanden" in told.effect.nl
    assert draft(acts, Month(2026, 3)).decisions[0].question == "Andere bakken"


def test_an_annotation_stands_in_the_report(acts: Acts) -> None:
    body = {"indicator": "waste_residual", "site": "ALM", "month": "2026-09", "text": "Verhuizing"}
    acts.set_entry(
        "annotation", "waste_residual/ALM/2026-09", body, actor=Actor.local("Bert"), reason="Vraag"
    )
    (note,) = draft(acts).annotations
    assert (note.site, note.month, note.text, note.actor) == (
        "ALM",
        "2026-09",
        "Verhuizing",
        "Bert",
    )
    assert dt.datetime.fromisoformat(note.stamped) > dt.datetime(2026, 1, 1)


def test_a_closed_month_outlives_someone_who_left(acts: Acts) -> None:
    kept = close(acts)
    person = forget_person(acts, "Bert", actor=Actor.local("Anna"), reason="Uit dienst")
    again, _ = snapshot_at(acts, kept.closing.revision if kept.closing else 0)
    assert again.closing is not None and again.closing.actor == person
