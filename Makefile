# Needs only make and Python 3.11 or newer: everything else comes from requirements.lock into .venv.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
READY := .venv/installed

all: test lint ## test and lint

dev: $(READY) ## make .venv from requirements.lock; again only when the lock changes
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "nat-attrib needs Python 3.11 or newer with venv; install one or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	@echo "Installing what is needed into .venv; this takes a minute or two, once." >&2
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
test: $(READY) ## run the tests
	$(BIN)/pytest -q -n auto --dist loadfile --no-loadscope-reorder
lint: $(READY) ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
format: $(READY) ## rewrite the code in the one style
	$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format .
demo: $(READY) ## the whole program on sample_logs/, no AWS needed
	$(BIN)/nat-attrib demo
bench: $(READY) ## speed against plain engines on the same files
	$(BIN)/python -m tests.bench
docs: $(READY) ## write docs/schema.md and tests/schemas/ from sql/, and what the pages' examples print
	$(BIN)/python -m tests.tools.schema_page
	$(BIN)/python -m tests.tools.schema_dump
	$(BIN)/python -m tests.tools.pages
lock: $(READY) ## resolve the newest versions into requirements.lock
	$(BIN)/pip install --quiet uv && $(BIN)/uv pip compile pyproject.toml --quiet --extra dev --universal --upgrade \
	  --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o requirements.lock
	$(BIN)/python -m tests.tools.run_lock
dist-check: $(READY) ## build the wheel and prove that it holds every SQL file and runs alone
	$(BIN)/python -m tests.tools.dist_check
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile
.PHONY: all dev test lint format demo bench docs lock dist-check help
