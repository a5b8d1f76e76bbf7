# Every target sets up what it needs; a fresh clone needs only Python 3.11+ and make.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Where letters and papers lead back to: the same for what the demo data prints and for the server.
AT = SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}"
UV_VERSION := 0.13.9
STAMPS := .venv/.stamps
export PYTHONUTF8 := 1

.PHONY: setup run test rules e2e check bench load reading budget endurance format lock clean
.DEFAULT_GOAL := help

help:
	@echo "make setup   chuẩn bị: .venv, thư viện, giao diện, cơ sở dữ liệu, số liệu minh họa"
	@echo "make run     chạy trang web (PORT=8000)"
	@echo "make test    mọi kiểm thử trừ trình duyệt, trên SQLite và PostgreSQL"
	@echo "make rules   kiểm thử thuần của rules/, khoảng một giây"
	@echo "make e2e     kiểm thử trong Chromium"
	@echo "make check   định dạng, lint, kiểu, hướng import, migration, tài liệu sinh từ mã"
	@echo "make bench   đo tốc độ, in tỷ lệ"
	@echo "make endurance  sổ cái: 10.000 lịch sử và 200 lượt đi hồ sơ ngẫu nhiên, 200 lần kill -9, 100 lượt cùng lúc, hai cơ sở dữ liệu"
	@echo "make load    500 người cùng lúc, 34 Sở gửi báo cáo trong một phút; in p95 và lỗi, hai cơ sở dữ liệu"
	@echo "make reading  một bài viết dưới tải, cạnh chính trang ấy là tệp tĩnh; hai cơ sở dữ liệu"
	@echo "make budget  ngân sách của trang công khai trên điện thoại: dung lượng, số yêu cầu, FCP, LCP, CLS, TBT, DOM"
	@echo "make lock    khóa lại phiên bản; make clean xóa .venv và var"

$(STAMPS)/python: locks/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cần Python 3.11 trở lên: make PYTHON=python3.11 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r locks/dev.txt
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/frontend: $(STAMPS)/python frontend/package-lock.json frontend/collect.py
	PATH="$$(command -v npm >/dev/null || echo "$(CURDIR)/$(BIN):")$$PATH" npm ci --prefix frontend --ignore-scripts --silent
	$(BIN)/python frontend/collect.py
	@touch $@

$(STAMPS)/static: $(STAMPS)/frontend $(shell find khuyencong/web/static khuyencong/portal/static -type f -not -path '*/vendor/*' 2>/dev/null)
	$(BIN)/python manage.py collectstatic --noinput --clear -v 0
	@touch $@

# Only what has to be there before a test can run: the libraries and the assets.
tools: $(STAMPS)/static

setup: tools
	$(BIN)/python manage.py migrate -v 0
	$(AT) $(BIN)/khuyencong demo

run: setup
	$(AT) $(BIN)/khuyencong serve --port $(PORT)

test: tools
	$(BIN)/python -m tests.both -m "not e2e"

rules: $(STAMPS)/python
	$(BIN)/python -m pytest -q -p no:django -o addopts=--import-mode=importlib -W ignore::pytest.PytestConfigWarning \
		--confcutdir=tests/rules --hypothesis-profile=quick tests/rules

e2e: tools
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest -q -m e2e tests/e2e

check: tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check $$(git ls-files 'khuyencong/**/*.html')
	$(BIN)/djlint --lint --quiet khuyencong/web/templates khuyencong/portal/templates
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python docs/draw.py --check

bench: tools
	$(BIN)/python -m benchmarks

load: tools
	$(BIN)/python -m benchmarks.load sqlite
	$(BIN)/python -m benchmarks.load postgresql

reading: tools
	$(BIN)/python -m benchmarks.reading sqlite
	$(BIN)/python -m benchmarks.reading postgresql

budget: tools
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m benchmarks.budget

endurance: tools
	KHUYENCONG_HISTORIES=10000 KHUYENCONG_WALKS=200 KHUYENCONG_KILLS=200 KHUYENCONG_AT_ONCE=100 $(BIN)/python -m tests.on_sqlite -q tests/ledger
	KHUYENCONG_HISTORIES=10000 KHUYENCONG_WALKS=200 KHUYENCONG_KILLS=200 KHUYENCONG_AT_ONCE=100 $(BIN)/python -m tests.on_postgres -q tests/ledger

format: $(STAMPS)/python
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	$(BIN)/djade $$(git ls-files 'khuyencong/**/*.html')

lock: $(STAMPS)/python
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o locks/runtime.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra dev -o locks/dev.txt
	npm install --prefix frontend --package-lock-only --ignore-scripts

clean:
	rm -rf .venv var frontend/node_modules khuyencong/web/static/vendor
