# A fresh machine needs Python 3.11 or newer, make and git; everything else is installed here.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup run test lint lock clean docs

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	@echo "== setting up .venv (once; needs the network)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch .venv/ready

run: setup
	@$(BIN)/smena run

lint: setup
	@echo "== ruff" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== mypy" && $(BIN)/mypy
	@echo "== import contracts" && $(BIN)/lint-imports --no-cache

test: lint
	@echo "== tests" && $(BIN)/python -m pytest -q -n 2 --durations=5

# Makes the lock anew: versions and hashes only.
lock: setup
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate \
	  --extra embedded --extra dev --python-version 3.11 pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv .smena build *.egg-info .mypy_cache .ruff_cache .hypothesis
