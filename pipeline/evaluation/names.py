"""How many misspelt names are found and fixed, and that right and different ones stay as they are.

Renskrift is measured beside plain pyspellchecker and Hunspell, on the same names in one run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.progress import track

from pipeline import __version__, gazetteer
from pipeline.cleaning.chain import VERSIONS, clean
from pipeline.cleaning.context import sentence_scorer
from pipeline.cleaning.name_memory import Archive, names_of
from pipeline.cleaning.stage import THRESHOLDS, NameMemory, Scorer
from pipeline.document import LANGUAGES, Edit, Language
from pipeline.evaluation.names_data import (
    ARCHIVE,
    FRAMES,
    Seeded,
    Sentence,
    different,
    seeded,
    sentences,
)
from pipeline.evaluation.spelling import by_hunspell, by_pyspellchecker

SAMPLE = 150
"""So many names of a language are given to Hunspell, whose suggestions are slow."""

STAGES = ("spelling", "names", "slips")
"""What may touch a name."""

_CONSOLE = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one seeded name at all levels.

    Attributes:
        found: Whether any edit or suggestion touches it.
        right: Confidence of the edit that puts it right, or 0.
        wrong: Highest confidence of an edit that makes something else of it, or 0.
        broken: Highest confidence of an edit elsewhere in the text, or 0.
    """

    found: bool
    right: float
    wrong: float
    broken: float


def edits(text: str, language: Language, scorer: Scorer | None, archive: NameMemory | None) -> list[Edit]:
    """What may be applied to a text at once, at any level."""
    cleaned = clean(text, language=language, scorer=scorer, archive=archive)
    return [edit for edit in cleaned.edits if edit.stage in STAGES and edit.round == 1]


def outcome(case: Seeded, scorer: Scorer | None, archive: NameMemory | None = None) -> Outcome:
    """Clean a text with a seeded name."""
    right = wrong = broken = 0.0
    found = False
    for edit in edits(case.text, case.language, scorer, archive):
        if edit.end <= case.start or edit.start >= case.end:
            broken = max(broken, edit.confidence)
            continue
        found = True
        made = case.text[case.start : edit.start] + edit.after + case.text[edit.end : case.end]
        if made == case.right:
            right = max(right, edit.confidence)
        else:
            wrong = max(wrong, edit.confidence)
    return Outcome(found, right, wrong, broken)


def with_archive(case: Seeded) -> NameMemory:
    """What a few other documents that write the name right know of it."""
    own = names_of(case.text, case.language)
    others = [names_of(case.elsewhere(), case.language)] * ARCHIVE
    return Archive([own, *others]).without(own)


def clean_names(found: Sequence[Sentence], scorer: Scorer | None) -> list[str]:
    """Rows on the names of clean sentences: how many any edit touches."""
    rows = []
    for language in LANGUAGES:
        ours = [one for one in found if one.language == language]
        touched = [
            edit.confidence
            for one in track(ours, f"Clean names, {language}", console=_CONSOLE)
            for edit in edits(one.text, language, scorer, None)
            if any(edit.start < end and start < edit.end for start, end in one.names)
        ]
        number = sum(len(one.names) for one in ours)
        rows += [
            f"| {language} | {level} | {number} | {sum(one >= bound for one in touched)} "
            f"| {sum(one < bound for one in touched)} |"
            for level, bound in THRESHOLDS.items()
        ]
    return rows


def seeded_names(cases: Sequence[Seeded], language: Language, scorer: Scorer | None) -> list[str]:
    """Rows on seeded names of one language, alone, in a document and in an archive."""
    ways: dict[str, Callable[[Seeded], Outcome]] = {
        "sentence alone": lambda case: outcome(case, scorer),
        "right twice in the document": lambda case: outcome(case.with_more(), scorer),
        f"right in {ARCHIVE} other documents": lambda case: outcome(case, scorer, with_archive(case)),
    }
    rows = []
    for name, way in ways.items():
        outcomes = [way(case) for case in track(cases, f"{name}, {language}", console=_CONSOLE)]
        for level, bound in THRESHOLDS.items():
            rows.append(_row(language, name, f"Renskrift, {level}", outcomes, bound))
    return rows


def plain(cases: Sequence[Seeded], tool: str, correct: Callable[[str, Language], str]) -> str:
    """A row on a tool that looks at one word at a time."""
    made = [(case, correct(case.wrong, case.language)) for case in track(cases, tool, console=_CONSOLE)]
    changed = sum(after != case.wrong for case, after in made)
    fixed = sum(after == case.right for case, after in made)
    broken = sum(correct(case.right, case.language) != case.right for case in cases)
    return (
        f"| {cases[0].language} | sentence alone | {tool} | {len(cases)} | {_share(changed, cases)} "
        f"| {_share(fixed, cases)} | {_share(changed - fixed, cases)} | {_share(broken, cases)} |"
    )


