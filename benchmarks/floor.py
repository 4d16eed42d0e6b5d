"""The least that counting a dump costs: unpack it, and parse the columns we read. No check, no count, no result.

Run by another interpreter, which has polars and isal: `python floor.py ARCHIVE`.
"""

import io
import struct
import sys
import zipfile

import polars
from isal import isal_zlib

COLUMNS = [
    *("uuid", "platform_name", "category", "category_specification", "automated_detection", "automated_decision"),
    *("content_type", "decision_account", "decision_ground", "source_type", "territorial_scope"),
    *("content_date", "application_date", "created_at"),
]


def parts(path: str):
    """The unpacked bytes of each CSV."""
    with zipfile.ZipFile(path) as outer:
        for entry in outer.infolist():
            with zipfile.ZipFile(io.BytesIO(outer.read(entry))) as inner:
                for found in inner.infolist():
                    inner.fp.seek(found.header_offset)
                    name, extra = struct.unpack("<26xHH", inner.fp.read(30))
                    inner.fp.seek(name + extra, 1)
                    yield isal_zlib.decompress(inner.fp.read(found.compress_size), -15, found.file_size)


rows = 0
for data in parts(sys.argv[1]):
    frame = polars.scan_csv(io.BytesIO(data), infer_schema=False)
    present = frame.collect_schema().names()
    rows += len(frame.select([name for name in COLUMNS if name in present]).collect())
print(rows)
