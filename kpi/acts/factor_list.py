"""A year's official list of emission factors: shown beside its predecessor, then adopted as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.guards import require_reason
from kpi.acts.likeness import apart
from kpi.acts.rights import require
from kpi.acts.scan import require_clean
from kpi.acts.values import Refused
from kpi.declare import ALL
from kpi.intake.factor_list import ListItem, items_by_number, open_list
from kpi.intake.spelling import fold
from kpi.store import Entry, put

FACTOR, ITEM, COLUMN = "factor", "list_item", "list_column"
TOLERANCE = Decimal("0.002")
"""The publisher rounds each column: a total may be so far from its parts, and no farther."""
FAR = Decimal(5)
"""A factor that is so many times its predecessor is more likely a slip than a change."""
PARTS = ("TTW", "WTT")
WHOLE = "WTW"

Key = tuple[str, str, str, str]  # activity, variant, unit, boundary
State = Literal["new", "changed", "same", "far"]


@dataclass(frozen=True)
class ListChange:
    """One factor of the list beside the one before it (None when there was none).

    `times` is how many times the larger is the smaller; None where either is nought or absent.
    """

    key: Key
    item: str
    name: str
    line: int
    before: Decimal | None
    before_from: str
    value: Decimal
    times: Decimal | None
    state: State


@dataclass(frozen=True)
class ListFinding:
    """What is wrong with the list (`error`) or has to be known about it; words by its code."""

    code: str
    error: bool
    line: int | None
    facts: Mapping[str, str]


@dataclass(frozen=True)
class ListPreview:
    """A list as it would be adopted. `unknown` counts items that nothing here is about."""

    year: int
    file_name: str
    data: bytes
    changes: tuple[ListChange, ...]
    findings: tuple[ListFinding, ...]
    unknown: int

    @property
    def errors(self) -> tuple[ListFinding, ...]:
        """What keeps the list out."""
        return tuple(finding for finding in self.findings if finding.error)

    @property
    def far(self) -> tuple[ListChange, ...]:
        """Factors that nobody adopts without saying why."""
        return tuple(change for change in self.changes if change.state == "far")


def preview_list(acts: Acts, data: bytes, file_name: str, year: int) -> ListPreview:
    """Read a list and lay it beside the factors of the year before; nothing is stored.

    Refused when the file is no workbook, or has no item of this year's list in it.
    """
    meanings = {
        str(e.body["heading"]): str(e.body.get("boundary") or "") for e in acts.entries(COLUMN)
    }
    items = open_list(data, meanings)
    if items is None:
        raise Refused("list_unreadable", file=file_name)
    years = sorted({item.year for item in items})
    if years != [year]:
        found = ", ".join(map(str, years)) or "–"
        raise Refused("list_of_another_year", year=str(year), found=found, file=file_name)
    known = {str(e.body["item"]): e.body for e in acts.entries(ITEM)}
    numbered = items_by_number(items)
    before = _in_force(acts, year - 1)
    changes: list[ListChange] = []
    findings: list[ListFinding] = []
    for number, body in known.items():
        found_items = numbered.get(number, [])
        findings += _item_findings(number, body, found_items)
        if len(found_items) == 1:
            changes += _changes(found_items[0], body, before)
    findings += _sum_findings(changes)
    return ListPreview(
        year=year,
        file_name=file_name,
        data=data,
        changes=tuple(sorted(changes, key=lambda change: change.key)),
        findings=tuple(findings),
        unknown=len(set(numbered) - set(known)),
    )


def _in_force(acts: Acts, year: int) -> dict[Key, Entry]:
    """Return the factor of every key on the last day of a year, else the newest one before it."""
    day = f"{year}-12-31"
    found: dict[Key, Entry] = {}
    for entry in acts.entries(FACTOR):
        begins = str(entry.body["applies_from"])
        key = key_of(entry.body)
        if begins <= day and (key not in found or begins > str(found[key].body["applies_from"])):
            found[key] = entry
    return found


def key_of(body: Mapping[str, Any]) -> Key:
    """Return what a factor is for."""
    names = ("activity", "variant", "unit", "boundary")
    activity, variant, unit, boundary = (str(body.get(name) or "") for name in names)
    return activity, variant, unit, boundary


def _item_findings(
    number: str, body: Mapping[str, Any], found: list[ListItem]
) -> Iterator[ListFinding]:
    facts = {"item": number, "name": str(body["name"])}
    if not found:
        yield ListFinding("item_missing", False, None, facts)
        return
    first = found[0]
    if len(found) > 1:
        lines = ", ".join(str(item.line) for item in found)
        yield ListFinding("item_twice", True, first.line, {**facts, "lines": lines})
        return
    if first.lapsed:
        yield ListFinding("item_lapsed", False, first.line, facts)
        return
    if fold(first.name) != fold(str(body["name"])):
        yield ListFinding("item_renamed", False, first.line, {**facts, "now": first.name})
    for text in first.texts_as_numbers:
        yield ListFinding("value_is_text", True, first.line, {**facts, "text": text})
    for heading in first.unread:
        yield ListFinding("heading_unknown", True, first.line, {**facts, "heading": heading})
    unit = str(body["list_unit"])
    if fold(unit) not in {fold(text) for text in first.texts}:
        told = {**facts, "unit": unit, "texts": ", ".join(first.texts[1:]) or "–"}
        yield ListFinding("unit_differs", True, first.line, told)
    for boundary in sorted({v.boundary for v in first.values}):
        if sum(value.boundary == boundary for value in first.values) > 1:
            yield ListFinding("value_twice", True, first.line, {**facts, "heading": boundary})


def _changes(
    item: ListItem, body: Mapping[str, Any], before: Mapping[Key, Entry]
) -> Iterator[ListChange]:
    if item.lapsed:
        return
    for value in item.values:
        key = (
            str(body["activity"]),
            str(body.get("variant") or ""),
            str(body["unit"]),
            value.boundary,
        )
        earlier = before.get(key)
        was = None if earlier is None else Decimal(str(earlier.body["value"]))
        times = None if was is None else apart(was, value.value)
        yield ListChange(
            key=key,
            item=item.item,
            name=item.name,
            line=value.line,
            before=was,
            before_from="" if earlier is None else str(earlier.body["applies_from"]),
            value=value.value,
            times=times,
            state=_state(was, value.value, times),
        )


def _state(was: Decimal | None, now: Decimal, times: Decimal | None) -> State:
    if was is None:
        return "new"
    if was == now:
        return "same"
    return "far" if times is not None and times >= FAR else "changed"


def _sum_findings(changes: list[ListChange]) -> Iterator[ListFinding]:
    """Name totals that are not the sum of their parts: told, never mended."""
    found = {change.key: change for change in changes}
    for key, whole in found.items():
        parts = [found.get((*key[:3], part)) for part in PARTS]
        if key[3] != WHOLE or None in parts:
            continue
        total = sum((part.value for part in parts if part is not None), Decimal())
        if abs(total - whole.value) > TOLERANCE:
            facts = {"item": whole.item, "name": whole.name, "value": f"{whole.value:f}"}
            yield ListFinding("sum_differs", False, whole.line, {**facts, "parts": f"{total:f}"})


def adopt_list(
    acts: Acts, preview: ListPreview, *, actor: Actor, reason: str, far: str = ""
) -> int:
    """Store every factor of a list for its year in one act and return the new revision.

    Refused with an error in it, or with a factor far from its predecessor unless `far` says why
    that is right. What held over this year from another list ends where this one begins.
    """
    register = acts.catalogue.registers[FACTOR]
    permit = require(acts, "adopt_list", actor, registers=[register], sites=[ALL])
    require_reason(reason)
    if preview.errors:
        raise Refused("list_has_errors", count=str(len(preview.errors)))
    if preview.far and not far.strip():
        first = preview.far[0]
        raise Refused(
            "list_far",
            count=str(len(preview.far)),
            name=first.name,
            value=f"{first.value:f}",
            before=f"{first.before:f}",
            ratio=f"{first.times or 0:.1f}",
        )
    digest = hashlib.sha256(preview.data).hexdigest()
    require_clean(permit, preview.data)
    acts.store.archive_file(preview.data, digest)
    standing = _by_key(acts)
    with permit.write(" ".join(filter(None, (reason, far)))) as writing:
        for change in preview.changes:
            for entry in _overlapping(standing.get(change.key, []), change.key, preview.year):
                for identifier, body, gone in _ended(entry, preview.year):
                    put(writing, register, identifier, body, withdrawn=gone)
            put(
                writing,
                register,
                _identifier(change.key, preview.year),
                _body(change, preview, digest),
            )
        return writing.revision


def _identifier(key: Key, year: int) -> str:
    return "/".join((*key, str(year)))


def _body(change: ListChange, preview: ListPreview, digest: str) -> dict[str, str]:
    activity, variant, unit, boundary = change.key
    bases = {"GWP": "AR6", "GWP_AR4": "AR4"}
    return {
        "activity": activity,
        "variant": variant,
        "unit": unit,
        "boundary": boundary,
        "value": f"{change.value:f}",
        "applies_from": f"{preview.year}-01-01",
        "applies_to": f"{preview.year}-12-31",
        "source": f"{preview.file_name} ({digest[:12]})",
        "evidence": "read",
        "gwp_basis": bases.get(boundary, ""),
        "note": f"{change.item}: {change.name}",
    }


def _by_key(acts: Acts) -> dict[Key, list[Entry]]:
    found: dict[Key, list[Entry]] = {}
    for entry in acts.entries(FACTOR):
        found.setdefault(key_of(entry.body), []).append(entry)
    return found


def _overlapping(entries: list[Entry], key: Key, year: int) -> list[Entry]:
    first, last = f"{year}-01-01", f"{year}-12-31"
    return [
        entry
        for entry in entries
        if str(entry.body["applies_from"]) <= last
        and str(entry.body.get("applies_to") or "9999-12-31") >= first
        and entry.id != _identifier(key, year)
    ]


def _ended(entry: Entry, year: int) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """Yield what is left of an entry once one year of it is another's: before it, and after it."""
    before, after = f"{year - 1}-12-31", f"{year + 1}-01-01"
    begins = str(entry.body["applies_from"])
    ends = str(entry.body.get("applies_to") or "9999-12-31")
    if begins <= before:
        yield entry.id, {**entry.body, "applies_to": before}, False
    else:
        yield entry.id, entry.body, True
    if ends >= after:
        yield f"{entry.id}/{year + 1}", {**entry.body, "applies_from": after}, False


