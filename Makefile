# The only door: `make` alone lists the commands.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:

PORT ?= 8000
PYTHON ?= python3.11
BIN := .venv/bin
export DJANGO_SETTINGS_MODULE := opora.config.settings
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
# Where Python may not keep what it compiled, every process compiles Django and scipy anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup assets demo serve test test-fast check fix bench measures health picture clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

# `uv` comes from PyPI into a folder of its own, then everything else comes from the lock.
.cache/uv/bin/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Нужен Python 3.11: apt-get install python3 python3-venv"; exit 1; }
	$(PYTHON) -m venv .cache/uv || { echo "Нет модуля venv: apt-get install python3-venv"; exit 1; }
	.cache/uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

.venv/.synced: .cache/uv/bin/uv pyproject.toml uv.lock
	.cache/uv/bin/uv sync --quiet --locked --python $(PYTHON)
	@touch $@

setup: .venv/.synced ## environment from the lock

assets: .venv/.synced ## front-end files from npm by lock
	@$(BIN)/python frontend/build.py

demo: assets ## a served site with a synthetic district (PORT=8000)
	@$(BIN)/opora demo --port $(PORT)

serve: assets ## the server on the data in var/ (PORT=8000)
	@$(BIN)/opora serve --port $(PORT)

test: assets ## install what the tests need and pass them all
	@tools/install_for_tests.sh
	@tools/with_postgres.sh tools/run_tests.sh

test-fast: assets ## the head of each test file on the embedded database, a minute
	@$(BIN)/pytest -q -n auto --dist worksteal -m first

check: assets ## format, lint, types, imports, migrations
	@$(BIN)/ruff format --check src tests benchmarks tools frontend
	$(BIN)/ruff check src tests benchmarks tools frontend
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m django makemigrations --check --dry-run

fix: setup ## repair what a tool can repair
	@$(BIN)/ruff check --fix src tests benchmarks tools frontend
	$(BIN)/ruff format src tests benchmarks tools frontend

bench: assets ## figures beside those of peers, one run (BENCH="--only lists --millions 100")
	@.cache/uv/bin/uv sync --quiet --locked --inexact --group bench
	$(BIN)/python benchmarks/run.py $(BENCH)

measures: setup ## carry out every measure of the seeds through the services of the pages
	@$(BIN)/python tools/measures.py

health: setup ## sizes, types, docstrings and tests of our own code
	@$(BIN)/python tools/health.py

picture: assets ## the screenshots of the README and docs
	@$(BIN)/python tools/picture.py

clean: ## remove what make made, never var/
	@rm -rf .venv .cache node_modules src/opora/web/static/vendor
