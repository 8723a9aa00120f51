"""The server application: headers, language, health, start-up, and the store it opens.

Imports acts, show, store and declare; knows nothing of what a page draws.
"""

from kpi.serve.application import HANDLERS, MIDDLEWARE, lifespan, routes
from kpi.serve.errors import log_error
from kpi.serve.gate import GATE, Gate
from kpi.serve.stores import STORES, Stores

__all__ = [
    "GATE",
    "HANDLERS",
    "MIDDLEWARE",
    "STORES",
    "Gate",
    "Stores",
    "lifespan",
    "log_error",
    "routes",
]
