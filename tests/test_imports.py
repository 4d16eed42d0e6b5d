"""Imports go one way: etl knows nothing of the pages, the pages only the warehouse, the charts nothing of Streamlit."""

import ast
import functools
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(ROOT.glob("pages/**/*.py"))
SOURCE = ("dashboard.py", "serve.py", *(f"{room}/**/*.py" for room in ("pages", "figures", "etl", "server", "brief")))


@functools.cache
def imported(path: Path) -> frozenset[str]:
    """Every module a file names in an import, wherever it stands; `from a import b` is `a.b`, and `a`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return frozenset(found)


def within(path: Path, package: str) -> set[str]:
    return {name for name in imported(path) if name == package or name.startswith(f"{package}.")}


@pytest.mark.parametrize("path", [*PAGES, ROOT / "dashboard.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_use_the_warehouse_and_nothing_else_of_etl(path):
    others = {name for name in within(path, "etl") if name != "etl" and name.split(".")[1] != "warehouse"}
    assert others == set()
    for heavy in ("spacy", "sklearn", "scipy", "statsmodels", "duckdb") if path.name != "query.py" else ():
        assert within(path, heavy) == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("etl/**/*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_etl_knows_nothing_of_what_is_built_on_it(path):
    for package in ("streamlit", "pages", "figures", "server", "brief", "dashboard", "serve", "plotly"):
        assert within(path, package) == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("figures/charts/*.py")), ids=lambda path: path.name)
def test_charts_know_nothing_of_streamlit(path):
    assert within(path, "streamlit") == set()


def test_no_module_takes_the_name_of_what_its_package_defines():
    """Once imported, a module `versions` stands in the place of a function `versions` of its package."""
    for room in ("etl", "figures", "pages", "server", "brief", "torture"):
        for path in ROOT.glob(f"{room}/**/__init__.py"):
            beside = {one.stem for one in path.parent.glob("*.py")} | {one.name for one in path.parent.iterdir()}
            tree = ast.parse(path.read_text("utf-8"))
            named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
            named |= {one.id for node in tree.body if isinstance(node, ast.Assign) for one in node.targets
                      if isinstance(one, ast.Name)}  # fmt: skip # saves 5 lines
            assert named & beside == set(), path


@pytest.mark.parametrize("room", ["etl", "figures", "server", "brief", "pages"])
def test_rooms_use_only_what_lies_below_them(room):
    below = {
        "etl": (),
        "figures": ("etl.warehouse", "etl.cells", "etl.french", "etl.harmless", "etl.yaml_text"),
        "brief": ("etl", "figures"),
        "server": ("etl", "figures", "pages.shared.frame"),
        "pages": ("etl.warehouse", "figures", "brief"),
    }[room]
    for path in sorted(ROOT.glob(f"{room}/**/*.py")):
        for other in ("etl", "figures", "server", "brief", "pages", "dashboard", "serve"):
            above = {
                name
                for name in within(path, other) - {"etl", "pages", "pages.shared"}
                if other != room and not any(name == one or name.startswith(f"{one}.") for one in below)
            }
            assert above == set(), path


def test_nothing_is_imported_from_inside_a_string():
    for pattern in SOURCE:
        for path in ROOT.glob(pattern):
            text = path.read_text("utf-8")
            assert "__import__" not in text, path


@pytest.mark.parametrize("room", ["figures", "brief"])
def test_figures_and_the_brief_know_nothing_of_streamlit_nor_of_the_pages(room):
    for path in ROOT.glob(f"{room}/**/*.py"):
        assert within(path, "streamlit") | within(path, "pages") | within(path, "server") == set(), path


def test_every_library_the_code_imports_is_pinned_to_one_version():
    files = ("requirements.txt", "requirements-spark.txt")
    pins = [line for name in files for line in (ROOT / name).read_text("utf-8").splitlines()
            if line and line != "-r requirements.txt"]  # fmt: skip # saves 4 lines
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    pinned = {line.split("==")[0].lower() for line in pins}
    ours = {"etl", "pages", "figures", "server", "brief", "dashboard"}
    called = {
        "yaml": "pyyaml",
        "sklearn": "scikit-learn",
        "py4j": "pyspark",
    }  # modules that do not bear their package's name
    used = {name.split(".")[0] for pattern in SOURCE for path in ROOT.glob(pattern) for name in imported(path)}
    assert {called.get(name, name) for name in used - ours - set(sys.stdlib_module_names)} - pinned == set()


def test_the_help_of_a_command_loads_no_library():
    """Reading DuckDB and pandas in to say a default folder cost every command more than half a second."""
    program = (
        "import contextlib, io, sys\nfrom etl.__main__ import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()) as said: main(['--help'])\n"
        "print(len(said.getvalue()) > 500, *({'duckdb', 'pandas', 'numpy', 'pyarrow', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"]


def test_what_the_formatter_leaves_alone_says_why():
    """A row of a table a line, say: how many lines that saves stands behind `# fmt: skip`."""
    bare = [path for path in ROOT.rglob("*.py") if ".venv" not in path.parts
            and re.search("# fmt: " + "skip$", path.read_text("utf-8"), re.MULTILINE)]  # fmt: skip # saves 4 lines
    assert bare == []
