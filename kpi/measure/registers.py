"""Entries and acts for those who judge: the store's own readers, under the arrows of the house."""

from kpi.store import Deed, Reader, deeds
from kpi.store import Entry as RegisterEntry
from kpi.store import entries as register_entries
from kpi.store import versions as register_versions

__all__ = ["Deed", "Reader", "RegisterEntry", "deeds", "register_entries", "register_versions"]
