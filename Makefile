# Every target sets up what it needs: .venv, from constraints.txt, with all extras but two: bench only for `make bench`, explore for `make explore`.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EXTRAS := geo,analysis,dask,workshop,test,check
SUITABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
# The first interpreter that runs and is recent enough; say another with `make PYTHON=... test`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if $$p -c '$(SUITABLE)' >/dev/null 2>&1; then echo $$p; break; fi; done)

WHAT := --quiet -c constraints.txt -e '.[$(EXTRAS)]'
INSTALL_UV := uv pip install --python $(BIN)/python $(WHAT)
INSTALL_PIP := $(BIN)/python -m pip install --disable-pip-version-check $(WHAT)
PEERS := --quiet -c constraints.txt -e '.[$(EXTRAS),bench]'
PAGE := --quiet -c constraints.txt -e '.[$(EXTRAS),explore]'

.DEFAULT_GOAL := help
.PHONY: help demo explore workshop test test-web test-survival check lint types floors docs-current docs validate bench bench-scale baseline clean

help:  ## say what can be done
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1: /p' Makefile

demo: $(READY)  ## fund people, or investments? the answer on a real territory, in minutes
	@$(BIN)/essaimage demo

explore: $(VENV)/.explore  ## the model month by month in a browser; ARGS="policy=fund_people lang=fr"
	@$(BIN)/essaimage explore $(ARGS)

workshop: $(READY)  ## the model before a room of people, from this machine; ARGS="--port 8080 --lang en"
	@$(BIN)/essaimage workshop $(ARGS)

test: $(READY)  ## run the tests, on every core
	@$(BIN)/python -m pytest -n auto --dist worksteal

test-web: $(READY)  ## run the long tests in a browser (Chromium): rooms of thirty, slow and lost connections
	@$(BIN)/python -m pytest -s -m web tests/web tests/workshop

test-survival: $(READY)  ## kill a sweep of 1,000 cells three times at random on each engine, and resume it; minutes
	@ESSAIMAGE_SURVIVAL=1000 ESSAIMAGE_SURVIVAL_SEED=$${SEED:-2026} $(BIN)/python -m pytest -s tests/experiments/test_survival.py

check: lint types floors docs-current  ## style, types, floors, generated pages

lint: $(READY)
	@echo "Style (ruff)"
	@$(BIN)/ruff check --quiet .

types: $(READY)
	@echo "Types (mypy)"
	@$(BIN)/python -m mypy

floors: $(READY)
	@echo "Floors (import-linter)"
	@$(BIN)/lint-imports --no-logo

docs-current: $(READY)
	@echo "Generated pages are current"
	@$(BIN)/python -m experiments.docs --check

docs: $(READY)  ## write the generated pages of docs/
	@$(BIN)/python -m experiments.docs

validate: $(READY)  ## measure every criterion at full size and write docs/validation.md; within an hour
	@$(BIN)/essaimage validate out=results/validation --lang en; code=$$?; \
		$(BIN)/python -m experiments.docs --validation results/validation && exit $$code

bench: $(VENV)/.bench  ## measure speed against C and other libraries: one table of ratios; ARGS=--quick for minutes
	@mkdir -p results && $(BIN)/python -m benchmarks --json results/bench.json $(ARGS)

bench-scale: $(READY)  ## measure how time and memory grow from ten thousand citizens to ten million; minutes
	@$(BIN)/python -m benchmarks.scale

baseline: $(READY)  ## rewrite the exact figures of tests/regression/
	@$(BIN)/python tests/regression/baseline.py

clean:  ## remove .venv and caches; results/ stays
	@echo "Removing $(VENV) and caches"
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp holds the folder it was made in: a tree that was moved or copied, or whose interpreter has gone, starts again.
STALE := $(shell [ -x $(BIN)/python ] && grep -qxF '$(CURDIR)' $(READY) 2>/dev/null || rm -f $(READY))

$(READY): pyproject.toml constraints.txt
	@if [ -z "$(PYTHON)" ]; then \
		echo "essaimage needs Python 3.11 or newer with its venv module, and found none." >&2; \
		echo "Install one (https://www.python.org; on Debian and Ubuntu: apt install python3 python3-venv)" >&2; \
		echo "or name yours: make PYTHON=/path/to/python3 test" >&2; exit 1; fi
	@$(PYTHON) -c '$(SUITABLE)' || { \
		echo "PYTHON=$(PYTHON) is not Python 3.11 or newer with its venv module." >&2; exit 1; }
	@[ -f $@ ] || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	@echo "Setting up $(VENV) with $$($(BIN)/python -V) (once; it takes a few minutes)"
	@if command -v uv >/dev/null 2>&1 && $(INSTALL_UV); then :; else $(INSTALL_PIP); fi
	@echo '$(CURDIR)' > $@

$(VENV)/.bench: $(READY)
	@echo "Adding the libraries that speed is measured against (once)"
	@if command -v uv >/dev/null 2>&1 && uv pip install --python $(BIN)/python $(PEERS); then :; \
		else $(BIN)/python -m pip install --disable-pip-version-check $(PEERS); fi
	@touch $@

$(VENV)/.explore: $(READY)
	@echo "Adding the page and its assets (once; 240 MB)"
	@if command -v uv >/dev/null 2>&1 && uv pip install --python $(BIN)/python $(PAGE); then :; \
		else $(BIN)/python -m pip install --disable-pip-version-check $(PAGE); fi
	@touch $@
