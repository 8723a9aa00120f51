"""Where a page begins: it takes over what the frame made, or makes it when it runs by itself."""

from __future__ import annotations

from kpi.ui.address import language_asked, read_address
from kpi.ui.session import Context, begin, begun, chosen, house


def context() -> Context:
    """Return the context of this run.

    Streamlit's own page tests run a page without its frame once the frame has run: then the
    address and the newest revision are read here.
    """
    here = begun()
    if here is not None:
        return here
    memory = chosen()
    # A part of a page that asks once more must not forget what the parts before it showed.
    shown = memory.shown
    read_address(memory.page)
    memory.shown = shown
    made = begin(house(), house().acts(), language_asked())
    begun()
    return made
