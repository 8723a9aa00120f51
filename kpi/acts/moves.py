"""Sites that come, go or are shared: which base years have to be told again, and the log of it.

A change of who counts triggers nothing by itself that could not be undone: it makes the base years
of targets due, and an officer logs them under a rule, with the difference by cause.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.guards import require_reason
from kpi.acts.recalculate import LOG, Told, Way, log, rules, tell_again
from kpi.acts.values import Refused
from kpi.declare import ALL
from kpi.judge import Decision, Target
from kpi.judge.recalculation import STRUCTURE


@dataclass(frozen=True)
class Due:
    """A base year that reads otherwise since somebody changed who counts.

    `told` holds both readings; its causes are None, with a reason, where they cannot be told.
    """

    target: Target
    year: int
    told: Told


def due(acts: Acts) -> tuple[Due, ...]:
    """Return the base years of the group's targets that a change of who counts made read otherwise.

    What was logged since is not due any more; figures of one base year are told once.
    """
    changed = structural_changes(acts)
    found: dict[tuple[str, int, int | None], Due] = {}
    for target in acts.judge().targets if changed else ():
        if target.indicator is None or target.base_year is None:
            continue
        key = (target.indicator, target.base_year, target.factor_year)
        if key not in found and (told := _told(acts, target, changed)) is not None:
            found[key] = Due(target, target.base_year, told)
    return tuple(found.values())


def structural_changes(acts: Acts) -> tuple[int, ...]:
    """Return the revisions at which who counts was changed, the oldest first.

    What the store began with is no change; a later change of the organisation's own file is.
    """
    found = acts.store.rows(
        "select distinct register, revision from register_entry"
        " where register in (select unnest($registers))"
        " qualify origin = 'store'"
        " or revision > min(revision) over (partition by register)",
        {"registers": list(STRUCTURE)},
    )
    return tuple(sorted({int(revision) for _, revision in found}))


def _told(acts: Acts, target: Target, changed: tuple[int, ...]) -> Told | None:
    indicator, year = target.indicator or "", target.base_year or 0
    logged = [
        int(entry.body["until"])
        for entry in acts.entries(LOG)
        if (entry.body["indicator"], entry.body["site"]) == (indicator, ALL)
        and int(entry.body["year"]) == year
    ]
    since = [revision for revision in changed if revision > max(logged, default=0)]
    if not since:
        return None
    old = Way(indicator, since[0] - 1, target.factor_year)
    new = Way(indicator, acts.store.revision, target.factor_year)
    told = tell_again(acts, old, new, ALL, year)
    causes = told.found.causes
    if causes is None:
        # A base year of which nothing is known on both sides has nothing to be told again.
        return told if told.found.old.value != told.found.new.value else None
    return told if causes["structure"] else None


def log_due(
    acts: Acts, rule: str, *, actor: Actor, reason: str
) -> tuple[tuple[Due, Decision | None], ...]:
    """Log every base year that is due under one rule; return each with what the rule says of it.

    Refused for a rule that is not known. A base year whose causes cannot be told stays due, and
    comes back without a decision.
    """
    require_reason(reason)
    known = rules(acts)
    if rule not in known:
        raise Refused("rule_unknown", rule=rule, known=", ".join(known))
    done: list[tuple[Due, Decision | None]] = []
    for one in due(acts):
        if one.told.found.causes is None:
            done.append((one, None))
            continue
        done.append((one, log(acts, one.told, rule, actor=actor, reason=reason)[1]))
    return tuple(done)
