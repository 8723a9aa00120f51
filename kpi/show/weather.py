"""A use against the weather, in words and tables: its lines, what is expected, what was saved."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import chain

from kpi.declare import Month, WeatherFit
from kpi.judge import Judge
from kpi.judge.site_model import Fit, Period, SiteModel, default_base
from kpi.judge.weather import Saved, Weather, WeatherMonth
from kpi.judge.weather import weather as judged
from kpi.measure import Reason, Scope
from kpi.show.format import (
    NONE,
    amount,
    month_label,
    number,
    plain_number,
    rounded,
    shown_unit,
    span_label,
    unit_name,
)
from kpi.show.tables import KEPT, Table
from kpi.show.views import SERIES_MONTHS, state_of
from kpi.show.voice import Voice

NUMBERS = ("scatter", "bias")
"""Facts of a reason that are numbers, written in the reader's own way."""


def weather_view(judge: Judge, declared: WeatherFit, scope: Scope, base: Period) -> Weather:
    """Return a use against the weather over the months that charts show."""
    return judged(judge, declared, scope, base, SERIES_MONTHS)


def default_base_name(judge: Judge, declared: WeatherFit, month: Month) -> str:
    """Return the base that is taken when none is chosen."""
    return base_name(default_base(judge, declared, month))


def base_names(judge: Judge, month: Month) -> tuple[str, ...]:
    """Return the bases that can be chosen: every whole year, alone and with the one before."""
    first = judge.figures().first_month
    if first is None:
        return ()
    earliest = first.year if first.number == 1 else first.year + 1
    newest = month.year if month.number == 12 else month.year - 1
    years = range(newest, earliest - 1, -1)
    pairs = [base_name(Period.years(year - 1, year)) for year in years if year > earliest]
    return tuple(chain([str(year) for year in years], pairs))


def base_name(base: Period) -> str:
    """Return a base as it stands in an address: 2024, or 2023-2024."""
    first, last = base.first.year, base.last.year
    return str(first) if first == last else f"{first}-{last}"


def read_base(name: str) -> Period | None:
    """Read a base from its name; None when it is none."""
    years = name.split("-")
    if not all(len(y) == 4 and y.isascii() and y.isdecimal() for y in years) or len(years) > 2:
        return None
    first, last = int(years[0]), int(years[-1])
    return Period.years(first, last) if 1 <= first <= last else None


def base_text(name: str, voice: Voice) -> str:
    """Return a base in words."""
    first, _, last = name.partition("-")
    return voice.say("weather.two_years", first=first, last=last) if last else name


def told_reasons(reasons: Iterable[Reason], voice: Voice) -> tuple[str, ...]:
    """Return reasons as sentences, each once, with figures and sites by their names."""
    told = []
    for reason in reasons:
        facts = dict(reason.facts)
        if "figure" in facts:
            facts["figure"] = voice.label(facts["figure"])
        if "site" in facts:
            facts["site"] = voice.site(facts["site"])
        for name in NUMBERS:
            if name in facts:
                facts[name] = number(Decimal(facts[name]), 1, voice.language)
        told.append(voice.say(f"reason.{reason.code}", **facts))
    return tuple(dict.fromkeys(told))


def weather_title(view: Weather, voice: Voice) -> str:
    """State what twelve months were beside what the weather asked for."""
    label = voice.label(view.declared.of)
    if view.reasons:
        return voice.say("weather.title_not", label=label)
    if view.saved is None:
        return voice.say("weather.title_none", label=label)
    share = f"{number(abs(view.saved.share), 1, voice.language)}%"
    return voice.say(f"weather.title_{_way(view.saved)}", label=label, share=share)


def _way(saved: Saved) -> str:
    if rounded(saved.share, 1) == 0:
        return "same"
    return "less" if saved.saved > 0 else "more"


def weather_sentence(view: Weather, voice: Voice) -> str:
    """Say what was used, expected and saved, how it divides, and how sure it is."""
    if view.reasons:
        return " ".join(told_reasons(view.reasons, voice))
    saved = view.saved
    if saved is None:
        return voice.say("weather.no_year")
    facts = _facts(view, saved, voice)
    told = [voice.say(f"weather.saved_{_way(saved)}", **facts)]
    if saved.raw is not None:
        told.append(voice.say("weather.split", **facts))
    told += told_reasons(saved.reasons, voice)
    if saved.shown is not None:
        told.append(voice.say("weather.sure" if saved.shown else "weather.unsure", **facts))
    if saved.until < view.scope.month:
        told.append(voice.say("weather.until", until=facts["until"]))
    return " ".join(told)


