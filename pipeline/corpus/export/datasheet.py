"""``README.md`` of an output folder: a datasheet with the numbers of this very corpus.

Its charts are bars of characters in tables, which a plain viewer shows as well as a web page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.corpus.export import datapackage
from pipeline.corpus.export.contract import TABLES
from pipeline.corpus.export.figures import STEPS, Figures
from pipeline.corpus.export.manifest import Listed
from pipeline.corpus.splits import NONE, SHARES
from pipeline.signature import Signature

FILE = "README.md"

WIDTH = 24
"""Characters of the longest bar."""

DOUBTFUL = 0.5
"""Below this quality a translation should not be used without a look."""

_LANGUAGES = {"sv": "Swedish", "en": "English", "": "not known"}
_FORMATS = {
    "jsonl": "the tables below, one JSON object a line",
    "parquet": "the same tables, typed",
    "csv": "the same tables for spreadsheets",
    "tmx": "a translation memory, TMX 1.4b",
    "xliff": "a document a file, XLIFF 2.1",
    "moses": "aligned sentences, a line each",
    "conll": "original and normalised words side by side",
    "m2": "the same for the M2 scorer",
    "text": "whole documents as plain text",
    "html": "the corpus as pages: open `report/index.html`",
}

Row = tuple[object, ...]


def contents(figures: Figures, listed: Iterable[Listed]) -> str:
    """The datasheet of a corpus, as Markdown.

    Args:
        figures: Its numbers.
        listed: Its files.
    """
    sections = (_what(figures), _made(figures), _quality(figures), _limits(figures), _use(figures, listed))
    return "\n".join(line for section in sections for line in section)


def bar(number: int, most: int) -> str:
    """A bar for `number`, where the longest is for `most`; in eighths of a character.

    >>> bar(24, 24) == "█" * WIDTH, bar(1, 48), bar(0, 5)
    (True, '▌', '')
    """
    eighths = max(1, round(number * WIDTH * 8 / most)) if number else 0
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def _what(figures: Figures) -> Iterator[str]:
    counts = figures.counts
    total = counts.documents.total()
    yield f"# {datapackage.TITLE}\n"
    yield (
        f"{_number(total, 'article')} with {_number(counts.words, 'word')}, in the text as it came and as it "
        f"was repaired, every change with its reason, and {_number(counts.segments, 'sentence')} with "
        "their translation. Made by Renskrift.\n"
    )
    yield "## What it holds\n"
    yield from _chart(
        ("language", "articles"),
        [(_LANGUAGES.get(code, code), number) for code, number in counts.documents.most_common()],
    )
    directions = sorted(figures.directions.items())
    rows = [(f"{_LANGUAGES[one]} to {_LANGUAGES[other]}", number) for (one, other), number in directions]
    yield from _chart(("translation", "sentences"), rows)
    if any(figures.sources):
        named = [(_cell(source) or "not known", number) for source, number in figures.sources.most_common(20)]
        yield from _chart(("publisher", "articles"), named)
        if len(figures.sources) > len(named):
            yield f"And {len(figures.sources) - len(named):,} others.\n"
    if figures.splits:
        yield from _chart(
            ("split", "articles"),
            [(name, figures.splits[name]) for name in (*SHARES, NONE) if figures.splits[name]],
        )
        yield (
            f"Splits are drawn by {_number(figures.clusters, 'group')} of articles that are nearly the same, "
            "so that no text stands on both sides, and stay when the corpus grows.\n"
        )


def _made(figures: Figures) -> Iterator[str]:
    counts = figures.counts
    yield "## How it was made\n"
    yield (
        "Bytes were decoded, and the text repaired in stages: encoding, spacing, spelling, names, slips. A "
        "change was applied where its rule is sure, else it is a suggestion and the text is as it was. Every "
        "change can be undone, down to the original bytes.\n"
    )
    yield f"{_number(figures.changed, 'article')} of {counts.documents.total():,} were changed.\n"
    yield from _table(
        ("stage", "applied", "suggested", "accepted", "rejected"),
        [
            (
                stage,
                *(counts.edits_in(status, stage=stage) for status in ("applied", "suggested")),
                *(counts.edits_in(status, stage=stage) for status in ("accepted", "rejected")),
            )
            for stage in counts.stages
        ],
    )
    yield "Versions and settings:\n"
    for text, number in sorted(counts.signatures.items()):
        parts = (f"{name} {_cell(value)}" for name, value in Signature.parse(text).parts)
        yield f"- {_number(number, 'article')}: {', '.join(parts)}"
    yield ""


def _quality(figures: Figures) -> Iterator[str]:
    counts = figures.counts
    if not counts.segments:
        return
    yield "## Quality\n"
    yield from _chart(
        ("how translated", "sentences"),
        [(f"{status}, {_cell(engine)}", number) for (status, engine), number in sorted(figures.made.items())],
    )
    yield (
        "The quality of a translation is an estimate from 0 to 1, made by checks that compare it with its "
        "source; it sorts, and is no verdict. What a person has reviewed has 1.\n"
    )
    yield from _chart(
        ("quality", "sentences"),
        [(f"{step / STEPS:.1f}–{(step + 1) / STEPS:.1f}", figures.quality[step]) for step in range(STEPS)],
    )
    yield from _chart(("flag", "times"), [(name, number) for name, number in counts.flags.most_common()])


def _limits(figures: Figures) -> Iterator[str]:
    counts = figures.counts
    reviewed = sum(number for (status, _), number in figures.made.items() if status == "reviewed")
    doubtful = sum(figures.quality[step] for step in range(int(DOUBTFUL * STEPS)))
    waiting, others = counts.edits_in("suggested"), counts.documents.total() - _translatable(counts.documents)
    yield "## Known limits\n"
    if counts.segments:
        machine, low = (_share(number, counts.segments) for number in (counts.segments - reviewed, doubtful))
        yield f"- Nobody has reviewed {machine} of the translations."
        yield f"- {low} have a quality below {DOUBTFUL}: read them before you use them."
    if any(engine == "starter" for _, engine in figures.made):
        yield "- The engine `starter` is a small model: its translations are drafts."
    yield f"- {_number(waiting, 'suggestion')} wait for a person; the text there is as it came."
    yield "- A right word in a wrong place is often not found, and grammar is never changed."
    if others:
        yield f"- {_number(others, 'article')} in other languages are kept, and left as they are."
    if figures.refused:
        yield f"- {_number(figures.refused, 'file')} could not be taken in; `manifest.json` tells why."
    if figures.gone:
        gone = " and ".join(_number(figures.gone[kind], kind) for kind in sorted(figures.gone))
        yield f"- {gone} that the corpus had it has no more; `tombstones.jsonl` lists them."
    yield "- An article and the publisher's own translation of it may stand in different splits."
    yield ""


def _use(figures: Figures, listed: Iterable[Listed]) -> Iterator[str]:
    files = list(listed)
    formats = dict.fromkeys(one.format for one in files)
    yield "## Files\n"
    yield from _table(
        ("format", "what", "bytes"),
        [
            (f"`{name}`", what, sum(one.bytes for one in files if one.format == name))
            for name, what in _FORMATS.items()
            if name in formats
        ],
    )
    yield (
        "`datapackage.json` (Frictionless Data) and `croissant.json` (Croissant) describe the tables; "
        "Hugging Face `datasets.load_dataset` loads this folder; "
        "`sha256sum -c manifest-sha256.txt` checks all files.\n"
    )
    names = {one.file for one in files}
    for table in TABLES.values():
        if table.file in names:
            yield f"### `{table.file}`: {table.what}\n"
            yield from _table(("key", "meaning"), [(f"`{key}`", table.meaning(key)) for key in table.keys])
    yield "```python\nfrom pipeline import open_corpus\n"
    yield 'for segment in open_corpus("output").segments:'
    yield "    print(segment.source, segment.translation.text, segment.translation.quality)\n```\n"
    yield "## Rights\n"
    yield f"{datapackage.RIGHTS}\n"
    yield (
        "News names people: the law on personal data may apply to what is done with it. "
        f"{_number(figures.decisions, 'decision')} of reviewers stand here"
        + (" with the names that they gave.\n" if figures.decisions else ".\n")
    )


def _chart(head: tuple[str, str], rows: Iterable[tuple[str, int]]) -> Iterator[str]:
    """A table of numbers with bars; nothing where there are none."""
    kept = list(rows)
    most = max((number for _, number in kept), default=0)
    if most:
        yield from _table((*head, ""), [(name, number, bar(number, most)) for name, number in kept])


def _table(head: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    kept = list(rows)
    if not kept:
        return
    numeric = [isinstance(value, int) for value in kept[0]]
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join('---:' if number else '---' for number in numeric)}|"
    for row in kept:
        yield f"| {' | '.join(f'{one:,}' if isinstance(one, int) else str(one) for one in row)} |"
    yield ""


def _cell(text: str) -> str:
    r"""A text of the corpus as it stands in a table: no mark-up of its own.

    >>> print(_cell("a|b <i>"))
    a\|b \<i\>
    """
    plain = " ".join(text.encode("utf-8", "replace").decode().split())
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>|#!~&" else one for one in plain)


def _number(number: int, thing: str) -> str:
    """A number and what it counts.

    >>> _number(1, "article"), _number(1200, "word")
    ('1 article', '1,200 words')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"


def _translatable(documents: Mapping[str, int]) -> int:
    return sum(number for code, number in documents.items() if code in ("sv", "en"))
