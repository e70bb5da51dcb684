from __future__ import annotations

import ast
import re
import struct
import warnings
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.text import Annotation, Text

from sim.analysis.figures import draw, draw_all, overview
from sim.analysis.figures.style import DOUBLE, DPI, MM, SINGLE, renderer_of, save, styled
from tests.analysis.figures import market

ROOT = Path(__file__).resolve().parents[3]
NAMES = [
    "ai_related_earnings",
    "adoption",
    "needs_by_outcome",
    "software_by_level",
    "posts_by_exposure",
    "earnings_by_experience",
    "lorenz",
    "earnings_decomposition",
    "overview",
]
UNIT = re.compile(
    r"\((%|USD m|USD m a quarter|USD m a year|calendar year|log2 minutes|% of group|index, 2022 = 100"
    r"|share of work, 0 to 1|thirds|ratio, log scale)\)"
)
CASES = {
    "three replications, as stored": lambda: market.stored(market.normal()),
    "one replication": lambda: market.normal(1),
    "without contracts": market.without_contracts,
    "thirty weeks": market.short,
    "one week": lambda: market.nothing(1),
}
FULL = "three replications, as stored"


@dataclass(frozen=True)
class Drawn:
    """Results and summary, the files that `draw_all` wrote, and the figures behind them by name."""

    run: tuple
    paths: list
    figures: dict


def draw_and_keep(run, folder):
    """Draw everything, warnings being errors, and keep the figures that were saved."""
    kept = {}

    def keep(figure, place, name):
        kept[name] = figure
        return save(figure, place, name)

    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("error")
        patch.setattr(draw, "save", keep)
        return Drawn(run, draw_all(*run, folder, seed=7), kept)


@cache
def case(name, folder):
    return draw_and_keep(market.with_summary(CASES[name]()), folder)


@pytest.fixture(scope="module", params=list(CASES))
def drawn(request, tmp_path_factory):
    return case(request.param, folder_of(tmp_path_factory, request.param))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return case(FULL, folder_of(tmp_path_factory, FULL))


def folder_of(factory, name):
    folder = factory.getbasetemp() / "".join(letter for letter in name if letter.isalpha())
    folder.mkdir(exist_ok=True)
    return folder


def texts(axes):
    return [" ".join(text.get_text().split()) for text in axes.texts]


def test_every_figure_is_drawn_whatever_the_run(drawn):
    folder = drawn.paths[0].parent
    assert drawn.paths == [folder / f"{name}{suffix}" for name in NAMES for suffix in (".png", ".svg")]
    assert sorted(folder.iterdir()) == sorted(drawn.paths)
    assert all(path.read_bytes()[:4] == b"\x89PNG" for path in drawn.paths[::2])
    assert all(path.read_text(encoding="utf-8").rstrip().endswith("</svg>") for path in drawn.paths[1::2])


def test_every_axis_has_a_unit_and_every_panel_data_or_a_reason(drawn):
    for name, figure in drawn.figures.items():
        shared = name == "software_by_level"  # the label of a row stands at its first panel
        for place, axes in enumerate(figure.axes):
            assert UNIT.search(axes.get_xlabel()), (name, axes.get_xlabel())
            assert UNIT.search(axes.get_ylabel()) or (shared and place % 3), (name, axes.get_ylabel())
            assert axes.lines or axes.patches or axes.collections or texts(axes), (name, place)


def test_a_full_run_leaves_no_panel_empty(full):
    for name, figure in full.figures.items():
        for place, axes in enumerate(figure.axes):
            assert len(axes.get_xticks()) > 0, (name, place)
            assert axes.lines or axes.patches or axes.collections, (name, place)


def test_an_empty_panel_says_why(tmp_path_factory):
    name = "one week"
    figures = case(name, folder_of(tmp_path_factory, name)).figures
    said = {name: [text for axes in figure.axes for text in texts(axes)] for name, figure in figures.items()}
    assert said["earnings_decomposition"] == ["The horizon does not hold a year before 2022-11-30 and a later year"]
    assert said["lorenz"] == ["Nobody earned or spent anything"]
    assert said["ai_related_earnings"][0] == "The horizon holds no full quarter"


@pytest.mark.parametrize("name", NAMES)
def test_everything_drawn_stays_on_the_page(full, name):
    figure = full.figures[name]
    with styled():
        box = figure.get_tightbbox(renderer_of(figure))
    width, height = figure.get_size_inches()
    hair = 0.01  # inches
    assert min(box.x0, box.y0) > -hair
    assert box.x1 < width + hair
    assert box.y1 < height + hair


@pytest.mark.parametrize("name", NAMES)
def test_words_in_a_panel_do_not_touch(full, name):
    figure = full.figures[name]
    renderer = renderer_of(figure)
    for axes in figure.axes:
        for t in axes.texts:
            if isinstance(t, Annotation):  # offsets are in dots of what drew it last
                t.update_positions(renderer)
        boxes = [(t.get_text(), Text.get_window_extent(t, renderer)) for t in axes.texts if t.get_text()]
        for (first, one), (second, other) in combinations(boxes, 2):
            assert not one.overlaps(other), (first, second)


def test_sizes_are_those_of_journal_columns(full):
    for path in full.paths[::2]:
        width, _ = struct.unpack(">II", path.read_bytes()[16:24])
        assert any(abs(width - column * MM * DPI) <= 1.0 for column in (SINGLE, DOUBLE)), path.name


def test_drawn_again_elsewhere_gives_the_same_bytes(full, tmp_path):
    """Whatever the settings of the machine, which come back untouched."""
    with mpl.rc_context({"font.size": 20.0, "axes.grid": False, "svg.hashsalt": None}):
        again = draw_all(*full.run, tmp_path, seed=7)
        assert mpl.rcParams["font.size"] == 20.0
    differ = [a.name for a, b in zip(again, full.paths, strict=True) if a.read_bytes() != b.read_bytes()]
    assert differ == []


def test_files_hold_no_date_and_no_version(full):
    for path in full.paths:
        content = path.read_bytes().lower()
        assert b"matplotlib v" not in content
        assert b"<dc:date>" not in content


def test_the_overview_says_what_it_was_made_from(full):
    text = full.figures["overview"]._supxlabel.get_text().replace("\n", " ")
    assert text.startswith("Scenario formulas: 10,000 registered freelancers, shown at the scale of 18,000,000;")
    assert "3 replications, seed 7; 248 weeks from 2021-07-05" in text


def test_one_replication_claims_no_interval():
    assert "One replication: no intervals." in overview.caption(market.nothing(1), None)


def test_matplotlib_is_imported_here_and_nowhere_else():
    importing = set()
    for path in (ROOT / "sim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "matplotlib" for name in names):
                importing.add(path.parent.relative_to(ROOT).as_posix())
    assert importing == {
        "sim/analysis/ablation",
        "sim/analysis/figures",
        "sim/analysis/figures/sweeps",
        "sim/analysis/calibration/figures",
        "sim/analysis/paired/figures",
    }
