"""Where the project is, and where its warehouse is kept: no command should load DuckDB to say so in its help."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
WAREHOUSE = Path(os.environ.get("GARDEFOU_WAREHOUSE", ROOT / "data" / "warehouse"))
