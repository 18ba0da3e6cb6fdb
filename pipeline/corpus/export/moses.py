r"""``corpus.sv`` and ``corpus.en``: a segment a line, the two aligned, as Moses and its heirs read them.

The third file, ``corpus.ids``, tells of each line which way it was translated, and by what. What would end a
line stands as ``\u`` and four hexadecimal digits, see `pipeline.corpus.escaping`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from pipeline.corpus.entry import Source
from pipeline.corpus.escaping import NOT_IN_LINE, escape
from pipeline.corpus.export import atomic
from pipeline.corpus.schema import segment_record
from pipeline.document import LANGUAGES, Segment

FILES = ("corpus.sv", "corpus.en", "corpus.ids")

COLUMNS = (
    *("id", "document", "paragraph", "sentence"),
    *("language", "target_language", "engine", "status", "quality"),
)
"""Of ``corpus.ids``, with tabs between them and their names in no line; keys as in ``segments.jsonl``."""


def write(source: Source, folder: Path) -> list[Path]:
    """Write the three files, segments in the order of the documents' files."""
    paths = [folder / name for name in FILES]
    with ExitStack() as stack:
        files = [stack.enter_context(atomic.replacing(path)) for path in paths]
        for entry in source.entries():
            for segment in entry.segments:
                for file, text in zip(files, _lines(segment), strict=True):
                    file.write(text.encode() + b"\n")
    return paths


def _lines(segment: Segment) -> list[str]:
    texts: Mapping[str, str] = {
        segment.language: segment.source,
        segment.target_language: segment.translation.text,
    }
    record = segment_record(segment)
    about = (escape(str(record[key]), NOT_IN_LINE) for key in COLUMNS)
    return [*(escape(texts[language], NOT_IN_LINE) for language in LANGUAGES), "\t".join(about)]
