"""How good translations are, and how many of their faults are noticed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline import __version__, changelog
from pipeline.document import LANGUAGES, Language, Translation, other
from pipeline.evaluation.corrections import corrections_table
from pipeline.evaluation.distance import chrf_of_sentence, distance
from pipeline.evaluation.faults import Spoilt, spoil
from pipeline.evaluation.parallel import Line, read
from pipeline.evaluation.quality_weights import USABLE
from pipeline.evaluation.survival import survival
from pipeline.translation.checks import VERSION, Pair, flags
from pipeline.translation.choice import EngineName, choose_engines
from pipeline.translation.engine import Engine, Hypothesis
from pipeline.translation.quality import low_score, usual_score
from pipeline.translation.segments import translate_sentences
from pipeline.translation.starter import StarterEngine

LIMIT = 100
"""Sentences that are translated in each direction where nothing else is asked for."""

EACH = 10
"""Faults of a kind and direction."""

PUBLISHED = """\
| Argos, as published, on Flores | sv-en | – | 67.3 | 43.6 |
| OPUS-MT, as published, on Flores | sv-en | – | 68.9 | 45.4 |
| Firefox (tiny), as published, on Flores | sv-en | – | 69.2 | 45.6 |
| Argos, as published, on Flores | en-sv | – | 67.0 | 41.7 |
| OPUS-MT, as published, on Flores | en-sv | – | 68.2 | 43.7 |
| Firefox (tiny), as published, on Flores | en-sv | – | 69.5 | 45.6 |"""
"""Another test set: the order of size, not a comparison. From mozilla/firefox-translations-models."""

BINS = (0.0, 0.2, 0.4, 0.6, 0.8)

Scorer = Callable[[Sequence[tuple[str, str]], Language], list[float]]
"""The reverse scores of pairs from a language."""


def report(folder: Path, engine: EngineName = "auto", limit: int = LIMIT) -> str:
    """All figures as tables in Markdown, with their signature.

    Args:
        folder: The folder with the data.
        engine: Which engine translates.
        limit: How many sentences are translated in each direction, taken from the held-out ones.

    Raises:
        FileNotFoundError: A file is missing.
        SourceError: sacrebleu is not installed.
        ModelError: A model is missing or damaged.
    """
    lines = [line for line in read(folder) if line.held_out]
    some = list(lines)
    random.Random(0).shuffle(some)
    engines, _ = choose_engines(engine, LANGUAGES)
    made = {language: _translated(some[:limit], language, engines[language]) for language in LANGUAGES}
    tables = [
        _distances(made, engines),
        _survivals(made, engines, lines),
        corrections_table(lines),
        _reliability(made),
        faults_table(lines, some[:limit], reverse_scores),
    ]
    used = dict.fromkeys(f"{engines[code].name}:{engines[code].model(code, other(code))}" for code in engines)
    signature = f"renskrift:{__version__}|{'|'.join(used)}|checks:{VERSION}|sentences:{limit}"
    return "\n\n".join([*tables, signature])


def reverse_scores(pairs: Sequence[tuple[str, str]], language: Language) -> list[float]:
    """How well each translation gives its source back, by the embedded model."""
    return StarterEngine().reverse_scores(pairs, language, other(language))


def faults_table(lines: Sequence[Line], some: Sequence[Line], scorer: Scorer) -> str:
    """How many faults are flagged, by kind, and how many human translations as they are.

    Args:
        lines: All lines to take from.
        some: Those whose human translations are scored by the model, too.
        scorer: The embedded model.
    """
    rows = ["| fault | pairs | flagged | by a rule | by a low score |", "|---|---:|---:|---:|---:|"]
    spoilt = list(spoil(lines, each=EACH))
    ruled = [bool(flags(one.source, one.target, one.language)) for one in spoilt]
    low = _low(spoilt, scorer)
    pairs, rule, score, either = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for one, by_rule, by_score in zip(spoilt, ruled, low, strict=True):
        for kind in (one.kind, "all faults"):
            pairs[kind] += 1
            rule[kind] += by_rule
            score[kind] += by_score
            either[kind] += by_rule or by_score
    rows += [
        f"| {kind} | {pairs[kind]} | {_share(either[kind], pairs[kind])} "
        f"| {_share(rule[kind], pairs[kind])} | {_share(score[kind], pairs[kind])} |"
        for kind in sorted(pairs, key=lambda kind: kind == "all faults")
    ]
    all_ruled = [bool(flags(*line.pair(code), code)) for line in lines for code in LANGUAGES]
    rows.append(f"| none, not scored | {len(all_ruled)} | – | {_share(sum(all_ruled), len(all_ruled))} | – |")
    as_they_are = [Spoilt("none", line.number, code, *line.pair(code)) for line in some for code in LANGUAGES]
    ruled = [bool(flags(one.source, one.target, one.language)) for one in as_they_are]
    low = _low(as_they_are, scorer)
    flagged = sum(by_rule or by_score for by_rule, by_score in zip(ruled, low, strict=True))
    number = len(as_they_are)
    rows.append(
        f"| none, scored | {number} | {_share(flagged, number)} "
        f"| {_share(sum(ruled), number)} | {_share(sum(low), number)} |"
    )
    return "\n".join(rows)


def _low(chosen: Sequence[Spoilt], scorer: Scorer) -> list[bool]:
    """Which of them are flagged by their reverse score; no engine has scored them, so that is the usual."""
    found: dict[int, bool] = {}
    for code in LANGUAGES:
        ours = [index for index, one in enumerate(chosen) if one.language == code]
        scores = scorer([(chosen[index].source, chosen[index].target) for index in ours], code)
        for index, score in zip(ours, scores, strict=True):
            one = chosen[index]
            pair = Pair(one.source, one.target, code)
            found[index] = low_score(pair, Hypothesis("", usual_score(), score))
    return [found[index] for index in range(len(chosen))]


def _translated(lines: Sequence[Line], language: Language, engine: Engine) -> list[tuple[Line, Translation]]:
    made = translate_sentences([line.text[language] for line in lines], language, engine)
    return [(line, made[line.text[language]]) for line in lines]


Made = dict[Language, list[tuple[Line, Translation]]]


def _distances(made: Made, engines: dict[Language, Engine]) -> str:
    rows = ["| engine | pair | sentences | chrF | BLEU |", "|---|---|---:|---:|---:|"]
    signatures: tuple[str, ...] = ()
    for code, translated in made.items():
        texts = [translation.text for _, translation in translated]
        near = distance(texts, [line.text[other(code)] for line, _ in translated])
        signatures = near.signatures
        figures = f"{len(texts)} | {near.chrf:.1f} | {near.bleu:.1f}"
        rows.append(f"| {engines[code].name} | {code}-{other(code)} | {figures} |")
    return "\n".join([*rows, PUBLISHED, "", *signatures])


def _survivals(made: Made, engines: dict[Language, Engine], lines: Sequence[Line]) -> str:
    rows = [
        "| translation | pair | numbers | come through | names | come through |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for code, translated in made.items():
        sets: Iterable[tuple[str, list[tuple[Line, str]]]] = (
            (f"{engines[code].name}, as it was", [(line, _uncorrected(one)) for line, one in translated]),
            (f"{engines[code].name}, corrected", [(line, one.text) for line, one in translated]),
            ("human", [(line, line.text[other(code)]) for line in lines]),
        )
        for name, texts in sets:
            kept = survival(texts, code)
            rows.append(
                f"| {name} | {code}-{other(code)} "
                f"| {kept.numbers} | {_share(kept.numbers_kept, kept.numbers)} "
                f"| {kept.names} | {_share(kept.names_kept, kept.names)} |"
            )
    return "\n".join(rows)


def _uncorrected(translation: Translation) -> str:
    return changelog.undo(translation.text, translation.edits)


def _reliability(made: Made) -> str:
    """What share of the translations of a quality is usable."""
    rows = [
        "| quality from | translations | mean quality | usable | mean chrF |",
        "|---:|---:|---:|---:|---:|",
    ]
    judged = [
        (translation.quality, chrf_of_sentence(translation.text, line.text[other(code)]))
        for code, translated in made.items()
        for line, translation in translated
    ]
    for low, high in zip(BINS, [*BINS[1:], 1.1], strict=True):
        inside = [(quality, near) for quality, near in judged if low <= quality < high]
        if inside:
            number = len(inside)
            rows.append(
                f"| {low:.1f} | {number} | {sum(quality for quality, _ in inside) / number:.2f} "
                f"| {sum(near >= USABLE for _, near in inside) / number:.2f} "
                f"| {sum(near for _, near in inside) / number:.1f} |"
            )
    return "\n".join(rows)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