# --- while a list is not out yet -----------------------------------------------------------------

OWN = "own_factor"


def lapsed(acts: Acts, year: int) -> dict[Key, Entry]:
    """Return the factors of the year before that nothing follows: no list, nothing adopted."""
    first = f"{year}-01-01"
    here = {
        key_of(entry.body)
        for register in (FACTOR, OWN)
        for entry in acts.entries(register)
        if str(entry.body["applies_from"]) <= first
        and str(entry.body.get("applies_to") or "9999-12-31") >= first
    }
    before = _in_force(acts, year - 1)
    day = f"{year - 1}-12-31"
    ended = {k: e for k, e in before.items() if str(e.body.get("applies_to") or "9999") >= day}
    return {key: entry for key, entry in ended.items() if key not in here}


def adopt_provisional(acts: Acts, year: int, *, actor: Actor, reason: str) -> int:
    """Let last year's factors stand in for a list that is not out, and return the new revision.

    Each is a dated entry of its own, marked provisional: figures made with it say so, and the list
    goes before it as soon as it is adopted. Refused when nothing lapsed.
    """
    register = acts.catalogue.registers[OWN]
    permit = require(acts, "adopt_provisional", actor, registers=[register], sites=[ALL])
    require_reason(reason)
    standing = lapsed(acts, year)
    if not standing:
        raise Refused("nothing_lapsed", year=str(year))
    with permit.write(reason) as writing:
        for key, entry in standing.items():
            activity, variant, unit, boundary = key
            body = {
                "site": "",
                "activity": activity,
                "variant": variant,
                "unit": unit,
                "boundary": boundary,
                "value": str(entry.body["value"]),
                "applies_from": f"{year}-01-01",
                "applies_to": f"{year}-12-31",
                "standing": "provisional",
                "evidence": "assumed",
                "source": f"{entry.id}",
                "gwp_basis": str(entry.body.get("gwp_basis") or ""),
            }
            put(writing, register, _identifier(key, year), body)
        return writing.revision
