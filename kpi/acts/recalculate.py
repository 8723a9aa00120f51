"""A year told again: the difference by cause, what the rules say of it, and the log."""

from __future__ import annotations

from dataclasses import dataclass

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.values import Refused
from kpi.declare import Month, is_day
from kpi.judge import CAUSES, Decision, Recalculation, Rule, Way, decide, recalculation
from kpi.measure import Scope
from kpi.store import revision_at

LOG = "recalculation"
USED = "year-of-use"


__all__ = ["LOG", "Told", "Way", "log", "revision_of", "rules", "tell_again"]


@dataclass(frozen=True)
class Told:
    """A year of a figure told the old and the new way."""

    old: Way
    new: Way
    site: str
    year: int
    found: Recalculation


def tell_again(acts: Acts, old: Way, new: Way, site: str, year: int) -> Told:
    """Return a calendar year of a figure told both ways; nothing is stored.

    Refused when a revision is not there, or the figures are not in one unit.
    """
    for way in (old, new):
        if not 0 <= way.revision <= acts.store.revision:
            newest = str(acts.store.revision)
            raise Refused("revision_unknown", revision=str(way.revision), newest=newest)
    units = [acts.catalogue.indicators[way.indicator].unit for way in (old, new)]
    if units[0] != units[1]:
        raise Refused("recalculation_units", old=units[0], new=units[1])
    scope = Scope(site, Month(year, 12), "year")
    found = recalculation(acts.catalogue, acts.store, acts.last_month, old, new, scope)
    return Told(old, new, site, year, found)


def rules(acts: Acts) -> dict[str, Rule]:
    """Return the rules for recalculating, by id."""
    return {rule.id: rule for rule in acts.judge().recalculation_rules}


def revision_of(acts: Acts, text: str) -> int:
    """Return the revision that a number, a day (its end) or a moment means; Refused when none."""
    try:
        return revision_at(acts.store, f"{text}T23:59:59.999999" if is_day(text) else text)
    except ValueError:
        raise Refused("as_of_unreadable", text=text) from None


def log(acts: Acts, told: Told, rule: str, *, actor: Actor, reason: str) -> tuple[int, Decision]:
    """Write a recalculation with its causes and what the rule says; return revision and decision.

    Refused when the difference cannot be told, or the rule is not known.
    """
    known = rules(acts)
    if rule not in known:
        raise Refused("rule_unknown", rule=rule, known=", ".join(known))
    if known[rule].applies == "above" and known[rule].threshold is None:
        raise Refused("rule_threshold_missing", rule=rule)
    causes = told.found.causes
    decision = decide(known[rule], told.found.share)
    if causes is None or decision is None:
        raise Refused("recalculation_unknown", year=str(told.year))
    body: dict[str, str] = {
        "indicator": told.new.indicator,
        "before": told.old.indicator,
        "site": told.site,
        "year": str(told.year),
        "since": str(told.old.revision),
        "until": str(told.new.revision),
        "factors_before": _policy(told.old),
        "factors_after": _policy(told.new),
        "rule": rule,
        "decision": decision,
        "old": f"{told.found.old.value:f}",
        "new": f"{told.found.new.value:f}",
        **{cause: f"{causes[cause]:f}" for cause in CAUSES},
    }
    identifier = "/".join(str(body[name]) for name in acts.catalogue.registers[LOG].key)
    return acts.set_entry(LOG, identifier, body, actor=actor, reason=reason), decision


def _policy(way: Way) -> str:
    return USED if way.factor_year is None else str(way.factor_year)
