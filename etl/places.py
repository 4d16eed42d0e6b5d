"""Where the project is, its affair's data, and its warehouse: no command should load DuckDB to say so in its help.

GARDEFOU_DATA names the folder of another affair: its store and warehouse then stand in it, so that two live side by
side.
"""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("GARDEFOU_DATA", ROOT / "data"))
STORE = DATA / "store" if "GARDEFOU_DATA" in os.environ else Path("data/store")
WAREHOUSE = Path(os.environ.get("GARDEFOU_WAREHOUSE", DATA / "warehouse"))


def settle(folder: Path) -> None:
    """Work on the affair in that folder, as GARDEFOU_DATA does: before anything that reads these names is imported."""
    global DATA, STORE, WAREHOUSE
    os.environ["GARDEFOU_DATA"] = str(folder)
    DATA, STORE, WAREHOUSE = folder, folder / "store", folder / "warehouse"
