"""The Milieubarometer sheet of a year, and its results laid beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from kpi.declare import Text
from kpi.judge.barometer import BarometerLine, barometer
from kpi.show.format import NONE, number, rounded, unit_name, with_unit
from kpi.show.views import status_text
from kpi.show.voice import Voice
from kpi.show.workbook import Amount, Cell, WorkSheet, workbook

__all__ = [
    "Beside",
    "barometer",
    "barometer_rows",
    "barometer_workbook",
    "beside_rows",
    "compare_pasted",
]

DECIMALS = 2
SAME = Decimal("0.005")
"""A share of ours within which two numbers are the same: both sides round."""
Verdict = Literal["same", "differs", "ours_missing", "unit", "unread", "unknown_item", "not_pasted"]
MARKS = {
    "same": "●",
    "differs": "▲",
    "ours_missing": "▨",
    "unit": "▲",
    "unread": "▨",
    "unknown_item": "▨",
    "not_pasted": "○",
}


class Given(Protocol):
    """One line of the barometer's result, as it was read."""

    @property
    def number(self) -> int:
        """Which line it is."""
        ...

    @property
    def label(self) -> str:
        """The item, as it is called there."""
        ...

    @property
    def text(self) -> str:
        """The number as it was written."""
        ...

    @property
    def value(self) -> Decimal | None:
        """The number; None when it cannot be read."""
        ...

    @property
    def unit(self) -> str:
        """The unit, empty when none was given."""
        ...


@dataclass(frozen=True)
class Beside:
    """One item with our number, theirs, and what follows; both are None where there is none.

    `line` is the pasted line, 0 for an item that was not pasted.
    """

    line: int
    label: str
    unit: str
    ours: Decimal | None
    theirs: Decimal | None
    verdict: Verdict
    their_unit: str = ""

    @property
    def apart(self) -> Decimal | None:
        """Theirs minus ours; None when either is not known or the units differ."""
        if self.ours is None or self.theirs is None or self.verdict == "unit":
            return None
        return self.theirs - self.ours


def compare_pasted(
    lines: Sequence[BarometerLine], given: Sequence[Given], voice: Voice
) -> tuple[Beside, ...]:
    """Return every pasted line beside ours, then the items of ours that were not pasted."""
    by_name: dict[str, list[BarometerLine]] = {}
    for line in lines:
        for name in {_plain(line.item.label.nl), _plain(line.item.label.en), line.item.code}:
            by_name.setdefault(name, []).append(line)
    used: set[str] = set()
    found = []
    for one in given:
        # An item that stands twice in the form is taken in the order in which it is pasted.
        same = [own for own in by_name.get(_plain(one.label), []) if own.item.code not in used]
        own = same[0] if same else None
        if own is not None:
            used.add(own.item.code)
        found.append(_beside(own, one))
    left = [line for line in lines if line.item.code not in used and line.value is not None]
    return (
        *found,
        *(
            Beside(0, _of(line.item.label, voice), line.item.unit, line.value, None, "not_pasted")
            for line in left
        ),
    )


def _beside(own: BarometerLine | None, one: Given) -> Beside:
    if own is None:
        verdict: Verdict = "unread" if one.value is None else "unknown_item"
        return Beside(one.number, one.label, one.unit, None, one.value, verdict, one.unit)
    ours, unit = own.value, own.item.unit
    if one.value is None:
        verdict = "unread"
    elif one.unit and _plain(one.unit) != _plain(unit):
        verdict = "unit"
    elif ours is None:
        verdict = "ours_missing"
    else:
        verdict = "same" if abs(one.value - ours) <= abs(ours) * SAME else "differs"
    return Beside(one.number, one.label, unit, ours, one.value, verdict, one.unit)


def _plain(text: str) -> str:
    """Return a name as it is compared: without case and space, squares and cubes as digits."""
    return "".join(text.casefold().replace("²", "2").replace("³", "3").split())


def beside_rows(
    found: Sequence[Beside], voice: Voice
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the comparison as rows of texts, with what to do about each line."""
    names = ("item", "ours", "theirs", "apart", "share", "verdict")
    header = tuple(voice.say(f"barometer_column.{name}") for name in names)
    return header, [
        (
            one.label,
            _amount(one.ours, one.unit, voice),
            _amount(one.theirs, one.their_unit or one.unit, voice),
            _amount(one.apart, one.unit, voice, signed=True),
            _share(one, voice),
            f"{MARKS[one.verdict]} {voice.say(f'barometer_verdict.{one.verdict}')}",
        )
        for one in found
    ]


def _share(one: Beside, voice: Voice) -> str:
    if one.apart is None or not one.ours:
        return NONE
    return f"{number(one.apart / one.ours * 100, 1, voice.language, signed=True)}%"


def _amount(value: Decimal | None, unit: str, voice: Voice, *, signed: bool = False) -> str:
    if value is None:
        return NONE
    text = number(value, _decimals(value), voice.language, signed=signed)
    return with_unit(text, unit, voice.catalogue.words, voice.language)


def _decimals(value: Decimal) -> int:
    shown = rounded(value, DECIMALS)
    return 0 if shown == shown.to_integral_value() else DECIMALS


def barometer_rows(
    lines: Sequence[BarometerLine], voice: Voice
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the sheet as rows of texts, in the order of the items."""
    names = ("block", "item", "value", "state")
    header = tuple(voice.say(f"barometer_column.{name}") for name in names)
    rows: list[tuple[str, ...]] = []
    before = ""
    for line in lines:
        block = _of(line.item.block, voice)
        rows.append(
            (
                "" if block == before else block,
                _of(line.item.label, voice),
                _amount(line.value, line.item.unit, voice),
                _state(line, voice),
            )
        )
        before = block
    return header, rows


def _of(text: Text, voice: Voice) -> str:
    return text.of(voice.language)


def _state(line: BarometerLine, voice: Voice) -> str:
    """Return how sure a line is, and why where it is not."""
    if line.measured is None:
        return voice.say("barometer.not_kept")
    told = status_text(line.measured, voice)
    reasons = voice.reasons([line.measured.reason]) if line.measured.reason else ()
    return " ".join([told, *reasons])


def barometer_workbook(
    sites: Sequence[tuple[str, Sequence[BarometerLine]]],
    year: int,
    about: Sequence[str],
    voice: Voice,
) -> bytes:
    """Return the sheet of a year as a workbook, a sheet a site, numbers as numbers."""
    names = ("block", "item", "value", "unit", "state", "figure")
    header = [voice.say(f"barometer_column.{name}") for name in names]
    title = voice.say("barometer.title", year=year)
    sheets = [
        WorkSheet(voice.site(site), header, [_cells(line, voice) for line in lines])
        for site, lines in sites
    ]
    notes = WorkSheet(voice.say("barometer.about"), (title,), [(line,) for line in about if line])
    return workbook([*sheets, notes], title=title)


def _cells(line: BarometerLine, voice: Voice) -> tuple[Cell, ...]:
    unit = line.item.unit
    value = line.value
    return (
        _of(line.item.block, voice),
        _of(line.item.label, voice),
        None if value is None else Amount(rounded(value, DECIMALS), _decimals(value)),
        unit_name(voice.catalogue.words, unit, voice.language) or unit,
        _state(line, voice),
        line.item.indicator,
    )
