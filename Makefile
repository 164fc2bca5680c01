# Everything runs in an environment of its own below this folder; nothing is installed on the machine.
PY ?= $(shell for p in python3.13 python3.12 python3.11 python3; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PORT ?= 8000
UV := .uv/bin/uv
RUN := .venv/bin/python manage.py
export PYTHONPATH := src

.DEFAULT_GOAL := help
.PHONY: help run test bench check lock translations

help: ## What can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(UV): requirements/uv.txt
	@test -n "$(PY)" || { echo "Armkrok needs Python 3.11 or later, and none was found here."; exit 1; }
	@echo "Making an environment in .venv (once) ..."
	@$(PY) -m venv .uv
	@.uv/bin/pip install -q --disable-pip-version-check -r requirements/uv.txt
	@touch $@

.venv/.ok: requirements/dev.txt $(UV)
	@test -x .venv/bin/python || $(UV) venv -q -p $(PY) .venv
	@$(UV) pip sync -q -p .venv/bin/python --require-hashes requirements/dev.txt
	@touch $@

# The official rules for e-invoices are large, and the demo does without them.
.venv/.einvoice: requirements/einvoice.txt .venv/.ok
	@$(UV) pip sync -q -p .venv/bin/python --require-hashes requirements/dev.txt requirements/einvoice.txt
	@touch $@

CATALOGUES := $(wildcard src/armkrok/locale/*/LC_MESSAGES/django.po)
%.mo: %.po .venv/.ok
	@.venv/bin/pybabel -q compile -i $< -o $@

run: .venv/.ok $(CATALOGUES:.po=.mo) ## Start the demo on http://localhost:8000 (PORT=… for another): web server and worker
	@ARMKROK_DEMO=1 ARMKROK_URL=$${ARMKROK_URL:-http://localhost:$(PORT)} exec $(RUN) serve --port $(PORT)

test: .venv/.einvoice $(CATALOGUES:.po=.mo) ## Run the whole suite (PYTEST=… adds arguments)
	@.venv/bin/pytest -n auto --dist loadgroup $(PYTEST)

bench: .venv/.einvoice $(CATALOGUES:.po=.mo) ## Measure the marks, ours beside the floor (ROWS="registering feed" for some)
	@PYTHONPATH=src:. .venv/bin/python -m bench $(ROWS)

check: .venv/.einvoice $(CATALOGUES:.po=.mo) ## Format, lint, types, import contracts, missing migrations, missing translations
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/djlint --quiet --lint src
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	ARMKROK_DEMO=1 $(RUN) makemigrations --check --dry-run
	ARMKROK_DEMO=1 $(RUN) translations --check

translations: .venv/.ok ## Gather the interface's texts into the catalogues of every language
	ARMKROK_DEMO=1 $(RUN) translations

lock: $(UV) ## Choose the newest versions that fit, and write them down with their hashes
	for set in uv base dev einvoice; do $(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header requirements/$$set.in -o requirements/$$set.txt; done
