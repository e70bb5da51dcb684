"""The pages under docs say what the code says: blocks that repeat code are compared with it, names and links resolve.

A block of a page stands between `<!-- from code: NAME -->` and `<!-- end: NAME -->`. After a change of the code

    python tests/contracts/test_docs.py

writes the blocks anew (with the root of the repository on PYTHONPATH).
"""

from __future__ import annotations

import ast
import importlib
import math
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.calibration.priors import PRIORS
from sim.model.phases import PHASES
from sim.parameters.population import Population
from sim.parameters.scenario import Scenario
from sim.parameters.schema import groups_of, parameter_rows
from sim.parameters.tables import read_table
from sim.parameters.work_categories import load_work_categories

ROOT = Path(__file__).resolve().parents[2]
ODD = ROOT / "docs" / "odd.md"
CHOICES = ROOT / "docs" / "model_choices.md"
SCALING = ROOT / "docs" / "scaling.md"
CALIBRATION = ROOT / "docs" / "calibration.md"
UNITS = {row.path: row.unit for row in parameter_rows(Scenario)}
STATE = {
    "freelancers": "sim.model.state.freelancers.Freelancers",
    "clients": "sim.model.state.clients.Clients",
    "job_posts": "sim.model.state.job_posts.JobPosts",
    "contracts": "sim.model.state.contracts.Contracts",
}
CONSTANTS = (  # numbers that stand in the code, not in a scenario
    ("sim.model.entry", "HOURS_LOG_SD", "ln-sd of the hours a freelancer can give"),
    ("sim.model.entry", "LEAST_HOURS", "hours per week, least"),
    ("sim.model.entry", "MOST_HOURS", "hours per week, most"),
    ("sim.model.entry", "STANDARD_DEVIATIONS_BETWEEN_LEVELS", "ability between the going rates of two levels"),
    ("sim.model.week.participation", "YEARS_OF_PAST", "years of warm-up before registrations answer to pay"),
    ("sim.model.rules.participation", "MOST", "highest ratio of pay to its past that counts"),
    ("sim.model.rules.participation", "LEAST", "lowest ratio of pay to its past that counts"),
    ("sim.model.rules.ai_capability", "NO_AI", "log2 minutes, horizon of a world without AI"),
    ("sim.model.state.peers", "STRENGTH", "agents that the platform's share of AI users counts as"),
    ("sim.model.week.posting", "WEEKS_OF_DURATION", "weeks, shortest and longest plan of each duration"),
    ("sim.model.week.posting", "FIXED_PRICE_BY_DURATION", "fixed-price share over that of the shortest duration"),
    ("sim.model.randomness.keys", "MOST_NEEDS_A_WEEK", "most needs of a kind of one client in a week"),
    ("sim.model.agents.freelancer", "LEAST_FREE_HOURS", "hours per week below which nobody looks for more work"),
    ("sim.model.rules.search", "OVERQUALIFIED", "standard deviations of extra room for the overqualified"),
    ("sim.model.agents.client", "REPUTATION_MEAN", "rating points, reputation that counts as zero"),
    ("sim.model.rules.ai_adoption", "N_OPENNESS", "groups of openness within which newcomers are as peers"),
    ("sim.model.rules.ai_adoption", "OPENNESS_CUTS", "standard deviations, where these groups are cut"),
    ("sim.model.rules.delivery", "MEAN_EXPOSURE", "augmentation exposure at which the speed gain is the published one"),
    ("sim.model.rules.delivery", "MOST_EXPOSURE", "highest ratio of exposure to that mean which counts"),
    ("sim.model.week.learning", "MEAN_COMPLEXITY", "log2 minutes at which length adds nothing to difficulty"),
    ("sim.model.rules.learning", "KIND", "rating points lost at most after a success"),
    ("sim.model.rules.learning", "HARSH_LOW", "rating points, lowest rating"),
    ("sim.model.rules.learning", "HARSH_SPREAD", "rating points, range of harsh ratings"),
    ("sim.model.state.market", "FILL_PRIOR", "fill rate believed before anything is seen (target C5)"),
    ("sim.model.state.market", "QUALITY_PRIOR", "share of contracts done well, before anything is seen"),
    ("sim.model.state.market", "PROPOSALS_PRIOR", "proposals per post, before anything is seen (target C4)"),
    ("sim.model.state.market", "INCOME_PRIOR", "USD per active freelancer and week, before anything is seen"),
    ("sim.model.state.market", "LONG_HALF_LIFE", "weeks, half-life of the long memory of pay"),
)


def pages() -> list[Path]:
    """Every page in the repository that people wrote, generated ones included."""
    return sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("[rs]*/*.md")])


