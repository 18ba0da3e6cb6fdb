"""A file that holds a part of every document: what has not changed is copied from the earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

_BLOCK = 1 << 20

Place = Sequence[int]
"""Where a part begins, and where it ends."""


class Shared:
    """The parts of such a file while they are written, in the order of the documents.

    Parts that stand behind each other in both files are copied in one go.

    Attributes:
        start: Where the parts begin in the file.

    Args:
        file: Where they go.
        earlier: The earlier file, if there is one.
        earlier_start: Where the parts begin in that one.
        head: What stands before them.
    """

    def __init__(
        self, file: IO[bytes], earlier: IO[bytes] | None = None, earlier_start: int = 0, head: bytes = b""
    ) -> None:
        self._file = file
        self._earlier = earlier
        self._earlier_start = earlier_start
        self._waiting = (0, 0)
        self._length = 0
        file.write(head)
        self.start = len(head)

    def add(self, part: bytes) -> Place:
        """Write a part; gives its place, from `start`."""
        self._copy_waiting()
        self._file.write(part)
        return self._placed(len(part))

    def copy(self, place: Place) -> Place:
        """Take over the part that stands there in the earlier file; gives its place now."""
        start, end = place
        if start != self._waiting[1]:
            self._copy_waiting()
            self._waiting = (start, start)
        self._waiting = (self._waiting[0], end)
        return self._placed(end - start)

    def end(self, tail: bytes = b"") -> None:
        """Write what is left to be copied, and what stands behind all parts."""
        self._copy_waiting()
        if self._earlier:
            self._earlier.close()  # Else Windows does not let anything take its place.
        self._file.write(tail)

    def _placed(self, length: int) -> Place:
        start = self._length
        self._length += length
        return [start, self._length]

    def _copy_waiting(self) -> None:
        start, end = self._waiting
        self._waiting = (end, end)
        if self._earlier and start < end:
            self._earlier.seek(self._earlier_start + start)
            while start < end and (data := self._earlier.read(min(_BLOCK, end - start))):
                self._file.write(data)
                start += len(data)
