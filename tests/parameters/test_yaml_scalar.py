from __future__ import annotations

import math

import pytest

from sim.parameters.yaml_scalar import plain_scalar


@pytest.mark.parametrize(
    ("word", "value"),
    [
        # nothing, truth
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nUll", "nUll"),
        ("true", True), ("True", True), ("TRUE", True), ("tRue", "tRue"), ("false", False), ("False", False),
        # truth values of YAML 1.1 are text
        ("yes", "yes"), ("Yes", "Yes"), ("no", "no"), ("NO", "NO"), ("on", "on"), ("Off", "Off"), ("y", "y"),
        # whole numbers
        ("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("10000", 10_000), ("0o17", 15), ("0xFF", 255), ("0xff", 255),
        ("0o8", "0o8"), ("0xG", "0xG"), ("0b1", "0b1"), ("1_000", "1_000"), ("1,000", "1,000"), ("-", "-"), ("+", "+"),
        ("- 1", "- 1"), ("1 2", "1 2"), ("-0", 0), ("\u0661", "\u0661"), ("\u00b2", "\u00b2"),
        # numbers
        ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("-.5", -0.5), ("+1.5", 1.5), ("1e3", 1000.0), ("1E3", 1000.0),
        ("1e-3", 0.001), ("1.5e+3", 1500.0), ("0.1", 0.1), ("0.0", 0.0), ("1e", "1e"), ("e3", "e3"), (".", "."),
        ("1.2.3", "1.2.3"), ("1e3.5", "1e3.5"), ("00.5", 0.5), ("1e400", math.inf), (".inf", math.inf),
        ("-.INF", -math.inf),
        ("+.Inf", math.inf), ("inf", "inf"), ("nan", "nan"), ("Infinity", "Infinity"),
        # sexagesimal numbers, dates and times are text
        ("12:30", "12:30"), ("12:30:45", "12:30:45"), ("1:1.5", "1:1.5"), ("2021-07-05", "2021-07-05"),
        ("2021-07-05 10:00:00", "2021-07-05 10:00:00"), ("=", "="), ("<<", "<<"), ("a b", "a b"),
    ],
)  # fmt: skip
def test_words_mean_what_the_core_schema_says(word: str, value: object) -> None:
    found = plain_scalar(word)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("word", [".nan", ".NaN", ".NAN"])
def test_not_a_number(word: str) -> None:
    found = plain_scalar(word)
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("017", "a number must not begin with 0; write 17, or quote it if it is text"),
        ("-017", "a number must not begin with 0; write -17, or quote it if it is text"),
        ("00", "a number must not begin with 0; write 0, or quote it if it is text"),
        ("9" * 5000, "a number of 5000 digits is too long"),
        ("0x" + "f" * 5000, "a number of 5002 digits is too long"),
        ("0." + "1" * 5000, "a number of 5002 characters is too long"),
    ],
)
def test_numbers_that_can_be_misread_are_refused(word: str, why: str) -> None:
    with pytest.raises(ValueError, match="number") as caught:
        plain_scalar(word)
    assert str(caught.value) == why
