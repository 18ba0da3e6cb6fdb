"""Translate texts that are given on the command line, and keep what was made for the next call."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from pipeline.corpus.cache import StoreCache
from pipeline.corpus.store import Store
from pipeline.document import Language, Translation
from pipeline.errors import CorpusError
from pipeline.models.starter_files import cache_folder
from pipeline.terms import Termbase
from pipeline.translation.engine import Engine
from pipeline.translation.lines import in_one, translate_each

USER_FILE = "translations.sqlite"
"""Name of the user's file in the cache folder. It may be deleted at any time."""


@contextmanager
def translating(
    lines: Sequence[str],
    language: Language,
    engines: Mapping[Language, Engine],
    output: Path | None,
    tell: Callable[[str], None],
    terms: Termbase | None = None,
) -> Iterator[Iterator[Translation]]:
    """The translations of lines, in order, while a bar on standard error shows how far they are.

    Args:
        lines: The lines.
        language: The language that they are in.
        engines: For it the engine that translates from it.
        output: The folder of a corpus, whose memory is used and whose cache; None for the user's own cache.
        tell: Is told why translations are not kept, if they are not.
        terms: The user's termbase.

    Raises:
        CorpusError: There is no store in `output`, or it cannot be opened.
        ModelError: A model is missing or damaged.
    """
    console = Console(stderr=True)
    # A bar and the translations would get in each other's way on one screen.
    shown = console.is_terminal and not sys.stdout.isatty()
    with (
        open_store(output, tell) or nullcontext() as store,
        Progress(console=console, disable=not shown) as bar,
    ):
        cache, memory = (StoreCache(store, engines), store.memory) if store else (None, None)
        made = translate_each(lines, language, engines[language], cache, memory, terms)
        yield iter(bar.track(made, total=len(lines), description="Translating"))


def record(source: str, translation: Translation) -> dict[str, Any]:
    """The JSON object of ``renskrift translate --format json``."""
    return {
        "source": source,
        "target": translation.text,
        "score": translation.score,
        "flags": list(translation.flags),
        "engine": translation.engine,
        "target_edits": [edit.record() for edit in translation.edits],
    }


def whole(lines: Sequence[str], translations: Sequence[Translation]) -> dict[str, Any]:
    """The translations of a text's lines as one of the text."""
    scores = [one.score for one in translations if one.score is not None]
    return {
        "source": "\n".join(lines),
        "target": "\n".join(one.text for one in translations),
        "score": round(sum(scores) / len(scores), 4) if scores else None,
        "flags": sorted({flag for one in translations for flag in one.flags}),
        "engine": next((one.engine for one in translations if one.engine != "copy"), "copy"),
        "target_edits": [edit.record() for edit in in_one(translations, 0, "\n")],
    }


def open_store(output: Path | None, tell: Callable[[str], None]) -> Store | None:
    """The store of the corpus in `output`; without one the user's own.

    Where the user's own cannot be opened, the work can be done without it, and `tell` is told why.

    Raises:
        CorpusError: There is no store in `output`, or it cannot be opened.
    """
    if output:
        return Store.existing(output)
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Store(folder / USER_FILE)
    except OSError as error:
        tell(f"translations are not kept: the folder {folder} cannot be made ({error.strerror})")
    except CorpusError as error:
        tell(f"translations are not kept: {error}; delete the file {folder / USER_FILE}")
    return None
