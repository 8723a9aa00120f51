"""The commands behind ``python -m kpi``: parse, call an act, print an answer.

Imports anything but ui. Every command answers in words or, with ``--json``, as one JSON object;
a refusal is one sentence and exit code 1, wrong usage is exit code 2, never a traceback.
"""

from kpi.command.run import run

__all__ = ["run"]
