# Everything a person does with Jenjang from a clone. Needs python3 (3.11 or newer), make and git; nothing else.
#   make demo    the demo office, played to its today and served on 127.0.0.1:8000
#   make test    every test, on SQLite and, where TEST_POSTGRES_URL names a server, on PostgreSQL

PYTHON ?= python3
PORT ?= 8000
TODAY ?= 2026-11-24
ARGS ?=
ENVIRONMENT ?= development
export ENVIRONMENT

VENV := .venv
BIN := $(VENV)/bin
# Touched last, so that an interrupted installation is taken up again.
INSTALLED := $(VENV)/.installed
COMPILED := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
# A file stays with one worker, so that what a module's fixture builds is built once.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

.PHONY: help setup system-needs demo test check bench messages lock format clean
.DELETE_ON_ERROR:

help:
	@sed -n '1,/^$$/s/^# //p' Makefile
	@echo "Others: setup check bench format lock messages clean"

setup: $(INSTALLED) messages system-needs
	@mkdir -p var/static var/media

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Jenjang needs Python 3.11 or newer; $(PYTHON) is older. Name another: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || .ci/make-venv $(PYTHON) $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

# What pip cannot bring. Never fails a person's setup: it names in one line what is missing and what that costs.
system-needs: $(INSTALLED)
	@.ci/system-needs $(BIN)/python

messages: $(COMPILED)

%.mo: %.po locale/compile.py $(INSTALLED)
	@$(BIN)/python locale/compile.py $< $@

demo: setup
	$(BIN)/python manage.py demo --today $(TODAY)
	@echo "Jenjang runs on http://127.0.0.1:$(PORT)/ and keeps the demo's today, $(TODAY). Stop it with Ctrl-C."
	@DEMO_TODAY=$(TODAY) $(BIN)/gunicorn config.wsgi --bind 127.0.0.1:$(PORT) --worker-class gthread --threads 8 \
		--log-level warning

# Both databases are tried even if the first finds something, so that one run tells all.
test: setup
	@status=0; \
	echo "== SQLite"; \
	env -u DATABASE_URL $(PYTEST) || status=1; \
	if [ -n "$$TEST_POSTGRES_URL" ]; then \
		echo "== PostgreSQL"; \
		DATABASE_URL="$$TEST_POSTGRES_URL" $(PYTEST) || status=1; \
	elif [ "$$JENJANG_REQUIRE_POSTGRES" = 1 ]; then \
		echo "!!! PostgreSQL is required here (JENJANG_REQUIRE_POSTGRES=1), but TEST_POSTGRES_URL names no server."; \
		status=1; \
	else \
		echo "!!! SKIPPED: the tests on PostgreSQL. Name a server: TEST_POSTGRES_URL=postgres://user@host:5432/name make test"; \
	fi; \
	exit $$status

# All of them are run even if the first finds something.
check: $(INSTALLED)
	@status=0; \
	run() { echo "== $$*"; "$$@" || status=1; }; \
	run $(BIN)/ruff format --check --output-format concise; \
	run $(BIN)/ruff check --output-format concise; \
	run $(BIN)/lint-imports; \
	run $(BIN)/mypy; \
	run $(BIN)/python manage.py makemigrations --check --dry-run; \
	run $(BIN)/python manage.py check --fail-level WARNING; \
	exit $$status

bench: setup
	$(BIN)/python -m benchmarks $(ARGS)

format: $(INSTALLED)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# No header, no index, no links: the lock says what, never from where. Newer versions: make lock ARGS=--upgrade
lock: $(INSTALLED)
	$(BIN)/pip-compile --quiet --extra dev --strip-extras --generate-hashes --allow-unsafe --no-header --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
		--output-file requirements.lock $(ARGS) pyproject.toml

# Keeps the database and the uploaded files: they are somebody's.
clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .import_linter_cache var/static $(COMPILED)
