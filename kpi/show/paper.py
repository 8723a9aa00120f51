"""What every report has in common: whose it is, in which language, and the foot of each page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kpi.declare import ALL
from kpi.paper import Block, Document, Job, in_turn, pdf_of, start
from kpi.show.voice import Voice

__all__ = ["Document", "Job", "Standing", "begun", "midnight", "printed", "report_document"]


@dataclass(frozen=True)
class Standing:
    """What a reader has to know of every page: what is shown, how sure it is, and since when.

    `period` and `place` are the filters in words, `state` that of the figures, `factors` the set
    of emission factors, `closed` when it was closed or that it was not. `made` is the moment that
    the file bears; it follows from what is told, never from the clock.
    """

    place: str
    period: str
    state: str
    factors: str
    closed: str
    revision: int
    made: dt.datetime
    demonstration: bool = False
    draft: bool = False

    def warning(self, voice: Voice) -> str:
        """Return what has to be known before anything is read; empty when there is nothing."""
        told = [("report.draft", self.draft), ("report.invented", self.demonstration)]
        return " ".join(voice.say(key) for key, holds in told if holds)

    def foot(self, voice: Voice) -> tuple[str, ...]:
        """Return the lines at the foot of every page."""
        told = {
            "place": self.place,
            "period": self.period,
            "state": self.state,
            "factors": self.factors,
            "closed": self.closed,
            "revision": self.revision,
        }
        lines = [voice.say(f"report.foot_{line}", **told) for line in ("scope", "state", "closed")]
        return tuple(lines)

    def lines(self, voice: Voice) -> tuple[str, ...]:
        """Return what has to be known where there are no pages: the warning, then the foot."""
        return tuple(filter(None, (self.warning(voice), *self.foot(voice))))


def report_document(
    title: str,
    standing: Standing,
    blocks: Sequence[Block],
    voice: Voice,
    *,
    subtitles: Sequence[str] = (),
) -> Document:
    """Return a report in its frame; invented figures are called so on every page."""
    return Document(
        title=title,
        organisation=voice.site(ALL),
        language=voice.language,
        made=standing.made,
        page_of=voice.say("report.page", page="{page}", pages="{pages}"),
        foot=standing.foot(voice),
        blocks=blocks,
        subtitles=subtitles,
        warning=standing.warning(voice),
    )


def midnight(day: dt.date) -> dt.datetime:
    """Return the moment a report of a day bears when nothing else gives it one."""
    return dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 moments are kept as naive UTC


def printed(make: Callable[[], Document]) -> bytes:
    """Write and set a report when its turn has come: reports are made one after the other."""
    return in_turn(lambda: pdf_of(make()))


def begun(make: Callable[[], Document]) -> Job[bytes]:
    """Hand in a report to be written and set in its turn, and return at once."""
    return start(lambda: pdf_of(make()))
