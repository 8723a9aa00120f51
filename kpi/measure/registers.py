"""Register entries for those who judge: the store's own reader, under the arrows of the house."""

from kpi.store import Entry as RegisterEntry
from kpi.store import Reader
from kpi.store import entries as register_entries
from kpi.store import versions as register_versions

__all__ = ["Reader", "RegisterEntry", "register_entries", "register_versions"]
