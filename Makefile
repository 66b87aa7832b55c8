# Everything here needs python3 (3.11 or newer) and make, nothing else: each target sets up what it uses.
#   make demo    a survey from launch to digest in this terminal, no tokens (ARGS="--no-input" for scripts)
#   make test    all tests

PYTHON ?= python3
VENV   ?= .venv
JOBS   ?= 2
ARGS   ?=

BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)
# In rows: what the tests of one file share is made once, and whoever is done takes over from the other.
PYTEST  = $(BIN)/python -m pytest -n $(JOBS) --dist worksteal

# A lock names everything, so nothing is looked up beside it: an older pip, asked for an extra (coverage[toml]), would else
# take that package's newest release, which has no hash here.
locked = --require-hashes --no-deps -r $(1)

# uv where found (faster), pip where not, or where uv cannot reach what pip can. Compiled, as pip does by itself: without
# its bytecode the bot takes twice as long to start.
install = { test -n "$(UV)" && $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python $(1); } || \
          $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1)

# Where bytecode is not to be kept, each process of the tests would compile the bot anew, and pytest every test.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo run test test-fast soak check format coverage bench bench-peers mutants audit lock clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/dev.stamp ## set up everything, tests and tools included

demo: $(VENV)/digest.stamp ## a survey from launch to digest in this terminal, no tokens (ARGS="--no-input" for scripts)
	@$(BIN)/nachgefragt demo $(ARGS)

run: $(VENV)/digest.stamp ## run the bot with the tokens from .env, and with what finds themes
	@$(BIN)/nachgefragt run $(ARGS)

test: $(VENV)/dev.stamp ## all tests
	@$(PYTEST) $(ARGS)

test-fast: $(VENV)/dev.stamp ## the tests that need neither PostgreSQL nor patience
	@$(PYTEST) -m "not slow and not postgres and not soak" $(ARGS)

soak: $(VENV)/dev.stamp ## the long tests: a thousand kills, every crash point, many seeds, thirty days (hours; docs/testing.md)
	@$(PYTEST) -m soak -rP $(ARGS)

check: $(VENV)/dev.stamp ## format, lint, types, import rules, then all tests: what CI runs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(PYTEST) $(ARGS)

coverage: $(VENV)/dev.stamp ## all tests, and which lines and branches they pass (half as long again)
	@$(PYTEST) --cov --cov-report=term $(ARGS)

format: $(VENV)/dev.stamp ## put the code into its form
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: $(VENV)/dev.stamp ## the benchmarks, one JSON line per figure (docs/performance.md)
	@$(BIN)/python -m bench $(ARGS)

bench-peers: .venv-peers/stamp ## set up the programs that the benchmarks of quality compare with (.venv-peers)

.venv-peers/stamp: bench/peers.txt
	@$(PYTHON) -m venv --clear .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r bench/peers.txt
	@touch $@

mutants: $(VENV)/dev.stamp ## plant 300 small mistakes, see which the tests notice (ARGS="--list-survivors", docs/mutants.md)
	@$(BIN)/python -m bench.mutants $(ARGS)

audit: ## ask whether a locked library has a known flaw (SECURITY.md); fails too where nobody can be asked
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv --clear .venv-audit && \
	    .venv-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit; }
	@.venv-audit/bin/pip-audit --strict --disable-pip $(patsubst %,-r %,$(wildcard requirements*.lock)) $(ARGS)

lock: ## write the lock files anew, with the newest versions that pyproject.toml allows
	@command -v uv >/dev/null || test -x $(BIN)/uv || { $(MAKE) $(BIN)/python && $(BIN)/python -m pip install --quiet uv; }
	@PATH="$(BIN):$$PATH"; for lock in "requirements-dev.lock --all-extras --group dev" "requirements.lock -c requirements-dev.lock" \
	    "requirements-digest.lock --extra digest -c requirements-dev.lock"; do \
	    uv pip compile pyproject.toml --quiet --upgrade --group build --universal --python-version 3.11 \
	        --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	        --custom-compile-command "make lock" --output-file $$lock || exit 1; \
	done
	@! grep -nE '://|--(extra-)?index-url|--find-links' requirements*.lock

clean: ## remove what make made; var/ (the data) stays
	rm -rf $(VENV) .venv-audit .venv-peers .mutants .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo 'nachgefragt needs Python 3.11 or newer. Say which one: make PYTHON=python3.12' >&2; exit 1; }
	@echo 'Setting up $(VENV) (once, about half a minute) ...' >&2
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv --clear $(VENV); \
	elif test -n "$(UV)"; then $(UV) venv --quiet --clear --python "$$(command -v $(PYTHON))" $(VENV); \
	else echo 'This Python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; \
	fi || { rm -rf $(VENV); exit 1; }

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@$(call install,$(call locked,requirements.lock))
	@$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

# The larger locks hold the smaller one, at the same versions.
$(VENV)/digest.stamp: requirements-digest.lock pyproject.toml | $(VENV)/run.stamp
	@$(call install,$(call locked,requirements-digest.lock))
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	@$(call install,$(call locked,requirements-dev.lock))
	@$(call install,--no-deps --no-build-isolation -e .)
	@touch $(VENV)/run.stamp $(VENV)/digest.stamp $@
