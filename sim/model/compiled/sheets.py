"""Sheets: numbers of many rows side by side, so that one instruction of the processor computes several of them.

First everything that has to be looked up is put on the sheet, in a loop so short that the processor waits for many
rows of memory at once. A loop over the sheet then reads and writes numbers alone, without branches: each of the rules
in it is worked out for 4 or 8 rows at once, by the same + - * /, so with the same bits.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from sim.model.compiled.columns import Fields

AT_ONCE = 256
"""Rows of a sheet; ten numbers each stay next to the processor."""


_OWN = threading.local()


def sheet_of(kind: type[Fields], n_ids: int) -> Fields:
    """Room for the fields of a named tuple, of which the first `n_ids` are ids: that of this thread, used again."""
    own: dict[type, Any] = vars(_OWN).setdefault("sheets", {})
    if kind not in own:
        n = len(kind._fields) - n_ids  # type: ignore[attr-defined]
        own[kind] = kind(*np.zeros((n_ids, AT_ONCE), dtype=np.int64), *np.zeros((n, AT_ONCE)))
    sheet: Fields = own[kind]
    return sheet
