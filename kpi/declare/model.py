"""What methods work on: which use follows the weather, and by what a change is explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from pydantic import Field, model_validator

from kpi.declare.grammar import Identifier, Strict, Text
from kpi.declare.indicator import Indicator


class WeatherFit(Strict):
    """A use (`of`) that is a base load plus a slope times a driver, such as degree days.

    A normal month is the mean of that calendar month over the years `normal_first` to
    `normal_last` of the driver; it is the same every time it is asked.
    """

    of: Identifier
    driver: Identifier
    normal_first: int = Field(ge=1951, le=2100)
    normal_last: int = Field(ge=1951, le=2100)
    page: Identifier
    order: int
    note: Text
    source: tuple[Identifier, ...]

    @model_validator(mode="after")
    def _years(self) -> WeatherFit:
        if self.normal_last < self.normal_first:
            raise ValueError(f"weather fit {self.of}: its normal years end before they begin")
        return self


class Carrier(Strict):
    """One part of a figure: what is emitted, and the uses (in one unit) that emit it."""

    emission: Identifier
    uses: tuple[Identifier, ...] = Field(min_length=1)
    label: Text


class Decomposition(Strict):
    """A figure whose change is explained by activity, structure, weather, use, choice and factor.

    The carriers' emissions are the figure and nothing else. `activity` is what the work of a site
    is counted in. A use with a weather fit has its weather told apart.
    """

    of: Identifier
    activity: Identifier
    page: Identifier
    order: int
    note: Text
    source: tuple[Identifier, ...]
    carrier: tuple[Carrier, ...] = Field(min_length=1)


class ModelFile(Strict):
    """The whole of a theme's models.toml."""

    weather_fit: tuple[WeatherFit, ...] = ()
    decomposition: tuple[Decomposition, ...] = ()


def faults(
    model: WeatherFit | Decomposition,
    indicators: Mapping[str, Indicator],
    sources: Set[str],
) -> Iterator[str]:
    """Yield what is wrong with a model beside the figures and sources that are declared."""
    if unknown := set(model.source) - sources:
        yield f"unknown sources {sorted(unknown)}"
    if isinstance(model, WeatherFit):
        named = {model.of, model.driver}
    else:
        named = {model.of, model.activity, *(c.emission for c in model.carrier)}
        named |= {use for carrier in model.carrier for use in carrier.uses}
    if missing := named - set(indicators):
        yield f"unknown figures {sorted(missing)}"
    elif isinstance(model, WeatherFit):
        yield from _fit_faults(model, indicators)
    else:
        yield from _decomposition_faults(model, indicators)


def _fit_faults(model: WeatherFit, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    if indicators[model.driver].kind != "driver":
        yield f"{model.driver} is not a driver"
    if indicators[model.of].kind != "flow":
        yield f"{model.of} is not a flow"


def _decomposition_faults(
    model: Decomposition, indicators: Mapping[str, Indicator]
) -> Iterator[str]:
    figure = indicators[model.of]
    emissions = [carrier.emission for carrier in model.carrier]
    parts = [part.indicator for part in figure.parts if part.sign == 1]
    whole = parts if len(parts) == len(figure.parts) > 0 else [model.of]
    if sorted(emissions) != sorted(whole):
        yield f"its carriers are not the parts of {model.of}"
    if not all(_is_summed(name, indicators) for name in (model.of, model.activity, *emissions)):
        yield "it names a figure that is not summed over months"
    uses = [use for carrier in model.carrier for use in carrier.uses]
    if len(set(uses)) != len(uses):
        yield "a use stands twice"
    for carrier in model.carrier:
        if len({indicators[use].unit for use in carrier.uses}) > 1:
            yield f"the uses of {carrier.emission} differ in unit"
        if not all(_is_summed(use, indicators) for use in carrier.uses):
            yield f"a use of {carrier.emission} is not summed over months"


def _is_summed(name: str, indicators: Mapping[str, Indicator]) -> bool:
    """Tell whether a figure is the plain sum of its months and sites."""
    figure = indicators[name]
    if figure.kind == "total":
        return all(_is_summed(part.indicator, indicators) for part in figure.parts)
    return figure.kind == "flow"
