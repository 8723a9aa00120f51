"""What every command works with: the declarations, the store opened when asked, the words."""

from __future__ import annotations

import datetime as dt
from types import TracebackType
from typing import Self

from kpi.acts import Acts, Refused, vocabulary
from kpi.acts.recalculate import revision_of
from kpi.declare import ALL, OWN_STORE, UNSPLIT, Catalogue, Language, Month
from kpi.intake import Vocabulary
from kpi.judge import Judge
from kpi.measure import Scope
from kpi.store import Place, Store, StoreLocked, is_there, path_of


class Desk:
    """One command's tools; the store is opened at first use and closed at the end."""

    def __init__(
        self, catalogue: Catalogue, place: Place | None, language: Language, today: dt.date
    ) -> None:
        self.catalogue = catalogue
        self.place = place or OWN_STORE
        self.path = path_of(self.place)
        self.language = language
        self._today = today
        self._store: Store | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._store is not None:
            self._store.close()

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence in the command's language."""
        return self.catalogue.words.say(self.language, key, **facts)

    @property
    def today(self) -> dt.date:
        """The reporting date: the opened store's, else today."""
        return self._today if self._store is None else self.acts().today()

    def acts(self, *, create: bool = False) -> Acts:
        """Return the acts on the store; Refused when there is none yet, unless it may be made."""
        if self._store is None:
            if not create and not is_there(self.path):
                raise Refused("store_missing")
            self._store = Store.open(self.place, self.catalogue)
        return Acts(self._store, self.catalogue, today=lambda: self._today)

    def judge(self, as_of: str | None) -> Judge:
        """Return the judge as of a revision, moment or end of a day, the newest without one."""
        acts = self.acts()
        return acts.judge(as_of=revision_of(acts, as_of)) if as_of else acts.judge()

    def vocabulary(self) -> tuple[Vocabulary, str]:
        """Return the check's vocabulary and whether it comes from the store or the seed."""
        if is_there(self.path):
            try:
                return vocabulary(self.catalogue, self.acts().store), "store"
            except StoreLocked:
                pass  # A check needs no store of its own: the shipped registers serve.
        return vocabulary(self.catalogue, None), "seed"

    def scope(self, site: str, month: str, span: str, judge: Judge) -> Scope:
        """Return the scope that was asked for; Refused when site or month are unknown."""
        known = [ALL, UNSPLIT, *judge.figures().site_codes]
        if site not in known:
            raise Refused("site_unknown", site=site, known=", ".join(known))
        try:
            return Scope(site, Month.parse(month), span)  # type: ignore[arg-type]
        except ValueError:
            raise Refused("month_unreadable", month=month) from None


def factor_year(text: str) -> int | None:
    """Return the year whose factors are kept fixed, None for those of the year of use."""
    if text == "year-of-use":
        return None
    if not text.isdigit():
        raise Refused("decision_unreadable", text=text)
    return int(text)
