"""A list of requirements becomes register entries: seen beforehand, stored as one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kpi.acts.actor import Actor
from kpi.acts.acts import Acts
from kpi.acts.binder import Change, put_entries
from kpi.acts.values import Refused
from kpi.declare import is_day
from kpi.intake.list_rows import read_list
from kpi.intake.listing import (
    Listed,
    ListFault,
    ListLayout,
    ListRead,
    ListSheet,
    open_list,
    propose_layout,
)

PAIR = "="


@dataclass(frozen=True)
class ListTarget:
    """Where a list goes: schema and kind of care, and the site whose answers it holds (or none).

    `complete` says that it is the whole list: then what it lacks is taken out.
    """

    schema: str
    care_type: str
    site: str = ""
    complete: bool = False


@dataclass(frozen=True)
class ListPreview:
    """A list beside what is there: codes that are new, changed, the same, or no longer in it."""

    target: ListTarget
    read: ListRead
    source: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    gone: tuple[str, ...]
    answers: int
    faults: tuple[ListFault, ...]

    @property
    def acceptable(self) -> bool:
        """Whether the list can be stored as it is."""
        return bool(self.read.rows) and not any(f.severity == "error" for f in self.faults)


def levels_of(acts: Acts) -> tuple[str, ...]:
    """Return the levels that a requirement can be asked at, from the lowest to the highest."""
    return _choices(acts, "level_rule", "level")


def care_types_of(acts: Acts) -> tuple[str, ...]:
    """Return the kinds of care for which there are lists."""
    return _choices(acts, "requirement", "care_type")


def _choices(acts: Acts, register: str, name: str) -> tuple[str, ...]:
    fields = acts.catalogue.registers[register].field
    return next(tuple(c.id for c in field.choices) for field in fields if field.name == name)


def remembered_layouts(acts: Acts) -> tuple[ListLayout, ...]:
    """Return how documents were read before, the newest first."""
    entries = sorted(acts.entries("list_layout"), key=lambda e: -e.revision)
    return tuple(_layout(entry.body) for entry in entries)


def _layout(body: Mapping[str, Any]) -> ListLayout:
    return ListLayout(
        sheet=str(body.get("sheet") or ""),
        columns=_pairs(body.get("columns") or ()),
        meanings=_pairs(body.get("meanings") or ()),
        headers=tuple(body.get("headers") or ()),
    )


def _pairs(told: Sequence[str]) -> dict[str, str]:
    """Return what stands before and after the mark; a word may hold the mark itself."""
    return {left: right for left, _, right in (pair.partition(PAIR) for pair in told) if left}


def open_document(
    acts: Acts, data: bytes, name: str
) -> tuple[tuple[ListSheet, ...], ListLayout, tuple[ListFault, ...]]:
    """Return a document's sheets and how it is best read, or why it cannot be."""
    sheets, faults = open_list(data, name)
    return sheets, propose_layout(sheets, remembered_layouts(acts)), faults


def preview_list(
    acts: Acts, sheets: Sequence[ListSheet], layout: ListLayout, target: ListTarget, source: str
) -> ListPreview:
    """Lay a list beside the requirements that are there; nothing is stored."""
    levels = levels_of(acts)
    read = read_list(sheets, layout, levels)
    there = {
        str(e.body["code"]): e.body
        for e in acts.entries("requirement")
        if e.body["schema"] == target.schema and e.body["care_type"] == target.care_type
    }
    bodies = {row.code: _requirement(row, target, source, levels) for row in read.rows}
    new = tuple(code for code in bodies if code not in there)
    changed = tuple(c for c in bodies if c in there and not _same(bodies[c], there[c]))
    gone = tuple(code for code in there if code not in bodies) if target.complete else ()
    return ListPreview(
        target=target,
        read=read,
        source=source,
        new=new,
        changed=changed,
        unchanged=tuple(c for c in bodies if c in there and c not in changed),
        gone=gone if read.rows else (),
        answers=sum(bool(row.answer["status"]) for row in read.rows) if target.site else 0,
        faults=(*read.faults, *_beside(acts, read, target)),
    )