def _facts(view: Weather, saved: Saved, voice: Voice) -> dict[str, str]:
    of = view.declared.of

    def told(value: Decimal | None) -> str:
        return amount(voice.catalogue, of, value, voice.language)

    def signed(value: Decimal | None) -> str:
        return NONE if value is None else ("+" if value > 0 else "") + told(value)

    share = saved.raw_share or Decimal()
    return {
        "until": month_label(saved.until, voice.language),
        "base": base_text(base_name(_base(view)), voice),
        "actual": told(saved.actual),
        "expected": told(saved.expected),
        "saved": told(abs(saved.saved)),
        "share": f"{number(abs(saved.share), 1, voice.language)}%",
        "raw": signed(saved.raw),
        "raw_share": f"{number(share, 1, voice.language, signed=True)}%",
        "weather": signed(saved.weather),
        "own": signed(-saved.saved),
        "margin": told(saved.margin),
    }


def _base(view: Weather) -> Period:
    return view.models[0].base


def corrected_text(view: Weather, voice: Voice) -> str:
    """Say the figure of the span as it would have been in normal weather, and how sure it is."""
    value = view.corrected.value
    if value is None:
        reasons = [] if view.corrected.reason is None else [view.corrected.reason]
        return " ".join([voice.say("weather.corrected_none"), *told_reasons(reasons, voice)])
    return voice.say(
        "weather.corrected",
        span=span_label(view.scope, voice.catalogue.words, voice.language),
        first=view.declared.normal_first,
        last=view.declared.normal_last,
        value=amount(voice.catalogue, view.declared.of, value, voice.language),
        status=voice.say(f"status.{state_of(view.measured)}"),
    )


MODEL_NAMES = (
    "site",
    "state",
    "months",
    "base_load",
    "slope",
    "cv_rmse",
    "nmbe",
    "r_squared",
    "weather_share",
    "normal_use",
)
PLAIN_NAMES = (*MODEL_NAMES, "normal_year", "plain_ratio", "base_load_day", "slope_day")


def model_state(model: SiteModel, voice: Voice) -> str:
    """Return whether a site's line may be used, in words."""
    if model.unused:
        return voice.say("weather.unused")
    return voice.say("weather.correctable" if model.usable else "weather.not_correctable")


def model_title(view: Weather, voice: Voice) -> str:
    """State at how many sites the line may be used."""
    used = [model for model in view.models if not model.unused]
    good = sum(model.usable for model in used)
    facts = {"label": voice.label(view.declared.of), "good": good, "sites": len(used)}
    if len(used) == 1:
        return voice.say("weather.model_one" if good else "weather.model_not", **facts)
    return voice.say("weather.model_sites", **facts)


def model_sentence(view: Weather, voice: Voice) -> str:
    """Say of every site what its line is, and why it may not be used where it may not."""
    told = []
    for model in view.models:
        if model.unused:
            continue
        if model.fit is not None:
            told.append(_line_text(view, model, model.fit, voice))
        told += told_reasons(model.reasons, voice)
        if model.estimated:
            told.append(
                voice.say(
                    "weather.base_estimated",
                    site=voice.site(model.site),
                    count=model.estimated,
                    months=len(model.readings),
                )
            )
    return " ".join(told)


def _line_text(view: Weather, model: SiteModel, fit: Fit, voice: Voice) -> str:
    facts = {
        "site": voice.site(model.site),
        "base_load": amount(voice.catalogue, view.declared.of, fit.base, voice.language),
        "slope": number(fit.slope, 1, voice.language),
        "unit": unit_name(voice.catalogue.words, _unit(view, voice), voice.language),
        "cv": f"{number(fit.cv_rmse, 1, voice.language)}%",
    }
    text = voice.say("weather.line", **facts)
    if model.weather_share is None:
        return text
    share = f"{number(model.weather_share, 0, voice.language)}%"
    return f"{text} {voice.say('weather.follows', share=share)}"


def _unit(view: Weather, voice: Voice) -> str:
    return voice.catalogue.indicators[view.declared.of].unit


def model_table(view: Weather, voice: Voice) -> Table:
    """Return the lines of the sites with what they are judged by; the R2 is only told."""
    rows = [_model_cells(model, voice) for model in view.models]
    return Table(
        tuple(voice.say(f"weather.{name}") for name in MODEL_NAMES),
        tuple(tuple(cell[0] for cell in row[: len(MODEL_NAMES)]) for row in rows),
        tuple(voice.say(f"weather.{name}") for name in PLAIN_NAMES),
        tuple(tuple(cell[1] for cell in row) for row in rows),
    )