def markdown(header: tuple[str, ...], rows: Iterable[Iterable[object]]) -> str:
    lines = [[*header], ["---" for _ in header], *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def state_block(table: str) -> str:
    module, _, name = STATE[table].rpartition(".")
    columns = getattr(importlib.import_module(module), name).columns()
    rows = ((f"`{name}`", c.dtype, c.unit, c.meaning, c.blank) for name, c in columns.items())
    return markdown(("column", "dtype", "unit", "meaning", "blank"), rows)


def phases_block() -> str:
    rows = ((number, phase.name, phase.meaning) for number, phase in enumerate(PHASES, start=1))
    return markdown(("", "phase", "what happens"), rows)


def constants_block() -> str:
    rows = ((f"`{c}`", getattr(importlib.import_module(m), c), meaning, f"`{m}`") for m, c, meaning in CONSTANTS)
    return markdown(("constant", "value", "meaning", "module"), rows)


def references_block(table: str) -> str:
    rows = ((row["id"], row["metric"], row["period"], row["evidence"], row["source"]) for row in read_table(table))
    return markdown(("row", "quantity", "period", "evidence", "source"), rows)


def exposure_block() -> str:
    """What the weight of the GPT-4 rating does to automation exposure, weighted by posts."""
    work, rows = load_work_categories(), []
    for weight in (0.0, 0.25, 0.5, 0.75, 1.0):
        rated = weight * work.automation_exposure_gpt4 + (1.0 - weight) * work.automation_exposure_human
        exposure = np.where(work.visual, work.automation_exposure_visual, rated)
        most = float(work.post_share[exposure >= 0.5].sum())
        rows.append((weight, f"{most:.1%}", f"{float((exposure * work.post_share).sum()):.2f}"))
    return markdown(("weight of the GPT-4 rating", "posts with exposure of 0.5 or more", "mean exposure"), rows)


def ai_labelled_block() -> str:
    """AI-labelled posts of January 2023, by the columns of the data."""
    rows = read_table("work_categories.csv")
    posts = sum(int(row["n_posts"]) for row in rows)
    labelled = [int(row["n_posts"]) for row in rows if row["ai_related_label"] == "1"]
    cells = (len(labelled), sum(labelled), f"{posts:,}", f"{sum(labelled) / posts:.1%}")
    return markdown(("specialties of AI itself", "their posts", "posts with a specialty", "share"), [cells])


def by_hand_block() -> str:
    """Parameters whose source says that they were set by hand, by group."""
    groups: dict[str, list[str]] = {}
    for row in parameter_rows(Scenario):
        if "by hand" in row.source:
            groups.setdefault(row.path.rpartition(".")[0], []).append(f"`{row.path}`")
    return markdown(("group", "parameters"), ((f"`{group}`", ", ".join(paths)) for group, paths in groups.items()))


def thin_block() -> str:
    """How thin specialties are in samples of 2.5 million posts a year, each post open for two weeks; Poisson."""
    rows = read_table("work_categories.csv")
    shares = [float(row["post_share"]) for row in rows]
    platform, posts_a_year = Population().platform_freelancers, 2.5e6
    lines = []
    for n in (4_000, 10_000, 20_000, 100_000, 1_000_000):
        a_year = posts_a_year * n / platform
        empty = [math.exp(-a_year * 2.0 / 52.18 * share) for share in shares]
        wider = sum(share * chance for share, chance in zip(shares, empty, strict=True))
        thin = sum(chance > 0.5 for chance in empty)
        lines.append((f"{n:,}", f"{platform / n:,.0f}", f"{a_year:,.0f}", f"{thin} of 205", f"{wider:.0%}"))
    header = ("in the sample", "platform's for each", "posts a year", "specialties mostly without an open post")
    return markdown((*header, "looks in the own specialty that find none"), lines)


def priors_block() -> str:
    rows = ((f"`{p.path}`", f"{p.low:g} to {p.high:g}", p.scale, UNITS[p.path], p.reason) for p in PRIORS)
    return markdown(("parameter", "range", "scale", "unit", "reason"), rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "targets": lambda: references_block("targets.csv"),
    "validation": lambda: references_block("validation.csv"),
    **{f"columns of {table}": lambda table=table: state_block(table) for table in STATE},  # type: ignore[misc]
    "phases": phases_block,
    "constants": constants_block,
    "exposure": exposure_block,
    "AI-labelled posts": ai_labelled_block,
    "by hand": by_hand_block,
    "thin specialties": thin_block,
    "priors": priors_block,
}
ELSEWHERE = {
    "exposure": CHOICES,
    "AI-labelled posts": CHOICES,
    "by hand": CHOICES,
    "thin specialties": SCALING,
    "priors": CALIBRATION,
}
PAGE_OF = {name: ELSEWHERE.get(name, ODD) for name in BLOCKS}


def with_fresh_blocks(text: str) -> str:
    for name, block in BLOCKS.items():
        start, end = f"<!-- from code: {name} -->", f"<!-- end: {name} -->"
        pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
        text = pattern.sub(lambda _, b=block, s=start, e=end: f"{s}\n\n{b()}\n\n{e}", text)  # type: ignore[misc]
    return text


def block_of(text: str, name: str) -> str:
    (found,) = re.findall(f"<!-- from code: {name} -->\n\n(.*?)\n\n<!-- end: {name} -->", text, re.DOTALL)
    return str(found)


def without_fences(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(text: str) -> set[str]:
    """Anchors of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ +(.*?) *$", without_fences(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", without_fences(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    return broken


def missing_files(page: Path) -> list[str]:
    """Files named in backticks by their path from the root that do not exist."""
    names = re.findall(r"`((?:docs|sim|scenarios|tests|tools)/[\w/.-]+\.\w+)`", page.read_text(encoding="utf-8"))
    return [name for name in names if not (ROOT / name).exists()]


def unknown_paths(text: str) -> list[str]:
    """Words in backticks or equations that begin like a parameter path of two or more parts and are none."""
    known = {row.path for row in parameter_rows(Scenario)} | set(groups_of(Scenario))
    tops = "|".join(sorted({path.partition(".")[0] for path in groups_of(Scenario)}))
    text = without_fences(text)
    quoted = re.findall(rf"`((?:{tops})\.[\w.]+)`", text)
    for equation in re.findall(r"^ {4}(.*)$", text, re.MULTILINE):
        quoted += re.findall(rf"(?<![\w./])((?:{tops})(?:\.\w+)+)", equation)
    return [path for path in quoted if path not in known and not path.endswith((".py", ".md", ".csv", ".parquet"))]


def rule_names() -> list[tuple[str, str]]:
    """Module and name of every compiled rule."""
    found = []
    for path in sorted((ROOT / "sim" / "model" / "rules").glob("*.py")):
        functions = [n for n in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(n, ast.FunctionDef)]
        found += [(path.stem, f.name) for f in functions if "rule" in map(ast.unparse, f.decorator_list)]
    return found


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_files_exist(page: Path) -> None:
    assert broken_links(page) == []
    if page.is_relative_to(ROOT / "docs"):  # elsewhere a file may be named that the reader is about to write
        assert missing_files(page) == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_quoted_parameters_exist(page: Path) -> None:
    assert unknown_paths(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_repeat_the_code(name: str) -> None:
    assert block_of(PAGE_OF[name].read_text(encoding="utf-8"), name) == BLOCKS[name](), "see the top of this file"


def test_odd_names_the_phases_in_their_order() -> None:
    """The submodels follow the week: one heading a phase, by its name."""
    headings = re.findall(r"^### 7\.\d+ Phase (\d+): (.+)$", ODD.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == [(str(number), phase.name) for number, phase in enumerate(PHASES, start=1)]


def test_odd_has_the_seven_elements_and_the_eleven_concepts() -> None:
    text = ODD.read_text(encoding="utf-8")
    assert re.findall(r"^## (\d) ", text, re.MULTILINE) == [str(number) for number in range(1, 8)]
    concepts = re.findall(r"^### 4\.\d+ (.+)$", text, re.MULTILINE)
    assert concepts == [
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
        "Stochasticity", "Collectives", "Observation",
    ]  # fmt: skip


@pytest.mark.parametrize(("module", "name"), rule_names())
def test_odd_describes_every_rule(module: str, name: str) -> None:
    assert f"`{name}`" in ODD.read_text(encoding="utf-8"), f"sim/model/rules/{module}.py: {name}"


def test_odd_names_every_parameter_of_the_model() -> None:
    """Where a parameter acts must be said; how a run is run (role `run`) is not the model."""
    text = ODD.read_text(encoding="utf-8")
    paths = [row.path for row in parameter_rows(Scenario) if row.role != "run"]
    assert [path for path in paths if not re.search(rf"(?<![\w.]){re.escape(path)}(?![\w.]*\w)", text)] == []


def test_odd_quotes_no_calibrated_value() -> None:
    """Values stand in the generated page of parameters alone: no quoted path is followed by its number."""
    assert re.findall(r"`\w+(?:\.\w+)+` ?(?:=|is|of) ?-?\d", ODD.read_text(encoding="utf-8")) == []


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    docs = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert [name for name in docs if name != "index.md" and f"({name})" not in index] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("set `search.n_tries` and `ai.capability`", []),
        ("set `search.n_trie`", ["search.n_trie"]),
        ("    wage = search.ratio x asking rate", ["search.ratio"]),
        ("the file `hiring.py` and the table `freelancers.parquet`", []),
        ("```yaml\n`search.nothing`\n```", []),
    ],
)
def test_the_check_of_parameters_sees_what_is_wrong(text: str, wrong: list[str]) -> None:
    assert unknown_paths(text) == wrong


def test_the_check_of_links_sees_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A heading, plain\n[a](page.md#a-heading-plain) [b](no.md) [c](#none) [d](https://x.org/y)\n")
    assert broken_links(page) == ["no.md", "#none"]


if __name__ == "__main__":
    for written in sorted(set(PAGE_OF.values())):
        written.write_text(with_fresh_blocks(written.read_text(encoding="utf-8")), encoding="utf-8")
