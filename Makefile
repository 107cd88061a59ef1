# Everything that a newcomer needs. `make run` and `make test` do all the set-up themselves.
SHELL := /bin/bash
PY := .venv/bin/python
READY := .venv/.ready

.PHONY: run demo test check bench bench-impact docs fuzz asan screenshots clean help

help: ## say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(READY): pyproject.toml scripts/setup.sh
	@bash scripts/setup.sh
	@touch $(READY)

run: $(READY) ## set up, load the demonstration, open the system on http://127.0.0.1:8000
	@$(PY) -m zcforms serve --demo

demo: $(READY) ## put the demonstration's data back as it was
	@$(PY) -m zcforms demo --reset

test: $(READY) ## everything: format, lint, types, imports, unit, service and browser tests
	@bash scripts/setup.sh --browser
	@$(PY) scripts/verify.py all

check: $(READY) ## the inner loop, under a minute: format, lint, types, imports, unit tests
	@$(PY) scripts/verify.py quick

bench: $(READY) ## measure, and write the tables of docs/performance.md
	@$(PY) -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@$(PY) -m benchmarks

bench-impact: $(READY) ## a million applications under another rule (COUNT=1000000 WORKERS=2); its own table of docs/performance.md
	@$(PY) -m benchmarks.impact $(or $(COUNT),1000000) $(or $(WORKERS),2)

docs: $(READY) ## write the generated parts of docs/ anew
	@$(PY) scripts/docs.py

fuzz: $(READY) ## engine against reference for 5 minutes (SECONDS=300 SEED=0), or over COUNT=100000 applications
	@$(PY) -m tests.checks.fuzz_engine $(if $(COUNT),COUNT=$(COUNT),$(or $(SECONDS),300)) $(or $(SEED),0)

asan: $(READY) ## the same under the address sanitizer (SECONDS=60)
	@bash tests/checks/asan.sh $(or $(SECONDS),60)

screenshots: $(READY) ## walk the journey and keep a picture of each page, 1280 and 390 wide, in build/screenshots
	@bash scripts/setup.sh --browser
	@ZCFORMS_TEST_SHOTS=1 $(PY) -m pytest tests/browser -q

clean: ## remove the virtual environment, the embedded data and everything built
	rm -rf .venv var build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
