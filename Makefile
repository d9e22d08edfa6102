# Hustings. `make run` starts a working site, `make test` runs every test; `make help` names the rest.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The newest Python on the path that is new enough; `make run PYTHON=…` names another.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; exit; fi; done; \
	command -v python3)
VENV := .venv/bin
MANAGE := $(VENV)/python manage.py
PYTEST := $(VENV)/python -m pytest
WORKERS ?= 2
DATABASE := $(VENV)/python -m tests.postgres

export PORT
# What is compiled is kept: the suite and the programs it starts import a thousand modules each.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help
help: ## Show what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name words; do printf '  make %-16s %s\n' "$$name" "$$words"; done

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "Hustings needs Python 3.11 or newer; none was found on this machine."; exit 1; }

.PHONY: base
base: python
	@$(PYTHON) -m lms.bootstrap run

.PHONY: dev
dev: python
	@$(PYTHON) -m lms.bootstrap test
	@$(MANAGE) build_assets --verbosity 0 --settings=lms.settings.test

.PHONY: run
run: base ## Start the site, its workers and demo data at http://127.0.0.1:8000 (PORT=… for another port)
	@exec $(VENV)/python -m lms.run

.PHONY: demo
demo: base ## Make the demo people and courses again
	@$(VENV)/python -m lms.run --prepare --demo

.PHONY: test
test: dev ## Run the whole suite on SQLite, then the tests marked postgresql on PostgreSQL
	@$(PYTEST) -n $(WORKERS) --dist loadgroup
	@$(DATABASE) $(PYTEST) -m postgresql

.PHONY: test-postgresql
test-postgresql: dev ## Run the whole suite but the browser tests on PostgreSQL
	@$(DATABASE) $(PYTEST) -n $(WORKERS) --dist loadgroup -m "not browser"

.PHONY: breakages
breakages: dev ## Break the code on purpose, one thing at a time, and see a test fail (ONLY="words" for some)
	@$(VENV)/python -m tests.breakages $(if $(ONLY),--only $(ONLY))

.PHONY: bench
bench: dev ## Measure pages and writes on PostgreSQL and the production server (BENCH=quick for a first look)
	@BENCH="$(BENCH)" $(VENV)/python -m tests.bench

.PHONY: check
check: dev ## Look for faults without running: style, types, templates, imports, migrations, settings
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/djlint --quiet --check --lint templates courses lms
	$(VENV)/mypy
	$(VENV)/lint-imports --no-cache
	$(MANAGE) makemigrations --check --dry-run --settings=lms.settings.test
	$(VENV)/python -m tests.deployment

.PHONY: fmt
fmt: dev ## Bring code and templates into the common form
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .
	$(VENV)/djlint --quiet --reformat templates courses lms || true

.PHONY: messages
messages: dev ## Bring the catalogues of translations (lms/locale) up to date with the words of the code
	@DJANGO_SETTINGS_MODULE=lms.settings.test $(VENV)/python -m tests.messages

.PHONY: lock
lock: python ## Lock requirements/*.in again, with hashes (needs the network)
	@$(PYTHON) -m venv var/lock && var/lock/bin/pip install --quiet --disable-pip-version-check uv
	cd requirements && for name in base dev; do ../var/lock/bin/uv pip compile --quiet --upgrade --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" $$name.in -o $$name.txt || exit 1; done

.PHONY: clean
clean: ## Remove caches; your data in var/ stays
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/lock
