# Oddiya's commands. Each works from a clean clone and needs Python 3.11 or newer, and nothing else.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.run-is-installed
DEV    := $(VENV)/.dev-is-installed
LOCUST := .venv-load/.is-installed

.DEFAULT_GOAL := help
.PHONY: help run test e2e load chaos demo check secrets audit sbom bench format openapi monitoring lock clean

help: ## show these commands
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: $(RUN) ## start everything in one process on PORT (8080) and keep its data under ODDIYA_HOME (var/)
	@exec $(BIN)/oddiya up

demo: $(RUN) ## walk through what Oddiya can do, on data of its own
	@$(BIN)/oddiya demo

test: $(DEV) ## run the whole suite against real servers
	@$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report= --cov-fail-under=95

e2e: $(DEV) ## walk a traveller's whole way through all processes apart, on real servers
	@$(BIN)/python -m pytest -p no:randomly tests/e2e/test_system.py

load: $(DEV) $(LOCUST) ## let 50, 200 and 1,000 people use all processes apart; LOAD="mixed --users 50" chooses
	@$(BIN)/python -m tests.load $(LOAD)

chaos: $(DEV) ## take away, slow down and garble what they stand on, and kill them, under load; CASES names some
	@$(BIN)/python -m tests.chaos $(CASES)

check: $(DEV) ## lint, types, import rules, dependencies, published contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/oddiya openapi --check composition/openapi.json
	$(BIN)/python -m deploy.monitoring --check
	$(BIN)/zizmor --offline --quiet --persona=pedantic .github

secrets: $(DEV) ## look for secrets in every file and in every commit
	@$(BIN)/python -m tests.supply.secrets --history

audit: $(DEV) ## ask which locked packages have known holes (needs the network)
	@$(BIN)/python -m tests.supply.audit

sbom: $(DEV) ## write what Oddiya consists of, as CycloneDX, into var/sbom/
	@$(BIN)/python -m tests.supply.sbom var/sbom

bench: $(DEV) ## time each claim against its rival; tables here, JSON under var/bench/
	@$(BIN)/python -m tests.bench $(BENCH)

format: $(DEV) ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: $(DEV) ## write composition/openapi.json anew
	$(BIN)/oddiya openapi --out composition/openapi.json

monitoring: $(DEV) ## write rules and dashboards anew from the metrics
	$(BIN)/python -m deploy.monitoring

lock: $(DEV) ## resolve the dependencies anew into requirements/
	$(BIN)/python requirements/lock.py

clean: ## remove the environment and the data
	rm -rf $(VENV) .venv-load var

$(VENV)/bin/python:
	@$(PYTHON) requirements/python_is_new_enough.py
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }

$(RUN): requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what 'make run' needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what 'make test' and 'make check' need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(RUN) $@

# Locust brings a world of its own, which Oddiya's environment is kept free of.
$(LOCUST): requirements/load.txt | $(BIN)/python
	@echo "Installing what 'make load' needs ..."
	@$(PYTHON) -m venv .venv-load
	@.venv-load/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/load.txt
	@touch $@