def variants(scorer: Scorer | None) -> list[str]:
    """Rows on the known variants of names: how many are brought to the preferred form, by kind."""
    rows = []
    for language in LANGUAGES:
        cases: dict[str, list[tuple[str, str]]] = {}
        for entry in gazetteer.entries():
            best = gazetteer.preferred(entry, language)
            for form in entry.variants(language):
                if form[0].isupper() and (form + best).isalpha():
                    cases.setdefault(entry.kind.value.replace("_", " "), []).append((form, best))
        for kind, pairs in sorted(cases.items()):
            made = [_brought(form, best, language, scorer) for form, best in sorted(set(pairs))]
            shares = " | ".join(
                f"{_share(sum(one >= bound for one in made), made)}" for bound in THRESHOLDS.values()
            )
            rows.append(
                f"| {language} | {kind} | {len(made)} | {shares} | {_share(sum(map(bool, made)), made)} |"
            )
    return rows


def _brought(form: str, best: str, language: Language, scorer: Scorer | None) -> float:
    """The confidence with which a variant is brought to the preferred form, or 0."""
    text = FRAMES[language][0].format(form)
    found = edits(text, language, scorer, None)
    return max((edit.confidence for edit in found if (edit.before, edit.after) == (form, best)), default=0.0)


def merged(folder: Path, scorer: Scorer | None) -> list[str]:
    """Rows on pairs of different names: how often one is made the other, in a document or an archive."""
    pairs = different(folder)
    counts = {"document": [0.0] * len(pairs), "archive": [0.0] * len(pairs)}
    for number, (language, main, aside) in enumerate(track(pairs, "Different names", console=_CONSOLE)):
        once, often = FRAMES[language][0].format(aside), " ".join(FRAMES[language]).format(main, main)
        other = names_of("\n".join([often] * 3), language)
        for where, text, archive in (
            ("document", "\n".join([often] * 3 + [once]), None),
            ("archive", f"{often}\n{once}", Archive([other] * ARCHIVE).without(None)),
        ):
            found = edits(text, language, scorer, archive)
            counts[where][number] = max((edit.confidence for edit in found), default=0.0)
    return [
        f"| {where} | {level} | {len(made)} | {sum(one >= bound for one in made)} "
        f"| {sum(0 < one < bound for one in made)} |"
        for where, made in counts.items()
        for level, bound in THRESHOLDS.items()
    ]


def signature() -> str:
    """The versions that made the figures."""
    stages = "|".join(f"{name}:{VERSIONS[name]}" for name in STAGES)
    tools = "|".join(f"{name}:{version(name)}" for name in ("pyspellchecker", "chunspell", "hunspell-sv"))
    return f"renskrift:{__version__}|{stages}|{tools}"


def report(folder: Path) -> str:
    """The figures as tables in Markdown, with their signature, for what the folder holds.

    Raises:
        FileNotFoundError: It holds neither ``names-pud`` nor ``name-pairs.json``.
    """
    scorer = sentence_scorer()
    rows = []
    if (folder / "name-pairs.json").exists():
        rows += _table("different names in one|level|pairs|merged|suggested", 2, merged(folder, scorer))
        rows += _table("language|kind of variant|forms|safe|balanced|bold|suggested too", 2, variants(scorer))
    if (folder / "names-pud").exists() or not rows:
        found = list(sentences(folder))
        rows += _table("clean names|level|words|changed|suggested", 2, clean_names(found, scorer))
        more = []
        for language in LANGUAGES:
            chance = random.Random(1)
            ours = (one for one in found if one.language == language)
            cases = [case for one in ours if (case := seeded(one, chance))]
            more += seeded_names(cases, language, scorer)
            more.append(plain(cases, "pyspellchecker", by_pyspellchecker))
            more.append(plain(cases[:SAMPLE], "Hunspell", by_hunspell))
        heads = "seeded names|where|tool|names|found|fixed|made wrong|right ones broken"
        rows += _table(heads, 3, more)
    return "\n".join([*rows, signature()])


def _table(heads: str, texts: int, rows: Iterable[str]) -> list[str]:
    """A table with a blank line behind it.

    Args:
        heads: The heads of its columns, with ``|`` between them.
        texts: How many of its first columns hold text.
        rows: Its rows.
    """
    columns = heads.split("|")
    lines = ["---" if number < texts else "---:" for number in range(len(columns))]
    return [f"| {' | '.join(columns)} |", f"|{'|'.join(lines)}|", *rows, ""]


def _row(language: Language, where: str, tool: str, outcomes: Sequence[Outcome], bound: float) -> str:
    found = sum(one.found for one in outcomes)
    fixed = sum(one.right >= bound for one in outcomes)
    wrong = sum(one.wrong >= bound > one.right for one in outcomes)
    broken = sum(one.broken >= bound for one in outcomes)
    shares = " | ".join(_share(number, outcomes) for number in (found, fixed, wrong, broken))
    return f"| {language} | {where} | {tool} | {len(outcomes)} | {shares} |"


def _share(number: int, of: Sequence[object]) -> str:
    return f"{number / max(1, len(of)):.1%}"
