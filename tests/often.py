"""How often what is drawn at random is tried: once here, GARDEFOU_TIMES as often in `make torture`."""

import os

TIMES = int(os.environ.get("GARDEFOU_TIMES", "1"))
