"""A site's month as the page shows it: as it was reported, or as it is known now."""

from __future__ import annotations

from dataclasses import dataclass

from kpi.declare import ALL
from kpi.judge.notes import explanations
from kpi.judge.snapshot import (
    Closing,
    Snapshot,
    SnapshotAnnotation,
    SnapshotChange,
    SnapshotDecision,
    SnapshotExplanation,
    SnapshotLacking,
    SnapshotSite,
    SnapshotTile,
    State,
)
from kpi.show.snapshot import MonthMaker

__all__ = [
    "Closing",
    "MonthView",
    "Snapshot",
    "SnapshotAnnotation",
    "SnapshotChange",
    "SnapshotDecision",
    "SnapshotExplanation",
    "SnapshotLacking",
    "SnapshotTile",
    "State",
    "live_view",
    "reported_view",
]


@dataclass(frozen=True)
class MonthView:
    """Everything the page of one month shows of one site, in both languages.

    `changed` is held against the report of `since_month` (empty without one). Explanations and
    decisions are of the whole organisation; annotations of the site, or of all for the group.
    """

    month: str
    site: SnapshotSite
    tiles: tuple[SnapshotTile, ...]
    decisions: tuple[SnapshotDecision, ...]
    earlier_decisions: tuple[SnapshotDecision, ...]
    explanations: tuple[SnapshotExplanation, ...]
    annotations: tuple[SnapshotAnnotation, ...]
    since_month: str
    changed: tuple[SnapshotChange, ...]


def reported_view(snapshot: Snapshot, code: str) -> MonthView | None:
    """Return a site's month as it was reported; None when the report does not know the site."""
    site = next((site for site in snapshot.sites if site.code == code), None)
    if site is None:
        return None
    return MonthView(
        month=snapshot.month,
        site=site,
        tiles=tuple(tile for tile in snapshot.tiles if tile.site == code),
        decisions=snapshot.decisions,
        earlier_decisions=snapshot.earlier_decisions,
        explanations=tuple(e for e in snapshot.explanations if e.cause),
        annotations=_beside(snapshot.annotations, snapshot.month, code),
        since_month=snapshot.since_month,
        changed=_of_site(snapshot.changed, code),
    )


def live_view(maker: MonthMaker, code: str) -> MonthView:
    """Return a site's month as it is known now."""
    last, month = maker.last_report, str(maker.month)
    given = explanations(maker.judge, maker.month)
    return MonthView(
        month=month,
        site=maker.site(code),
        tiles=tuple(maker.tiles(code)),
        decisions=maker.decisions(),
        earlier_decisions=maker.earlier_decisions(),
        explanations=tuple(
            SnapshotExplanation(e.indicator, maker.both.label(e.indicator), (), e.cause, e.owner)
            for e in given
        ),
        annotations=_beside(tuple(maker.annotations()), month, code),
        since_month="" if last is None else last.month,
        changed=_of_site(maker.changed(), code),
    )


def _beside(
    found: tuple[SnapshotAnnotation, ...], month: str, code: str
) -> tuple[SnapshotAnnotation, ...]:
    return tuple(a for a in found if a.month == month and code in (ALL, a.site))


def _of_site(found: tuple[SnapshotChange, ...], code: str) -> tuple[SnapshotChange, ...]:
    return tuple(change for change in found if change.site == code)
