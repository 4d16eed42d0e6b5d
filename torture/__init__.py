"""The harsh tests: kills, readers during swaps, mutated inputs, hostile addresses, planted secrets. Loopback only.

`python -m torture` (or `make torture`) runs all of it, in some minutes, and prints the table of docs/reliability.md.
`make test` runs a small seeded share of each. Faults are found by running, not by reading: each part ends in counts.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
for folder in (ROOT, ROOT / "tests" / "tools"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
