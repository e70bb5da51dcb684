# make run     set up, run a small market, say where the figures are
# make test    set up with the tools of development, run the whole suite
# make bench   measure the engines against plain Mesa, NumPy and C (FULL=1: also the whole platform)
# make check   style, types, floors, spelling, facts that live in one place
#
# PYTHON selects the interpreter (3.11 to 3.13): make run PYTHON=python3.13
# VENV selects the environment, SCENARIO what `make run` runs.

PYTHON   ?= python3
VENV     ?= .venv
SCENARIO ?= scenarios/quick.yaml
WORKERS  ?= 2

BIN     := $(VENV)/bin
FACTS   := pyproject.toml constraints.txt
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
# The stamps carry the version of Python: another PYTHON makes the environment anew, and an edit of FACTS installs again.
MADE    := $(VENV)/.made-$(VERSION)
READY   := $(VENV)/.ready-$(VERSION)
DEV     := $(VENV)/.ready-dev-$(VERSION)

.PHONY: run test check bench setup clean
.DELETE_ON_ERROR:

run: $(READY)
	$(BIN)/python run.py run $(SCENARIO)
	@newest=$$(ls -dt results/$(basename $(notdir $(SCENARIO)))/*/figures 2>/dev/null | head -n 1); \
	if [ -n "$$newest" ]; then echo "Figures: $$newest"; else echo "No figures under results/" >&2; exit 1; fi

test: $(DEV)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell
	$(BIN)/python -m pytest -q tests/contracts

bench: $(READY)
	$(BIN)/python -m benchmarks.bench $(if $(FULL),--full)

setup: $(DEV)

clean:
	rm -rf $(VENV) build *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || { \
	echo "$(PYTHON) is not a Python 3.11, 3.12 or 3.13 that runs; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(READY): $(MADE) $(FACTS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --constraint constraints.txt
	@touch $@

$(DEV): $(MADE) $(FACTS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' --constraint constraints.txt
	@touch $@ $(READY)
