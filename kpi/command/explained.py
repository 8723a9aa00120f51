"""What follows from figures and the weather: a use against it, and why a figure changed."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kpi.acts import Refused
from kpi.command.desk import Desk, factor_year
from kpi.command.plain import plain_number
from kpi.declare import Decomposition, Month, WeatherFit
from kpi.judge import Judge
from kpi.judge.bridge import CAUSES, Bridge
from kpi.judge.site_model import SiteModel
from kpi.judge.weather import Saved, Weather, WeatherMonth
from kpi.measure import Reason
from kpi.show.bridge import Asked, bridge_view, headline, remarks, sentence
from kpi.show.format import rounded
from kpi.show.voice import Voice
from kpi.show.weather import (
    base_name,
    default_base_name,
    read_base,
    told_reasons,
    weather_sentence,
    weather_title,
    weather_view,
)

DIGITS = 9
MONTHS = re.compile(r"([1-9]|1[0-2])-([1-9]|1[0-2])")


def weather(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Hold a use against the weather: lines of the sites, corrected figure, saving, running sum."""
    declared: WeatherFit = _declared(given.indicator, desk.catalogue.weather_fits)
    judge = desk.acts().judge()
    scope = desk.scope(given.site, given.month, given.span, judge)
    name = given.base or default_base_name(judge, declared, scope.month)
    base = read_base(name)
    if base is None:
        raise Refused("base_unreadable", base=given.base)
    view, voice = weather_view(judge, declared, scope, base), _voice(desk, judge)
    return 0, {
        "id": declared.of,
        "site": scope.site,
        "month": str(scope.month),
        "span": scope.span,
        "base": base_name(base),
        "correctable": not view.reasons and view.used,
        "reasons": list(told_reasons(view.reasons, voice)),
        "models": [_model(model, voice) for model in view.models],
        "corrected": _corrected(view, voice),
        "saved": None if view.saved is None else _saved(view.saved),
        "title": weather_title(view, voice),
        "sentence": weather_sentence(view, voice),
        "months": [_month(month) for month in view.months],
        "revision": judge.as_of,
    }


def _number(value: Decimal | None) -> str | None:
    """Return a number that was divided or drawn through points, without its endless digits."""
    return plain_number(None if value is None else rounded(value, DIGITS))


def _declared(indicator: str, known: Mapping[str, Any]) -> Any:
    if indicator not in known:
        raise Refused("model_unknown", indicator=indicator, known=", ".join(known))
    return known[indicator]


def _voice(desk: Desk, judge: Judge) -> Voice:
    sites = {code: code for code in judge.figures().site_codes}
    return Voice(desk.catalogue, desk.language, sites)


def _model(model: SiteModel, voice: Voice) -> dict[str, Any]:
    fit, day = model.fit, model.by_day
    return {
        "site": model.site,
        "correctable": model.usable,
        "used": not model.unused,
        "months": len(model.readings),
        "months_estimated": model.estimated,
        "base_load": _number(fit.base if fit else None),
        "slope": _number(fit.slope if fit else None),
        "cv_rmse": _number(fit.cv_rmse if fit else None),
        "nmbe": _number(fit.nmbe if fit else None),
        "r_squared": _number(fit.r_squared if fit else None),
        "rmse": _number(fit.rmse if fit else None),
        "weather_share": _number(model.weather_share),
        "normal_degree_days": _number(model.normal_year),
        "normal_use": _number(model.normal_use if model.usable else None),
        "plain_ratio": _number(model.plain_ratio),
        "base_load_by_day": _number(day.base if day else None),
        "slope_by_day": _number(day.slope if day else None),
        "reasons": list(told_reasons(model.reasons, voice)),
    }


def _corrected(view: Weather, voice: Voice) -> dict[str, Any]:
    derived, measured = view.corrected, view.measured
    reasons: Iterable[Reason] = [derived.reason] if derived.reason is not None else []
    return {
        "value": _number(derived.value),
        "unit": derived.unit,
        "uncorrected": _number(measured.value),
        "status": measured.status if derived.value is not None else "missing",
        "method": derived.method,
        "method_words": voice.say(f"method.{derived.method}"),
        "parameters": dict(derived.parameters),
        "from": [one.indicator for one in derived.from_],
        "reason": " ".join(told_reasons(reasons, voice)) or None,
    }


def _saved(saved: Saved) -> dict[str, Any]:
    return {
        "until": str(saved.until),
        "actual": _number(saved.actual),
        "expected": _number(saved.expected),
        "saved": _number(saved.saved),
        "saved_share": _number(saved.share),
        "change": _number(saved.raw),
        "change_share": _number(saved.raw_share),
        "weather": _number(saved.weather),
        "margin_90": _number(saved.margin),
        "more_than_chance": saved.shown,
    }


def _month(month: WeatherMonth) -> dict[str, Any]:
    return {
        "month": str(month.month),
        "status": month.status,
        "driver": _number(month.driver),
        "actual": _number(month.actual),
        "expected": _number(month.expected),
        "corrected": _number(month.corrected),
        "cusum": _number(month.cumulated),
    }


def bridge(desk: Desk, given: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Tell why a figure changed between two years, or the same months of them; no residual."""
    declared: Decomposition = _declared(given.indicator, desk.catalogue.decompositions)
    years = _years(given.before, given.after)
    months = _months(given.months)
    judge = desk.acts().judge()
    scope = desk.scope(given.site, str(Month(years[1], months[1])), "month", judge)
    asked = Asked(scope.site, years, months, factor_year(given.factors))
    view, voice = bridge_view(judge, declared, asked), _voice(desk, judge)
    return 0, {
        "id": declared.of,
        "site": view.site,
        "from": str(years[0]),
        "to": str(years[1]),
        "months": f"{months[0]}-{months[1]}",
        "factors": given.factors,
        "unit": desk.catalogue.indicators[declared.of].unit,
        "boundary": desk.catalogue.indicators[declared.of].boundary,
        "before": _number(view.before),
        "after": _number(view.after),
        "change": _number(view.change if view.before is not None else None),
        "own_saving": _number(_own(view)),
        "causes": {cause: _number(view.total(cause)) for cause in CAUSES if view.effects},
        "effects": [
            {
                "cause": effect.cause,
                "carrier": effect.carrier,
                "value": _number(effect.value),
                "ratio": _number(effect.ratio),
            }
            for effect in view.effects
        ],
        "assumed_factor": view.assumed,
        "estimated": view.estimated,
        "title": headline(view, voice),
        "sentence": sentence(view, voice),
        "reasons": list(told_reasons(view.reasons, voice)),
        "remarks": list(remarks(view, voice)),
        "revision": judge.as_of,
    }


def _own(view: Bridge) -> Decimal | None:
    """Return the hospital's own part, None where the weather cannot be told apart from it."""
    return view.total("saving") if view.before is not None and view.tells("weather") else None


def _years(*texts: str) -> tuple[int, int]:
    for text in texts:
        if len(text) != 4 or not text.isascii() or not text.isdecimal() or text < "2010":
            raise Refused("year_unreadable", year=text)
    first, second = (int(text) for text in texts)
    if first == second:
        raise Refused("years_same", year=texts[0])
    return first, second


def _months(text: str) -> tuple[int, int]:
    found = MONTHS.fullmatch(text)
    ends: Sequence[int] = [int(end) for end in found.groups()] if found else [1, 0]
    if ends[0] > ends[1]:
        raise Refused("months_unreadable", months=text)
    return ends[0], ends[1]
