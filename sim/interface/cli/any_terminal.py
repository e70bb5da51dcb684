"""Output that no terminal refuses: characters its encoding does not have are replaced by others that it has."""

from __future__ import annotations

import codecs
import io
import sys
from typing import Final

_HANDLER: Final = "sim_nearest"
_INSTEAD: Final = {"\u2212": "-"}
"""The sign of a number must not get lost; in JSON this one too stands within texts alone."""


def show_on_any_terminal() -> None:
    """Let standard output replace what it cannot encode: a result that is stored does not fail for being told.

    Standard error replaces already, and what a caller has put in the place of standard output is left as it is.
    """
    codecs.register_error(_HANDLER, _nearest)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors=_HANDLER)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that cannot be encoded, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_INSTEAD.get(one, "?") for one in error.object[error.start : error.end]), error.end
