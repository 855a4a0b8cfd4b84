# Newsmill: `make demo` shows it at work, `make test` proves it. `make help` lists all.
PYTHON ?= python3.11
BIN := .venv/bin
PEERS := .venv-peers/bin
DATA ?= ../shared
COMPILE := uv pip compile -q --generate-hashes --python-version 3.11 --no-header pyproject.toml --extra workers
.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# One recipe for both environments: $(1) the folder, $(2) the lock file.
define environment
	$(PYTHON) -m venv $(1)
	$(1)/bin/pip install -q --require-hashes -r requirements/uv.lock
	$(1)/bin/uv pip install -q --python $(1)/bin/python --require-hashes -r $(2)
	$(1)/bin/uv pip install -q --python $(1)/bin/python --no-deps --no-build-isolation -e .
	@touch $(1)/ready
endef

.venv/ready: requirements/uv.lock requirements/dev.lock pyproject.toml setup.py
	$(call environment,.venv,requirements/dev.lock)

.venv-peers/ready: requirements/uv.lock requirements/peers.lock pyproject.toml
	$(call environment,.venv-peers,requirements/peers.lock)

.venv-training/ready: requirements/uv.lock requirements/training.lock pyproject.toml
	$(call environment,.venv-training,requirements/training.lock)

.PHONY: setup
setup: .venv/ready ## Make .venv with everything, locked and hashed

.PHONY: peers
peers: .venv-peers/ready ## Make .venv-peers, with what the benchmarks compare with

.PHONY: training
training: .venv-training/ready ## Make .venv-training (6 GB), for python -m training.ner

.PHONY: lock
lock: setup ## Resolve the dependencies anew into requirements/*.lock
	$(BIN)/$(COMPILE) --upgrade -o requirements/run.lock
	$(BIN)/$(COMPILE) --upgrade -c requirements/run.lock --extra dev -o requirements/dev.lock
	$(BIN)/$(COMPILE) --upgrade -c requirements/run.lock --extra peers -o requirements/peers.lock
	$(BIN)/$(COMPILE) --upgrade -c requirements/run.lock --extra training -o requirements/training.lock

.PHONY: demo
demo: setup ## Start everything, feed the example articles, show what became of them
	$(BIN)/newsmill demo

.PHONY: test
test: setup ## Run all tests (real embedded Kafka)
	$(BIN)/python -m pytest

.PHONY: axe
axe: ## Fetch axe-core from npm, for the accessibility tests of newsmill watch
	npm ci --silent --prefix tests/watch/axe

.PHONY: pictures
pictures: setup ## Make the pictures of newsmill watch in docs/ anew (needs Chromium)
	$(BIN)/python -m tests.watch.pictures

.PHONY: takeovers
takeovers: setup ## Kill, stop and freeze the real workers under load, 42 times a stage (half an hour)
	$(BIN)/python -m pytest -s tests/faults/test_takeovers.py --takeovers 42

.PHONY: lint
lint: setup ## Formatter, linter, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

.PHONY: sbom
sbom: setup ## Write sbom.json (CycloneDX): what the image holds, with versions and licences
	$(PYTHON) -m venv --without-pip .venv-sbom
	$(BIN)/uv pip sync -q --python .venv-sbom/bin/python --require-hashes requirements/run.lock
	$(BIN)/cyclonedx-py environment .venv-sbom/bin/python --pyproject pyproject.toml \
		--output-reproducible --of JSON -o sbom.json
	rm -r .venv-sbom

.PHONY: evaluate
evaluate: setup ## Score every stage on gold data: make evaluate DATA=folder
	$(BIN)/python -m tests.evaluation.evaluate --data $(DATA)

.PHONY: bench
bench: setup ## The stream against a plain loop: make bench CORPUS=articles.jsonl
	$(BIN)/newsmill bench --corpus $(CORPUS)

.PHONY: bench-decode bench-dedup bench-tag bench-quote
bench-decode: peers ## Decode beside other extractors, on gold pages
	$(PEERS)/python -m tests.evaluation.bench_decode $(DATA)/data/decoding/extraction.jsonl \
		$(DATA)/data/decoding/pages_fresh.jsonl.gz \
		--texts $(DATA)/data/dedup/dedup_dev.jsonl

bench-dedup: peers ## Dedup beside datasketch, rensa and simhash, on gold articles
	$(PEERS)/python -m tests.evaluation.bench_dedup quality $(DATA)/data/dedup/dedup_dev.jsonl

bench-tag: peers ## Tag beside plain spaCy, on gold entities
	OMP_NUM_THREADS=1 $(PEERS)/python -m tests.evaluation.bench_tag $(DATA)/data/entities/ner_worldwide.jsonl.gz

bench-quote: peers ## Quote beside textacy, on gold quotes
	$(PEERS)/python -m tests.evaluation.bench_quote $(DATA)/data/quotes/polnear_dev.jsonl

.PHONY: fuzz
fuzz: setup ## Fuzz the decode stage for ten minutes
	$(BIN)/python -m tests.evaluation.fuzz_decode --minutes 10
