"""How many segments a second each export writes, how large its files are, and in how much memory.

The corpus is made up: sentences of words drawn from real ones, so that they compress no better than those, in
documents of 20, every fifth with an edit. Each format is written by a process of its own.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from random import Random

from pipeline import __version__
from pipeline.corpus.entry import Decision, Entry, Refusal, Source, Split, Tombstone
from pipeline.corpus.export import FORMATS, atomic
from pipeline.decoding import encode
from pipeline.document import (
    LANGUAGES,
    Decoding,
    Document,
    Edit,
    Language,
    Segment,
    Status,
    Translation,
    edit_id,
    other,
    segment_id,
)
from pipeline.evaluation.parallel import PAIRS

_DECODING = Decoding("utf-8")
_SIGNATURE = "renskrift:generated"
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Measured:
    """What an export has taken.

    Attributes:
        seconds: With making up the corpus, which takes as long as reading it from a store.
        processor: The same in time of the processor, which does not depend on what else the machine does.
        size: Of its files, in bytes.
        files: How many.
        peak: Most memory that the process has held, in bytes, with Python and all modules.
    """

    seconds: float
    processor: float
    size: int
    files: int
    peak: int


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up corpus, the same every time: a `Source`.

    Attributes:
        words: Words to draw from, by language.
        lengths: Numbers of words to draw a sentence's from.
        segments: How many there are, rounded up to whole documents.
        per_document: How many a document has.
    """

    words: Mapping[Language, Sequence[str]]
    lengths: Sequence[int]
    segments: int
    per_document: int = 20

    @classmethod
    def of(cls, data: Path, segments: int, per_document: int = 20) -> MadeUp:
        """A corpus of the words of ``pud.sv-en.tsv``.

        Raises:
            FileNotFoundError: The data is not there.
        """
        lines = (data / PAIRS).read_text("utf-8").splitlines()
        columns = zip(*(line.split("\t") for line in lines), strict=True)
        words = {
            language: [word for sentence in column for word in sentence.split()]
            for language, column in zip(LANGUAGES, columns, strict=True)
        }
        return cls(words, [len(line.split("\t")[0].split()) for line in lines], segments, per_document)

    def entries(self) -> Iterator[Entry]:
        """All documents, sorted by file."""
        random = Random(1)
        for number, (identity, file) in enumerate(self.files()):
            language = LANGUAGES[number % 2]
            pairs = [
                (
                    _sentence(random, self.words[language], length),
                    _sentence(random, self.words[other(language)], length),
                )
                for length in random.choices(self.lengths, k=self.per_document)
            ]
            yield _entry(identity, file, language, pairs, random)

    def files(self) -> Iterator[tuple[str, str]]:
        """Id and file of every document."""
        for number in range(-(-self.segments // self.per_document)):
            file = f"{number:07}.txt"
            yield sha256(file.encode()).hexdigest()[:16], file

    def decisions(self) -> list[Decision]:
        """Nobody has decided anything."""
        return []

    def refusals(self) -> list[Refusal]:
        """Nothing was refused."""
        return []

    def splits(self) -> list[Split]:
        """It is not split."""
        return []

    def tombstones(self) -> list[Tombstone]:
        """It has never had anything else."""
        return []


def report(data: Path, segments: int) -> str:
    """A table in Markdown of all formats, with its signature.

    Args:
        data: The folder with the evaluation data; words are drawn from ``pud.sv-en.tsv``.
        segments: How many the corpus has, rounded up to whole documents.

    Raises:
        FileNotFoundError: The data is not there.
        CorpusError: A format needs a library that is not installed.
    """
    corpus = MadeUp.of(data, segments)
    rows = [
        "| format | segments a second | of processor time | files | bytes | peak memory |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in (_NOTHING, *FORMATS):
        # In a process of its own: memory that an earlier format has held does not count for the next one.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found = pool.submit(measure, corpus, name).result()
        rows.append(
            f"| {name} | {segments / found.seconds:,.0f} | {segments / found.processor:,.0f} | "
            f"{found.files:,} | {found.size:,} | {found.peak / 1e6:,.0f} MB |"
        )
    return "\n".join([*rows, "", _signature(segments)])


def measure(corpus: Source, name: str) -> Measured:
    """Write a corpus in one format, and look at what it took.

    Args:
        corpus: What to write.
        name: Out of `FORMATS`; else nothing is written.
    """
    import resource  # Not on Windows.

    with tempfile.TemporaryDirectory(prefix="renskrift-") as folder:
        began, began_processor = time.perf_counter(), time.process_time()
        if name in FORMATS:
            paths = FORMATS[name](corpus, Path(folder))
            atomic.settle()
        else:
            paths = []
            deque(corpus.entries(), maxlen=0)
        seconds, processor = time.perf_counter() - began, time.process_time() - began_processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        peak *= 1 if sys.platform == "darwin" else 1024
        size = sum(path.stat().st_size for path in paths)
        return Measured(seconds, processor, size, len(paths), peak)


def _sentence(random: Random, words: Sequence[str], length: int) -> str:
    return " ".join(random.choices(words, k=max(2, length)))


def _entry(
    identity: str, file: str, language: Language, pairs: Sequence[tuple[str, str]], random: Random
) -> Entry:
    original, edits = [], []
    position = 0
    for number, (source, _) in enumerate(pairs):
        came = source.replace(" ", "  ", 1) if number % 5 == 0 else source
        if came != source:
            start = position + came.index("  ")
            made = edit_id(identity, start, start + 2, "  ", " ")
            reason = "Two spaces stood here where one belongs."
            change = (start, start + 2, "  ", " ", 1.0, reason, Status.APPLIED, made)
            edits.append(Edit("spacing", "doubled_space", *change))
        original.append(came)
        position += len(came) + 1
    text = "\n".join(original)
    segments = tuple(
        Segment(
            *(segment_id(identity, source, number), identity, number, 0, language, source),
            Translation(target, "argos", "made-up@1", score=-random.random(), quality=random.random()),
        )
        for number, (source, target) in enumerate(pairs)
    )
    digest = sha256(encode(text, _DECODING)).hexdigest()
    texts = (pairs[0][0], text, "\n".join(source for source, _ in pairs))
    document = Document(identity, file, digest, _DECODING, language, *texts, tuple(edits))
    return Entry(document, segments, _SIGNATURE)


def _signature(segments: int) -> str:
    libraries = "|".join(f"{name}:{version(name)}" for name in ("lxml", "pyarrow"))
    return f"renskrift:{__version__}|segments:{segments}|python:{platform.python_version()}|{libraries}"
