"""Who there is and what came in: sites, the unsplit member, and the gaps of every upload kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from kpi.declare import ALL, UNSPLIT, Catalogue, Month
from kpi.measure.cell import Place, Presence
from kpi.measure.kinds import KindState, query_kind
from kpi.measure.registers import Reader, RegisterEntry, register_entries
from kpi.measure.values import Scope

SITES = "site"


class Member(NamedTuple):
    """A site and the months in which it counts."""

    code: str
    first: Month | None
    last: Month | None

    def counts(self, month: Month) -> bool:
        """Tell whether the site exists in this month."""
        return (self.first is None or self.first <= month) and (
            self.last is None or month <= self.last
        )


class Received:
    """The sites and what was received of every upload kind, at one revision.

    `known` names registers that are read as they were at another revision.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        reader: Reader,
        as_of: int,
        known: Mapping[str, int] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.reader = reader
        self.as_of = as_of
        self.known = dict(known or {})
        self._kinds: dict[str, KindState] = {}
        self._present: dict[Scope, Presence] = {}

    def take_over_received(self, other: Received) -> None:
        """Take over what another one knows of the sites and of all upload kinds."""
        self.members = other.members
        for contract in self.catalogue.contracts:
            self._kinds[contract] = other.kind(contract)

    @cached_property
    def _entries(self) -> dict[str, RegisterEntry]:
        return {
            str(entry.body.get("code", entry.id)): entry
            for entry in register_entries(
                self.reader, SITES, as_of=self.known.get(SITES, self.as_of)
            )
        }

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The sites with the months in which they count, in the order of their codes."""
        return tuple(
            Member(code, _month(entry.valid_from), _month(entry.valid_to))
            for code, entry in self._entries.items()
        )

    def named_by(self, contract: str, site: str) -> str:
        """Return the place of an upload kind that a site names (its station); empty when none."""
        declared = self.catalogue.contracts[contract]
        if declared.by_site:
            return site
        return str(self._entries[site].body.get(declared.place) or "")

    @property
    def site_codes(self) -> tuple[str, ...]:
        """The codes of all sites, without the unsplit member."""
        return tuple(member.code for member in self.members)

    def sites(self, site: str, month: Month) -> tuple[str, ...]:
        """Return the sites that a scope's site stands for in a month (without the unsplit one)."""
        codes = [member.code for member in self.members if member.counts(month)]
        return tuple(codes) if site == ALL else tuple(code for code in codes if code == site)

    def places(self, scope: Scope) -> list[Place]:
        """Return the sites and months of a scope in which something is expected."""
        return [(site, m) for m in scope.months for site in self.sites(scope.site, m)]

    def presence(self, scope: Scope) -> Presence:
        """Return in how many months of a scope its sites count; remembered."""
        if scope not in self._present:
            places = self.places(scope)
            months = len({month for _, month in places})
            self._present[scope] = Presence(Counter(site for site, _ in places), months)
        return self._present[scope]

    @cached_property
    def has_unsplit(self) -> bool:
        """Whether something is booked on the whole organisation and not divided over sites."""
        return any(site == UNSPLIT for state in self._sent() for site, _ in state.received)

    def kind(self, contract: str) -> KindState:
        """Return what came in of an upload kind, asked for once."""
        if contract not in self._kinds:
            self._kinds[contract] = query_kind(
                self.catalogue, self.reader, contract, as_of=self.as_of, known=self.known
            )
        return self._kinds[contract]

    def received(self, contract: str, site: str, month: Month) -> bool:
        """Tell whether anything of an upload kind is live for a site and month."""
        return (site, month) in self.kind(contract).received

    def gaps(self, contract: str, site: str, month: Month) -> frozenset[str]:
        """Return the categories of an upload kind that the site should have sent and did not.

        Refused rows that were left out show as the kind itself.
        """
        state = self.kind(contract)
        place = (site, month)
        if place not in state.received:
            return state.expected.get(site, frozenset())
        left_out = frozenset({contract}) if place in state.refused else frozenset()
        return state.lacking.get(place, frozenset()) | left_out

    def _sent(self) -> list[KindState]:
        """Return the states of the kinds that sites send themselves."""
        return [self.kind(c.id) for c in self.catalogue.contracts.values() if c.by_site]

    @cached_property
    def _received_months(self) -> list[Month]:
        return sorted({month for state in self._sent() for _, month in state.received})

    @property
    def first_month(self) -> Month | None:
        """The oldest month of which anything that sites send is live."""
        return self._received_months[0] if self._received_months else None

    @property
    def newest_month(self) -> Month | None:
        """The newest month of which anything that sites send is live."""
        return self._received_months[-1] if self._received_months else None


def _month(day: str) -> Month | None:
    return Month.parse(day[:7]) if day else None
