"""What the columns of a file of readings are, and what their repeated texts mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import duckdb

from kpi.declare import Contract
from kpi.declare.readings import CLOCK, MOMENTS, Readings
from kpi.intake.checked import Vocabulary
from kpi.intake.finding import Finding
from kpi.intake.header import Names
from kpi.intake.names import choice_reader, site_reader
from kpi.intake.reading import Reader
from kpi.intake.readings.heading import is_meter, meters_by_name
from kpi.intake.readings.opening import Opened
from kpi.intake.readings.values import MeterEntry
from kpi.intake.spelling import fold, quoted, tidy

NAMED = ("meter", "register", "unit_given", "status", "site", "carrier", "main_meter")
"""Columns in which few texts come over and over: each is looked up once."""
ENERGY = {"kWh": Decimal(1), "MWh": Decimal(1000), "Wh": Decimal("0.001")}
POWER = {"kW": Decimal(1), "MW": Decimal(1000), "W": Decimal("0.001")}
FACTORS = {fold(unit): factor for unit, factor in (ENERGY | POWER).items()}
POWERS = frozenset(map(fold, POWER))
REACTIVE = frozenset({"kvarh", "kvar", "mvarh", "varh"})
SAME = {"nm3": "m3"}


def units_of_readings(contract: Contract) -> tuple[str, ...]:
    """Return the units in which the readings of a kind can be given."""
    own = dict.fromkeys(value.unit for value in contract.categories if value.unit)
    every = (*ENERGY, *POWER) if any(fold(unit) == "kwh" for unit in own) else ()
    return tuple(dict.fromkeys([*every, *own]))


@dataclass(frozen=True)
class Columns:
    """Where each column stands in ``cells``; a wide file has one column a meter."""

    places: Mapping[str, int]
    meters: Mapping[int, str]
    unit: str
    findings: tuple[Finding, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """The columns of repeated texts that the file has."""
        given = [name for name in NAMED if name in self.places]
        return tuple(given if not self.meters else dict.fromkeys(["meter", *given]))

    def sql(self, name: str) -> str:
        """Return a column's text in SQL, empty where the file has no such column."""
        place = self.places.get(name)
        return "''" if place is None else f"coalesce(c{place}, '')"


def find_columns(opened: Opened, names: Names, entries: Mapping[str, MeterEntry]) -> Columns:
    """Tell the columns apart; unknown ones whose name is a meter make the file a wide one.

    Where a saved layout tells the columns, the others are the supplier's own.
    """
    layout = opened.heading.layout
    if layout is not None:
        places = dict(opened.heading.columns)
        rest = [(p, tidy(t)) for p, t in enumerate(opened.header) if p not in places.values()]
        meters = {} if "value" in places else _meters(rest, entries)
        return Columns(places, meters, layout.units.get("value", ""), ())
    places = {}
    unknown: list[tuple[int, str]] = []
    findings: list[Finding] = []
    unit, line = "", opened.first - 1
    for place, text in enumerate(opened.header):
        named = names.meaning(text)
        if named is None:
            unknown.append((place, tidy(text)))
        elif named.column.name in places:
            first = quoted(tidy(opened.header[places[named.column.name]]))
            facts = {"first": first, "second": quoted(tidy(text))}
            findings.append(
                Finding("header_twice", "error", line, named.column.header.nl, text, facts)
            )
        else:
            places[named.column.name] = place
            unit = named.unit or unit
    meters = {} if "value" in places else _meters(unknown, entries)
    findings += [
        Finding("column_unknown", "remark", line, None, quoted(text))
        for place, text in unknown
        if text and place not in meters
    ]
    return Columns(places, meters, unit, tuple(findings))


def _meters(
    unknown: Sequence[tuple[int, str]], entries: Mapping[str, MeterEntry]
) -> dict[int, str]:
    """Return the columns headed by a meter: one of the register, or an EAN code."""
    return {place: text for place, text in unknown if is_meter(text, entries)}


def lay_long(cursor: duckdb.DuckDBPyConnection, columns: Columns) -> None:
    """Make the view ``texts``: one record a reading, its columns by name, whatever the file's form."""
    named = [n for n in (*NAMED, *sorted(MOMENTS), CLOCK) if n != "meter"]
    chosen = ", ".join(f'{columns.sql(name)} as "{name}"' for name in named)
    if not columns.meters:
        cursor.execute(
            f"create or replace view texts as select rowid as row, {columns.sql('meter')} as meter,"
            f" {columns.sql('value')} as value, {chosen} from cells"
        )
        return
    parts = [
        f"select rowid as row, $${meter}$$ as meter, coalesce(c{place}, '') as value, {chosen}"
        " from cells"
        for place, meter in columns.meters.items()
    ]
    cursor.execute(f"create or replace view texts as {' union all '.join(parts)}")


