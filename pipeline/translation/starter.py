"""The embedded model as an engine: weak, but always there. Its card says how to prompt it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pipeline.document import Language
from pipeline.models import StarterModel, load_starter
from pipeline.models.starter_files import NAME, starter_version
from pipeline.translation.clauses import translate_clauses
from pipeline.translation.engine import BEAM, Hypothesis, with_settings
from pipeline.translation.repetition import repeats

VERSION = 1
"""Raised where the same model would make something else of a sentence than before, the splitting at clauses
included: what is in the cache is then translated again, and so is every corpus."""

NAMES: Mapping[Language, str] = {"sv": "Swedish", "en": "English"}

LONGEST = 100
"""Tokens of a prompt from which a sentence is split; the model has seen few longer ones."""

REVERSE_WEIGHT = 0.6
"""What the score of the other direction counts in the choice of a hypothesis, see the card."""

_TOKENS_PER_BATCH = 800
_TOKENS_PER_SCORING = 300
"""Each costs 180 KB several times: a number for each word of the vocabulary."""
_END = "<eos>"

_ATTEMPTS: Sequence[Mapping[str, Any]] = (
    {},
    {"repetition_penalty": 1.2, "no_repeat_ngram_size": 3},
    {"repetition_penalty": 1.3, "no_repeat_ngram_size": 3, "beam_size": 1, "num_hypotheses": 1},
)
"""The second and third only for what came out empty, cut off or in a loop: they harm a sentence that is well.
The last one is greedy: where all likely beginnings end badly, an unlikely one may not."""

_T = TypeVar("_T")


class StarterEngine:
    """Translates with the embedded model.

    Only prompts of the same number of tokens share a batch. Beside shorter ones, the end of a prompt is not
    read at once but forced upon the search, which then finds other words: of 48 sentences 20 came out
    differently. Among equals none did, with any number of threads.

    Args:
        beam_size: How many hypotheses are followed, and compared in the other direction at the end.
    """

    name = "starter"

    def __init__(self, beam_size: int = BEAM) -> None:
        self.beam_size = beam_size

    def supports(self, source: Language, target: Language) -> bool:
        """Whether it can translate from `source` to `target`: both ways between the two languages."""
        return source != target

    def model(self, source: Language, target: Language) -> str:  # noqa: ARG002  (one model for both)
        """Name and version of the model, and what else changes its translations.

        Raises:
            ModelError: Its files are incomplete.
        """
        return with_settings(f"{NAME}@{starter_version()}", VERSION, self.beam_size)

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

    def reverse_scores(
        self, pairs: Sequence[tuple[str, str]], source: Language, target: Language
    ) -> list[float]:
        """For each pair of a sentence and anybody's translation, how well that gives the sentence back.

        It is the log-probability per token of the sentence, given the translation; 0 is best.

        Raises:
            ModelError: The model's files are missing or damaged.
        """
        return self._reverse_scores(load_starter(), pairs, source, target)

    def _translate_pieces(
        self, model: StarterModel, pieces: Sequence[str], source: Language, target: Language
    ) -> list[Hypothesis]:
        found = self._sound_candidates(model, pieces, source, target)
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

    def _sound_candidates(
        self, model: StarterModel, pieces: Sequence[str], source: Language, target: Language
    ) -> list[list[Hypothesis]]:
        """For each piece what the beam has found, without what is empty, cut off or in a loop.

        Where nothing sound is found at all, the least bad: the checks will flag it.
        """
        found: list[list[Hypothesis]] = [[] for _ in pieces]
        unsound: list[list[tuple[int, Hypothesis]]] = [[] for _ in pieces]
        for settings in _ATTEMPTS:
            failed = [index for index, candidates in enumerate(found) if not candidates]
            again = [pieces[index] for index in failed]
            made = self._candidates(model, again, source, target, settings)
            for index, candidates in zip(failed, made, strict=True):
                for candidate, complete in candidates:
                    loops = repeats(pieces[index], candidate.text)
                    if complete and not loops:
                        found[index].append(candidate)
                    else:
                        unsound[index].append((complete - 2 * loops, candidate))
        for sound, others in zip(found, unsound, strict=True):
            if others and not sound:
                best = max(worth for worth, _ in others)
                sound += [candidate for worth, candidate in others if worth == best]
        return found

    def _candidates(
        self,
        model: StarterModel,
        pieces: Sequence[str],
        source: Language,
        target: Language,
        settings: Mapping[str, Any],
    ) -> list[list[tuple[Hypothesis, bool]]]:
        """For each piece what the beam has found that is not empty, and whether it came to its end."""
        prompts = [_prompt(model, piece, source, target) for piece in pieces]
        found: list[list[tuple[Hypothesis, bool]]] = [[] for _ in pieces]
        usual = {"beam_size": self.beam_size, "num_hypotheses": self.beam_size, "length_penalty": 1.0}
        for batch in _equal_batches(prompts, _TOKENS_PER_BATCH):
            results = model.generator.generate_batch(
                [prompts[index] for index in batch],
                max_length=_longest_result(len(prompts[batch[0]])),
                end_token=_END,
                return_end_token=True,
                include_prompt_in_result=False,
                return_scores=True,
                **{**usual, **settings},
            )
            for index, result in zip(batch, results, strict=True):
                for tokens, ids, score in zip(
                    result.sequences, result.sequences_ids, result.scores, strict=True
                ):
                    if text := " ".join(model.tokenizer.decode(ids).split()):
                        found[index].append((Hypothesis(text, score), tokens[-1] == _END))
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
