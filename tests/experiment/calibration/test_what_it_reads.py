"""A calibration sees targets and never a row that is kept for validation; its keys cover what makes its targets."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from sim.experiment.calibration.point import MADE_BY

ROOT = Path(__file__).resolve().parents[3]
OWN = ("sim/analysis/calibration", "sim/experiment/calibration")

LOADED = """
import importlib, pathlib, sys
for folder in ("sim/analysis/calibration", "sim/experiment/calibration"):
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        parts = path.with_suffix("").parts
        if "figures" in parts:
            continue  # they draw stored tables; the style of figures stands in a room that also draws validation
        importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
import sim.analysis.targets
print(*sorted(name for name in sys.modules if name.startswith("sim.")))
"""
MAKES_TARGETS = "import sys, sim.analysis.targets; print(*(n for n in sys.modules if n.startswith('sim.analysis')))"


def loaded(source: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def imports_of(path: Path) -> set[str]:
    """Every module a file imports, those inside functions too, with the names taken from it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nothing_in_calibration_sees_validation() -> None:
    modules = loaded(LOADED)
    assert "sim.experiment.calibration.run" in modules
    forbidden = {"sim.analysis.validation", "sim.analysis.summary", "sim.experiment.validation", "sim.analysis.rivals"}
    assert modules & forbidden == set()
    for folder in OWN:
        for path in (ROOT / folder).rglob("*.py"):
            assert imports_of(path) & forbidden == set(), path
            assert "validation.csv" not in path.read_text(encoding="utf-8"), path


def test_the_key_of_a_point_covers_every_file_that_makes_its_targets() -> None:
    files = {f"{name.removeprefix('sim.').replace('.', '/')}.py" for name in loaded(MAKES_TARGETS)}
    files.remove("analysis.py")  # the package itself
    assert {*files, "analysis/__init__.py", "experiment/calibration/point.py"} == set(MADE_BY)
