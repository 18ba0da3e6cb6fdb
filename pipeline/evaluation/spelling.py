"""How many wrong words are found and fixed, how many right ones are broken, and how fast.

Renskrift is measured beside plain pyspellchecker and Hunspell, on the same words in one run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import version
from itertools import product
from pathlib import Path

from rich.console import Console
from rich.progress import track
from spellchecker import SpellChecker

from pipeline import __version__
from pipeline.cleaning.candidates import neighbours
from pipeline.cleaning.chain import VERSIONS, clean
from pipeline.cleaning.context import SentenceScorer, sentence_scorer
from pipeline.cleaning.lexicon import dictionary, is_word, vocabulary
from pipeline.cleaning.stage import Level
from pipeline.document import LANGUAGES, Edit, Language
from pipeline.evaluation.spelling_data import TOKEN, Case, bea, clean_news, dalaj

LEVELS: tuple[Level, ...] = ("safe", "balanced", "bold")

BINS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(slots=True)
class Count:
    """What became of the words of some cases.

    Attributes:
        words: How many there are.
        errors: How many of them are wrong.
        found: How many of the wrong ones were changed or had a change suggested.
        fixed: How many of the wrong ones were made right.
        changed: How many of the wrong ones were changed.
        broken: How many of the right ones were changed.
    """

    words: int = 0
    errors: int = 0
    found: int = 0
    fixed: int = 0
    changed: int = 0
    broken: int = 0

    @property
    def precision(self) -> float:
        """The share of the changes that were right."""
        return self.fixed / max(1, self.changed + self.broken)

    def row(self) -> str:
        """The figures as cells of a Markdown table."""
        right = self.words - self.errors
        broken = f"{self.broken} of {right} ({self.broken / max(1, right):.2%})"
        if not self.errors:
            return f"0 | – | – | {broken} | –"
        found, fixed = self.found / self.errors, self.fixed / self.errors
        return f"{self.errors} | {found:.1%} | {fixed:.1%} | {broken} | {self.precision:.1%}"


@dataclass(slots=True)
class Reliability:
    """How often edits of each confidence were right.

    Attributes:
        bins: By the lower bound of the confidence: how many edits, how many right, and the sum of their
            confidences.
    """

    bins: dict[float, tuple[int, int, float]] = field(default_factory=dict)

    def add(self, confidence: float, right: bool) -> None:
        """Count one more edit."""
        bound = max(one for one in BINS if one <= confidence)
        number, good, total = self.bins.get(bound, (0, 0, 0.0))
        self.bins[bound] = (number + 1, good + right, total + confidence)

    def rows(self) -> list[str]:
        """The table in Markdown."""
        return [
            f"| {bound:.2f} | {number} | {total / number:.3f} | {good / number:.3f} |"
            for bound, (number, good, total) in sorted(self.bins.items())
        ]


def evaluate(
    cases: Iterable[Case], level: Level, scorer: SentenceScorer | None, reliability: Reliability | None = None
) -> Count:
    """Clean each case and compare it word by word; only edits of the stages spelling and names count."""
    count = Count()
    for case in cases:
        edits = [
            edit
            for edit in clean(case.text, language=case.language, level=level, scorer=scorer).edits
            if edit.stage in ("spelling", "names") and edit.round == 1
        ]
        count.words += len(case.text.split())
        count.errors += len(case.errors)
        for (start, end), right in case.errors.items():
            wrong = case.text[start:end]
            ours = [edit for edit in edits if edit.before and edit.before in wrong]
            count.found += bool(ours)
            changing = [edit for edit in ours if edit.in_effect]
            count.changed += bool(changing)
            count.fixed += any(wrong.replace(edit.before, edit.after, 1) == right for edit in changing)
        wrong_words = {word for start, end in case.errors for word in case.text[start:end].split()}
        count.broken += sum(
            edit.in_effect and edit.before not in " ".join(wrong_words) for edit in edits if edit.before
        )
        if reliability is not None:
            for edit in edits:
                reliability.add(edit.confidence, _is_right(edit, case))
    return count


def _is_right(edit: Edit, case: Case) -> bool:
    return any(
        edit.before in (wrong := case.text[start:end]) and wrong.replace(edit.before, edit.after, 1) == right
        for (start, end), right in case.errors.items()
    )


Corrector = Callable[[str, Language], str]


def plain(cases: Iterable[Case], corrector: Corrector) -> Count:
    """The same for a tool that corrects word by word."""
    count = Count()
    for case in cases:
        count.words += len(case.text.split())
        count.errors += len(case.errors)
        for match in TOKEN.finditer(case.text):
            corrected = corrector(match[0], case.language)
            right = case.errors.get(match.span())
            changed = corrected != match[0]
            if right is None:
                count.broken += changed and not any(
                    s < match.end() and match.start() < e for s, e in case.errors
                )
            else:
                count.found += changed
                count.changed += changed
                count.fixed += corrected == right
    return count


@cache
def _pyspellchecker(language: Language) -> SpellChecker:
    """Plain pyspellchecker as it comes for English; for Swedish, which it lacks, on our word list."""
    if language == "en":
        return SpellChecker(language="en", distance=1)
    checker = SpellChecker(language=None, distance=1)
    checker.word_frequency.load_json(dict(vocabulary("sv")))
    return checker


@cache
def by_pyspellchecker(word: str, language: Language) -> str:
    """What plain pyspellchecker makes of a word, capitals kept as in the word."""
    checker = _pyspellchecker(language)
    if word.lower() in checker or not word.isalpha():
        return word
    best = checker.correction(word.lower()) or word
    return best.capitalize() if word[0].isupper() else best


@cache
def by_hunspell(word: str, language: Language) -> str:
    """Hunspell's first suggestion for a word that it does not know."""
    if is_word(word, language):
        return word
    suggested = dictionary(language).suggest(word)
    return suggested[0] if suggested else word


