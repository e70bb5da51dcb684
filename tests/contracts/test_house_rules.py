"""House rules that a reader can rely on, read off the syntax of every file in `sim`."""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.parameters.scenario import Scenario
from sim.parameters.schema import parameter_rows

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 300  # lines
LONGEST_FUNCTION = 40  # lines of code after the docstring
MOST_CALIBRATED = 12  # parameters set against targets
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "core", "common", "misc"}
CLOCK = {"now", "today", "utcnow"}

Rule = Callable[[ast.Module], Iterator[str]]


def print_calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"line {node.lineno}: print"


def global_randomness(tree: ast.Module) -> Iterator[str]:
    """Any use of `random` or `numpy.random`: the model draws by key, never from a stream."""
    for module, line in imported_modules(tree):
        if module == "random" or module.startswith(("random.", "numpy.random")):
            yield f"line {line}: import of {module}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "random" and isinstance(node.value, ast.Name):
            if node.value.id in {"np", "numpy"}:
                yield f"line {node.lineno}: {node.value.id}.random"
            if node.value.id in {"self", "model"}:
                yield f"line {node.lineno}: the stream that Mesa keeps"


def clock_reads(tree: ast.Module) -> Iterator[str]:
    for module, line in imported_modules(tree):
        if module == "time" or module.startswith("time."):
            yield f"line {line}: import of {module}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK:
            yield f"line {node.lineno}: {node.func.attr}()"


def uninitialised_arrays(tree: ast.Module) -> Iterator[str]:
    """`numpy.empty`: state is born blank (NaN, -1), so that a cell nobody wrote can be told."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"np.empty", "np.empty_like", "numpy.empty"}:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def long_functions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            lines = (node.end_lineno or node.lineno) - body[0].lineno + 1 if body else 0
            if lines > LONGEST_FUNCTION:
                yield f"line {node.lineno}: {node.name} has {lines} lines"


def imported_modules(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module), node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def files_in(folder: str) -> list[Path]:
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"no Python files in {folder}"
    return found


def broken(rule: Rule, folder: str, *, but: str | None = None) -> list[str]:
    left_out = ROOT / but if but else None
    return [
        f"{path.relative_to(ROOT)} {finding}"
        for path in files_in(folder)
        if left_out is None or not path.is_relative_to(left_out)
        for finding in rule(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_only_the_interface_prints() -> None:
    assert broken(print_calls, "sim", but="sim/interface") == []


def test_the_model_draws_by_key_only() -> None:
    assert broken(global_randomness, "sim/model") == []


def test_the_model_reads_no_clock() -> None:
    assert broken(clock_reads, "sim/model") == []


def test_state_is_born_blank() -> None:
    assert broken(uninitialised_arrays, "sim/model/state") == []


def test_functions_are_short() -> None:
    assert broken(long_functions, "sim") == []


def test_files_are_short() -> None:
    lines = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in files_in("sim")}
    assert {path: n for path, n in lines.items() if n > LONGEST_FILE} == {}


def test_names_say_something() -> None:
    parts = {(path, part) for path in files_in("sim") for part in path.relative_to(ROOT).with_suffix("").parts}
    assert [path for path, part in parts if part.strip("_") in NAMES_THAT_SAY_NOTHING] == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (print_calls, "def f():\n    print(1)"),
        (global_randomness, "import random"),
        (global_randomness, "from random import choice"),
        (global_randomness, "from numpy.random import default_rng"),
        (global_randomness, "from numpy import random"),
        (global_randomness, "import numpy as np\nx = np.random.default_rng(1)"),
        (global_randomness, "class A:\n    def f(self):\n        return self.random.random()"),
        (clock_reads, "import time"),
        (clock_reads, "from time import perf_counter"),
        (clock_reads, "import datetime\nx = datetime.date.today()"),
        (uninitialised_arrays, "import numpy as np\nx = np.empty(3)"),
        (long_functions, "def f():\n" + "    x = 1\n" * 41),
    ],
)
def test_each_rule_sees_what_it_forbids(rule: Rule, source: str) -> None:
    assert list(rule(ast.parse(source)))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (print_calls, "'print(1)'  # print(2)"),
        (global_randomness, "from sim.model.randomness import keys\nx = keys.random_bits(1)"),
        (clock_reads, "import datetime\nx = datetime.date(2021, 7, 5)"),
        (uninitialised_arrays, "import numpy as np\nx = np.full(3, np.nan)"),
        (long_functions, 'def f():\n    """A\n' + "    line\n" * 60 + '    """\n' + "    x = 1\n" * 40),
    ],
)
def test_each_rule_lets_the_rest_be(rule: Rule, source: str) -> None:
    assert list(rule(ast.parse(source))) == []


def test_few_parameters_are_calibrated() -> None:
    """So that the targets can be missed."""
    calibrated = [row.path for row in parameter_rows(Scenario) if row.role == "calibrated"]
    assert 1 <= len(calibrated) <= MOST_CALIBRATED, calibrated


def project_table() -> dict[str, Any]:
    return tomllib.loads(text_of("pyproject.toml"))["project"]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_citation_names_the_version() -> None:
    cited = re.findall(r"^version: *['\"]?([^'\"\s]+)", text_of("CITATION.cff"), re.MULTILINE)
    assert cited == [project_table()["version"]]


def test_changelog_names_the_version() -> None:
    assert f"## [{project_table()['version']}]" in text_of("CHANGELOG.md")


def test_constraints_cover_the_direct_dependencies() -> None:
    """Every direct dependency is held at one tested version, and nothing else is but what an extra of Mesa brings."""
    project = project_table()
    declared = {
        re.split(r"[\[<>=]", entry)[0].lower()
        for entry in [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    } - {project["name"]}  # an extra may bring others
    lines = text_of("constraints.txt").splitlines()
    held = {line.partition("==")[0].lower() for line in lines if "==" in line}
    assert held - declared == {"networkx"}
    assert declared - held == set()
