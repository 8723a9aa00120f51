"""Student's t against closed forms and printed tables."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.methods import t_chance, t_quantile


@given(st.floats(-50, 50))
def test_one_degree_of_freedom_is_the_arctangent(value: float) -> None:
    assert t_chance(value, 1) == pytest.approx(0.5 + math.atan(value) / math.pi, abs=1e-12)


@given(st.floats(-50, 50))
def test_two_degrees_of_freedom_have_a_closed_form(value: float) -> None:
    expected = 0.5 + value / (2 * math.sqrt(2 + value * value))
    assert t_chance(value, 2) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("chance", "freedom", "printed"),
    [
        (0.95, 10, "1.8125"),
        (0.90, 6, "1.4398"),
        (0.975, 6, "2.4469"),
        (0.90, 7, "1.4149"),
        (0.975, 7, "2.3646"),
        (0.95, 1, "6.3138"),
        (0.975, 30, "2.0423"),
        (0.05, 10, "-1.8125"),
        (0.5, 4, "0.0000"),
    ],
)
def test_quantiles_as_tables_print_them(chance: float, freedom: int, printed: str) -> None:
    assert f"{t_quantile(chance, freedom):.4f}" == printed


@given(st.floats(0.001, 0.999), st.integers(1, 200))
def test_a_quantile_has_its_chance_below_it(chance: float, freedom: int) -> None:
    assert t_chance(t_quantile(chance, freedom), freedom) == pytest.approx(chance, abs=1e-10)


def test_what_is_no_chance_or_has_no_freedom_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        t_quantile(1.0, 3)
    with pytest.raises(ValueError, match="degree of freedom"):
        t_chance(0.0, 0)
