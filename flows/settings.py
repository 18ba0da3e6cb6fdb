"""What a run is asked to do, and what it has done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from pipeline.cleaning.chain import STAGES, VERSIONS
from pipeline.cleaning.stage import Level
from pipeline.corpus.duplicates import Counted
from pipeline.corpus.export.counts import Counts
from pipeline.corpus.presence import Absent
from pipeline.document import LANGUAGES, Language, is_language, other
from pipeline.errors import ModelError
from pipeline.inputs.catalogue import FILE, without_file
from pipeline.signature import signature
from pipeline.terms import Termbase
from pipeline.terms_reading import read_terms
from pipeline.translation.checks import VERSION
from pipeline.translation.choice import EngineName, choose_engines
from pipeline.translation.engine import Engine

RunEngine = Literal[EngineName, "none"]
"""The engine of a run: ``none`` cleans and does not translate."""

RunnerName = Literal["single", "threads", "processes", "dask"]

REDO = (*STAGES, "translation")
"""What a run can do again although it has not changed: a stage of cleaning, or the translation."""

RUNNER_NAMES: tuple[RunnerName, ...] = get_args(RunnerName)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked to do.

    Attributes:
        output: The output folder.
        engine: ``auto``, ``argos`` or ``starter``; ``none`` cleans only.
        level: Where the line between applied and suggested edits lies.
        fast: Clean without the embedded model.
        terms: The user's termbase, a CSV or TBX file.
        beam: How many hypotheses the engines follow, else as usual.
        include: Patterns of the files that are wanted; all, if none.
        exclude: Patterns of those that are not.
        who: Who runs it, for the run log; found where it is not given.
        runner: What works on the batches, see `flows.runners`; the corpus is the same with each.
        workers: How many batches are worked on at once by a runner; as many as there are processors, if 0.
        redo: Those of `REDO` that are taken for new ones: what is done already is done again by them.
    """

    output: Path
    engine: RunEngine = "auto"
    level: Level = "balanced"
    fast: bool = False
    terms: Path | None = None
    beam: int | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    who: str = ""
    runner: RunnerName = "single"
    workers: int = 0
    redo: tuple[str, ...] = ()

    @property
    def cleans_again(self) -> bool:
        """Whether what is cleaned already is cleaned again."""
        return any(stage in STAGES for stage in self.redo)

    @property
    def translates_again(self) -> bool:
        """Whether what is translated already is translated again, and nothing is taken from the cache."""
        return "translation" in self.redo and self.engine != "none"

    @property
    def termbase(self) -> Termbase | None:
        """The user's termbase, read again when its file has changed."""
        return _termbase(self.terms, self.terms.stat().st_mtime_ns) if self.terms else None

    def engines(self, languages: set[Language]) -> dict[Language, Engine]:
        """What translates from those languages; nothing where the run does not translate.

        Raises:
            ModelError: A package is missing.
        """
        if self.engine == "none":
            return {}
        return choose_engines(self.engine, languages, beam=self.beam, judge=not self.fast)[0]

    def models(self) -> set[str]:
        """The models that translate, by name and version; those whose package is missing are left out."""
        found = set()
        for language in LANGUAGES:
            with suppress(ModelError):
                engines = self.engines({language}).values()
                found |= {engine.model(language, other(language)) for engine in engines}
        return found

    def signature(self, language: str, engine: Engine | None) -> str:
        """The signature of a document in `language`; it has no engine where it is not translated."""
        name, model = (
            (engine.name, engine.model(language, other(language)))
            if engine and is_language(language)
            else ("none", "none")
        )
        shared = {"context": "fast" if self.fast else "model", "checks": str(VERSION)}
        if termbase := self.termbase:
            shared["terms"] = termbase.digest
        return str(signature(self.level, name, model, stages=VERSIONS, settings=shared))

    def signatures(self) -> dict[str, str]:
        """The signature of a document that is made now, by its language; with "" for all others.

        There is none for a language whose engine is missing: a document that needs it will say so.
        """
        found = {"": self.signature("", None)}
        for language in LANGUAGES:
            found[language] = ""
            with suppress(ModelError):
                found[language] = self.signature(language, self.engines({language}).get(language))
        return found

    def record(self) -> dict[str, object]:
        """The settings as the run log has them."""
        return {
            "engine": self.engine,
            "level": self.level,
            "fast": self.fast,
            "terms": str(self.terms or ""),
            "beam": self.beam,
            "include": list(self.include),
            "exclude": list(self.exclude),
            "redo": list(self.redo),
            "signatures": sorted({*self.signatures().values()} - {""}),
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has done.

    Attributes:
        counts: The numbers of the whole corpus.
        done: Documents that were cleaned and translated now.
        skipped: Documents that were done before.
        refused: Why each file that was not taken in was not, by its path.
        passed: Files of this run that were passed through since they are in another language, with its code.
        obeyed: Documents of `done` that were done again since people have decided on them.
        redone: Those that were done again although their text is the same: for `Settings.redo`, a new version
            or other settings.
        changed: Documents of `redone` that have come out different.
        absent: Documents whose files are not there any more.
        duplicates: Documents that are the same text, or nearly.
        head: The last hash of the run log, which is worth to be kept elsewhere.
        notices: What looks wrong in the source, see `notices`.
    """

    counts: Counts
    done: int
    skipped: int
    refused: Mapping[str, str]
    passed: Mapping[str, str]
    obeyed: int = 0
    redone: int = 0
    changed: int = 0
    absent: Absent = field(default_factory=Absent)
    duplicates: Counted = field(default_factory=Counted)
    head: str = ""
    notices: tuple[str, ...] = ()


LISTED = 100
"""Refusals that are listed in Prefect's pages."""


def as_markdown(summary: Summary) -> str:
    """The summary as Prefect's UI shows it."""
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in as_rows(summary))]
    refused = sorted(summary.refused.items())
    lines += [f"- refused `{file}`: {reason}" for file, reason in refused[:LISTED]]
    if len(refused) > LISTED:
        lines.append(f"- and {len(refused) - LISTED:,} more that are refused: `renskrift refused` lists all")
    lines += [f"- {notice}" for notice in summary.notices]
    lines += [f"- alike: {', '.join(f'`{file}`' for file in files)}" for files in summary.duplicates.shown]
    # A name of a file may be in another encoding, which JSON cannot hold.
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode()


