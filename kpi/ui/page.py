"""Where a page begins: it takes over what the frame made, or makes it when it runs by itself."""

from __future__ import annotations

from kpi.declare import Role
from kpi.ui.address import language_asked, read_address
from kpi.ui.door import admit
from kpi.ui.session import Context, begin, begun, chosen, gate, house


def context(least: Role = "viewer") -> Context:
    """Return the context of this run; who has not at least this role sees why the page is closed.

    Streamlit's own page tests run a page without its frame once the frame has run: then the
    address and the newest revision are read here.
    """
    here = begun()
    if here is not None:
        admit(here, least)
        return here
    memory = chosen()
    # A part of a page that asks once more must not forget what the parts before it showed.
    shown = memory.shown
    read_address(memory.page)
    memory.shown = shown
    made = begin(house(), gate(), house().acts(), language_asked())
    begun()
    admit(made, least)
    return made
