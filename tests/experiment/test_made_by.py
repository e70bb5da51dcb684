"""Results that keep no analysis in the keys of their points name every file that makes their tables."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sim
from sim.experiment import posterior_comparison
from sim.experiment.ablation import plan

ROOT = Path(sim.__path__[0]).parent


def rooms_behind(names):
    """Return the files in rooms of `sim.analysis` that these import, themselves included, as paths under ``sim``."""
    found, left = set(), list(names)
    while left:
        path = left.pop()
        if path in found or path.count("/") < 2:  # files of `sim.analysis` itself are in the keys of points
            continue
        found.add(path)
        nodes = ast.walk(ast.parse((ROOT / "sim" / path).read_text(encoding="utf-8")))
        modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        left += [f"{one[4:].replace('.', '/')}.py" for one in modules if one.startswith("sim.analysis.")]
    return found


@pytest.mark.parametrize(
    ("named", "begins_with"),
    [
        (posterior_comparison.MADE_BY, ["analysis/paired/over_draws.py"]),
        (plan.TABLES_MADE_BY, [f"analysis/ablation/{name}.py" for name in ("conclusions", "measured", "rows")]),
    ],
)
def test_every_file_that_makes_the_tables_is_named(named, begins_with):
    assert set(named) == rooms_behind(begins_with)
