"""What is sent of a closed month: its files, the letter with them, and how a sending stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kpi.declare import Month
from kpi.judge.snapshot import Snapshot
from kpi.show.format import NONE, month_label
from kpi.show.month_report import lacking_lines, month_document, month_standing, site_of
from kpi.show.month_workbook import month_workbook
from kpi.show.paper import printed
from kpi.show.receipts import moment
from kpi.show.voice import Voice

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKS = {"done": "●", "waiting": "◐", "none": "○"}


class Sending(Protocol):
    """How far a sending is, as the outbox keeps it."""

    @property
    def dispatch(self) -> str:
        """The dispatch it belongs to."""
        ...

    @property
    def month(self) -> Month:
        """The month that is sent."""
        ...

    @property
    def revision(self) -> int:
        """The act that closed or restated it."""
        ...

    @property
    def folder(self) -> str:
        """How far it is into the folder: done, waiting, or none."""
        ...

    @property
    def mail(self) -> str:
        """How far it is by mail: done, waiting, or none."""
        ...

    @property
    def folder_fault(self) -> str:
        """Why it is not in the folder yet."""
        ...

    @property
    def mail_fault(self) -> str:
        """Why it is not mailed yet, or not to everybody."""
        ...

    @property
    def tries(self) -> int:
        """How often it was tried."""
        ...

    @property
    def next_try(self) -> dt.datetime | None:
        """When it is tried again, in UTC."""
        ...


@dataclass(frozen=True)
class Attached:
    """One file that goes along: its name, its media type, its bytes."""

    name: str
    media: str
    data: bytes


def report_files(snapshot: Snapshot, code: str, voice: Voice) -> tuple[Attached, ...]:
    """Return the report of a month and its workbook; LookupError when it does not know the place."""
    if site_of(snapshot, code) is None:
        raise LookupError(code)
    revision = snapshot.revision if snapshot.closing is None else snapshot.closing.revision
    stem = f"{voice.say('month_report.stem')}-{snapshot.month}-{code}-r{revision}".lower()
    return (
        Attached(f"{stem}.pdf", PDF, printed(lambda: month_document(snapshot, code, voice))),
        Attached(f"{stem}.xlsx", XLSX, month_workbook(snapshot, code, voice)),
    )


def cover_text(snapshot: Snapshot, code: str, voice: Voice) -> tuple[str, str]:
    """Return subject and text of the letter: the sentence to repeat, what lacks, what each page says."""
    site = site_of(snapshot, code)
    if site is None:
        raise LookupError(code)
    standing = month_standing(snapshot, site, voice)
    title = voice.say(
        "month_report.title", month=snapshot.month_label.of(voice.language), place=site.name
    )
    restated = snapshot.closing is not None and snapshot.closing.restates is not None
    subject = voice.say("dispatch.restated", title=title) if restated else title
    told = [
        site.headline.of(voice.language),
        site.verdicts.of(voice.language),
        *lacking_lines(snapshot, code, voice),
    ]
    return subject, "\n\n".join(["\n".join(told), "\n".join(standing.lines(voice))]) + "\n"


def sending_rows(
    found: Sequence[Sending], names: dict[str, str], timezone: str, voice: Voice
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return how every sending stands; `names` tells what dispatches are called."""
    columns = ("dispatch", "month", "revision", "folder", "mail", "next")
    header = tuple(voice.say(f"dispatch_column.{name}") for name in columns)
    return header, [
        (
            names.get(one.dispatch, one.dispatch),
            month_label(one.month, voice.language),
            str(one.revision),
            _part(one.folder, one.folder_fault, voice),
            _part(one.mail, one.mail_fault, voice),
            _next(one, timezone, voice),
        )
        for one in found
    ]


def _part(state: str, fault: str, voice: Voice) -> str:
    told = f"{MARKS[state]} {voice.say(f'dispatch_state.{state}')}"
    return f"{told}: {voice.say(f'dispatch_fault.{fault}')}" if fault else told


def _next(one: Sending, timezone: str, voice: Voice) -> str:
    if "waiting" not in (one.folder, one.mail):
        return NONE
    if one.next_try is None:
        return voice.say("dispatch.soon")
    return voice.say(
        "dispatch.again", tries=one.tries, moment=moment(one.next_try, timezone, voice.language)
    )
