"""What the person at the terminal sees: a bar while it runs, one line when an archive is done."""

import shutil
import sys
import threading
import time
from pathlib import Path

from etl.dsa import remarks
from etl.dsa.archive import Part


class Progress:
    """Rows and bytes done so far: a moving line on a terminal, elsewhere a line each ten seconds."""

    def __init__(self, label: str, name: str, packed_bytes: int):
        self.label, self.name, self.total, self.by = label, name, packed_bytes or 1, ""
        self.start = self.shown = time.monotonic()
        self.lock = threading.Lock()
        self.bytes = self.skipped = self.rows = 0
        self.running: dict[int, int] = {}
        self.is_terminal = sys.stderr.isatty()

    def note(self, place: int, rows: int) -> None:
        with self.lock:
            self.running[place] = rows

    def skip(self, part: Part) -> None:
        self.passed(part.stored_bytes)

    def passed(self, packed_bytes: int) -> None:
        """Bytes that need not be read any more."""
        self.skipped += packed_bytes
        self.bytes += packed_bytes

    def finish(self, place: int, part: Part, rows: int) -> None:
        with self.lock:
            self.running.pop(place, None)
            self.rows += rows
            self.bytes += part.stored_bytes

    def reached(self, rows: int, packed_bytes: int, by: str) -> None:
        """What others have done, and who they are: the rows and bytes that were not skipped."""
        self.rows, self.bytes, self.by = rows, self.skipped + packed_bytes, f", {by}"

    def show(self) -> None:
        now = time.monotonic()
        if now - self.start < 1 or now - self.shown < (0.2 if self.is_terminal else 10):
            return
        self.shown = now
        with self.lock:
            rows = self.rows + sum(self.running.values())
            done = self.bytes - self.skipped
        speed = rows / (now - self.start)
        left = (self.total - self.bytes) * (now - self.start) / done if done else 0
        share = self.bytes / self.total
        said = f"{share:4.0%} {rows:,} rows, {speed:,.0f} rows/s" + (f", {left:.0f} s left" if done else "") + self.by
        if self.is_terminal:
            text = fitted(self.label + self.name, share, said, shutil.get_terminal_size().columns - 1)
            print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)
        else:
            print(self.label + self.name, said.lstrip(), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the moving line away; it comes back when there is more to show."""
        if self.is_terminal and self.shown > self.start:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def fitted(name: str, share: float, said: str, width: int) -> str:
    """Name, bar and figures within one row of the terminal: a longer one would leave a line behind at every step.

    What there is no room for goes in this order: the bar, the middle of the name, the end.
    """
    room = width - len(said) - 2
    bar = min(20, room - len(name))
    if bar >= 5:
        full = round(share * bar)
        return f"{name} {'█' * full}{'░' * (bar - full)} {said}"
    if len(name) > room >= 12:
        name = f"{name[: room // 2]}…{name[-(room - room // 2 - 1) :]}"
    return f"{name} {said}"[:width]


def several(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def summary(record: dict, seconds: float, root: Path) -> str:
    """One line on an archive that was read, and one more for each thing worth knowing."""
    speed = record["rows"] / max(seconds, 1e-3)
    schema = f" {record['schema']}" if record["schema"] else ""
    lines = [
        f"{record['archive']}: {record['day']} {record['slug']} {record['kind']}{schema}, "
        f"{several(record['rows'], 'row')} in {several(record['parts'], 'part')} = {record['counted']:,} counted + "
        f"{record['rejected']:,} rejected, {record['repeated']:,} repeated ids; {seconds:.1f} s, {speed:,.0f} rows/s"
    ]
    if record["rejected"]:
        lines.append(f"  rejected rows, with place and reason: {root / record['files']['rejects']}")
    for old in record["replaces"]:
        lines.append(
            f"  replaces the archive loaded on {old['loaded_at'][:10]} (SHA-1 {old['sha1'][:12]}…): "
            f"{old['counted']:,} counted then, {record['counted']:,} now"
        )
    lines += [f"  {line}" for line in remarks.remark_lines(record)]
    if record["scope"] == "part":
        lines.append("  only a part of its day: used as long as the whole archive of that day is not loaded")
    if not record["is_verified"]:
        lines.append("  no .sha1 file beside it, so it could not be verified")
    return "\n".join(lines)
