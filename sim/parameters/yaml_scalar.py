"""What an unquoted YAML word means: the core rules of YAML 1.2, where only ``true`` and ``false`` are truth values.

Words that YAML 1.1 turned into something else are text here (``yes``, ``no``, ``on``, ``off``, ``12:30``,
``2021-07-05``; dates are read by the parameter that expects one). A number with a leading zero is refused, because some
read ``017`` as 17 and others as 15.

References
----------
YAML Ain't Markup Language, version 1.2.2, section 10.3 (core schema).
"""

from __future__ import annotations

import re
from typing import Final

Scalar = None | bool | int | float | str

MAX_DIGITS: Final = 40
"""Most digits of a whole number; more cannot be meant."""

_WORDS: Final[dict[str, Scalar]] = (
    dict.fromkeys(("", "~", "null", "Null", "NULL"))
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
    | dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan"))
    | dict.fromkeys((f"{sign}{word}" for sign in ("", "+") for word in (".inf", ".Inf", ".INF")), float("inf"))
    | dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf"))
)
_WHOLE: Final = re.compile(r"[-+]?[0-9]+", re.ASCII)
_LEADING_ZERO: Final = re.compile(r"[-+]?0[0-9]+", re.ASCII)
_OCTAL: Final = re.compile(r"0o[0-7]+", re.ASCII)
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+", re.ASCII)
_REAL: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)


def plain_scalar(word: str) -> Scalar:
    """Return the value of an unquoted word.

    Parameters
    ----------
    word : str
        The word, without quotes around it.

    Returns
    -------
    None, bool, int, float or str
        Its value by the core rules of YAML 1.2; text where no other rule fits.

    Raises
    ------
    ValueError
        If the word is a number that can be misread (a leading zero) or is too long to be meant; the text says so.
    """
    if word in _WORDS:
        return _WORDS[word]
    if word[0] not in "+-.0123456789":
        return word
    if _LEADING_ZERO.fullmatch(word):
        number = word[: word[0] == "-"] + (word.lstrip("+-0")[:MAX_DIGITS] or "0")
        raise ValueError(f"a number must not begin with 0; write {number}, or quote it if it is text")
    whole = _WHOLE.fullmatch(word) or _OCTAL.fullmatch(word) or _HEXADECIMAL.fullmatch(word)
    if whole is not None:
        if len(word) > MAX_DIGITS:
            raise ValueError(f"a number of {len(word)} digits is too long")
        return int(word, {"0o": 8, "0x": 16}.get(word[:2], 10))
    if _REAL.fullmatch(word):
        if len(word) > 10 * MAX_DIGITS:
            raise ValueError(f"a number of {len(word)} characters is too long")
        return float(word)
    return word
