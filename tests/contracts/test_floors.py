"""The floors hold: who imports whom, each module stands alone, and asking for help loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "pandas", "pyarrow", "mesa", "numba", "matplotlib", "scipy")
FLOORS = ("sim.parameters", "sim.outcomes", "sim.model", "sim.analysis", "sim.experiment", "sim.interface")


def run_python(source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines in a fresh interpreter, in the root of the project."""
    command = [sys.executable, "-c", source, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)


def test_import_contracts_are_kept() -> None:
    done = run_python("from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Contracts: 5 kept, 0 broken." in done.stdout


IMPORT_EACH_ALONE = """
import importlib, pathlib, sys, traceback
failed = 0
names = []
for path in sorted(pathlib.Path("sim").rglob("*.py")):
    parts = path.with_suffix("").parts
    names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
for name in names:
    for loaded in [key for key in sys.modules if key == "sim" or key.startswith("sim.")]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except BaseException:
        failed += 1
        print(name, traceback.format_exc(), sep=chr(10))
print(*names)
sys.exit(failed > 0)
"""


def test_every_module_imports_alone() -> None:
    """No module leans on another having been imported first (other libraries may stay loaded, ours may not)."""
    done = run_python(IMPORT_EACH_ALONE)
    assert done.returncode == 0, done.stdout + done.stderr
    imported = done.stdout.split()
    for floor in FLOORS:
        assert any(name.startswith(floor + ".") for name in imported), f"no module on the floor {floor}"


LOADED_AFTER = """
import contextlib, io, runpy, sys
said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
    sys.argv = ["run.py", *sys.argv[1:]]
    runpy.run_path("run.py", run_name="__main__")
print(*sorted({name.partition(".")[0] for name in sys.modules}))
print(said.getvalue())
"""


@pytest.mark.parametrize("arguments", [("--help",), ("run", "--help"), ("describe", "--help")], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    done = run_python(LOADED_AFTER, *arguments)
    assert done.returncode == 0, done.stderr
    loaded, _, said = done.stdout.partition("\n")
    assert "sim" in loaded.split()
    assert "Usage" in said
    assert not set(HEAVY) & set(loaded.split())


@pytest.mark.parametrize("module", ["sim.parameters.scenario", "sim.parameters.resolve", "sim.interface.cli"])
def test_reading_a_scenario_loads_nothing_heavy(module: str) -> None:
    done = run_python(f"import sys, {module}; print(*sys.modules)")
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.split()
    assert module in loaded
    assert not set(HEAVY) & set(loaded)
