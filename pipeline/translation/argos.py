"""Argos packages as an engine: the library's packages and tokenizers, driven in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import ctranslate2

from pipeline.document import Language
from pipeline.errors import ModelError
from pipeline.models.starter_files import thread_count
from pipeline.translation.argos_library import open_package
from pipeline.translation.clauses import translate_clauses
from pipeline.translation.engine import BEAM, Hypothesis, with_settings
from pipeline.translation.packages import Package, find_package, packages_folder

VERSION = 1
"""Raised where the same model would make something else of a sentence than before, the splitting at clauses
included: what is in the cache is then translated again, and so is every corpus."""

LONGEST = 200
"""Tokens from which a sentence is split; the models have seen few longer ones, and cut at 1,024."""

LENGTH_PENALTY = 0.2
"""As in the library, so that the same sentences come out."""

_TOKENS_PER_BATCH = 4096
"""CTranslate2 sorts a call's sentences by length. Its encoder masks what is padded: of 300 sentences none
came out differently beside others, to the last digit of the score."""

_DOES_NOT_LOAD = (OSError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, MemoryError)
"""What the library, the tokenizers and CTranslate2 raise for files that are damaged or made up."""


@dataclass(frozen=True)
class Loaded:
    """A package that is loaded. Several threads can use it at once.

    Attributes:
        tokenizer: The library's own for the package.
        prefix: What each translation begins with, in packages for several languages.
        translator: Its model.
    """

    tokenizer: Any
    prefix: str
    translator: ctranslate2.Translator


_lock = Lock()
_loaded: dict[tuple[Package, str], Loaded] = {}


class ArgosEngine:
    """Translates with the installed Argos packages. There is no way over a third language.

    Args:
        folder: Where the packages are, else `pipeline.translation.packages.packages_folder`.
        beam_size: How many hypotheses are followed.
    """

    name = "argos"

    def __init__(self, folder: Path | None = None, beam_size: int = BEAM) -> None:
        self.folder = folder or packages_folder()
        self.beam_size = beam_size

    def supports(self, source: Language, target: Language) -> bool:
        """Whether a package is installed that translates from `source` to `target`."""
        return find_package(source, target, self.folder) is not None

    def model(self, source: Language, target: Language) -> str:
        """Name and version of the package for a pair, and what else changes its translations.

        Raises:
            ModelError: None is installed.
        """
        return with_settings(self._package(source, target).model, VERSION, self.beam_size)

    def translate(self, sentences: Sequence[str], source: Language, target: Language) -> list[Hypothesis]:
        """One hypothesis for each sentence, in order.

        Raises:
            ModelError: No package for the pair is installed, or it does not load.
        """
        loaded = _load_once(self._package(source, target))

        def fits(piece: str) -> bool:
            return len(piece) < 50 * LONGEST and len(loaded.tokenizer.encode(piece)) <= LONGEST

        return translate_clauses(
            sentences, fits, lambda pieces: _translate_pieces(loaded, pieces, self.beam_size)
        )

    def _package(self, source: Language, target: Language) -> Package:
        package = find_package(source, target, self.folder)
        if package is None:
            raise ModelError(
                f"no Argos package for {source}-{target} is installed; "
                f"install one: renskrift models install {source}-{target}"
            )
        return package


def load_package(package: Package) -> Loaded:
    """Load a package and see whether it translates.

    Raises:
        ModelError: It does not; the cause says why.
    """
    try:
        opened = open_package(package.folder)
        translator = ctranslate2.Translator(
            str(package.folder / "model"), device="cpu", compute_type="int8", intra_threads=thread_count()
        )
        loaded = Loaded(opened.tokenizer, opened.target_prefix, translator)
        # The tokenizer is only read at its first use, which has to be under the lock.
        _translate_pieces(loaded, ["Ja."], beam_size=1)
    except _DOES_NOT_LOAD as error:
        raise ModelError(
            f"the Argos package in {package.folder} does not load ({error}); "
            f"install it again: renskrift models install {package.pair}"
        ) from error
    return loaded


def _load_once(package: Package) -> Loaded:
    """The package, loaded once for the whole process, and again where another one has taken its place."""
    key = package, package.sha256
    with _lock:
        if key not in _loaded:
            _loaded[key] = load_package(package)
        return _loaded[key]


def _translate_pieces(loaded: Loaded, pieces: Sequence[str], beam_size: int) -> list[Hypothesis]:
    tokens = [loaded.tokenizer.encode(piece) for piece in pieces]
    found = [Hypothesis("", 0.0)] * len(pieces)
    for longest, group in _by_length(tokens):
        results = loaded.translator.translate_batch(
            [tokens[index] for index in group],
            target_prefix=[[loaded.prefix]] * len(group) if loaded.prefix else None,
            replace_unknowns=True,
            max_batch_size=_TOKENS_PER_BATCH,
            batch_type="tokens",
            beam_size=beam_size,
            length_penalty=LENGTH_PENALTY,
            max_input_length=0,
            max_decoding_length=2 * longest + 20,
            return_scores=True,
        )
        for index, result in zip(group, results, strict=True):
            found[index] = _hypothesis(loaded, result.hypotheses[0], result.scores[0])
    return found


def _hypothesis(loaded: Loaded, tokens: Sequence[str], score: float) -> Hypothesis:
    text = loaded.tokenizer.decode(tokens).removeprefix(loaded.prefix)
    # The score is the sum over the tokens and the end, divided by their number to the power of the penalty.
    length = len(tokens) + 1
    return Hypothesis(" ".join(text.split()), score * length**LENGTH_PENALTY / length)


def _by_length(sequences: Sequence[Sequence[str]]) -> Iterator[tuple[int, list[int]]]:
    """The indices of sequences of about the same length, and the most tokens that one of them may have.

    How long a translation may become then depends on its own sentence, not on those beside it.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for index, sequence in enumerate(sequences):
        if sequence:
            groups[1 << len(sequence).bit_length()].append(index)
    yield from sorted(groups.items())
