"""What if in words, on the worked series: 91.8 t in 2025, of 120 t in 2018."""

from __future__ import annotations

from kpi.declare import ALL, load
from kpi.judge import Choice, what_if
from kpi.show import Voice
from kpi.show.what_if import what_if_chart, what_if_sentences, what_if_title
from tests.judge.test_outlook import DECEMBER, YEARS, bring, own_target, seen, shares
from tests.stores import open_acts

NL = Voice(load(), "nl", {ALL: "Groep", "ALM": "Almelo", "HGL": "Hengelo"})
TARGET = "GD3-4c-A"


def test_every_milestone_is_a_sentence_and_what_is_not_there_is_not_counted() -> None:
    """-10% asks 108 t in 2028, -55% asks 54 t in 2030; nothing that is there is chosen."""
    acts = open_acts()
    bring(acts, YEARS)
    own_target(acts, milestones=[{"year": "2028", "value": "10"}, {"year": "2030", "value": "55"}])
    judge = acts.judge()
    progress = judge.progress(TARGET, ALL, DECEMBER)
    found = what_if(judge, progress, Choice(("Weg/ALL",)))
    assert what_if_title(found, NL) == (
        "▲ 2030: niet gehaald. Het wordt 91,8 t; dat is 37,8 t meer dan de mijlpaal toestaat."
    )
    assert what_if_sentences(found, NL) == (
        "● 2028: gehaald. Het wordt 91,8 t; dat is 16,2 t beter dan de mijlpaal vraagt.",
        "Aangenomen: uit zichzelf 0,0% verandering per jaar; van het effect wordt 100% gehaald; "
        "maanden later dan gepland: 0; maatregelen die meetellen: 0.",
        "Deze maatregelen zijn er niet meer en tellen niet mee: Weg/ALL.",
    )
    # Where no measure counts the two lines are one: the thin one is drawn over the thick one.
    names = [trace.name for trace in what_if_chart(found, seen(acts), NL).data]
    assert names.index("Zonder maatregelen") == names.index("Deze keuze") + 1


def test_a_share_that_has_to_rise_falls_short_below_its_milestone() -> None:
    """80% now, 90% asked in 2030."""
    acts = shares({2024: 80, 2025: 80})
    judge = acts.judge()
    found = what_if(judge, judge.progress("UP", ALL, DECEMBER), Choice(()))
    assert what_if_title(found, NL) == (
        "▲ 2030: niet gehaald. Het wordt 80,0%; dat is 10,0 procentpunt minder dan de mijlpaal vraagt."
    )


def test_a_year_that_lacks_breaks_the_line_of_the_past() -> None:
    acts = open_acts()
    bring(acts, YEARS, leave_out="Hengelo 2023-05")
    own_target(acts)
    assert seen(acts).years.broken
    whole = open_acts()
    bring(whole, YEARS)
    own_target(whole)
    assert not seen(whole).years.broken
