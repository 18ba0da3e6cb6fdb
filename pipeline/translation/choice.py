"""Which engine translates what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from pipeline.document import Language, other
from pipeline.errors import ModelError
from pipeline.translation.argos import ArgosEngine
from pipeline.translation.engine import BEAM, Engine
from pipeline.translation.judged import JudgedEngine
from pipeline.translation.starter import StarterEngine

EngineName = Literal["auto", "argos", "starter"]

ENGINE_NAMES: tuple[EngineName, ...] = get_args(EngineName)


def choose_engines(
    name: EngineName, languages: Iterable[Language], *, beam: int | None = None, judge: bool = False
) -> tuple[dict[Language, Engine], list[str]]:
    """For each language the engine that translates from it, and what the user should know of the choice.

    ``auto`` is Argos where a package for the pair is installed, else the embedded model.

    Args:
        name: As given to ``--engine``.
        languages: The languages of the texts to translate.
        beam: How many hypotheses they follow, else `BEAM`: more is slower and sometimes better.
        judge: Let the embedded model score what Argos translates: surer, and slower.

    Raises:
        ModelError: ``argos`` is asked for and a package is missing.
    """
    argos, starter = ArgosEngine(beam_size=beam or BEAM), StarterEngine(beam or BEAM)
    engines: dict[Language, Engine] = {}
    notices = []
    for source in sorted(set(languages)):
        pair = f"{source}-{other(source)}"
        if name != "starter" and argos.supports(source, other(source)):
            engines[source] = JudgedEngine(argos, starter) if judge else argos
        elif name == "argos":
            raise ModelError(
                f"no Argos package for {pair} is installed; install one, "
                f"renskrift models install {pair}, or use --engine starter"
            )
        else:
            engines[source] = starter
            if name == "auto":
                notices.append(
                    f"{pair}: no Argos package is installed; the embedded model translates, and it is weak; "
                    f"get a better one: renskrift models install {pair} (without a network: --from FILE)"
                )
    return engines, notices
