"""Which engine translates what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from pipeline.document import Language, other
from pipeline.errors import ModelError
from pipeline.translation.argos import ArgosEngine
from pipeline.translation.engine import Engine
from pipeline.translation.starter import StarterEngine

EngineName = Literal["auto", "argos", "starter"]

ENGINE_NAMES: tuple[EngineName, ...] = get_args(EngineName)


def choose_engines(
    name: EngineName, languages: Iterable[Language]
) -> tuple[dict[Language, Engine], list[str]]:
    """For each language the engine that translates from it, and what the user should know of the choice.

    ``auto`` is Argos where a package for the pair is installed, else the embedded model.

    Args:
        name: As given to ``--engine``.
        languages: The languages of the texts to translate.

    Raises:
        ModelError: ``argos`` is asked for and a package is missing.
    """
    argos, starter = ArgosEngine(), StarterEngine()
    engines: dict[Language, Engine] = {}
    notices = []
    for source in sorted(set(languages)):
        pair = f"{source}-{other(source)}"
        if name != "starter" and argos.supports(source, other(source)):
            engines[source] = argos
        elif name == "argos":
            raise ModelError(
                f"no Argos package for {pair} is installed; install one, "
                f"renskrift models install {pair} --from FILE.argosmodel, or use --engine starter"
            )
        else:
            engines[source] = starter
            if name == "auto":
                notices.append(
                    f"{pair}: no Argos package is installed; the embedded model translates, and it is weak; "
                    f"get the better one with: renskrift models install {pair}"
                )
    return engines, notices
