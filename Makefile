# Two commands for a newcomer: `make demo` and `make test`. Each does its own set-up in .venv.

PYTHON ?= python3
EXTRAS ?= test
BIN := .venv/bin

.PHONY: demo test lint bench clean

demo: .venv/ready
	$(BIN)/open311 demo

test: .venv/ready
	$(BIN)/python -m pytest -n auto -q

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/ready
	$(BIN)/python -m tests.benchmarks.reading
	$(BIN)/python -m tests.benchmarks.serving

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$(EXTRAS)]'
	touch $@

clean:
	rm -rf .venv