def as_rows(summary: Summary) -> list[tuple[str, str]]:
    """The summary as names and values."""
    counts = summary.counts
    languages = ", ".join(f"{number} {language}" for language, number in sorted(counts.documents.items()))
    rows = [
        ("documents", f"{sum(counts.documents.values())} ({languages})"),
        ("done now / before", f"{summary.done} / {summary.skipped}"),
        ("done again for decisions", str(summary.obeyed)),
        ("redone", f"{summary.redone}, of which {summary.changed} came out different"),
        ("no longer in the source", str(summary.absent)),
        ("duplicates", str(summary.duplicates)),
        ("refused", str(len(summary.refused))),
        ("words", f"{counts.words:,}"),
    ]
    for stage in STAGES:
        made = counts.edits_in("applied", "accepted", stage=stage)
        rows.append(
            (f"{stage} edits", f"{made} applied, {counts.edits_in('suggested', stage=stage)} suggested")
        )
    flags = ", ".join(f"{number} {flag}" for flag, number in sorted(counts.flags.items()))
    return [*rows, ("segments", f"{counts.segments:,}"), ("flags", flags or "none")]


def notices(source: Path, settings: Settings, summary: Summary) -> Iterator[str]:
    """What looks wrong in a source, in sentences: it is empty, or its catalogue names files that it has not.

    Args:
        source: A folder of articles, or one of them.
        settings: What was asked.
        summary: What was done.
    """
    if summary.absent.is_empty:
        yield f"nothing is in {source}, which had articles: is its disk there? None is marked as missing"
    elif not (summary.done or summary.skipped or summary.refused):
        which = " that --include and --exclude let through" if settings.include or settings.exclude else ""
        yield f"there is no article in {source}{which}, so nothing was done: is it the right folder?"
    if unknown := without_file(source):
        first = f"{', '.join(unknown[:5])}{', …' if len(unknown) > 5 else ''}"
        yield f"{FILE} names files that are not in {source} ({len(unknown):,}): {first}"


@lru_cache(maxsize=1)
def _termbase(path: Path, _changed: int) -> Termbase:
    return read_terms(path)
