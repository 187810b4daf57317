# Two commands do all the set-up: `make demo` and `make test`. Both work from nothing but Python 3.11 or later and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto

.PHONY: demo test test-hosts test-engines lint types tests format docs clean

demo: $(VENV)/installed
	@$(BIN)/textclean clean 'fixtures/documents/*.raw.txt' --output demo --trace demo.trace.jsonl --by-rule
	@echo
	@echo "The clean documents lie in demo/, every single edit in demo.trace.jsonl. To see one document's edits with their reasons:"
	@echo "  $(BIN)/textclean explain fixtures/documents/work-report-watermark.raw.txt"

test: lint types tests

lint: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/developing
	$(BIN)/mypy

tests: $(VENV)/developing
	TEXTCLEAN_THOROUGH=1 $(BIN)/pytest -n $(JOBS)

# The adapters against their real hosts, each set in an environment of its own (1.2 GB each). Spark needs Java 17, or its tests are
# skipped, and pytest says so.
ENGINE_TESTS := tests/hosts/test_ray.py tests/hosts/test_spark.py textclean/adapters/ray.py textclean/adapters/spark.py

test-hosts: .venv-hosts/installed
	.venv-hosts/bin/pytest -W default -rs $(addprefix --ignore=,$(ENGINE_TESTS)) tests/hosts textclean/adapters

test-engines: .venv-engines/installed
	.venv-engines/bin/pytest -W default -rs $(ENGINE_TESTS)

.venv-hosts/installed: EXTRAS := datasets,pandas,polars,duckdb,sklearn,langchain,llama-index,haystack,spacy,datatrove
.venv-engines/installed: EXTRAS := ray,spark
.venv-hosts/installed .venv-engines/installed: pyproject.toml
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --editable '.[$(EXTRAS)]' pytest hypothesis
	@touch $@

# Speed and quality beside other tools, each installed into an environment of its own below build/bench (2 GB in all):
# `make bench CORPUS=folder` on texts of yours, else on the project's own prose. ARGS is handed on: `make bench ARGS="--only script"`.
.PHONY: bench
bench: $(VENV)/developing
	$(BIN)/python -m tests.benchmarks $(if $(CORPUS),--corpus "$(CORPUS)") --page $(ARGS)

format: $(VENV)/developing
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The manual: what is generated in docs/ is refreshed, then the pages are built as a site in site/, with every link looked at.
# (Material for MkDocs prints a notice about MkDocs 2 at each build; the variable leaves it out.)
.PHONY: site
docs site: $(VENV)/documenting
	$(BIN)/python -m textclean.reference
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --clean

$(VENV)/documenting: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	@touch $@ $(VENV)/installed

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "textclean needs Python 3.11 or later; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/developing: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/installed

clean:
	rm -rf site $(VENV) .venv-hosts .venv-engines demo demo.trace.jsonl build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
