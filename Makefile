# Everything a person does with this house from a terminal. Works with any make on Linux and macOS:
# no shell variables of GNU make, no sed, recipes in plain sh.

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help run lake test fetch check format bench drill demo screenshots lock licences audit wheels

help: ## show these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/run.stamp ## open the dashboard in a browser; the first time it installs what it needs
	@$(BIN)/python -m streamlit run dashboard.py

lake: $(VENV)/lake.stamp ## open the dashboard with a store that several processes share: docs/lake.md
	@$(VENV)/lake/bin/python -m streamlit run dashboard.py

# Python keeps what it compiled, also where the machine says otherwise: tests start it hundreds of times.
test: fetch ## run all tests; fetches what they need where it may
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

fetch: $(VENV)/test.stamp ## fetch what only tests need: Chromium, nginx, PostgreSQL, the lake's packages
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.nginx
	@$(BIN)/python -m tests.postgres
	@$(MAKE) --silent $(VENV)/lake.stamp || echo "No packages for the lake to be had: its tests are skipped."

check: $(VENV)/test.stamp ## form, rules and types of the code, without changing it
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

format: $(VENV)/test.stamp ## bring the code into form and mend what can be mended by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/test.stamp ## measure speed, each figure beside a reference; PARTS="lake sessions" for some; writes docs/benchmarks.md
	@$(BIN)/python -m tests.bench $(PARTS)

drill: $(VENV)/test.stamp ## kill, fill, damage and restore stores for half an hour; writes docs/drill.md
	@$(BIN)/python -m tests.drill

screenshots: $(VENV)/test.stamp ## make the pictures of the README anew from the demonstration
	@$(BIN)/python -m tests.screenshots

demo: $(VENV)/run.stamp ## build the demonstration store anew
	@$(BIN)/python -m kpi demo

# What follows needs a network and is never part of the tests. Its tools stay out of the environment.
SUPPLY = $(VENV)/supply

lock: $(VENV)/test.stamp $(SUPPLY)/made.stamp ## write requirements.lock anew: the installed versions, all hashes
	@$(BIN)/python -m pip freeze --disable-pip-version-check > $(SUPPLY)/installed.txt
	@$(SUPPLY)/bin/uv pip compile --quiet --system-certs --universal --python-version 3.11 \
	  --generate-hashes --no-header --constraint $(SUPPLY)/installed.txt \
	  --output-file requirements.lock requirements.txt

licences: $(VENV)/test.stamp ## write docs/licences.md anew from the installed packages
	@$(BIN)/python -m tests.supply

audit: $(SUPPLY)/made.stamp ## ask the advisory service about every locked package
	@$(SUPPLY)/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

wheels: $(BIN)/python ## fetch every locked package into wheels/, for a machine without a network
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary :all: \
	  --require-hashes --requirement requirements.lock --dest wheels

$(SUPPLY)/made.stamp: $(BIN)/python
	@$(BIN)/python -m venv --clear $(SUPPLY)
	@$(SUPPLY)/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9 pip-audit==2.10.1
	@touch $@

# The newest Python named here that is 3.11 or newer makes the environment. A dangling link to a
# Python that was removed counts as missing, so that the environment is made anew.
$(BIN)/python:
	@for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  found=$$python; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	  echo "Making the environment in $(VENV) with $$("$$python" --version)."; \
	  "$$python" -m venv --clear $(VENV) && exit 0; \
	  exit 1; \
	done; \
	if [ -n "$$found" ]; then \
	  echo "$$found cannot make environments: install its venv package (Debian: apt install python3-venv)." >&2; \
	else \
	  echo "Python 3.11 or newer is needed. Name another one with: make run PYTHON=/path/to/python3" >&2; \
	fi; \
	exit 1

$(VENV)/run.stamp: requirements.lock requirements.txt $(BIN)/python
	@echo "Installing what the dashboard needs (once, a minute or so)."
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --requirement requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements.lock requirements.txt requirements-dev.txt $(BIN)/python
	@echo "Installing what testing needs (once, a minute or so)."
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --requirement requirements-dev.txt
	@touch $(VENV)/run.stamp $@

# A store that several processes share needs another release of DuckDB. This environment stands on
# the first: what it holds itself goes before, everything else is read from there.
$(VENV)/lake.stamp: $(VENV)/run.stamp requirements-lake.txt
	@echo "Installing what a lake needs (once, some seconds)."
	@$(BIN)/python -m venv --clear --without-pip $(VENV)/lake
	@$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
	  > "$$($(VENV)/lake/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/base.pth"
	@$(BIN)/python -m pip --python $(VENV)/lake/bin/python install --quiet --disable-pip-version-check \
	  --no-deps --requirement requirements-lake.txt
	@touch $@
