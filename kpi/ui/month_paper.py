"""The buttons that give a month as a report and as a workbook."""

from __future__ import annotations

from kpi.show import Scope
from kpi.show.month_report import month_document, site_of
from kpi.show.month_view import Snapshot
from kpi.show.month_workbook import month_workbook
from kpi.show.paper import Document
from kpi.show.snapshot import MonthMaker
from kpi.ui.download import draw_paper, draw_workbook
from kpi.ui.session import Context


def draw_month_paper(
    here: Context, scope: Scope, report: Snapshot | None, maker: MonthMaker
) -> None:
    """Draw the buttons; a closed month is given as it was reported, another one as a draft.

    A place that the report does not know has none.
    """
    if report is not None and site_of(report, scope.site) is None:
        return
    if scope.site not in maker.codes:
        return

    def snapshot() -> Snapshot:
        return maker.whole() if report is None else report

    def document() -> Document:
        return month_document(snapshot(), scope.site, here.voice)

    stem = f"{here.words('month_report.stem')}-{scope.month}-{scope.site}".lower()
    draw_paper(here.words("month_report.button"), document, stem, key="month-paper")
    draw_workbook(
        here.words("month_report.workbook"),
        lambda: month_workbook(snapshot(), scope.site, here.voice),
        stem,
        key="month-workbook",
    )
