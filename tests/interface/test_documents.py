"""Generated files in the repository are what would be generated now, and scenarios are listed in their README."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.interface.cli import documents
from sim.interface.cli.main import main
from sim.outcomes.catalogue import CATALOGUE
from sim.parameters.errors import InputError
from sim.parameters.resolve import load_scenario
from sim.parameters.scenario import Scenario
from sim.parameters.schema import parameter_rows

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    documents.PARAMETERS: documents.parameters_page,
    documents.OUTCOMES: documents.outcomes_page,
    documents.SCHEMA: documents.schema_text,
    documents.SCENARIOS: documents.scenarios_page,
}


@pytest.mark.parametrize("name", PAGES)
def test_generated_files_are_fresh(name: str) -> None:
    said = f"{name} is stale; run `python run.py describe {Path(name).stem} --write`"
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), said


def test_pages_hold_everything() -> None:
    page = documents.parameters_page()
    assert all(f"| `{row.path}` |" in page for row in parameter_rows(Scenario))
    assert all(f"| `{name}` |" in documents.outcomes_page() for name in CATALOGUE)
    json.loads(documents.schema_text())


def test_tables_are_whole() -> None:
    """Each row of a Markdown table has as many cells as its header."""
    for page in (documents.parameters_page(), documents.outcomes_page(), documents.scenarios_page()):
        width = 0
        for line in page.splitlines():
            cells = line.replace("\\|", "").count("|") if line.startswith("|") else 0
            assert cells in (0, width) or width == 0
            width = cells


def test_every_shipped_scenario_is_listed() -> None:
    page = documents.scenarios_page()
    for path in (ROOT / "scenarios").glob("*.yaml"):
        assert f"| [`{path.stem}`]({path.name}) |" in page
        assert load_scenario(path).description in page


def test_the_example_can_be_run(tmp_path) -> None:
    """The scenario in the README loads, from a folder beside the baseline."""
    lines = documents.scenarios_page().splitlines()
    first = lines.index("    # yaml-language-server: $schema=schema.json")
    last = next(number for number in range(first, len(lines)) if not lines[number])
    for name in ("baseline.yaml", "eager_clients.yaml"):
        text = "\n".join(line[4:] for line in lines[first:last]) if name.startswith("eager") else ""
        (tmp_path / name).write_text(text or (ROOT / "scenarios" / name).read_text(encoding="utf-8"), encoding="utf-8")
    scenario = load_scenario(tmp_path / "eager_clients.yaml")
    assert scenario.name == "eager_clients"
    assert scenario.ai.client_adoption.openness_mean == 1.0
    assert scenario.population == load_scenario(ROOT / "scenarios" / "baseline.yaml").population


def test_markdown_is_printed_and_files_are_written(tmp_path, capsys, monkeypatch) -> None:
    assert main(["describe", "parameters", "--markdown"]) == 0
    assert capsys.readouterr().out == documents.parameters_page()
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    with pytest.raises(InputError, match="checkout"):
        documents.write_page("docs/x.md", "text")
    (tmp_path / "pyproject.toml").touch()
    assert main(["describe", "outcomes", "--write"]) == 0
    assert (tmp_path / "docs" / "outcomes.md").read_text(encoding="utf-8") == documents.outcomes_page()
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        documents.write_page("file/x.md", "text")
