"""DuckDB: connection, migrations, ledger, registers, live rows. Imports declare.

A store lives in a file that one process owns, or in a lake that several share; the SQL is the same.
The only room that holds a connection. Everything is append-only: what is live, and what was live
at an earlier revision, is computed from the ledger and never marked.
"""

from kpi.store.backup import (
    Backup,
    BackupDamaged,
    backups,
    backups_of,
    make_backup,
    put_aside,
    read_backup,
    restore,
    thin_out,
)
from kpi.store.chain import Event, events, names
from kpi.store.deeds import Deed, deeds
from kpi.store.factors import SITE_FACTOR
from kpi.store.journal import Journal, is_there, journal_of
from kpi.store.lake import empty_lake, fill_lake
from kpi.store.ledger import (
    StoredRow,
    TakenBack,
    UploadRecord,
    add_upload,
    changed_since,
    revision_at,
    slices_of_file,
    take_back,
    uploads,
)
from kpi.store.live import LiveSlice, live_amounts, live_rows, live_slices
from kpi.store.months import KeptMonth, keep_month, kept_months, kept_text
from kpi.store.moved import Months, Part
from kpi.store.people import forget
from kpi.store.place import Lake, Place, path_of, place_of
from kpi.store.readings import (
    Metered,
    Point,
    Series,
    add_readings,
    load_curve,
    metered_months,
    own_months,
    series_of,
)
from kpi.store.recover import Recovery
from kpi.store.registers import Entry, entries, history, put, restore_shipped, versions
from kpi.store.relations import WANTED, Relations, relations
from kpi.store.remembered import is_untouched, narrowed, recall, recall_by_month
from kpi.store.store import Store
from kpi.store.trouble import Refused, StoreDamaged, StoreLocked, StoreTrouble
from kpi.store.verify import Fault, Verdict, verify
from kpi.store.writing import Reader, Rehearsed, Writing

__all__ = [
    "SITE_FACTOR",
    "WANTED",
    "Backup",
    "BackupDamaged",
    "Deed",
    "Entry",
    "Event",
    "Fault",
    "Journal",
    "KeptMonth",
    "Lake",
    "LiveSlice",
    "Metered",
    "Months",
    "Part",
    "Place",
    "Point",
    "Reader",
    "Recovery",
    "Refused",
    "Rehearsed",
    "Relations",
    "Series",
    "Store",
    "StoreDamaged",
    "StoreLocked",
    "StoreTrouble",
    "StoredRow",
    "TakenBack",
    "UploadRecord",
    "Verdict",
    "Writing",
    "add_readings",
    "add_upload",
    "backups",
    "backups_of",
    "changed_since",
    "deeds",
    "empty_lake",
    "entries",
    "events",
    "fill_lake",
    "forget",
    "history",
    "is_there",
    "is_untouched",
    "journal_of",
    "keep_month",
    "kept_months",
    "kept_text",
    "live_amounts",
    "live_rows",
    "live_slices",
    "load_curve",
    "make_backup",
    "metered_months",
    "names",
    "narrowed",
    "own_months",
    "path_of",
    "place_of",
    "put",
    "put_aside",
    "read_backup",
    "recall",
    "recall_by_month",
    "relations",
    "restore",
    "restore_shipped",
    "revision_at",
    "series_of",
    "slices_of_file",
    "take_back",
    "thin_out",
    "uploads",
    "verify",
    "versions",
]
