# What a newcomer types: make run, make test. For GNU make 3.81 and later.
PYTHON_HERE = .venv/bin/python
# Whatever the shell says, compiled code is kept: without it each of many processes compiles the project anew.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test check format bench bench-downloads bench-load lock installed

run: installed
	@exec $(PYTHON_HERE) -m uccms.launch

test: installed
	@$(PYTHON_HERE) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGUMENTS)

check: installed
	$(PYTHON_HERE) -m ruff format --check .
	$(PYTHON_HERE) -m ruff check .
	$(PYTHON_HERE) -m mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --quiet --lint templates
	$(PYTHON_HERE) manage.py makemigrations --check --dry-run
	$(PYTHON_HERE) manage.py check

format: installed
	$(PYTHON_HERE) -m ruff format .
	$(PYTHON_HERE) -m ruff check --fix .

bench: installed
	@$(PYTHON_HERE) -m benchmarks $(SIZE)

bench-downloads: installed
	@$(PYTHON_HERE) -m benchmarks.downloads $(ARGUMENTS)

bench-load: installed
	@$(PYTHON_HERE) -m benchmarks.load $(SIZE) $(ARGUMENTS)

lock:
	PATH=".venv/bin:$$PATH" uv pip compile --universal --generate-hashes --no-annotate --no-header --no-emit-index-url \
	  --no-emit-find-links --quiet pyproject.toml --all-extras -o requirements.lock

installed:
	@sh uccms/launch/install.sh
