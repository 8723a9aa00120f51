"""At every start database and journal are compared; what the one lacks is taken from the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.store.chain import Event, columns_of_event, events, last_event
from kpi.store.digest import BULK, Kept, dumped, dumped_bulk, kept_tables, unpacked
from kpi.store.journal import Columns, Entry, Journal, JournalDamaged

if TYPE_CHECKING:
    from kpi.store.writing import Reader, Writing


@dataclass(frozen=True)
class Recovery:
    """What a start found and mended.

    `reapplied` are the revisions that the database had lost and got back from the journal,
    `lost` the numbers of events in the journal that could not be, `unlike` whether journal and
    database tell of different acts under one number, `set_aside` whether the latest changes of the
    database file could not be read and were put aside.
    """

    reapplied: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    unlike: bool = False
    set_aside: bool = False

    @property
    def told(self) -> bool:
        """Whether there is anything to tell a person."""
        return bool(self.reapplied or self.lost or self.unlike or self.set_aside)


def resolve_pending(reader: Reader, journal: Journal) -> None:
    """Settle the entries whose act was committed and drop the others: nobody was told of those."""
    for no in journal.pending():
        try:
            wanted = journal.read(no, pending=True).hash
        except JournalDamaged:
            wanted = ""
        found = reader.rows("select 1 from event where no = ? and hash = ?", (no, wanted))
        if found:
            journal.settle(no)
        else:
            journal.drop(no)


def missing_entries(reader: Reader, journal: Journal) -> tuple[list[Entry], list[int], bool]:
    """Return the entries the database lacks, the numbers that cannot follow, and any disagreement."""
    last = last_event(reader)
    no, previous = (0, "") if last is None else (last.no, last.hash)
    numbers = journal.numbers()
    if no in numbers and _hash(journal, no) not in (previous, None):
        return [], [], True
    found: list[Entry] = []
    later = [number for number in numbers if number > no]
    for place, number in enumerate(later):
        try:
            entry = journal.read(number)
        except JournalDamaged:
            return found, later[place:], False
        if number != no + 1 or entry.previous != previous:
            return found, later[place:], False
        found.append(entry)
        no, previous = number, entry.hash
    return found, [], False


def _hash(journal: Journal, no: int) -> str | None:
    try:
        return journal.read(no).hash
    except JournalDamaged:
        return None


def apply(writing: Writing, entry: Entry) -> None:
    """Write the rows of an entry again, as they were."""
    for part in entry.replaced:
        writing.run(f"delete from {part.table} where {part.key} = ?", (part.value,))
        if part.columns:
            writing.insert(part.table, part.columns)
    for table, columns in entry.tables.items():
        writing.insert(table, columns)
    for table, packed in entry.bulk.items():
        writing.insert(table, unpacked(packed))


def complete(reader: Reader, journal: Journal) -> None:
    """Write the entries the journal lacks from the database: of older releases, or damaged ones."""
    present = set(journal.numbers())
    lacking = [event for event in events(reader) if event.no not in present]
    if not lacking:
        return
    tables = list(kept_tables(reader).values())
    for event in lacking:
        journal.keep(_entry_of(reader, event, tables))


def _entry_of(reader: Reader, event: Event, tables: Iterable[Kept]) -> Entry:
    """Return what the journal keeps of an event, made from the database.

    What a forgetting act replaced is not among it: the rows it changed are as they became.
    """
    found: dict[str, Columns] = {}
    bulk: dict[str, Mapping[str, str]] = {}
    if event.revision is not None:
        for table in tables:
            if table.name in BULK:
                bulk[table.name] = dumped_bulk(reader, table, event.revision)
            else:
                found[table.name] = dumped(reader, table, event.revision)
    return Entry(
        event.no,
        event.hash,
        event.previous,
        _first_seen(reader, event) | {name: columns for name, columns in found.items() if columns},
        bulk={name: columns for name, columns in bulk.items() if columns},
    )


def clean(reader: Reader, journal: Journal) -> None:
    """Write the entries anew that still hold a name which an act has taken out since."""
    mark = journal.to_clean
    if not mark.exists():
        return
    no, log = int(mark.read_text()), events(reader)
    act = next((e for e in log if e.no == no and e.facts.get("act") == "forget"), None)
    if act is not None:
        changed = {int(revision) for revision in act.facts["restated"]}
        first = min((e.no for e in log if e.person == act.facts["subject"]), default=0)
        tables = list(kept_tables(reader).values())
        for event in log:
            if event.no != no and (event.revision in changed or event.no == first):
                journal.keep(_entry_of(reader, event, tables))
    mark.unlink()


def _first_seen(reader: Reader, event: Event) -> dict[str, Columns]:
    """Return the event itself and, when it is the first of its person, the person's name."""
    tables: dict[str, Columns] = {
        "event": {n: c for n, c in columns_of_event(event).items() if c != [None]}
    }
    first = reader.rows("select min(no) from event where person = ?", (event.person,))
    named = reader.rows("select name from person where person = ?", (event.person,))
    if first[0][0] == event.no and named:
        tables["person"] = {"person": [event.person], "name": [named[0][0]]}
    return tables
