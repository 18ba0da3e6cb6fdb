"""Argos packages: list, install, remove. A package is checked before anything of an older one is touched.

A package is a zip file with one folder, in which are ``metadata.json``, ``model/`` for CTranslate2, and a
tokenizer's ``sentencepiece.model`` or ``bpe.model``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from platformdirs import user_data_path

from pipeline.document import LANGUAGES, Language, other
from pipeline.errors import ModelError

TOKENIZERS = ("sentencepiece.model", "bpe.model")

LARGEST = 2_000_000_000
"""Bytes of an unpacked package; the official ones have a tenth of it."""


_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises for files that are truncated, damaged, encrypted or made up."""


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


def install(pair: str, file: Path | None = None, folder: Path | None = None) -> Package:
    """Install a package from its file, instead of the one of that pair that is there.

    Args:
        pair: ``sv-en`` or ``en-sv``.
        file: A file ending in ``.argosmodel``.
        folder: Where to install it, else `packages_folder`.

    Raises:
        ModelError: The file is no whole package for the pair, or the folder cannot be written.
    """
    source, target = parse_pair(pair)
    if file is None:
        raise ModelError(
            f"to install {pair}, give its file: renskrift models install {pair} --from FILE.argosmodel "
            "(the packages are listed in the package index of Argos Translate)"
        )
    folder = folder or packages_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # In the same folder, so that it can be renamed; its name hides it from `list_packages`.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".install-") as temporary:
            unpacked = _unpack(file, Path(temporary) / "new")
            _check(file, unpacked, source, target)
            place = folder / f"{source}-{target}"
            outdated = [one.folder for one in list_packages(folder) if one.pair == pair]
            if place.exists() and place not in outdated:
                outdated.append(place)
            for number, old in enumerate(outdated):
                old.rename(Path(temporary) / f"old-{number}")
            unpacked.rename(place)
    except OSError as error:
        raise ModelError(
            f"cannot install {file} in {folder}: {error.strerror or error}; "
            "set RENSKRIFT_PACKAGES to a folder that can be written"
        ) from error
    return Package(source, target, _metadata(place)["package_version"], place)


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


def _unpack(file: Path, into: Path) -> Path:
    """Unpack a file whose every member is sound, and return the folder that was in it."""
    if not file.is_file():
        raise ModelError(f"{file} does not exist, or is not a file")
    try:
        with zipfile.ZipFile(file) as archive:
            top = _top_folder(file, archive)
            if (broken := archive.testzip()) is not None:
                raise ModelError(f"{file} is damaged: {broken} is not whole; get the file again")
            archive.extractall(into)
    except _BROKEN_ZIP as error:
        raise ModelError(f"{file} is not a whole Argos package ({error}); get the file again") from error
    return into / top


def _top_folder(file: Path, archive: zipfile.ZipFile) -> str:
    tops = set()
    for member in archive.infolist():
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise ModelError(f"{file} is refused: its member {member.filename} leaves the folder")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ModelError(f"{file} is refused: its member {member.filename} is a link")
        tops.add(path.parts[0] if len(path.parts) > 1 or member.is_dir() else "")
    if len(tops) != 1 or "" in tops:
        raise ModelError(f"{file} is not an Argos package: it does not hold exactly one folder")
    if sum(member.file_size for member in archive.infolist()) > LARGEST:
        raise ModelError(f"{file} is refused: unpacked it is larger than {LARGEST // 10**9} GB")
    return tops.pop()


def _check(file: Path, folder: Path, source: Language, target: Language) -> None:
    """Raise unless `folder` holds a package that translates from `source` to `target`."""
    metadata = _metadata(folder)
    if not metadata:
        raise ModelError(f"{file} is not an Argos package: it has no readable metadata.json")
    if metadata["type"] != "translate":
        raise ModelError(f"{file} does not translate: it is a package of type {metadata['type']}")
    if (metadata["from_code"], metadata["to_code"]) != (source, target):
        raise ModelError(
            f"{file} is for {metadata['from_code']}-{metadata['to_code']}, not for {source}-{target}"
        )
    if not re.fullmatch(r"[\w.+-]{1,30}", metadata["package_version"]):
        raise ModelError(f"{file} is not an Argos package: its version is {metadata['package_version']!r}")
    for name in _missing_files(folder):
        raise ModelError(f"{file} is not a whole Argos package: {name} is missing")


def _missing_files(folder: Path) -> Iterator[str]:
    for name in ("model/model.bin", "model/config.json"):
        if not (folder / name).is_file():
            yield name
    if not any((folder / name).is_file() for name in TOKENIZERS):
        yield " or ".join(TOKENIZERS)


def _read(folder: Path) -> Package | None:
    """The package in a folder, or None where it holds none between the two languages."""
    if folder.name.startswith(".") or not (metadata := _metadata(folder)):
        return None
    for source in LANGUAGES:
        target = other(source)
        codes = metadata["type"], metadata["from_code"], metadata["to_code"]
        if codes == ("translate", source, target) and not any(_missing_files(folder)):
            return Package(source, target, metadata["package_version"], folder)
    return None


def _metadata(folder: Path) -> dict[str, str]:
    """What ``metadata.json`` says of type, version and languages; nothing where it cannot be read."""
    try:
        found = json.loads((folder / "metadata.json").read_text("utf-8"))
        return {
            "type": str(found.get("type", "translate")),
            **{key: str(found[key]) for key in ("from_code", "to_code", "package_version")},
        }
    except (OSError, ValueError, KeyError, AttributeError):
        return {}
