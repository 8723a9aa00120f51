"""What is wrong in a list of requirements, in words, and how its words are offered a meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kpi.show.certification import level_label
from kpi.show.format import NONE
from kpi.show.receipts import spreadsheet
from kpi.show.voice import Voice


class Fault(Protocol):
    """What is needed of a fault in a list."""

    @property
    def code(self) -> str:
        """What is wrong."""
        ...

    @property
    def line(self) -> int | None:
        """The line, None for the document as a whole."""
        ...

    @property
    def column(self) -> str | None:
        """The column's own name."""
        ...

    @property
    def value(self) -> str:
        """What stands there."""
        ...

    @property
    def facts(self) -> Mapping[str, str]:
        """What else its sentence needs."""
        ...


def fault_rows(
    faults: Sequence[Fault], voice: Voice
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return faults as a table: line, column, what stands there, what it is and how to mend it."""
    names = ("line", "column", "value", "message")
    header = tuple(voice.say(f"list_fault_column.{name}") for name in names)
    return header, [
        (
            str(fault.line) if fault.line else NONE,
            fault.column or NONE,
            fault.value or NONE,
            _message(fault, voice),
        )
        for fault in faults
    ]


def _message(fault: Fault, voice: Voice) -> str:
    """Say what is wrong; a file that cannot be opened is told as at every upload."""
    facts = dict(fault.facts)
    if "field" in facts:
        facts["field"] = voice.say(f"list_field.{facts['field']}")
    own = f"list_fault.{fault.code}"
    if voice.catalogue.words.has(own):
        return voice.say(own, **{"value": fault.value, **facts})
    told = (voice.say(f"finding.{fault.code}.{part}", **facts) for part in ("message", "mend"))
    return " ".join(told)


def meaning_labels(levels: Sequence[str], one_column: bool, voice: Voice) -> dict[str, str]:
    """Return what a word of a level column can mean, by its meaning."""
    found = {"": voice.say("list_meaning.unset")}
    if one_column:
        for level in levels:
            label = level_label(voice, level)
            found[f"mandatory:{level}"] = voice.say("list_meaning.from", level=label)
    else:
        found["mandatory"] = voice.say("list_meaning.mandatory")
    return found | {name: voice.say(f"list_meaning.{name}") for name in ("extra", "none")}


def list_template(fields: Sequence[str], voice: Voice) -> bytes:
    """Return an empty list: the header line under which a CSV is read without asking."""
    return spreadsheet([[voice.say(f"binder_column.{name}") for name in fields]])
