# make run: the application on this machine.  make test: what must hold before a change is merged.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
export PATH := $(CURDIR)/.venv/bin:$(PATH):/usr/sbin
SHELL := /bin/bash
# every process that starts would have to compile all of it
unexport PYTHONDONTWRITEBYTECODE
# a process a core, each with servers of its own
CORES := $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n > 4 ? 4 : n)))
PYTEST := $(BIN)/pytest -n $(CORES) --dist loadscope --no-loadscope-reorder
.PHONY: run test test-all short test-needs check

run: .venv/installed
	@exec $(BIN)/python cli.py up

# mypy takes a minute of one core: beside the tests
test: test-needs .venv/installed-dev
	@$(MAKE) --no-print-directory -j 2 check short

test-all: test-needs .venv/installed-dev check
	$(PYTEST)

short: .venv/installed-dev
	$(PYTEST) -m "not long"

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Debian 12 has no ensurepip without python3-venv: then uv or the system's pip do
$(UV):
	@rm -rf .venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making .venv ..."
	@if $(PYTHON) -m venv .venv >/dev/null 2>&1; then $(BIN)/python -m pip install -q --disable-pip-version-check uv==0.13.9; \
	elif command -v uv >/dev/null; then uv venv -q --python $(PYTHON) .venv && ln -s "$$(command -v uv)" $(UV); \
	elif rm -rf .venv && $(PYTHON) -m venv --without-pip .venv && $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check uv==0.13.9; \
	else rm -rf .venv; echo "No virtual environment can be made: apt-get install python3-venv, or install uv (https://docs.astral.sh/uv)" >&2; exit 1; fi

# uv is ten times faster, and compiles what the first start would have to; where it does not trust this network's certificates, or does not know its mirror, pip may
install = $(UV) pip install -q --compile-bytecode --python $(BIN)/python -r $(1) 2>.venv/uv.log \
	|| $(UV) pip install -q --compile-bytecode --system-certs --python $(BIN)/python -r $(1) 2>>.venv/uv.log \
	|| $(BIN)/python -m pip install -q --disable-pip-version-check -r $(1) || { cat .venv/uv.log >&2; exit 1; }

.venv/installed: requirements.txt | $(UV)
	@echo "Installing requirements.txt ..."
	@$(call install,requirements.txt)
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@$(call install,requirements-dev.txt)
	@touch $@

# the servers that tests talk to; RUNLEVEL=1 keeps Debian from starting them as services
test-needs:
	@missing=; \
	for need in mariadbd:mariadb-server redis-server:redis-server chromium-headless-shell:chromium-headless-shell pdftotext:poppler-utils; do \
		command -v $${need%%:*} >/dev/null || missing="$$missing $${need##*:}"; done; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing$$missing ..."; export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else echo "The tests need$$missing: sudo apt-get install$$missing" >&2; exit 1; fi
