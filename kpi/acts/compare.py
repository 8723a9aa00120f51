"""A checked file beside the live figures: what is new, what it replaces, what it leaves standing.

Nothing here writes; the questions that only history can raise are raised here.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.acts.corrections import (
    amount_column,
    carried,
    correction_question,
    corrections_alone,
    inherited,
    label,
)
from kpi.acts.overlap import comparable, older_question, older_slices, replacements
from kpi.acts.suspects import spelled_alike, suspects, without_names
from kpi.acts.values import LeftStanding, Replacement
from kpi.declare import Contract, Month
from kpi.intake import Checked, Finding, Option, Question, Row
from kpi.store import (
    LiveSlice,
    Reader,
    StoredRow,
    entries,
    live_amounts,
    live_rows,
    live_slices,
)

Slice = tuple[str, ...]

UNLIKE_HISTORY = Decimal(20)
"""A month this many times above or below the site's own median is worth a second look."""
ENOUGH_HISTORY = 3


@dataclass(frozen=True)
class Comparison:
    """The slices a file would write, those it would empty, and what there is to say or ask."""

    rows: tuple[StoredRow, ...]
    empty: tuple[Slice, ...]
    rows_new: int
    rows_replaced: int
    rows_unchanged: int
    left_standing: tuple[LeftStanding, ...]
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    already: int | None
    replacements: tuple[Replacement, ...] = ()

    @property
    def slices(self) -> set[Slice]:
        """The slices that the upload would write."""
        return {row.slice for row in self.rows} | set(self.empty)


def slice_of(contract: Contract, cells: Mapping[str, object]) -> Slice:
    """Return the slice of a row as texts, in the order the contract declares."""
    return tuple("" if cells[name] is None else str(cells[name]) for name in contract.slice)


def compare(
    contract: Contract, checked: Checked, reader: Reader, decide: Mapping[str, str]
) -> Comparison:
    """Lay a checked file beside what is live at the reader's revision."""
    # Where an envelope holds one slice, no other than the file's own can be left standing.
    alone = set(contract.slice) <= set(contract.envelope)
    groups = _grouped(contract, checked.rows)
    live = live_slices(reader, contract, groups if alone else None)
    if not alone:
        groups = _grouped(contract, spelled_alike(contract, checked.rows, live))
    touched = set(groups) & set(live)
    standing = _left_standing(contract, groups, live, reader)
    old = _by_slice(live_rows(reader, contract, touched))
    questions: list[Question] = []
    findings: list[Finding] = []

    giving = _giving_way(contract, groups, old, standing)
    findings += _given_way(giving)
    groups = {key: rows for key, rows in groups.items() if key not in giving}
    standing = _spoken_for(contract, groups, standing)
    findings += suspects(contract, groups, live)

    corrections = corrections_alone(contract, groups, live)
    if corrections and "correction" not in decide:
        questions.append(correction_question(corrections, groups))
    add = decide.get("correction") == "add"

    asked = tuple(item for item in standing if not item.spread)
    unnamed = _unnamed_meters(contract, groups, asked)
    if asked:
        questions += _left_question(asked, bool(unnamed), decide)
        findings += _left_findings(contract, asked, unnamed, groups, decide)
    empty = [item.slice for item in standing if item.spread or decide.get("left") == "replace"]

    older = older_slices(contract, checked, groups, old, live, reader)
    kept = set(older) if decide.get("older") == "keep" else set()
    if "older" not in decide:
        questions += older_question(older, live, label(older[0]) if older else "")

    stored: list[StoredRow] = []
    changed: list[Slice] = []
    new = replaced = unchanged = 0
    for key, rows in groups.items():
        cells = [row.cells for row in rows]
        if key in kept:
            continue
        if key not in live:
            new += len(rows)
        elif _same(cells, old.get(key, [])):
            unchanged += len(rows)
        else:
            replaced += len(rows)
            changed.append(key)
        whole = [carried(key, was) for was in old[key]] if add and key in corrections else []
        whole += [StoredRow(key, row.line, row.cells) for row in rows]
        stored += inherited(contract, whole)
    return Comparison(
        rows=tuple(stored),
        empty=tuple(empty),
        rows_new=new,
        rows_replaced=replaced,
        rows_unchanged=unchanged,
        left_standing=standing,
        findings=tuple(findings),
        questions=tuple(questions),
        already=_already(checked, groups, live),
        replacements=replacements(groups, old, live, changed, amount_column(contract)),
    )


