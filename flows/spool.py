"""A queue that may be longer than the memory: it lies in a temporary file."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Generic, TypeVar

T = TypeVar("T")


class Spool(Generic[T]):
    """Things in the order in which they were added; the file is gone when the process ends.

    Attributes:
        length: How many there are.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile(prefix="renskrift-")  # noqa: SIM115 - it is closed with the spool.
        self.length = 0

    def add(self, things: Iterable[T]) -> None:
        """Put things at the end."""
        for thing in things:
            pickle.dump(thing, self._file)
            self.length += 1

    def __iter__(self) -> Iterator[T]:
        self._file.seek(0)
        for _ in range(self.length):
            yield pickle.load(self._file)

    def __enter__(self) -> Spool[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
