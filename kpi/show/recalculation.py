"""A year told the old and the new way, in words: both values, the difference by cause, the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kpi.judge import CAUSES, Recalculation
from kpi.show.ahead import step_text
from kpi.show.format import display, number, plain_number, rounded
from kpi.show.tables import KEPT, Table
from kpi.show.voice import Voice


def recalculation_sentences(found: Recalculation, year: int, voice: Voice) -> tuple[str, ...]:
    """Say what the year was and is, how much that differs, and when two boundaries are laid beside."""
    old = display(voice.catalogue, found.old, voice.language)
    new = display(voice.catalogue, found.new, voice.language)
    told = [voice.say("recalculate.told", year=year, old=old, new=new)]
    if found.causes is None:
        why = " ".join(voice.reasons([found.reason] if found.reason else []))
        told.append(voice.say("recalculate.none", reason=why))
    elif found.share is not None:
        share = f"{number(found.share, 1, voice.language, signed=True)}%"
        told.append(voice.say("recalculate.share", share=share))
    sides = [voice.catalogue.indicators[m.indicator].boundary or "" for m in (found.old, found.new)]
    if sides[0] != sides[1]:
        names = [voice.named("boundary", side) for side in sides]
        told.append(voice.say("recalculate.boundaries", old=names[0], new=names[1]))
    return tuple(told)


def cause_table(found: Recalculation, voice: Voice) -> Table:
    """Return the difference by cause; together it is the whole difference."""
    header = (voice.say("recalculate.cause"), voice.say("recalculate.amount"))
    rows, plain = [], []
    for cause in CAUSES:
        value = (found.causes or {})[cause]
        name = voice.say(f"cause.{cause}")
        rows.append((name, step_text(voice, found.new.indicator, value)))
        plain.append((name, plain_number(rounded(value, KEPT), voice.language)))
    return Table(header, tuple(rows), header, tuple(plain))


def log_rows(
    entries: Iterable[tuple[Mapping[str, Any], str, str]], voice: Voice
) -> list[tuple[str, ...]]:
    """Return logged recalculations (body, who, why) as rows."""
    return [
        (
            f"{voice.label(body['indicator'])}, {body['year']}, {voice.site(body['site'])}",
            voice.say(f"decision.{body['decision']}"),
            f"{who}: {why}",
        )
        for body, who, why in entries
        if body["indicator"] in voice.catalogue.indicators
    ]
