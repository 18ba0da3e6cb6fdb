"""Argos packages as an engine: the library's packages and tokenizers, driven in batches.

Of the library only ``argostranslate.package`` is loaded. Its ``translate`` would load code under the AGPL,
telemetry, and a sentence splitter that goes to the network. CTranslate2 is called directly instead.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

import ctranslate2

from pipeline.document import Language
from pipeline.errors import ModelError
from pipeline.models.starter_files import cache_folder, thread_count
from pipeline.translation.clauses import translate_clauses
from pipeline.translation.engine import Hypothesis
from pipeline.translation.packages import Package, find_package, packages_folder

LONGEST = 200
"""Tokens from which a sentence is split; the models have seen few longer ones, and cut at 1,024."""

LENGTH_PENALTY = 0.2
"""As in the library, so that the same sentences come out."""

_TOKENS_PER_BATCH = 4096
"""CTranslate2 sorts a call's sentences by length. Its encoder masks what is padded: of 300 sentences none
came out differently beside others, to the last digit of the score."""

_lock = Lock()


@dataclass(frozen=True)
class _Loaded:
    tokenizer: Any
    prefix: str
    translator: ctranslate2.Translator


class ArgosEngine:
    """Translates with the installed Argos packages. There is no way over a third language.

    Args:
        folder: Where the packages are, else `pipeline.translation.packages.packages_folder`.
        beam_size: How many hypotheses are followed.
    """

    name = "argos"

    def __init__(self, folder: Path | None = None, beam_size: int = 4) -> None:
        self.folder = folder or packages_folder()
        self.beam_size = beam_size
        self._loaded: dict[Package, _Loaded] = {}

    def supports(self, source: Language, target: Language) -> bool:
        """Whether a package is installed that translates from `source` to `target`."""
        return find_package(source, target, self.folder) is not None

    def model(self, source: Language, target: Language) -> str:
        """Name and version of the package for a pair.

        Raises:
            ModelError: None is installed.
        """
        return self._package(source, target).model

    def translate(self, sentences: Sequence[str], source: Language, target: Language) -> list[Hypothesis]:
        """One hypothesis for each sentence, in order.

        Raises:
            ModelError: No package for the pair is installed, or it does not load.
        """
        loaded = self._load(self._package(source, target))

        def fits(piece: str) -> bool:
            return len(piece) < 50 * LONGEST and len(loaded.tokenizer.encode(piece)) <= LONGEST

        return translate_clauses(sentences, fits, lambda pieces: self._translate_pieces(loaded, pieces))

    def _translate_pieces(self, loaded: _Loaded, pieces: Sequence[str]) -> list[Hypothesis]:
        tokens = [loaded.tokenizer.encode(piece) for piece in pieces]
        found = [Hypothesis("", 0.0)] * len(pieces)
        for longest, group in _by_length(tokens):
            results = loaded.translator.translate_batch(
                [tokens[index] for index in group],
                target_prefix=[[loaded.prefix]] * len(group) if loaded.prefix else None,
                replace_unknowns=True,
                max_batch_size=_TOKENS_PER_BATCH,
                batch_type="tokens",
                beam_size=self.beam_size,
                length_penalty=LENGTH_PENALTY,
                max_input_length=0,
                max_decoding_length=2 * longest + 20,
                return_scores=True,
            )
            for index, result in zip(group, results, strict=True):
                found[index] = _hypothesis(loaded, result.hypotheses[0], result.scores[0])
        return found

    def _package(self, source: Language, target: Language) -> Package:
        package = find_package(source, target, self.folder)
        if package is None:
            raise ModelError(
                f"no Argos package for {source}-{target} is installed; "
                f"install one: renskrift models install {source}-{target} --from FILE.argosmodel"
            )
        return package

    def _load(self, package: Package) -> _Loaded:
        with _lock:
            if package not in self._loaded:
                self._loaded[package] = _load(package)
            return self._loaded[package]


def _load(package: Package) -> _Loaded:
    try:
        opened = _import_packages(package.folder.parent).Package(package.folder)
        translator = ctranslate2.Translator(
            str(package.folder / "model"), device="cpu", compute_type="int8", intra_threads=thread_count()
        )
        opened.tokenizer.encode("a")
        return _Loaded(opened.tokenizer, opened.target_prefix, translator)
    except (OSError, RuntimeError, ValueError) as error:
        raise ModelError(
            f"the Argos package in {package.folder} does not load ({error}); "
            f"install it again: renskrift models install {package.pair} --from FILE.argosmodel"
        ) from error


def _import_packages(folder: Path) -> Any:
    """Import ``argostranslate.package`` so that it makes its folders in ours and reads no settings of others.

    At its import the library makes a data, a configuration and a cache folder in the user's home, and reads
    a configuration file there.
    """
    ours = {
        "ARGOS_PACKAGES_DIR": str(folder),
        **dict.fromkeys(["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"], str(cache_folder())),
    }
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        return import_module("argostranslate.package")
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _hypothesis(loaded: _Loaded, tokens: Sequence[str], score: float) -> Hypothesis:
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