@dataclass(frozen=True)
class Meant:
    """What one combination of repeated texts means.

    `faults` are the columns that mean nothing, with the text and its finding's code and facts.
    `reactive` records are no use of energy and are left out.
    """

    meter: str = ""
    register: str = ""
    site: str = ""
    carrier: str = ""
    main_meter: str = ""
    unit: str = ""
    factor: Decimal = Decimal(1)
    power: bool = False
    estimated: bool = False
    stamp: str = ""
    reactive: bool = False
    assumed_register: bool = False
    faults: tuple[tuple[str, str, str, Mapping[str, str]], ...] = field(default=())


class Lookup:
    """Reads combinations of repeated texts under one vocabulary."""

    def __init__(
        self,
        contract: Contract,
        readings: Readings,
        words: Vocabulary,
        constants: Mapping[str, str],
        unit: str,
    ) -> None:
        self._readings = readings
        self._contract = contract
        self._constants = constants
        self._unit = unit
        self._meters = meters_by_name(words.meters)
        self._readers: dict[str, Reader] = {
            "site": site_reader(words),
            **{
                name: choice_reader(contract.find(name))
                for name in ("register", "status", "carrier")
            },
        }

    def meaning(self, texts: Mapping[str, str]) -> Meant:
        """Return what one combination means; the register of meters fills what the file lacks."""
        given = {n: texts.get(n, "").strip() or self._constants.get(n, "") for n in NAMED}
        faults: list[tuple[str, str, str, Mapping[str, str]]] = []
        if not given["meter"]:
            return Meant(faults=(("meter", "", "required_empty", {}),))
        entry = self._meters.get(fold(given["meter"]), MeterEntry(given["meter"], "", "", "", ""))
        read = dict(self._read(given, faults))
        register = read["register"] or self._readings.assumed_register
        site, carrier = (
            read["site"] or entry.site,
            read["carrier"] or self._carrier(entry, register),
        )
        unknown = {"site": site, "carrier": carrier}
        if not faults and not all(unknown.values()):
            faults.append(("meter", given["meter"], "meter_unknown", {}))
        unit = given["unit_given"] or self._unit
        canonical = self._canonical(carrier)
        reactive = fold(unit) in REACTIVE
        factor = None if reactive else self._factor(unit, canonical)
        if factor is None and not reactive and carrier:
            code = "unit_not_convertible" if unit else "required_empty"
            known = ", ".join((*ENERGY, *POWER) if fold(canonical) == "kwh" else (canonical,))
            facts = {"unit": unit, "category": carrier, "known": known}
            faults.append(("unit_given", unit, code, facts))
        return Meant(
            meter=entry.meter,
            register=register,
            site=site,
            carrier=carrier,
            main_meter=given["main_meter"] or entry.main_meter,
            unit=canonical,
            factor=factor or Decimal(1),
            power=fold(unit) in POWERS,
            estimated=read["status"] == self._readings.estimated,
            stamp=entry.stamp,
            reactive=reactive,
            assumed_register=not read["register"],
            faults=tuple(faults),
        )

    def _read(
        self,
        given: Mapping[str, str],
        faults: list[tuple[str, str, str, Mapping[str, str]]],
    ) -> Iterator[tuple[str, str]]:
        for name, reader in self._readers.items():
            text = given[name]
            found = reader(text) if text else None
            errors = [f for f in found.faults if f.severity == "error"] if found else []
            faults += [(name, text, fault.code, fault.facts) for fault in errors]
            yield name, "" if found is None or errors else str(found.cell)

    def _carrier(self, entry: MeterEntry, register: str) -> str:
        """Return what a register counts: what is fed back is not what the meter's entry says."""
        if register in self._readings.reverse_registers:
            return self._readings.reverse.get(entry.carrier, "")
        return entry.carrier

    def _canonical(self, carrier: str) -> str:
        value = self._contract.find(self._contract.category).value(carrier)
        return (value.unit if value is not None else None) or ""

    def _factor(self, unit: str, canonical: str) -> Decimal | None:
        """Return what a number in a unit is multiplied by, None where it cannot be."""
        folded = fold(unit)
        if fold(canonical) == "kwh" and folded in FACTORS:
            return FACTORS[folded]
        return Decimal(1) if SAME.get(folded, folded) == fold(canonical) else None