def signature() -> str:
    """The versions that made the figures."""
    stages = "|".join(f"{name}:{VERSIONS[name]}" for name in ("spelling", "names"))
    tools = "|".join(f"{name}:{version(name)}" for name in ("pyspellchecker", "chunspell", "hunspell-sv"))
    return f"renskrift:{__version__}|{stages}|{tools}"


def report(folder: Path) -> str:
    """The figures as tables in Markdown, with their signature."""
    scorer = sentence_scorer()
    reliability = Reliability()
    sets = {
        "bea322 (en)": list(bea(folder)),
        "DaLAJ, label O (sv)": list(dalaj(folder)),
        "clean news (en)": [case for case in clean_news(folder) if case.language == "en"],
        "clean news (sv)": [case for case in clean_news(folder) if case.language == "sv"],
    }
    rows = [
        "| data | tool | errors | found | fixed | right words broken | precision |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    tools: dict[str, Callable[[list[Case]], Count]] = {
        **{
            f"Renskrift, {level}": partial(
                evaluate, level=level, scorer=scorer, reliability=reliability if level == "balanced" else None
            )
            for level in LEVELS
        },
        "Renskrift, bold, fast": partial(evaluate, level="bold", scorer=None),
        "pyspellchecker": partial(plain, corrector=by_pyspellchecker),
        "Hunspell": partial(plain, corrector=by_hunspell),
    }
    runs = list(product(sets, tools))
    for name, tool in track(runs, "Measuring", console=Console(stderr=True)):
        rows.append(f"| {name} | {tool} | {tools[tool](sets[name]).row()} |")
    rows += ["", "| confidence from | edits | mean confidence | right |", "|---:|---:|---:|---:|"]
    return "\n".join([*rows, *reliability.rows(), "", signature()])


def speed(folder: Path, sample: int = 40) -> str:
    """Unknown words and running words a second, beside plain pyspellchecker, with their signature.

    Args:
        folder: The data.
        sample: How many unknown words plain pyspellchecker has to search at distance 2.
    """
    rows = ["| task | language | tool | a second |", "|---|---|---|---:|"]
    learners: dict[Language, list[Case]] = {"en": list(bea(folder)), "sv": list(dalaj(folder))}
    for language, cases in learners.items():
        unknown = [
            word.lower()
            for case in cases
            for start, end in case.errors
            if (word := case.text[start:end]).isalpha() and not is_word(word, language)
        ]
        ours = neighbours(language)
        rows.append(f"| unknown words | {language} | Renskrift | {_rate(ours.within_two, unknown):,.0f} |")
        checker = SpellChecker(language=None, distance=2)
        checker.word_frequency.load_json(dict(vocabulary(language)))
        rate = _rate(checker.candidates, unknown[:sample])
        rows.append(f"| unknown words | {language} | pyspellchecker, distance 2 | {rate:,.1f} |")
    for language in LANGUAGES:
        lines = [case.text for case in clean_news(folder) if case.language == language]
        # What is loaded at first use, for wrong words too, is not counted.
        for case in learners[language][:50]:
            clean(case.text, language=language)
        for name, scorer, some in (("fast", None, lines), ("with model", sentence_scorer(), lines[:200])):
            started = time.perf_counter()
            for line in some:
                clean(line, language=language, scorer=scorer)
            words = sum(len(line.split()) for line in some)
            rate = words / (time.perf_counter() - started)
            rows.append(
                f"| running words, clean, all stages | {language} | Renskrift, {name} | {rate:,.0f} |"
            )
    return "\n".join([*rows, "", signature()])


def _rate(work: Callable[[str], object], words: Sequence[str]) -> float:
    started = time.perf_counter()
    for word in words:
        work(word)
    return len(words) / (time.perf_counter() - started)
