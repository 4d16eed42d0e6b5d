"""A log that cannot fill the disk: so many lines a minute, and how many were left out."""

import logging
import threading
import time
import traceback

# Lines a minute, those of a traceback counted: what a fault says when it happens a thousand times, it said the first.
MOST = 60


class Few(logging.Filter):
    """Lets MOST records a minute through, shared by every handler; then one that says how many were not."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._minute, self._count, self._left_out = 0, 0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written; the first of a new minute tells of those left out in the last."""
        with self._lock:
            minute = int(time.monotonic() // 60)
            if minute != self._minute:
                if self._left_out:
                    record.msg = f"{record.getMessage()} ({self._left_out} entries were left out before)"
                    record.args = None
                self._minute, self._count, self._left_out = minute, 0, 0
            if self._count >= MOST:
                self._left_out += 1
                return False
            self._count += 1 + (sum(1 for _ in traceback.walk_tb(record.exc_info[2])) * 2 if record.exc_info else 0)
            return True


def bound() -> None:
    """Every handler there is writes few lines, that of last resort too."""
    few = Few()
    loggers = [
        logging.root,
        *(one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)),
    ]
    handlers = {handler for one in loggers for handler in one.handlers} | {logging.lastResort}
    for handler in handlers:
        if handler is not None:
            handler.addFilter(few)