def _grouped(contract: Contract, rows: Iterable[Row]) -> dict[Slice, list[Row]]:
    groups: dict[Slice, list[Row]] = {}
    for row in rows:
        groups.setdefault(slice_of(contract, row.cells), []).append(row)
    return groups


def _already(
    checked: Checked, groups: Mapping[Slice, object], live: Mapping[Slice, LiveSlice]
) -> int | None:
    if not groups or any(
        key not in live or live[key].file_hash != checked.file_hash for key in groups
    ):
        return None
    return max(live[key].upload for key in groups)


def _by_slice(rows: Iterable[Mapping[str, object]]) -> dict[Slice, list[Mapping[str, object]]]:
    found: dict[Slice, list[Mapping[str, object]]] = {}
    for row in rows:
        found.setdefault(row["slice"], []).append(row)  # type: ignore[arg-type]
    return found


def _same(new: Sequence[Mapping[str, object]], old: Sequence[Mapping[str, object]]) -> bool:
    return sorted(map(comparable, new)) == sorted(map(comparable, old))


def _envelope(contract: Contract) -> Callable[[Slice], Slice]:
    """Return what gives the envelope of a slice: its parts that a file speaks for as a whole."""
    places = [contract.slice.index(name) for name in contract.envelope]
    return lambda key: tuple(key[place] for place in places)


def _left_standing(
    contract: Contract,
    groups: Mapping[Slice, object],
    live: Mapping[Slice, LiveSlice],
    reader: Reader,
) -> tuple[LeftStanding, ...]:
    envelope = _envelope(contract)
    spoken_for = {envelope(key) for key in groups}
    left = [
        key
        for key, found in live.items()
        if key not in groups and found.rows and envelope(key) in spoken_for
    ]
    rows = _by_slice(live_rows(reader, contract, left))
    amount = amount_column(contract)
    return tuple(
        LeftStanding(
            slice=key,
            quantity=sum(
                (
                    Decimal(str(r[amount]))
                    for r in rows[key]
                    if r["unit"] == unit and r[amount] is not None
                ),
                Decimal(),
            ),
            unit=str(unit),
            upload=live[key].upload,
            spread=_all_spread(contract, rows[key]),
        )
        for key in sorted(left)
        for unit in dict.fromkeys(row["unit"] for row in rows[key])
    )


def _giving_way(
    contract: Contract,
    groups: Mapping[Slice, Sequence[Row]],
    old: Mapping[Slice, Sequence[Mapping[str, object]]],
    standing: Iterable[LeftStanding],
) -> set[Slice]:
    """Return the months of a spread year of which something measured is live: that stands."""
    if contract.spread is None:
        return set()
    same = without_names(contract)
    measured = {same(key) for key, rows in old.items() if not _all_spread(contract, rows)}
    measured |= {same(item.slice) for item in standing if not item.spread}
    return {
        key
        for key, rows in groups.items()
        if same(key) in measured and _all_spread(contract, [row.cells for row in rows])
    }


def _given_way(giving: set[Slice]) -> list[Finding]:
    if not giving:
        return []
    facts = {"count": str(len(giving)), "slice": label(min(giving))}
    return [Finding("spread_gives_way", "remark", facts=facts)]


def _spoken_for(
    contract: Contract, groups: Iterable[Slice], standing: Iterable[LeftStanding]
) -> tuple[LeftStanding, ...]:
    envelope = _envelope(contract)
    spoken_for = {envelope(key) for key in groups}
    return tuple(item for item in standing if envelope(item.slice) in spoken_for)


def _all_spread(contract: Contract, rows: Iterable[Mapping[str, object]]) -> bool:
    return contract.spread is not None and all(row[contract.spread] for row in rows)


