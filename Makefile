# make         environment, and the report: every formula with its proof and verdict, every figure
# make quick   environment, three claims judged, one figure, what to type next
# make test    the tests, after the data of the figures that they judge
# make check   what CI runs: lint, types, layers, tests with doctests, notebooks
# make lowest  the tests that libraries can break, with the lowest versions that pyproject.toml allows
# make bench   speed: cold, warm, memory, agreement, ratio to a named alternative; the budget of make check
# make figures data and verdicts in the repository brought up to date, where their code has changed; the README's pictures and tables
# make tables  the README's tables alone: commands, claims, models, targets, figures
# make clean   remove what the other targets made

PYTHON ?= python3
BUILD  := build
BIN    := .venv/bin
# Thousands of small matrices: one BLAS thread is the fastest number of threads.
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
export MKL_NUM_THREADS = 1

.PHONY: all report quick data figures tables test lint notebooks check lowest bench lock clean

all: report

.venv/ready: requirements.lock
.venv-lowest/ready: requirements-lowest.txt
.venv/ready .venv-lowest/ready: pyproject.toml
	@rm -f $@
	@if command -v uv >/dev/null 2>&1; then \
	    echo "Creating $(@D) with uv ..."; \
	    uv venv --quiet --allow-existing --python $(PYTHON) $(@D) && \
	    uv pip install --python $(@D)/bin/python -r $(filter requirements%,$^) && \
	    uv pip install --quiet --python $(@D)/bin/python --no-deps --editable .; \
	else \
	    echo "Creating $(@D) with pip ..."; \
	    $(PYTHON) -m venv $(@D) && \
	    $(@D)/bin/python -m pip install --disable-pip-version-check -r $(filter requirements%,$^) && \
	    $(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .; \
	fi
	@touch $@

# Verdicts and data in the repository are used while they are current; what is not is computed.
report: .venv/ready
	@echo "Writing the report ..."
	$(BIN)/tisc report -o $(BUILD)

quick: .venv/ready
	$(BIN)/tisc check gap_at_gamma kp_spectrum chern_phase_diagram
	$(BIN)/tisc figure fig3c -o $(BUILD)/figures
	@printf '%s\n' "" "Next, for example:" \
	    "  $(BIN)/tisc list                  the claims" \
	    "  $(BIN)/tisc derive gap_at_gamma   one of them, with its proof" \
	    "  $(BIN)/tisc gap --t-c 1.8         the induced gap at a tunnelling of your own" \
	    "  $(BIN)/tisc --help                all commands" \
	    "  make                              the report: every claim and figure, $(BUILD)/index.html"

# Data that are not current, on all cores, before the tests and notebooks that draw and judge them.
data: .venv/ready
	$(BIN)/python -m derivations.upkeep

figures: .venv/ready
	$(BIN)/python -m derivations.upkeep keep

tables: .venv/ready
	$(BIN)/python -m derivations.upkeep tables

test: data
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal

lint: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

notebooks: data
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=900 --numprocesses=auto -W default notebooks

check: .venv/ready
	$(BIN)/python -m tests.bench.budget $(MAKE) lint test notebooks

# Old libraries warn of newer ones; they have wheels for Python 3.11 and 3.12. How a run is interrupted does not depend on them.
lowest: .venv-lowest/ready
	.venv-lowest/bin/python -m pytest --numprocesses=auto --dist=worksteal -W ignore::DeprecationWarning -k "not interrupted" \
	    $(foreach test,files/test_storage commands/test_cli commands/test_bad_input commands/test_files_written commands/test_terminal \
	    house/test_surroundings numerics/printing/test_kernels numerics/printing/test_kernel_arguments \
	    numerics/printing/test_kernel_constants theory/test_symmetry theory/test_effective,tests/$(test).py)

bench: .venv/ready
	$(BIN)/python -m tests.bench

# Newest and lowest versions that fit pyproject.toml, for every platform and Python >= 3.11 (needs uv).
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header
lock:
	$(COMPILE) --group dev pyproject.toml -o requirements.lock
	$(COMPILE) --group test --resolution lowest-direct pyproject.toml -o requirements-lowest.txt

clean:
	rm -rf .venv .venv-lowest $(BUILD) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
