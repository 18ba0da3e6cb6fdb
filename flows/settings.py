"""What a run is asked to do, and what it has done."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from pipeline.cleaning.chain import STAGES, VERSIONS
from pipeline.cleaning.stage import Level
from pipeline.corpus.export.counts import Counts
from pipeline.document import LANGUAGES, Language, is_language, other
from pipeline.errors import ModelError
from pipeline.signature import signature
from pipeline.terms import Termbase
from pipeline.terms_reading import read_terms
from pipeline.translation.checks import VERSION
from pipeline.translation.choice import EngineName, choose_engines
from pipeline.translation.engine import Engine

RunEngine = Literal[EngineName, "none"]
"""The engine of a run: ``none`` cleans and does not translate."""

RunnerName = Literal["single", "threads", "processes", "dask"]

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
            "signatures": sorted({*self.signatures().values()} - {""}),
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has done.

    Attributes:
        counts: The numbers of the whole corpus.
        done: Documents that were cleaned and translated now.
        skipped: Documents that were done before.
        obeyed: Documents of `done` that were done again since people have decided on them.
        refused: Why each file that was not taken in was not, by its path.
        passed: Files of this run that were passed through since they are in another language, with its code.
        head: The last hash of the run log, which is worth to be kept elsewhere.
    """

    counts: Counts
    done: int
    skipped: int
    refused: Mapping[str, str]
    passed: Mapping[str, str]
    obeyed: int = 0
    head: str = ""


def as_markdown(summary: Summary) -> str:
    """The summary as Prefect's UI shows it."""
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in as_rows(summary))]
    lines += [f"- refused `{file}`: {reason}" for file, reason in sorted(summary.refused.items())]
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


@lru_cache(maxsize=1)
def _termbase(path: Path, _changed: int) -> Termbase:
    return read_terms(path)
