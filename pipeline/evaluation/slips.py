"""How many slips are found, and how often a right place is left alone.

The cases are short articles: those with one slip, the same with the slip put right, and those in which the
odd place is right. What is held out was not looked at when weights and patterns were chosen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.cleaning.slips import VERSION, slips
from pipeline.cleaning.stage import THRESHOLDS, Context, Level, Scorer
from pipeline.document import Edit, Language

FILE = "slips.json"


@dataclass(frozen=True, slots=True)
class Case:
    """One article.

    Attributes:
        language: Its language.
        text: All of it.
        held_out: Whether it was kept from whoever chose the weights.
        slip: Start, what stands there, and what was meant; None where nothing is wrong.
    """

    language: Language
    text: str
    held_out: bool
    slip: tuple[int, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What happened at one level.

    Attributes:
        level: The level.
        slips: How many articles have one.
        right: Slips that are put right without asking.
        wrong: Edits that are applied and should not be.
        suggested: Slips that are put right, or whose right form is suggested.
        clean: How many articles have none.
    """

    level: Level
    slips: int
    right: int
    wrong: int
    suggested: int
    clean: int

    @property
    def precision(self) -> float:
        """The share of applied edits that are right, 0 to 1; 1 where there are none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of slips that are put right without asking, 0 to 1."""
        return self.right / max(1, self.slips)


def cases(folder: Path) -> list[Case]:
    """The articles of ``slips.json`` in `folder`.

    Raises:
        FileNotFoundError: The file is missing.
    """
    found: dict[str, list[dict[str, Any]]] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    read = []
    for case in found["positive"]:
        start, before, after = case["start"], case["before"], case["after"]
        right = case["text"][:start] + after + case["text"][start + len(before) :]
        read.append(Case(case["language"], case["text"], case["held_out"], (start, before, after)))
        read.append(Case(case["language"], right, case["held_out"]))
    read += [Case(case["language"], case["text"], case["held_out"]) for case in found["negative"]]
    return read


def measure(chosen: Sequence[Case], scorer: Scorer | None) -> list[Result]:
    """What becomes of the articles at each level."""
    edits = [list(slips(case.text, Context(case.language, scorer))) for case in chosen]
    results = []
    for level, threshold in THRESHOLDS.items():
        right = wrong = suggested = 0
        for case, found in zip(chosen, edits, strict=True):
            for edit in found:
                hit = is_right(edit, case)
                suggested += hit
                if edit.confidence >= threshold:
                    right, wrong = right + hit, wrong + (not hit)
        with_slip = sum(case.slip is not None for case in chosen)
        results.append(Result(level, with_slip, right, wrong, suggested, len(chosen) - with_slip))
    return results


def is_right(edit: Edit, case: Case) -> bool:
    """Whether an edit puts the slip of its article right."""
    return puts_right(edit.start, edit.end, edit.after, case)


def puts_right(edit_start: int, end: int, new: str, case: Case) -> bool:
    """Whether `new` in place of the span puts the slip of an article right."""
    if case.slip is None:
        return False
    start, before, after = case.slip
    wanted = case.text[:start] + after + case.text[start + len(before) :]
    return case.text[:edit_start] + new + case.text[end:] == wanted


def signature(scorer: Scorer | None) -> str:
    """The versions that made the figures."""
    return f"renskrift:{__version__}|slips:{VERSION}|model:{'no' if scorer is None else 'yes'}"


def report(folder: Path, scorer: Scorer | None) -> str:
    """The figures as a table in Markdown, with their signature."""
    found = cases(folder)
    rows = [
        "| cases | level | slips | right | wrong | precision | recall | suggested too | clean |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, held_out in (("development", False), ("held out", True)):
        for result in measure([case for case in found if case.held_out == held_out], scorer):
            rows.append(
                f"| {name} | {result.level} | {result.slips} | {result.right} | {result.wrong} "
                f"| {result.precision:.1%} | {result.recall:.1%} "
                f"| {result.suggested / max(1, result.slips):.1%} | {result.clean} |"
            )
    return "\n".join([*rows, "", signature(scorer)])
