"""Stub."""

from kpi.ui.session import Context


def draw_import(here: Context) -> None:
    """Draw."""
