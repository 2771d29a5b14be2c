# The eight verbs: demo up test check bench client docs clean. Each does the set-up it needs, once.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
ARTICLE ?=
.DEFAULT_GOAL := help
# Without compiled modules every start of every process takes seconds more.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo up test check bench client docs clean

help:
	@echo "make demo [ARTICLE=path.txt]   an article in, a narrated, subtitled video out"
	@echo "make up                        the platform on http://127.0.0.1:8000 until Ctrl-C"
	@echo "make test                      every check: lint, types, import walls, all tests"
	@echo "make check                     lint, types, import walls"
	@echo "make bench                     benchmarks, ratios in one run"
	@echo "make client                    the OpenAPI document and the typed client"
	@echo "make docs                      the generated pages of docs/"
	@echo "make clean                     remove what make made (never your data)"

$(BIN)/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 15) else "需要 Python 3.11 到 3.14，这里是 %d.%d。 DataSay needs Python 3.11 to 3.14: try make PYTHON=python3.12" % sys.version_info[:2])'
	@echo "正在建立 $(VENV) Setting up $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python requirements/install.py requirements/bootstrap.txt --with-pip
	@touch $@

$(VENV)/runtime: $(BIN)/uv requirements/runtime.txt requirements/install.py pyproject.toml
	@echo "正在下载并安装所需的 Python 包，约 500 MB；下面是 uv 的输出。"
	@echo "Downloading and installing the Python packages it needs, about 500 MB; what follows is what uv says."
	@$(BIN)/python requirements/install.py requirements/runtime.txt
	@$(BIN)/uv pip install --quiet --offline --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements/dev.txt
	@echo "正在安装开发工具 Installing the tools for development …"
	@$(BIN)/python requirements/install.py requirements/dev.txt
	@touch $@

demo: $(VENV)/runtime
	@$(BIN)/datasay demo $(if $(ARTICLE),"$(ARTICLE)")

up: $(VENV)/runtime
	@$(BIN)/datasay up

check: $(VENV)/dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.lint

test: check
	@$(BIN)/python -m tests.run

bench: $(VENV)/dev
	@$(BIN)/python -m benchmarks

web/node_modules/.package-lock.json: web/package-lock.json
	@cd web && npm ci --silent --no-audit --no-fund

client: $(VENV)/dev web/node_modules/.package-lock.json
	@$(BIN)/datasay openapi -o web/openapi.json
	@cd web && npm run --silent client && sha256sum openapi.json > src/api.sha256

docs: $(VENV)/dev
	@$(BIN)/python -m datasay.migrations.document > docs/schema.md
	@$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
