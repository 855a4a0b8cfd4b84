# Newsmill: `make demo` shows it at work, `make test` proves it. `make help` lists all.
PYTHON ?= python3.11
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/ready: requirements/uv.lock requirements/dev.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --require-hashes -r requirements/uv.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: setup
setup: .venv/ready ## Make .venv with everything, locked and hashed

.PHONY: lock
lock: setup ## Resolve the dependencies anew into requirements/*.lock
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-header -c requirements/run.lock --extra dev pyproject.toml -o requirements/dev.lock

.PHONY: demo
demo: setup ## Start everything, feed the example articles, show what became of them
	$(BIN)/newsmill demo

.PHONY: test
test: setup ## Run all tests (real embedded Kafka)
	$(BIN)/python -m pytest

.PHONY: lint
lint: setup ## Formatter, linter, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

.PHONY: evaluate
evaluate: setup ## Score every stage on gold data: make evaluate DATA=folder
	$(BIN)/python -m tests.evaluation.evaluate --data $(DATA)
