# make run: the dashboard on this machine. make test: every test, the browser's too.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
SHELL := /bin/bash
# One worker more than there are cores, since some tests wait; four at most, since each needs half a gigabyte. A file's tests
# stay together, so that what they share is made once; docs/tests.md says what takes the time.
WORKERS = $$(n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((n < 4 ? n + 1 : 4)))
# What Python compiled is kept, whatever the surroundings say: else each worker and each command compiles everything anew.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: run test quick record mutants data check bench bench-web lint torture siege lock licences audit cluster bench-cluster

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which one with: make PYTHON=python3.12 run"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-spark.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -r requirements-spark.txt
	touch $@

$(VENV)/.installed-spark: requirements-spark.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt
	touch $@

data: $(VENV)/.installed
	$(BIN)/python -m etl build --if-changed

run: data
	GARDEFOU_OPEN=$${GARDEFOU_OPEN:-1} $(BIN)/streamlit run serve.py --server.port $(PORT)

# Three quarters of an hour alone on the machine, and 25 GB of disk: one machine, Spark, and Spark's own way on the same
# dump. BENCH="--millions 4 --rounds 1" takes some eight minutes.
bench-cluster: $(VENV)/.installed-spark
	$(BIN)/python -m benchmarks.cluster $(BENCH)

# A Spark master and two workers on this machine, until Ctrl-C. Needs Java 17 or newer; docs/cluster.md.
cluster: $(VENV)/.installed-spark
	$(BIN)/python -m etl cluster

check: data
	$(BIN)/python -m etl check

quick: $(VENV)/.installed-dev
	$(PYTEST) -m "not browser and not slow" -x

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet . && $(BIN)/mypy

test: lint
	./tests/tools/browser.sh
	$(PYTEST)

# Needs disk (5 GB) and patience (three quarters of an hour): generated dumps of 1, 4 and 16 million rows, a million posts.
bench: $(VENV)/.installed
	BENCH_PYTHON=$(BENCH_PYTHON) $(BIN)/python -m benchmarks
	$(BIN)/python -W ignore -m benchmarks.tagging

# Real servers and a real browser for some minutes; the machine should have nothing else to do.
bench-web: data $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.web

# About an hour, on this machine only: kills, readers during swaps, damaged and hostile inputs, planted secrets, a cluster
# of two workers. Each part has an end. Its table goes into docs/reliability.md.
torture: $(VENV)/.installed-dev $(VENV)/.installed-spark
	$(BIN)/python -m torture --write docs/reliability.md
	GARDEFOU_TIMES=2 $(BIN)/python -m pytest -n 0 tests/test_hidden.py tests/test_sentences.py tests/test_*_properties.py \
		tests/test_dsa_faults.py tests/test_dsa_odd.py

# A quarter of an hour, loopback only: hundreds of unfriendly connections while an ordinary visitor reads every page. Its
# table goes into docs/reliability.md.
siege: $(VENV)/.installed-dev
	$(BIN)/python -m torture.siege --write docs/reliability.md

# What is installed is what was looked at: every package with its version and hashes, made anew from requirements.txt.
lock:
	uv pip compile --quiet --generate-hashes --python-version 3.11 --python-platform linux requirements.txt -o requirements.lock

licences: $(VENV)/.installed
	$(BIN)/python tests/tools/licences.py

# The tool has packages of its own: it gets a place of its own.
audit:
	test -x $(VENV)/audit/bin/python || $(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	$(VENV)/audit/bin/python tests/tools/audit.py

# After a change that is meant to change numbers: what every select gives for the rows first collected, written anew.
record: $(VENV)/.installed-dev
	RECORD_NUMBERS=1 $(BIN)/python -m pytest -n 0 tests/affairs/grok/test_recorded.py tests/affairs/grok/test_published.py tests/test_constants.py \
		tests/test_field.py tests/test_field_posts.py tests/test_another_affair.py tests/test_estimates_recorded.py \
		tests/test_told_by_hand.py tests/test_commands.py tests/test_conversations.py tests/test_requests.py tests/test_printed.py tests/test_rules.py \
		tests/test_detections.py tests/test_detector_tables.py

# Half an hour: each wrong rule of tests/mutants.yml put in alone, on a copy; a test of its area must fail.
mutants: $(VENV)/.installed-dev
	$(BIN)/python tests/tools/mutants.py
