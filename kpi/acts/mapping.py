"""How a person maps a supplier's own file: a start to mend, a draft to try, an entry to keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.binder import Change, put_entries
from kpi.acts.values import Preview, Refused
from kpi.acts.vocabulary import vocabulary
from kpi.declare import Contract, Layout, remembered_layout
from kpi.declare.readings import MOMENTS
from kpi.intake import check
from kpi.intake.proposal import Proposal, propose
from kpi.intake.remembered import fixed_names, unique_names
from kpi.intake.wide import FEWEST
from kpi.store import Entry

REGISTER = "layout"
CHANGED = frozenset(
    {
        "layout_added",
        "layout_missing",
        "layout_renamed",
        "layout_reordered",
        "layout_unit_changed",
    }
)
"""Faults of a file that is nearly one of a saved layout."""
UNKNOWN = "header_not_found"
KNOWN = "layout_used"

Form = Literal["rows", "months", "parts", "events"]
"""One line a figure; months side by side; categories side by side; single events to be summed."""


@dataclass(frozen=True)
class Mapped:
    """What a person says of a supplier's file.

    `columns` is our column -> theirs, `constants` our column -> one text for all lines, `units`
    our column -> unit, `parts` their column -> category. `convention` None: each file decides.
    """

    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    convention: str | None = None
    form: Form = "rows"
    parts: Mapping[str, str] = field(default_factory=dict)


def is_unknown(preview: Preview) -> bool:
    """Tell whether the columns of a file have to be mapped before anything can be read."""
    codes = {finding.code for finding in preview.errors}
    return bool(preview.checked.records) and (UNKNOWN in codes or bool(codes & CHANGED))


def may_be_mapped(preview: Preview) -> bool:
    """Tell whether a file that is understood in part may hold the rest under other names."""
    missing = any(finding.code == "column_missing" for finding in preview.errors)
    return missing and bool(preview.checked.records) and not is_unknown(preview)


def layout_behind(acts: Acts, preview: Preview) -> Layout | None:
    """Return the saved layout that a file is read by, or that it nearly is; None without one."""
    names = {f.facts["layout"] for f in preview.findings if f.code in {KNOWN, *CHANGED}}
    for layout in vocabulary(acts.catalogue, acts.store).layouts:
        if layout.remembered and layout.contract == preview.kind and layout.label.nl in names:
            return layout
    return None


def proposal(
    acts: Acts, preview: Preview, header_line: int | None = None, header_lines: int | None = None
) -> Proposal:
    """Return a guess at how a file that was not known belongs to its kind.

    Without a `header_line` it is the one the check found or a changed layout stands on, else the
    fullest line of names.
    """
    before = layout_behind(acts, preview)
    if header_line is None and before is not None:
        changed = [f.line for f in preview.errors if f.code in CHANGED and f.line]
        header_line = len(preview.checked.above) or next(iter(changed), None)
    if header_lines is None:
        header_lines = 1 if before is None else before.header_lines
    return propose(
        acts.contract(preview.kind),
        vocabulary(acts.catalogue, acts.store),
        lines_of(preview),
        today=acts.today(),
        header_line=header_line,
        header_lines=header_lines,
    )


def lines_of(preview: Preview) -> list[tuple[str, ...]]:
    """Return the lines of a file from the first on; one that was left out is empty."""
    checked = preview.checked
    last = max((line for line, _ in checked.records), default=len(checked.above))
    lines: list[tuple[str, ...]] = [*checked.above, *[()] * (last - len(checked.above))]
    for line, record in checked.records:
        lines[line - 1] = record
    return lines


def start(
    contract: Contract, proposed: Proposal, before: Layout | None, preview: Preview
) -> Mapped:
    """Return what to begin with: the layout that was saved before, else what was guessed."""
    if before is None:
        form: Form = "months" if proposed.across else "events" if proposed.events else "rows"
        units = _units(proposed, proposed.columns)
        if contract.quantity is not None and contract.quantity.unit in proposed.columns:
            # A column of units says more than the name of the amount.
            units.pop(contract.quantity.value, None)
        return Mapped("", proposed.columns, {}, units, None, form)
    renamed = {
        f.facts["before"]: f.facts["after"]
        for f in preview.errors
        if f.code in CHANGED and {"before", "after"} <= set(f.facts)
    }
    there = {theirs.name for theirs in proposed.theirs}
    columns = {our: renamed.get(name, name) for name, our in before.columns.items()}
    columns = {our: name for our, name in columns.items() if name in there}
    # A unit in a name that changed is read from the name that it has now.
    units = {**before.units, **_units(proposed, columns)}
    return Mapped(
        before.label.nl,
        columns,
        before.constants,
        units,
        before.convention,
        _form(before),
        {name: part for name, part in before.parts.items() if name in there},
    )


def _units(proposed: Proposal, columns: Mapping[str, str]) -> dict[str, str]:
    """Return the units that stand in the supplier's names, by our columns."""
    named = {theirs.name: theirs.unit for theirs in proposed.theirs if theirs.unit}
    return {our: named[name] for our, name in columns.items() if name in named}


def _form(layout: Layout) -> Form:
    if layout.months_across:
        return "months"
    if layout.parts:
        return "parts"
    return "events" if layout.sum_rows else "rows"


def _value(contract: Contract) -> str:
    return contract.quantity.value if contract.quantity else ""