def _same(body: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    return all((there.get(n) or "") == (v or "") for n, v in body.items() if n != "source")


def _beside(acts: Acts, read: ListRead, target: ListTarget) -> list[ListFault]:
    """Return what a list contradicts in the registers."""
    others = {
        str(e.body["code"]): str(e.body["care_type"])
        for e in acts.entries("requirement")
        if e.body["schema"] == target.schema and e.body["care_type"] != target.care_type
    }
    faults = [
        ListFault("code_elsewhere", "error", row.line, value=row.code)
        for row in read.rows
        if row.code in others
    ]
    ruled = {(e.body["schema"], e.body["care_type"]) for e in acts.entries("level_rule")}
    if (target.schema, target.care_type) not in ruled:
        faults.append(ListFault("level_unruled", "remark", value=target.schema))
    if not target.schema.strip():
        faults.append(ListFault("schema_missing", "error"))
    codes = acts.judge().figures().site_codes
    if target.site and target.site not in codes:
        faults.append(ListFault("site_unknown", "error", value=target.site))
    return faults


def _requirement(
    row: Listed, target: ListTarget, source: str, levels: Sequence[str]
) -> dict[str, Any]:
    """Return the entry of a requirement; the scheme's own words stand in both languages."""
    body: dict[str, Any] = {
        "schema": target.schema,
        "code": row.code,
        "theme": row.theme,
        "text": {"nl": row.text, "en": row.text},
        "care_type": target.care_type,
        "points": row.points,
        "source": source,
        **dict.fromkeys(levels, ""),
        **row.demands,
    }
    if row.evidence:
        body["evidence"] = {"nl": row.evidence, "en": row.evidence}
    return body


def accept_list(acts: Acts, preview: ListPreview, *, actor: Actor, reason: str) -> int:
    """Store a list as one act: requirements, themes, the schema, its layout, a site's answers.

    Refused while an error stands. An assessment is made only where the document gives an answer.
    """
    if not preview.acceptable:
        errors = [fault for fault in preview.faults if fault.severity == "error"]
        raise Refused("list_faults", count=str(len(errors)))
    target, rows = preview.target, preview.read.rows
    changes = [
        Change(
            "requirement",
            f"{target.schema}/{row.code}",
            _requirement(row, target, preview.source, levels_of(acts)),
        )
        for row in rows
        if row.code not in preview.unchanged
    ]
    changes += [
        Change("requirement", e.id, e.body, withdrawn=True)
        for e in acts.entries("requirement")
        if e.body["schema"] == target.schema
        and e.body["care_type"] == target.care_type
        and e.body["code"] in preview.gone
    ]
    changes += _themes(acts, preview)
    changes.append(_schema(acts, preview))
    changes.append(_remembered(preview))
    changes += _successions(acts, preview)
    if target.site:
        changes += [_answer(acts, target, row, actor) for row in rows if row.answer["status"]]
    return put_entries(acts, changes, actor=actor, reason=reason)


def _themes(acts: Acts, preview: ListPreview) -> list[Change]:
    """Return the themes that the schema does not name yet, or the document names otherwise."""
    schema = preview.target.schema
    known = {
        str(e.body["number"]): str(e.body["name"]["nl"])
        for e in acts.entries("schema_theme")
        if e.body["schema"] == schema
    }
    told = {row.theme: row.theme_name for row in preview.read.rows}
    names = {
        number: name or number
        for number, name in told.items()
        if number not in known or name not in ("", known[number])
    }
    return [
        Change(
            "schema_theme",
            f"{schema}/{number}",
            {
                "schema": schema,
                "number": number,
                "name": {"nl": name, "en": name},
                "source": preview.source,
            },
        )
        for number, name in names.items()
    ]


def _schema(acts: Acts, preview: ListPreview) -> Change:
    """Return the schema with the state of its list; what else is known of it stays."""
    code = preview.target.schema
    entry = next((e for e in acts.entries("schema") if e.body["code"] == code), None)
    label = {"nl": f"Schema {code}", "en": f"Schema {code}"}
    body = {"code": code, "label": label, "source": preview.source}
    state = "complete" if preview.target.complete else "partial"
    if entry is None:
        return Change("schema", code, {**body, "list": state})
    return Change(
        "schema",
        entry.id,
        {**entry.body, "list": state},
        valid_from=str(entry.valid_from or ""),
        valid_to=str(entry.valid_to or ""),
    )


def _remembered(preview: ListPreview) -> Change:
    layout, name = preview.read.layout, preview.target.schema
    return Change(
        "list_layout",
        name,
        {
            "name": name,
            "sheet": layout.sheet,
            "headers": list(layout.headers),
            "columns": [f"{n}{PAIR}{c}" for n, c in layout.columns.items() if c],
            "meanings": [f"{word}{PAIR}{m}" for word, m in layout.meanings.items() if m],
        },
    )


def _successions(acts: Acts, preview: ListPreview) -> list[Change]:
    """Return which requirement of the schema before follows which; what changed is not known."""
    schema = preview.target.schema
    known = (s.code for s in acts.judge().certification.schemas)
    numbers = [int(code) for code in known if code.isdecimal() and schema.isdecimal()]
    earlier = str(max((n for n in numbers if n < int(schema)), default="")) if numbers else ""
    return [
        Change(
            "succession",
            f"{schema}/{row.code}/{earlier}/{row.earlier}",
            {
                "schema": schema,
                "code": row.code,
                "earlier_schema": earlier,
                "earlier_code": row.earlier,
                "change": "unknown",
            },
        )
        for row in preview.read.rows
        if row.earlier and earlier
    ]


def _answer(acts: Acts, target: ListTarget, row: Listed, actor: Actor) -> Change:
    """Return what a site filled in as its assessment of today; what it does not say stays."""
    identifier = f"{target.site}/{target.schema}/{row.code}"
    before = next((e.body for e in acts.entries("assessment") if e.id == identifier), {})
    said = {name: text for name, text in row.answer.items() if text}
    if not is_day(said.get("due", "2000-01-01")):
        del said["due"]
    return Change(
        "assessment",
        identifier,
        {
            **before,
            "site": target.site,
            "schema": target.schema,
            "code": row.code,
            "date": acts.today().isoformat(),
            "by": actor.name,
            **said,
        },
    )
