"""Renskrift repairs Swedish and English articles, translates them, and can undo every change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.corpus.view import open_corpus

__all__ = ["__version__", "open_corpus"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The database is loaded only where a corpus is opened.
    if name == "open_corpus":
        from pipeline.corpus.view import open_corpus

        return open_corpus
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
