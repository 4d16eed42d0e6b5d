"""One warehouse per test run, built from the repository's own data, with no network and an empty store."""

import datetime as dt
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
AS_OF = dt.date(2026, 11, 25)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory) -> Path:
    """The folder of a warehouse built from data/ for one fixed date."""
    from etl.warehouse.build import build

    folder = tmp_path_factory.mktemp("warehouse")
    build(folder, folder / "store", ROOT / "data", AS_OF)
    return folder


@pytest.fixture(scope="session")
def marts(warehouse):
    """A read-only connection to that warehouse, opened as the pages open it."""
    from etl.warehouse import connect, current

    with connect(current(warehouse)) as connection:
        yield connection
