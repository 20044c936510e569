# A fresh machine needs Python 3.11 or newer, make and git; everything else is installed here.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --group pyproject.toml:build pyproject.toml

# What Python has compiled is kept, whatever the shell says: the tests begin many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup run test suite faults presses lint lock docs clips clean

setup: .venv/ready

.venv/ready: requirements-dev.lock pyproject.toml
	@echo "== setting up .venv (once; needs the network)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch .venv/ready

run: setup
	@$(BIN)/smena run

lint: setup
	@echo "== ruff" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== mypy" && $(BIN)/mypy
	@echo "== import contracts" && $(BIN)/lint-imports --no-cache --no-logo

test: setup
	@$(MAKE) --no-print-directory -j2 lint suite

suite: setup
	@echo "== tests" && $(BIN)/python -m pytest -q -n 4 --dist worksteal --durations=5

# Kills workers, Redis and primaries under ten thousand presses, cuts a thousand files; says how to play the same again.
faults: setup
	@$(BIN)/python -m tests.faults $(FAULTS)

# Walks all games by a hundred thousand random presses and more (some minutes); SEED=2 walks elsewhere.
presses: setup
	@$(BIN)/smena check --presses 8400 --seed $(or $(SEED),1)

# Makes both locks anew, versions and hashes only: what runs (also in the image), and the same with the tools.
lock: setup
	@$(PIP) install uv
	@$(COMPILE) --extra embedded --output-file requirements.lock
	@$(COMPILE) --extra embedded --extra dev --constraint requirements.lock --output-file requirements-dev.lock

docs: setup
	@$(BIN)/python docs/reference/make.py

# Draws the films of the stories anew; they are kept with the project, so this is needed only when a scene has changed.
clips: setup
	@$(PIP) install imageio-ffmpeg==0.8.1
	@$(BIN)/python -m adapters.studio.clips

clean:
	rm -rf .venv .smena build *.egg-info .mypy_cache .ruff_cache .hypothesis .import_linter_cache