def _unnamed_meters(
    contract: Contract, groups: Mapping[Slice, object], asked: Sequence[LeftStanding]
) -> set[Slice]:
    """Slices of the file whose meter has no name while the live one has, or the reverse."""
    if contract.meter is None:
        return set()
    place = contract.slice.index(contract.meter)
    envelope = _envelope(contract)
    named = {(envelope(item.slice), bool(item.slice[place])) for item in asked}
    return {key for key in groups if (envelope(key), not key[place]) in named}


def _left_question(
    asked: Sequence[LeftStanding], unnamed: bool, decide: Mapping[str, str]
) -> list[Question]:
    if decide.get("left") in ("keep", "replace"):
        return []
    facts = {"count": str(len(asked)), "slice": label(asked[0].slice)}
    options = (Option("keep"), Option("replace"))
    return [Question("left", "left_standing", options, None if unnamed else "keep", facts)]


def _left_findings(
    contract: Contract,
    asked: Sequence[LeftStanding],
    unnamed: set[Slice],
    groups: Mapping[Slice, Sequence[Row]],
    decide: Mapping[str, str],
) -> list[Finding]:
    if "left" in decide:
        return []
    found = [
        Finding(
            "left_standing",
            "remark",
            facts={"slice": label(item.slice), "quantity": _told(contract, item),
                   "unit": item.unit, "receipt": str(item.upload)},
        )
        for item in asked
    ]  # fmt: skip
    found += [
        Finding("meter_unnamed", "error", groups[key][0].line, facts={"slice": label(key)})
        for key in sorted(unnamed)
    ]
    return found


def _told(contract: Contract, item: LeftStanding) -> str:
    """Return a quantity as a finding tells it: a small number of a department never as it is."""
    if contract.small_numbers is not None and contract.is_small(item.slice, item.quantity):
        return f"< {contract.small_numbers.below}"
    return f"{item.quantity.normalize():f}"


def unlike_history(contract: Contract, checked: Checked, reader: Reader) -> list[Finding]:
    """Remark months that are twenty times above or below the site's own median."""
    if not contract.by_site:
        return []
    amount, category = amount_column(contract), contract.category
    if contract.unpivot is not None:
        category = contract.unpivot.name_into
    new: dict[tuple[str, str, str, str], tuple[Decimal, int]] = {}
    for row in checked.rows:
        key = (
            str(row.cells["site"]),
            str(row.cells[category]),
            str(row.cells["unit"]),
            str(row.cells["month"]),
        )
        value, line = new.get(key, (Decimal(), row.line))
        new[key] = (value + Decimal(str(row.cells[amount] or 0)), line)
    history = _monthly_history(contract, reader, category, amount) if new else {}
    found: list[Finding] = []
    for (site, group, unit, month), (value, line) in sorted(
        new.items(), key=lambda item: item[1][1]
    ):
        months = {
            m: v for m, v in history.get((site, group, unit), {}).items() if m != month and v > 0
        }
        if len(months) < ENOUGH_HISTORY or value <= 0:
            continue
        median = Decimal(statistics.median(months.values()))
        if value > median * UNLIKE_HISTORY or value * UNLIKE_HISTORY < median:
            facts = {"site": site, "month": month, "category": group,
                     "amount": f"{value.normalize():f}", "median": f"{median.normalize():f}",
                     "measured_in": unit}  # fmt: skip
            found.append(Finding("unlike_history", "remark", line, facts=facts))
    return found


def _monthly_history(
    contract: Contract, reader: Reader, category: str, amount: str
) -> dict[tuple[str, str, str], dict[str, Decimal]]:
    found: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for site, group, unit, month, value in live_amounts(reader, contract, category, amount):
        found.setdefault((site, str(group), unit), {})[str(month)] = value
    return found


def touched_months(
    contract: Contract, slices: Iterable[Slice], reader: Reader
) -> tuple[tuple[str, Month], ...]:
    """Return the sites and months whose figures writing these slices may change."""
    place, month = contract.slice.index(contract.place), contract.slice.index("month")
    keys = {(key[place], Month.parse(key[month])) for key in slices}
    if contract.by_site:
        return tuple(sorted(keys))
    sites = [
        (str(entry.body.get("code", entry.id)), entry.body.get(contract.place))
        for entry in entries(reader, "site")
    ]
    return tuple(sorted((site, m) for name, m in keys for site, named in sites if named == name))
