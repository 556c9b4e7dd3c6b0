PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install serve test bench model scope-model clean

install: $(STAMP)

# torch first and pinned: an open range would pull the CUDA build.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $(STAMP)

serve: install
	$(BIN)/xuefa serve

test: install
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/check

bench: install
	$(BIN)/python -m eval.bench

# The embedding model is made on the first build; this makes it ahead of time.
model: install
	$(BIN)/python -m index

# Retrains the scope model from our own questions; OTHER adds questions about other areas of law.
scope-model: install
	$(BIN)/python -m assistant.scope_training $(if $(OTHER),--other $(OTHER)) --exclude eval/questions/*.jsonl $(EXCLUDE)

clean:
	rm -rf $(VENV) .cache build *.egg-info
