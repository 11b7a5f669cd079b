# Two commands do everything: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
UV := uv==0.13.8
.DEFAULT_GOAL := help
.PHONY: help setup demo test check import bench load terraform fmt lock

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

setup: .venv/.ready ## virtual environment with the locked packages
.venv/.ready: requirements/dev.txt
	@$(PYTHON) -c "import sys; v = sys.version_info; (3, 11) <= v < (3, 14) or sys.exit('Dealwright needs Python 3.11, 3.12 or 3.13; $(PYTHON) is %d.%d. Name another one: make setup PYTHON=python3.12' % v[:2])"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/uv pip sync --quiet --system-certs --python .venv --require-hashes requirements/dev.txt
	@touch $@

# Tools that few need, each in an environment of its own.
.venv-%/.ready: requirements/%.txt
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

demo: setup ## the product with demo data, on http://127.0.0.1:8000
	@test -z "$$DATABASE_URL" || { echo "DATABASE_URL is set, and the demo brings its own database: env -u DATABASE_URL make demo"; exit 1; }
	@DEMO=true LOG_LEVEL=WARNING $(BIN)/python manage.py demo

test: setup ## the test suite
	@$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

check: setup ## lint, types, import contracts, migrations, deployment settings
	@sh .ci/check

import: setup ## load a data set: make import DIR=folder AS_OF=2017-12-31
	@$(BIN)/python manage.py migrate --verbosity 0 && $(BIN)/python manage.py import_crm "$(DIR)" --as-of "$(AS_OF)" $(ARGS)

bench: setup ## measure against floors: make bench ARGS="recompute --scale 100k"
	@$(BIN)/python manage.py bench $(ARGS)

load: .venv-load/.ready ## 100 users for five minutes against `manage.py stack --demo`: make load ARGS="--users 10 --run-time 30s"
	@.venv-load/bin/locust --locustfile deploy/locustfile.py --headless --only-summary --loglevel WARNING \
		--host "$${STACK_URL:-http://127.0.0.1:8080}" --users 100 --spawn-rate 2 --run-time 5m $(ARGS)

terraform: .venv-terraform/.ready ## form, validity and policies of terraform/
	@sh .ci/terraform

fmt: setup ## format and mend what can be mended
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

lock: setup ## resolve requirements/*.in into the locked *.txt
	@for f in base dev load terraform; do $(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-header \
		requirements/$$f.in -o requirements/$$f.txt; done
