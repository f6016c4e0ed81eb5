# Python 3.11 or newer and make are all that a fresh machine needs. `make` lists the targets.

PYTHON ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# Real processes wait more than they work: three files of tests at a time keep two cores busy.
SIDE_BY_SIDE := -n 3 --dist loadfile --no-loadscope-reorder
# The locks are complete: nothing is left to resolve (an older pip takes extras for something newer).
LOCKED := --require-hashes --no-build-isolation --no-deps
# Newest first; one that is only a name (a pyenv shim of a missing version) is passed over.
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python3.14 python)
SUITABLE := import sys; sys.exit(sys.version_info < (3, 11))

# Compiled once for the hundred processes that tests start, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install install-dev demo test test-postgres coverage bench chaos lint check format \
	catalogues lock clean FORCE

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

install: .venv/run.stamp ## Make .venv ready to run the bot; does nothing when it is

install-dev: .venv/dev.stamp ## Make .venv ready to work on the project

demo: install ## Sandbox and bot with sample data, no token, one address
	@$(BIN)/nghedan demo

test: install-dev ## The whole test suite
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-postgres: install-dev ## Storage and conversations again, on a real PostgreSQL
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) --engine postgres tests/storage tests/handlers

coverage: install-dev ## The tests again, with the share of the code that they reach
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) --cov --cov-report=term

bench: install-dev ## How fast, against what one would pick instead (ARGS=--quick is short)
	@$(BIN)/python -m benchmarks $(ARGS)

chaos: install-dev ## Kill it at random, see that nothing is lost (ARGS="--seed 7 --kills 20")
	@$(BIN)/python -m tests.chaos $(ARGS)

lint: install-dev ## Format, lint, types, import contracts, catalogues, house rules
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m tests.checks.catalogues
	@$(BIN)/python -m tests.checks.house
	@$(BIN)/python -m tests.checks.permissions
	@$(BIN)/python -m tests.supply.sbom

sbom: install-dev ## The parts that are shipped, their licences and hashes, into build/
	@$(BIN)/python -m tests.supply.sbom

wheel: install-dev ## Build langdetect, which exists only as source, and compare its hash
	@sh tests/supply/wheel.sh

check: lint test ## What the project's checks run: lint, then the tests

format: install-dev ## Format the code and mend what can be mended
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

catalogues: install-dev ## Bring the .po files up to date with the code
	@$(BIN)/python -m tests.checks.catalogues --update

lock: install-dev ## Choose the newest versions that pyproject.toml allows and write them down
	@$(PIP) --upgrade uv
	@sh tests/checks/lock.sh

clean: ## Remove what can be made again; data/ stays
	@rm -rf .venv build *.egg-info .coverage .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment does not survive a move of its folder, nor the loss of its Python: then it
# is made anew. The recipe always runs; its stamp changes only when something was made.
.venv/made: FORCE
	@if [ "$$(cat .venv/made 2>/dev/null)" = "$(CURDIR)" ] && $(BIN)/python -c '$(SUITABLE)' 2>/dev/null; then exit 0; fi; \
	for candidate in $(CANDIDATES); do \
	  if "$$candidate" -c '$(SUITABLE)' >/dev/null 2>&1; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "No Python 3.11 or newer found: install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	  echo "$$found lacks its venv module: on Debian, apt install python3-venv" >&2; exit 1; \
	fi; \
	rm -rf .venv && "$$found" -m venv .venv && printf '%s' "$(CURDIR)" > .venv/made

.venv/run.stamp: .venv/made pyproject.toml requirements.lock requirements-build.lock
	@echo "Installing what the bot needs into .venv ..."
	@$(PIP) --require-hashes -r requirements-build.lock
	@$(PIP) $(LOCKED) -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	@echo "Installing what the checks need into .venv ..."
	@$(PIP) $(LOCKED) -r requirements-dev.lock
	@touch $@
