"""Fit the weights of the quality: ``python -m pipeline.evaluation.quality_weights DATA FILE``.

DATA holds the evaluation data; FILE keeps the examples, which take long to make, and is made where it is
missing. They come from the odd lines of the corpus: what the embedded model makes of them, **usable** where
it is as near to the human translation as chrF `USABLE`; human translations, which all are; and human
translations with a fault put in, of which none is.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from pipeline.document import Language, other
from pipeline.evaluation.distance import chrf_of_sentence
from pipeline.evaluation.faults import spoil
from pipeline.evaluation.parallel import Line, read
from pipeline.translation.checks import CHECKS, Pair, flags
from pipeline.translation.engine import Hypothesis
from pipeline.translation.framing import put_back, take_off
from pipeline.translation.quality import DATA, signals
from pipeline.translation.starter import StarterEngine

USABLE = 55.0
"""chrF from which a machine translation counts as usable."""

TRANSLATED, REFERENCES, EACH_FAULT = 100, 130, 10
"""How many lines are translated, taken as they are, and spoilt in each way, for each direction."""

SHARES = {"with_reverse": (0.25, 0.25), "without_reverse": (0.25, 0.25), "by_a_person": (19.0, 1.0)}
"""What human translations, and those with a fault, count beside machine ones: a person errs seldom."""

GRAVE = frozenset({"empty", "untranslated", "wrong_language"})
"""Flags that leave nothing of a translation."""

PULL, TOWARDS, TOWARDS_GRAVE = 0.002, 1.0, 4.0
"""How strongly the weight of a flag is drawn to a value, since many are rare."""

STEPS, RATE = 8_000, 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """A translation of which it is known whether it is usable.

    Attributes:
        origin: ``engine``, ``reference``, or the kind of its fault.
        language: The language of the source.
        source: The sentence.
        target: Its translation.
        score: The engine's score; None where no engine has made it.
        reverse: The score of the source, given the translation.
        usable: What is to be predicted.
    """

    origin: str
    language: Language
    source: str
    target: str
    score: float | None
    reverse: float
    usable: bool


def collect(lines: Sequence[Line], engine: StarterEngine) -> Iterator[Example]:
    """The examples that can be made of `lines`."""
    order = list(lines)
    random.Random(0).shuffle(order)
    spoilt = list(spoil(lines, each=EACH_FAULT))
    for language in ("sv", "en"):
        target = other(language)
        some = order[:TRANSLATED]
        frames = [take_off(line.text[language], language) for line in some]
        made = engine.translate([frame.core for frame in frames], language, target)
        for line, frame, said in zip(some, frames, made, strict=True):
            source, reference = line.pair(language)
            text = put_back(frame, said.text, target)
            near = chrf_of_sentence(text, reference) >= USABLE
            yield Example("engine", language, source, text, said.score, said.reverse or 0.0, near)
        human = [("reference", *line.pair(language)) for line in order[:REFERENCES]]
        human += [(one.kind, one.source, one.target) for one in spoilt if one.language == language]
        scores = engine.reverse_scores([(source, text) for _, source, text in human], language, target)
        for (origin, source, text), score in zip(human, scores, strict=True):
            yield Example(origin, language, source, text, None, score, origin == "reference")


def fit(examples: Sequence[Example], kind: str) -> dict[str, float]:
    """The weights under which what is known of the examples is likeliest; none but the bias is negative."""
    chosen = [one for one in examples if one.origin != "engine" or kind != "by_a_person"]
    usual = None if kind == "by_a_person" else usual_score(examples)
    # What people wrote is better than its scores tell; that is learnt apart, and left out in the end.
    names = ["by_a_person", "bias", "length", *CHECKS]
    names += {"with_reverse": ["score", "reverse"], "without_reverse": ["score"]}.get(kind, [])
    rows = [_signals(one, kind, usual) for one in chosen]
    values = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    truth = np.array([float(one.usable) for one in chosen])
    share = np.array([_share(one, chosen, kind) for one in chosen])
    flagged = {name: TOWARDS_GRAVE if name in GRAVE else TOWARDS for name in CHECKS}
    towards = np.array([flagged.get(name, 0.0) for name in names])
    pull = np.array([0.0 if name in ("bias", "by_a_person") else PULL for name in names])
    weights = towards.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(values @ weights)))
        weights += RATE * ((share * (truth - chance)) @ values + pull * (towards - weights))
        weights[2:] = np.maximum(0.0, weights[2:])
    return {name: round(float(weight), 3) for name, weight in zip(names[1:], weights[1:], strict=True)}


def usual_score(examples: Sequence[Example]) -> float:
    """The mean score of the machine translations."""
    return round(float(np.mean([one.score for one in examples if one.score is not None])), 3)


def _signals(example: Example, kind: str, usual: float | None) -> dict[str, float]:
    pair = Pair(example.source, example.target, example.language)
    hypothesis = None
    if usual is not None:
        # No engine has scored what people wrote: it gets the usual score, so that others decide.
        score = usual if example.score is None else example.score
        hypothesis = Hypothesis("", score, example.reverse if kind == "with_reverse" else None)
    found = flags(example.source, example.target, example.language)
    by_a_person = {"by_a_person": 1.0} if hypothesis and example.origin != "engine" else {}
    return by_a_person | signals(pair, hypothesis, found)


def _share(example: Example, chosen: Sequence[Example], kind: str) -> float:
    """What one example counts: all of its group together count what `SHARES` says."""
    references, faults = SHARES[kind]
    groups = {"engine": 1.0, "reference": references}
    own = example.origin if example.origin in groups else "fault"
    number = sum((one.origin if one.origin in groups else "fault") == own for one in chosen)
    total = (0.0 if kind == "by_a_person" else 1.0) + references + faults
    return groups.get(own, faults) / number / total


def main(folder: Path, file: Path) -> None:
    """Fit all sets of weights and write them to ``pipeline/data/translation_quality.json``."""
    if not file.is_file():
        lines = [line for line in read(folder) if not line.held_out]
        records = [json.dumps(asdict(one), ensure_ascii=False) for one in collect(lines, StarterEngine())]
        file.write_text("\n".join(records) + "\n", encoding="utf-8")
    examples = [Example(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    weights = {kind: fit(examples, kind) for kind in SHARES}
    found = {"usual_score": usual_score(examples), "weights": weights}
    DATA.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
