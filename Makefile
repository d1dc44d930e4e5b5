# Sets up what is missing (uv, .venv with the locked packages), then does the job.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
export OMP_NUM_THREADS ?= 1
# where it is set, every start of a process would compile torch anew
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test test-browser bench lint build clean

$(READY): requirements.lock pyproject.toml
	@./bootstrap.sh $(PYTHON)
	@touch $@

demo: $(READY)  ## build, release, grade a sample class, feedback, report
	@$(BIN)/python -m autograder.demo

test: $(READY) lint  ## all tests that need no browser
	@$(BIN)/pytest

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/mypy

BROWSER := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

test-browser: $(READY)  ## tests that drive a real browser: about a quarter of an hour
ifeq ($(BROWSER),)
	@$(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium
endif
	@$(BIN)/pytest -m browser

bench: $(READY)  ## ours against stock nbgrader, otter-grader and the bare cost: about six minutes
	@$(BIN)/python -m benchmarks

build: $(READY)
	@$(BIN)/autograder build

clean:
	rm -rf build .venv
