# Everything runs in a virtual environment of the project's own, with the versions of requirements.lock.
PYTHON ?= python3
EXAMPLES ?= 5000
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: help corpus test fuzz check format review clean lock

help: ## show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

corpus: $(INSTALLED) ## install everything, and make the corpus of the seeds in output/
	$(BIN)/renskrift run seeds --output output
	$(BIN)/renskrift verify --output output

# The tests start many processes, none of which should compile the code anew.
test: $(INSTALLED) ## run all tests, two at a time
	PYTHONDONTWRITEBYTECODE= RENSKRIFT_THREADS=1 \
		$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

fuzz: $(INSTALLED) ## look for new counter-examples to the property tests, for hours (EXAMPLES=5000 each)
	HYPOTHESIS_PROFILE=fuzz RENSKRIFT_EXAMPLES=$(EXAMPLES) RENSKRIFT_THREADS=1 \
		$(BIN)/python -m pytest tests -m hypothesis -n 2 --maxfail 20

check: $(INSTALLED) ## check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(INSTALLED) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

review: $(INSTALLED) ## open the corpus in a browser, to decide on edits and translations
	@test -f output/renskrift.sqlite || $(MAKE) corpus
	$(BIN)/renskrift review --output output

clean: ## remove the environment, the store and all caches; the exported corpus stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis output/renskrift.sqlite*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: ## write requirements.lock again, from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-annotate --no-header pyproject.toml --output-file requirements.lock

# Without dependency resolution: the lock is complete, and what it holds is checked by its hash.
$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@
