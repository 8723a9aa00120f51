"""A figure as it was reported beside what is known now, and the acts that made the difference.

The figure is reckoned again at every revision between the two that can have touched it. What it
moved at one of them is the doing of the act that made that revision, so the parts are the whole
difference. What is left at the report's own revision is the doing of the program: a definition
that changed with a new release.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from kpi.declare import Contract, Month
from kpi.judge.judge import Judge
from kpi.judge.snapshot import Snapshot, SnapshotFigure
from kpi.measure import SEEN_WITHIN, Figures, Measured, Scope
from kpi.measure.registers import Deed, deeds


@dataclass(frozen=True)
class Told:
    """What a figure was at one moment: its exact value (None: nothing known) and its status."""

    value: Decimal | None
    status: str


@dataclass(frozen=True)
class Part:
    """What one act did to a figure: `deed` is None for what the program itself changed.

    `amount` is in the figure's own unit, None where it had no value before or after.
    """

    deed: Deed | None
    before: Told
    after: Told

    @property
    def amount(self) -> Decimal | None:
        """By how much the figure moved."""
        if self.before.value is None or self.after.value is None:
            return None
        with localcontext(prec=60):
            return self.after.value - self.before.value


@dataclass(frozen=True)
class Changed:
    """A reported figure that is known otherwise now, with every act that did it, in order."""

    reported: SnapshotFigure
    now: Measured
    parts: tuple[Part, ...]


class Since:
    """What became, up to a judge's revision, of the figures that a snapshot reported."""

    def __init__(self, judge: Judge, snapshot: Snapshot) -> None:
        self.judge = judge
        self.snapshot = snapshot
        self._deeds: tuple[Deed, ...] | None = None
        self._figures: dict[int, Figures] = {judge.as_of: judge.figures()}

    def changed(self, indicators: Iterable[str]) -> tuple[Changed, ...]:
        """Return the reported figures of these indicators that are another number or state now."""
        wanted = set(indicators) & set(self.judge.catalogue.indicators)
        found = []
        for reported in self.snapshot.figures:
            if reported.indicator not in wanted:
                continue
            now = self._at(self.judge.as_of).measured(reported.indicator, self._scope(reported))
            if _told(now) != Told(reported.value, reported.status):
                found.append(Changed(reported, now, self._parts(reported)))
        return tuple(found)

    def _scope(self, reported: SnapshotFigure) -> Scope:
        return Scope(reported.site, self.snapshot.period, reported.span)  # type: ignore[arg-type]

    def _at(self, revision: int) -> Figures:
        if revision not in self._figures:
            self._figures[revision] = Figures(
                self.judge.catalogue,
                self.judge.reader,
                last_month=self.judge.last_month,
                as_of=revision,
            )
        return self._figures[revision]

    def _parts(self, reported: SnapshotFigure) -> tuple[Part, ...]:
        scope = self._scope(reported)
        if self._deeds is None:
            self._deeds = deeds(self.judge.reader, self.snapshot.revision, self.judge.as_of)
        likely = [deed for deed in self._deeds if self._touches(deed, reported.indicator, scope)]
        parts, end = self._walked(reported, scope, likely)
        if end != _told(self._at(self.judge.as_of).measured(reported.indicator, scope)):
            # Something touched it that did not look like it: then every act is looked at.
            parts, _ = self._walked(reported, scope, self._deeds)
        return parts

    def _walked(
        self, reported: SnapshotFigure, scope: Scope, done: Sequence[Deed]
    ) -> tuple[tuple[Part, ...], Told]:
        """Return what each act did to a figure, and what the figure is after the last of them."""
        before = Told(reported.value, reported.status)
        moments: list[tuple[Deed | None, int]] = [(None, self.snapshot.revision)]
        moments += [(deed, deed.revision) for deed in done]
        parts = []
        for deed, revision in moments:
            after = _told(self._at(revision).measured(reported.indicator, scope))
            if after != before:
                parts.append(Part(deed, before, after))
            before = after
        return tuple(parts), before

    def _touches(self, deed: Deed, indicator: str, scope: Scope) -> bool:
        """Tell whether an act is likely to have touched a figure: of months it can look back to."""
        catalogue = self.judge.catalogue
        if deed.receipt is None:
            known = (catalogue.registers.get(register) for register, _ in deed.entries)
            return any(register is not None and register.relation for register in known)
        contract = catalogue.contracts.get(deed.contract)
        if contract is None or not self._rests_on(indicator, contract):
            return False
        first, last = scope.months[0].plus(-SEEN_WITHIN), scope.months[-1]
        place = contract.slice.index("month")
        return any(first <= Month.parse(key[place]) <= last for key in deed.slices)

    def _rests_on(self, indicator: str, contract: Contract) -> bool:
        feeds = contract.readings.feeds if contract.readings is not None else ""
        return any(
            self.judge.catalogue.rests_on(indicator, kind) for kind in (contract.id, feeds) if kind
        )


def _told(measured: Measured) -> Told:
    return Told(measured.value, measured.status)
