"""The installed Argos packages: where they are, which there are, remove one.

A package is a folder with ``metadata.json``, ``model/`` for CTranslate2, and a tokenizer's
``sentencepiece.model`` or ``bpe.model``. How it comes there is in `pipeline.translation.installing`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from pipeline.document import LANGUAGES, Language, other
from pipeline.errors import ModelError

TOKENIZERS = ("sentencepiece.model", "bpe.model")

CHECKSUM = "PACKAGE.sha256"
"""In an installed package's folder: the SHA-256 of the file that it was installed from, and its name."""

_LARGEST_METADATA = 1_000_000


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package.

    Attributes:
        source: The language that it translates from.
        target: The language that it translates to.
        version: As its metadata say.
        folder: Where it lies.
    """

    source: Language
    target: Language
    version: str
    folder: Path

    @property
    def pair(self) -> str:
        """As it is given to ``renskrift models``: ``sv-en``."""
        return f"{self.source}-{self.target}"

    @property
    def model(self) -> str:
        """Name and version: ``argos-sv-en@1.9``."""
        return f"argos-{self.pair}@{self.version}"

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file that it was installed from; nothing where Renskrift did not install it."""
        try:
            return (self.folder / CHECKSUM).read_text("utf-8").split(maxsplit=1)[0]
        except (OSError, ValueError, IndexError):
            return ""


def packages_folder() -> Path:
    """Where packages are installed: ``RENSKRIFT_PACKAGES``, else the user's data folder."""
    chosen = os.environ.get("RENSKRIFT_PACKAGES")
    return Path(chosen) if chosen else user_data_path("renskrift") / "packages"


def parse_pair(pair: str) -> tuple[Language, Language]:
    """Source and target language of a pair.

    >>> parse_pair("sv-en")
    ('sv', 'en')

    Raises:
        ModelError: It is not one of the two pairs.
    """
    for language in LANGUAGES:
        if pair == f"{language}-{other(language)}":
            return language, other(language)
    raise ModelError(f"there is no pair {pair!r}; the pairs are sv-en and en-sv")


def list_packages(folder: Path | None = None) -> list[Package]:
    """The installed packages between the two languages, by pair; what else lies there is passed over.

    Args:
        folder: Where to look, else `packages_folder`.
    """
    folder = folder or packages_folder()
    if not folder.is_dir():
        return []
    found = [package for path in sorted(folder.iterdir()) if (package := _read(path)) is not None]
    return sorted(found, key=lambda package: package.pair)


def find_package(source: Language, target: Language, folder: Path | None = None) -> Package | None:
    """The package that translates from `source` to `target`, if one is installed."""
    return next((one for one in list_packages(folder) if (one.source, one.target) == (source, target)), None)


def remove(pair: str, folder: Path | None = None) -> Package:
    """Remove the package of a pair, and say what it was.

    Raises:
        ModelError: None is installed, or it cannot be removed.
    """
    source, target = parse_pair(pair)
    package = find_package(source, target, folder)
    if package is None:
        raise ModelError(f"no package for {pair} is installed; renskrift models list shows what is")
    try:
        shutil.rmtree(package.folder)
    except OSError as error:
        raise ModelError(f"cannot remove {package.folder}: {error.strerror}") from error
    return package


def read_metadata(folder: Path) -> dict[str, str]:
    """What ``metadata.json`` says of type, version and languages; nothing where it cannot be read."""
    try:
        with (folder / "metadata.json").open(encoding="utf-8") as file:
            found = json.loads(file.read(_LARGEST_METADATA))
        return {
            "type": str(found.get("type", "translate")),
            **{key: str(found[key]) for key in ("from_code", "to_code", "package_version")},
        }
    except (OSError, ValueError, KeyError, AttributeError, RecursionError):
        return {}


def missing_files(folder: Path) -> Iterator[str]:
    """The files that a package needs and `folder` lacks."""
    for name in ("model/model.bin", "model/config.json"):
        if not (folder / name).is_file():
            yield name
    if not any((folder / name).is_file() for name in TOKENIZERS):
        yield " or ".join(TOKENIZERS)


def _read(folder: Path) -> Package | None:
    """The package in a folder, or None where it holds none between the two languages."""
    if folder.name.startswith(".") or not (metadata := read_metadata(folder)):
        return None
    for source in LANGUAGES:
        target = other(source)
        codes = metadata["type"], metadata["from_code"], metadata["to_code"]
        if codes == ("translate", source, target) and not any(missing_files(folder)):
            return Package(source, target, metadata["package_version"], folder)
    return None
