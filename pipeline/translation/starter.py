"""The embedded model as an engine: weak, but always there. Its card says how to prompt it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pipeline.document import Language
from pipeline.models import StarterModel, load_starter
from pipeline.models.starter_files import NAME, starter_version
from pipeline.translation.checks import repeats
from pipeline.translation.clauses import translate_clauses
from pipeline.translation.engine import Hypothesis

NAMES: Mapping[Language, str] = {"sv": "Swedish", "en": "English"}

LONGEST = 100
"""Tokens of a prompt from which a sentence is split; the model has seen few longer ones."""

REVERSE_WEIGHT = 0.6
"""What the score of the other direction counts in the choice of a hypothesis, see the card."""

_TOKENS_PER_BATCH = 800
_TOKENS_PER_SCORING = 300
"""Each costs 180 KB several times: a number for each word of the vocabulary."""
_END = "<eos>"

_FIRST: Mapping[str, Any] = {}
_RETRY: Mapping[str, Any] = {"repetition_penalty": 1.2, "no_repeat_ngram_size": 3}
"""Only for what came out empty, cut off or in a loop: it harms a sentence that is well."""

_T = TypeVar("_T")


class StarterEngine:
    """Translates with the embedded model.

    Only prompts of the same number of tokens share a batch. Beside longer ones a prompt is padded, and the
    model then finds other words: of 48 sentences 20 came out differently. Among equals none did.

    Args:
        beam_size: How many hypotheses are followed, and compared in the other direction at the end.
    """

    name = "starter"

    def __init__(self, beam_size: int = 4) -> None:
        self.beam_size = beam_size

    def supports(self, source: Language, target: Language) -> bool:
        """Whether it can translate from `source` to `target`: both ways between the two languages."""
        return source != target

    def model(self, source: Language, target: Language) -> str:  # noqa: ARG002  (one model for both)
        """Name and version of the model.

        Raises:
            ModelError: Its files are incomplete.
        """
        return f"{NAME}@{starter_version()}"

    def translate(self, sentences: Sequence[str], source: Language, target: Language) -> list[Hypothesis]:
        """One hypothesis for each sentence, in order.

        Raises:
            ModelError: The model's files are missing or damaged.
        """
        model = load_starter()

        def fits(piece: str) -> bool:
            # No token is empty, so that a very long text need not be cut into tokens to know.
            return len(piece) < 50 * LONGEST and len(_prompt(model, piece, source, target)) <= LONGEST

        return translate_clauses(
            sentences, fits, lambda pieces: self._translate_pieces(model, pieces, source, target)
        )

    def _translate_pieces(
        self, model: StarterModel, pieces: Sequence[str], source: Language, target: Language
    ) -> list[Hypothesis]:
        found = self._candidates(model, pieces, source, target, _sound, _FIRST)
        failed = [index for index, candidates in enumerate(found) if not candidates]
        again = [pieces[index] for index in failed]
        # What fails again is taken as it is; the checks will flag it.
        retried = self._candidates(model, again, source, target, _any, _RETRY)
        for index, candidates in zip(failed, retried, strict=True):
            found[index] = candidates
        scored = iter(
            self._reverse_scores(
                model,
                [
                    (piece, candidate.text)
                    for piece, candidates in zip(pieces, found, strict=True)
                    for candidate in candidates
                ],
                source,
                target,
            )
        )
        return [
            max(
                (Hypothesis(candidate.text, candidate.score, next(scored)) for candidate in candidates),
                key=_worth,
                default=Hypothesis("", 0.0),
            )
            for candidates in found
        ]

    def _candidates(
        self,
        model: StarterModel,
        pieces: Sequence[str],
        source: Language,
        target: Language,
        accept: Callable[[str, str, bool], bool],
        settings: Mapping[str, Any],
    ) -> list[list[Hypothesis]]:
        """For each piece what the beam has found and `accept` takes: piece, translation, is it complete."""
        prompts = [_prompt(model, piece, source, target) for piece in pieces]
        found: list[list[Hypothesis]] = [[] for _ in pieces]
        for batch in _equal_batches(prompts, _TOKENS_PER_BATCH):
            results = model.generator.generate_batch(
                [prompts[index] for index in batch],
                beam_size=self.beam_size,
                num_hypotheses=self.beam_size,
                length_penalty=1.0,
                max_length=_longest_result(len(prompts[batch[0]])),
                end_token=_END,
                return_end_token=True,
                include_prompt_in_result=False,
                return_scores=True,
                **settings,
            )
            for index, result in zip(batch, results, strict=True):
                for tokens, ids, score in zip(
                    result.sequences, result.sequences_ids, result.scores, strict=True
                ):
                    text = " ".join(model.tokenizer.decode(ids).split())
                    if accept(pieces[index], text, bool(tokens) and tokens[-1] == _END):
                        found[index].append(Hypothesis(text, score))
        return found

    def _reverse_scores(
        self, model: StarterModel, pairs: Sequence[tuple[str, str]], source: Language, target: Language
    ) -> list[float]:
        """For each pair of a source and its translation, how well the translation gives the source back."""
        prompts = [_prompt(model, translation, target, source) for _, translation in pairs]
        full = [[*_prompt(model, translation, target, source, text), _END] for text, translation in pairs]
        scores = [0.0] * len(pairs)
        for batch in _equal_batches(full, _TOKENS_PER_SCORING):
            results = model.generator.score_batch([full[index] for index in batch])
            for index, result in zip(batch, results, strict=True):
                given = result.log_probs[len(prompts[index]) - 1 :]
                scores[index] = sum(given) / len(given)
        return scores


def _sound(piece: str, translation: str, complete: bool) -> bool:
    return bool(translation) and complete and not repeats(piece, translation)


def _any(_piece: str, translation: str, _complete: bool) -> bool:
    return bool(translation)


def _worth(hypothesis: Hypothesis) -> float:
    return hypothesis.score + REVERSE_WEIGHT * (hypothesis.reverse or 0.0)


def _prompt(
    model: StarterModel, text: str, source: Language, target: Language, translation: str = ""
) -> list[str]:
    prompt = f"{NAMES[source]}: {text}\n{NAMES[target]}: {translation}".rstrip()
    return ["<bos>", *model.tokenizer.encode(prompt).tokens]


def _longest_result(prompt_length: int) -> int:
    """Tokens that a translation may have; what is longer has gone astray."""
    return prompt_length * 2 + 10


def _equal_batches(sequences: Sequence[Sequence[str]], budget: int) -> Iterator[list[int]]:
    """The indices of the sequences in batches of the same length, none larger than a budget of tokens."""
    groups: dict[int, list[int]] = defaultdict(list)
    for index, sequence in enumerate(sequences):
        groups[len(sequence)].append(index)
    for length in sorted(groups):
        yield from _chunks(groups[length], max(1, budget // length))


def _chunks(items: Sequence[_T], size: int) -> Iterable[list[_T]]:
    return (list(items[start : start + size]) for start in range(0, len(items), size))
