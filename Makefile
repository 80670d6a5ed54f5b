# Two commands for a newcomer: `make demo` and `make test`. Each does its own set-up in .venv.

PYTHON ?= python3
EXTRAS ?= test
BIN := .venv/bin
READY := .venv/ready-$(EXTRAS)

.PHONY: demo test lint bench clean

demo: .venv/demo
	$(BIN)/open311 demo

test: $(READY)
	$(BIN)/python -m pytest -n auto -q

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m tests.benchmarks.reading
	$(BIN)/python -m tests.benchmarks.asking
	$(BIN)/python -m tests.benchmarks.serving
	$(BIN)/python -m tests.benchmarks.search
	$(BIN)/python -m tests.benchmarks.day

.venv/demo: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$(EXTRAS)]'
	touch $@

clean:
	rm -rf .venv
