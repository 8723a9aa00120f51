"""The organisation whose figures these are: its sites, their other names, its settings."""

from __future__ import annotations

from typing import Any

from kpi.declare.grammar import Filled, Identifier, Strict, Text

UNSPLIT = "UNSPLIT"
"""The member for what is booked on the whole organisation and not yet divided over sites."""
ALL = "ALL"
"""The group: all sites and what is not split."""


class Site(Strict):
    """One site: its code in every figure, the names files use for it, its weather station."""

    code: Identifier
    name: Filled
    aliases: tuple[str, ...] = ()
    station: str = ""
    valid_from: str = "2010-01-01"
    valid_to: str = ""
    note: Text | None = None


class Organisation(Strict):
    """Name and spellings of the organisation; a file that names it means the unsplit member."""

    code: Identifier
    name: Filled
    aliases: tuple[str, ...] = ()
    timezone: str = "Europe/Amsterdam"


class OrganisationFile(Strict):
    """The whole of an organisation.toml: who it is, its sites, its settings, its own targets.

    Besides: what it expects to come in otherwise than shipped, its suppliers' names, its
    certificates, what its sites work towards, its partners in the region and the keys by which
    sites are shared.
    All but the organisation itself are seeds of the registers of those names.
    """

    organisation: Organisation
    site: tuple[Site, ...]
    settings: dict[Identifier, str]
    target: tuple[dict[str, Any], ...] = ()
    expectation: tuple[dict[str, Any], ...] = ()
    mapping: tuple[dict[str, Any], ...] = ()
    certificate: tuple[dict[str, Any], ...] = ()
    certification: tuple[dict[str, Any], ...] = ()
    partner: tuple[dict[str, Any], ...] = ()
    allocation: tuple[dict[str, Any], ...] = ()