def layout_body(
    contract: Contract, mapped: Mapped, proposed: Proposal, lines: Sequence[tuple[str, ...]]
) -> dict[str, Any]:
    """Return what was mapped as the body of a register entry."""
    across = mapped.form in ("months", "parts")
    left_out = {_value(contract)} if across else set()
    left_out |= {"month"} if mapped.form == "months" else set()
    left_out |= {contract.category} if mapped.form == "parts" else set()
    columns = {our: name for our, name in mapped.columns.items() if our not in left_out}
    heads = lines[proposed.header_line - proposed.header_lines : proposed.header_line]
    names = list(fixed_names(unique_names(heads), months_across=mapped.form == "months"))
    while names and not names[-1]:
        names.pop()
    constants = {
        our: text
        for our, text in mapped.constants.items()
        if our not in columns and our not in left_out
    }
    read = {*columns, _value(contract)} if across else set(columns)
    return {
        "name": mapped.name.strip(),
        "contract": contract.id,
        "header": names,
        "header_lines": proposed.header_lines,
        "columns": {name: our for our, name in columns.items()},
        "constants": constants,
        "units": {our: unit for our, unit in mapped.units.items() if our in read and unit},
        "convention": mapped.convention or "",
        "months_across": mapped.form == "months",
        "parts": dict(mapped.parts) if mapped.form == "parts" else {},
        "sum_rows": mapped.form == "events",
        "expects": _expects(contract, columns, proposed),
    }


def open_points(
    contract: Contract, mapped: Mapped, proposed: Proposal
) -> list[tuple[str, Mapping[str, str]]]:
    """Return what still has to be said before a layout can be kept: a code and its facts each.

    What a file lacks and is no amount may stay open: then every file is asked for it.
    """
    twice = _twice([*mapped.columns.values(), *(mapped.parts if mapped.form == "parts" else ())])
    found: list[tuple[str, Mapping[str, str]]] = [("twice", {"column": name}) for name in twice]
    if not mapped.columns and mapped.form != "parts":
        found.append(("nothing", {}))
    quantity = contract.quantity
    if quantity is None:
        return found
    if mapped.form == "parts" and len(mapped.parts) < FEWEST:
        found.append(("parts", {}))
    if mapped.form == "months" and not proposed.across:
        found.append(("months", {}))
    across = mapped.form not in ("rows", "events") or bool(proposed.meters)
    if not across and quantity.value not in mapped.columns:
        found.append(("amount", {}))
    if contract.readings is not None and not MOMENTS & set(mapped.columns):
        found.append(("moment", {}))
    if not found and _needs_unit(contract, mapped, proposed):
        found.append(("unit", {}))
    return found


def _needs_unit(contract: Contract, mapped: Mapped, proposed: Proposal) -> bool:
    """Tell whether the unit of the amount is open, although it could be one of several."""
    quantity = contract.quantity
    if quantity is None or len(proposed.units_known) < FEWEST:
        return False
    stated = {*mapped.columns, *mapped.constants}
    return quantity.unit not in stated and quantity.value not in mapped.units


def _twice(names: Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _expects(
    contract: Contract, columns: Mapping[str, str], proposed: Proposal
) -> dict[str, list[str]]:
    """Return the units that stand in the supplier's own column of units now."""
    unit = contract.quantity.unit if contract.quantity else None
    name = columns.get(unit or "")
    for theirs in proposed.theirs:
        if theirs.name == name and theirs.cells:
            return {theirs.name: list(theirs.cells)}
    return {}


def draft_of(body: Mapping[str, Any]) -> Layout | None:
    """Return the layout that a body would be; None while it makes no sense yet."""
    named = {**body, "name": body["name"] or "–"}
    return remembered_layout("draft", named)


def save_layout(acts: Acts, body: Mapping[str, Any], *, actor: Actor, reason: str) -> int:
    """Keep a layout under its name and return the new revision; the same name is a new version."""
    if not str(body["name"]).strip():
        raise Refused("layout_nameless")
    if draft_of(body) is None:
        raise Refused("layout_senseless")
    identifier = f"{body['contract']}/{body['name']}"
    return acts.set_entry(REGISTER, identifier, body, actor=actor, reason=reason)


def saved_layouts(acts: Acts, kind: str | None = None) -> list[Entry]:
    """Return the register entries of the layouts that people saved, of one upload kind or all."""
    return [e for e in acts.entries(REGISTER) if kind in (None, e.body.get("contract"))]


def withdraw_layout(acts: Acts, identifier: str, *, actor: Actor, reason: str) -> int:
    """Take a saved layout out of use and return the new revision.

    From then on its files are unknown again; what was read by it and its versions stay. Refused
    when there is no such layout, or it is withdrawn already.
    """
    entry = next((e for e in saved_layouts(acts) if e.id == identifier), None)
    if entry is None:
        known = ", ".join(e.id for e in saved_layouts(acts)) or "–"
        raise Refused("layout_unknown", layout=identifier, known=known)
    change = Change(REGISTER, identifier, entry.body, withdrawn=True)
    return put_entries(acts, [change], actor=actor, reason=reason)


def likelier_kind(acts: Acts, preview: Preview) -> Contract | None:
    """Return another kind that understands a file this one does not know; None without one."""
    words = vocabulary(acts.catalogue, acts.store)
    most, best = 0, None
    for contract in acts.catalogue.contracts.values():
        if contract.id == preview.kind:
            continue
        checked = check(
            contract,
            preview.data,
            words,
            decide={},
            constants={},
            today=acts.today(),
            name=preview.file_name,
        )
        known = len(checked.columns) if checked.rows else 0
        if known > most:
            most, best = known, contract
    return best
