"""How many words a second are translated, beside Argos Translate itself with the same package, in one run.

The library is called as its own users call it, sentence by sentence, with its own settings for beam and
batches, and with as many threads. Sentences come out as there, but for the very long ones, which we split.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from pipeline import __version__
from pipeline.document import LANGUAGES, Language, other
from pipeline.errors import ModelError
from pipeline.evaluation.parallel import PAIRS
from pipeline.models.starter_files import thread_count
from pipeline.translation.argos import LONGEST, ArgosEngine, load_package
from pipeline.translation.engine import BEAM, Engine
from pipeline.translation.packages import Package, find_package
from pipeline.translation.starter import StarterEngine

SENTENCES = 500

STARTER_SENTENCES = 60
"""The embedded model is slow; it works in batches of one length, so that more would be a little faster."""


def speed(folder: Path) -> str:
    """A table in Markdown of the installed packages and the embedded model, with its signature.

    Args:
        folder: The data; of it ``pud.sv-en.tsv`` is read.

    Raises:
        FileNotFoundError: The data is not there.
        ModelError: A model is damaged.
    """
    columns = zip(
        *(line.split("\t") for line in (folder / PAIRS).read_text("utf-8").splitlines()),
        strict=True,
    )
    sentences: dict[Language, list[str]] = dict(zip(("sv", "en"), map(list, columns), strict=True))
    rows = [
        "| engine | from | how | sentences | words a second | times | other sentences |",
        "|---|---|---|---:|---:|---:|---:|",
    ]
    models = []
    for language in LANGUAGES:
        if package := find_package(language, other(language)):
            models.append(package.model)
            rows += _argos_rows(package, sentences[language][:SENTENCES])
    for language in LANGUAGES:
        engine = StarterEngine()
        models.append(engine.model(language, other(language)))
        some = sentences[language][:STARTER_SENTENCES]
        rate = _words(some) / timed(engine, some, language)[0]
        rows.append(f"| starter | {language} | Renskrift, in batches | {len(some)} | {rate:,.0f} | – | – |")
    return "\n".join([*rows, "", _signature(models)])


def timed(engine: Engine, sentences: Sequence[str], language: Language) -> tuple[float, list[str]]:
    """How many seconds the engine takes for sentences, and what it makes of them."""
    engine.translate(["a"], language, other(language))  # What is loaded at first use is not counted.
    started = time.perf_counter()
    made = engine.translate(sentences, language, other(language))
    return time.perf_counter() - started, [one.text for one in made]


def by_library(package: Package, sentences: Sequence[str]) -> tuple[float, list[str]]:
    """The same for ``argostranslate.translate.translate``, sentence by sentence, in a process of its own.

    Raises:
        ModelError: The library does not work here.
    """
    asked = {"source": package.source, "target": package.target, "sentences": sentences}
    with tempfile.TemporaryDirectory(prefix="renskrift-") as temporary:
        home = Path(temporary)
        # Alone: the library stumbles over whatever else lies beside a package.
        shutil.copytree(package.folder, home / "packages" / package.pair)
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.evaluation.one_by_one"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("ARGOS_")},
                **dict.fromkeys(["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"], temporary),
                "ARGOS_PACKAGES_DIR": str(home / "packages"),
                "ARGOS_INTRA_THREADS": str(thread_count()),
                "ORT_DISABLE_TELEMETRY": "1",
                "PYTHONIOENCODING": "utf-8",
            },
        )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise ModelError(f"Argos Translate does not work here, to compare with: {reason}")
    found = json.loads(done.stdout)
    return found["seconds"], found["texts"]


def _argos_rows(package: Package, sentences: Sequence[str]) -> list[str]:
    words, number = _words(sentences), len(sentences)
    seconds, texts = timed(ArgosEngine(package.folder.parent), sentences, package.source)
    theirs, compared = by_library(package, sentences)
    different = [
        sentence
        for sentence, ours, text in zip(sentences, texts, compared, strict=True)
        if ours != " ".join(text.split())
    ]
    tokenizer = load_package(package).tokenizer
    split = sum(len(tokenizer.encode(sentence)) > LONGEST for sentence in different)
    start = f"| {package.model} | {package.source} |"
    return [
        f"{start} Renskrift, in batches | {number} | {words / seconds:,.0f} | "
        f"{theirs / seconds:.1f} | {len(different)} ({split} of them split) |",
        f"{start} Argos Translate, one by one | {number} | {words / theirs:,.0f} | 1 | – |",
    ]


def _words(sentences: Sequence[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _signature(models: Sequence[str]) -> str:
    libraries = "|".join(f"{name}:{version(name)}" for name in ("argos-translate-lt", "ctranslate2"))
    return (
        f"renskrift:{__version__}|models:{','.join(dict.fromkeys(models))}|beam:{BEAM}|"
        f"threads:{thread_count()}|{libraries}"
    )
