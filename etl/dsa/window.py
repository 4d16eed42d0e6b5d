"""A stretch of a file as a file of its own."""

import os


class Window:
    """The bytes of `file` from `start` on, `size` long, as a file of their own (zipfile wants one)."""

    def __init__(self, file, start: int, size: int):
        self.file, self.start, self.size, self.at = file, start, size, 0

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError("the zip file is shorter than it says")
        self.at = base + offset
        return self.at

    def read(self, count: int = -1) -> bytes:
        left = max(0, self.size - self.at)
        count = left if count < 0 else min(count, left)
        self.file.seek(self.start + self.at)
        data = self.file.read(count)
        self.at += len(data)
        return data
