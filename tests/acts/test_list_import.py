"""A list of requirements becomes entries: hand-worked levels, a next version, what lapses."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.acts import (
    Actor,
    Acts,
    ListPreview,
    ListTarget,
    Refused,
    accept_list,
    open_document,
    preview_list,
)
from kpi.intake.listing import ListLayout
from kpi.judge import site_levels
from tests.stores import TODAY, open_acts
from tests.working_document import COUNT, HEADER, made_up_rows, working_document

MEANINGS = {"vast": "mandatory", "extra": "extra"}
WHOLE = ListTarget("7", "cure", complete=True)


def preview(acts: Acts, data: bytes, target: ListTarget = WHOLE) -> ListPreview:
    sheets, proposed, faults = open_document(acts, data, "werkdocument.xlsx")
    assert not faults
    meant = proposed.meanings or MEANINGS
    layout = ListLayout(proposed.sheet, proposed.header, proposed.columns, meant, proposed.headers)
    return preview_list(acts, sheets, layout, target, "werkdocument.xlsx")


def accept(acts: Acts, data: bytes, target: ListTarget = WHOLE) -> ListPreview:
    found = preview(acts, data, target)
    assert found.acceptable, found.faults
    accept_list(acts, found, actor=Actor.local("Anna"), reason="Werkdocument")
    return found


@pytest.fixture
def acts() -> Acts:
    return open_acts()


def test_a_list_of_115_gives_levels_by_the_rule(acts: Acts) -> None:
    """Fixed at bronze: places 1 and 6 of every theme. Extra at bronze: places 3, 4, 5, 8.

    Of the 15 themes 10 have 8 places and 5 have 7: bronze 15 + 15 = 30 fixed, silver as many from
    places 2 and 7 on top: 60. Extras: 3 x 15 + 10 = 55 at all levels.
    """
    found = accept(acts, working_document())
    assert (len(found.new), found.changed, found.gone) == (COUNT, (), ())
    schema = acts.judge().certification.schema("7")
    assert schema is not None and schema.list == "complete"
    levels = site_levels(acts.judge(), "ALM", schema, TODAY)
    assert [(s.mandatory, s.met, s.minimum) for s in levels.levels] == [
        (30, 0, 18),
        (60, 0, 23),
        (60, 0, 28),
    ]
    assert [s.reached for s in levels.levels] == [None, None, None]
    extras = [d for d in levels.dossiers if d.requirement.demands["gold"] == "extra"]
    assert len(extras) == 55


def test_the_same_document_changes_nothing_and_a_next_one_only_what_differs(acts: Acts) -> None:
    accept(acts, working_document())
    again = preview(acts, working_document())
    assert (again.new, again.changed, len(again.unchanged)) == ((), (), COUNT)

    rows = made_up_rows()
    rows[0]["Zilver"] = "extra"
    gone = rows.pop()["Nr"]
    rows.append({**rows[-1], "Nr": "15.9", "Eis": "Nieuw verzonnen"})
    found = accept(acts, working_document(rows))
    assert (found.new, found.changed, found.gone) == (("15.9",), (rows[0]["Nr"],), (gone,))
    codes = {e.body["code"] for e in acts.entries("requirement") if e.body["schema"] == "7"}
    assert "15.9" in codes and gone not in codes and len(codes) == COUNT


def test_a_part_of_a_list_takes_nothing_out(acts: Acts) -> None:
    accept(acts, working_document())
    part = ListTarget("7", "cure")
    found = accept(acts, working_document(made_up_rows()[:3]), part)
    assert found.gone == ()
    schema = acts.judge().certification.schema("7")
    assert schema is not None and schema.list == "partial"
    assert len(acts.judge().certification.requirements) > COUNT


def test_a_site_takes_its_answers_from_the_document(acts: Acts) -> None:
    rows = made_up_rows()
    rows[0] |= {"Voldaan": "ja", "Uitleg": "Zie map", "Eigenaar": "Bo", "Deadline": "31-12-2026"}
    rows[1] |= {"Voldaan": "n.v.t."}
    found = accept(acts, working_document(rows), ListTarget("7", "cure", "ALM", complete=True))
    assert found.answers == 2
    kept = acts.judge().certification.assessments
    first = kept["ALM", "7", rows[0]["Nr"]]
    assert (first.answer, first.comment, first.owner, first.due, first.by) == (
        "met", "Zie map", "Bo", "2026-12-31", "Anna",
    )  # fmt: skip
    assert kept["ALM", "7", rows[1]["Nr"]].answer == "not_applicable"
    assert ("HGL", "7", rows[0]["Nr"]) not in kept


def test_two_schemas_stand_side_by_side_and_a_code_leads_back(acts: Acts) -> None:
    six = ListTarget("6", "cure", "ALM", complete=True)
    old = made_up_rows()
    old[0] |= {"Voldaan": "ja"}
    accept(acts, working_document(old), six)
    header = (*HEADER, "Vorige code")
    rows = made_up_rows()
    rows[5]["Vorige code"] = old[0]["Nr"]
    accept(acts, working_document(rows, header))
    schema = acts.judge().certification.schema("7")
    assert schema is not None
    levels = site_levels(acts.judge(), "ALM", schema, TODAY)
    dossier = next(d for d in levels.dossiers if d.requirement.code == rows[5]["Nr"])
    [earlier] = dossier.earlier
    assert (earlier.schema, earlier.code, earlier.assessment.answer) == ("6", "1.1", "met")
    # What was met under 6 is not met under 7 by that.
    assert dossier.answer == "unknown"


def test_a_code_of_another_kind_of_care_is_not_overwritten(acts: Acts) -> None:
    accept(acts, working_document())
    found = preview(acts, working_document(made_up_rows()[:1]), ListTarget("7", "care"))
    assert [(f.code, f.value) for f in found.faults] == [("code_elsewhere", "1.1")]
    with pytest.raises(Refused, match="list_faults"):
        accept_list(acts, found, actor=Actor.local("Anna"), reason="Werkdocument")


def test_a_schema_without_rules_and_an_unknown_site_are_named(acts: Acts) -> None:
    found = preview(acts, working_document(), ListTarget("9", "cure", "XXX"))
    assert [(f.code, f.severity) for f in found.faults] == [
        ("level_unruled", "remark"),
        ("site_unknown", "error"),
    ]
    assert [f.code for f in preview(acts, working_document(), ListTarget("", "cure")).faults] == [
        "level_unruled",
        "schema_missing",
    ]


def test_a_list_with_a_fault_stores_nothing(acts: Acts, tmp_path: Path) -> None:
    rows = made_up_rows()
    rows[7]["Nr"] = rows[6]["Nr"]
    before = acts.store.revision
    with pytest.raises(Refused, match="list_faults"):
        accept_list(acts, preview(acts, working_document(rows)), actor=Actor.local("A"), reason="B")
    assert acts.store.revision == before