def _model_cells(model: SiteModel, voice: Voice) -> list[tuple[str, str]]:
    """Return the cells of a site, each as it is read and as a plain number."""
    fit, day = model.fit, model.by_day

    def told(value: Decimal | None, decimals: int, mark: str = "") -> tuple[str, str]:
        if value is None:
            return NONE, ""
        plain = plain_number(rounded(value, KEPT), voice.language)
        return f"{number(value, decimals, voice.language)}{mark}", plain

    def word(text: str) -> tuple[str, str]:
        return text, text

    of_base = f"{len(model.readings)} / {len(model.base.months)}"
    return [
        word(voice.site(model.site)),
        word(model_state(model, voice)),
        word(of_base),
        told(fit.base if fit else None, 0),
        told(fit.slope if fit else None, 1),
        told(fit.cv_rmse if fit else None, 1, "%"),
        told(fit.nmbe if fit else None, 1, "%"),
        told(fit.r_squared if fit else None, 3),
        told(model.weather_share, 0, "%"),
        told(model.normal_use if model.usable else None, 0),
        told(model.normal_year, 0),
        told(model.plain_ratio, 0),
        told(day.base if day else None, 1),
        told(day.slope if day else None, 1),
    ]


MONTH_NAMES = ("month", "driver", "actual", "expected", "corrected_month", "cusum", "status")


def month_table(view: Weather, voice: Voice) -> Table:
    """Return the months, the newest first: weather, use, expected, corrected and running sum."""
    months = tuple(reversed(view.months))
    names = tuple(voice.say(f"weather.{name}") for name in MONTH_NAMES[:-1])
    unit = unit_name(
        voice.catalogue.words,
        shown_unit(voice.catalogue.indicators[view.declared.of]),
        voice.language,
    )
    return Table(
        (*names[:2], *(f"{name} ({unit})" for name in names[2:])),
        tuple(_month_row(month, voice) for month in months),
        (*names, voice.say("table.status")),
        tuple(_plain_month(month, voice) for month in months),
    )


def _values(month: WeatherMonth) -> tuple[Decimal | None, ...]:
    return month.driver, month.actual, month.expected, month.corrected, month.cumulated


def _month_row(month: WeatherMonth, voice: Voice) -> tuple[str, ...]:
    numbers = [NONE if v is None else number(v, 0, voice.language) for v in _values(month)]
    return (month_label(month.month, voice.language), *numbers)


def _plain_month(month: WeatherMonth, voice: Voice) -> tuple[str, ...]:
    numbers = [
        plain_number(None if v is None else rounded(v, KEPT), voice.language)
        for v in _values(month)
    ]
    return (str(month.month), *numbers, voice.say(f"status.{month.status}"))


def cusum_title(view: Weather, voice: Voice) -> str:
    """State how much more or less than expected was used since the base."""
    return _since(view, "weather.title_cusum", voice)


def cusum_sentence(view: Weather, voice: Voice) -> str:
    """Say where the running sum stands, and in which month it moved most."""
    known = [month for month in view.months if month.cumulated is not None]
    moved = [(abs(_apart(month)), month.month) for month in known]
    told = [_since(view, "weather.cusum", voice)]
    if len(moved) > 2:
        most, month = max(moved)
        facts = {
            "month": month_label(month, voice.language),
            "value": amount(voice.catalogue, view.declared.of, most, voice.language),
        }
        told.append(voice.say("weather.cusum_most", **facts))
    newest = known[-1].month if known else None
    lacking = [
        month
        for month in view.months
        if newest is not None
        and _base(view).last < month.month < newest
        and month.cumulated is None
    ]
    if lacking:
        named = ", ".join(month_label(month.month, voice.language) for month in lacking)
        told.append(voice.say("weather.cusum_lacks", months=named))
    return " ".join(told)


def _apart(month: WeatherMonth) -> Decimal:
    return (month.actual or Decimal()) - (month.expected or Decimal())


def _since(view: Weather, group: str, voice: Voice) -> str:
    label = voice.label(view.declared.of)
    known = [month for month in view.months if month.cumulated is not None]
    if not known or known[-1].cumulated is None:
        return voice.say(f"{group}_none", label=label)
    last = known[-1]
    return voice.say(
        f"{group}_below" if known[-1].cumulated < 0 else f"{group}_above",
        label=label,
        base=base_text(base_name(_base(view)), voice),
        month=month_label(last.month, voice.language),
        value=amount(voice.catalogue, view.declared.of, abs(known[-1].cumulated), voice.language),
    )
