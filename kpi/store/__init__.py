"""DuckDB: connection, migrations, ledger, registers, live rows. Imports declare.

The only room that holds a connection. Everything is append-only: what is live, and what was live
at an earlier revision, is computed from the ledger and never marked.
"""

from kpi.store.factors import SITE_FACTOR
from kpi.store.ledger import (
    LiveSlice,
    StoredRow,
    TakenBack,
    UploadRecord,
    add_upload,
    changed_since,
    live_amounts,
    live_rows,
    live_slices,
    revision_at,
    slices_of_file,
    take_back,
    uploads,
)
from kpi.store.readings import (
    Point,
    Series,
    add_readings,
    load_curve,
    own_months,
    series_of,
)
from kpi.store.registers import Entry, entries, history, put, restore_shipped, versions
from kpi.store.relations import Relations, relations
from kpi.store.store import Reader, Store, StoreDamaged, StoreLocked, Writing

__all__ = [
    "SITE_FACTOR",
    "Entry",
    "LiveSlice",
    "Point",
    "Reader",
    "Relations",
    "Series",
    "Store",
    "StoreDamaged",
    "StoreLocked",
    "StoredRow",
    "TakenBack",
    "UploadRecord",
    "Writing",
    "add_readings",
    "add_upload",
    "changed_since",
    "entries",
    "history",
    "live_amounts",
    "live_rows",
    "live_slices",
    "load_curve",
    "own_months",
    "put",
    "relations",
    "restore_shipped",
    "revision_at",
    "series_of",
    "slices_of_file",
    "take_back",
    "uploads",
    "versions",
]
