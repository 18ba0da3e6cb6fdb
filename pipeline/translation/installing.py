"""Install Argos packages from files. All are checked before anything of an older one is touched.

Checked means: unpacked, of the right pair, loaded, and a first sentence translated.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline.document import LANGUAGES, other
from pipeline.errors import ModelError
from pipeline.translation.argos import load_package
from pipeline.translation.package_files import SUFFIX, checksum, unpack
from pipeline.translation.packages import (
    CHECKSUM,
    Package,
    list_packages,
    missing_files,
    packages_folder,
    parse_pair,
    read_metadata,
)

PAIRS = tuple((language, other(language)) for language in LANGUAGES)

_ALL_PAIRS = " or ".join("-".join(pair) for pair in PAIRS)


def install(pair: str | None, file: Path, folder: Path | None = None) -> Package:
    """Install a package from its file, instead of the one of that pair that is there.

    Args:
        pair: ``sv-en`` or ``en-sv``; None takes whichever of the two the file is for.
        file: A file ending in ``.argosmodel``.
        folder: Where to install it, else `packages_folder`.

    Raises:
        ModelError: The file is no whole package for the pair, or the folder cannot be written.
    """
    wanted = parse_pair(pair) if pair else None
    with workshop(folder or packages_folder(), "install") as room:
        unpacked, metadata = _unpack(file, room)
        if metadata["type"] != "translate":
            raise ModelError(f"{file} does not translate: it is a package of type {metadata['type']}")
        codes = metadata["from_code"], metadata["to_code"]
        if codes not in ([wanted] if wanted else PAIRS):
            raise ModelError(f"{file} is for {'-'.join(codes)}, not for {pair or _ALL_PAIRS}")
        return _put_in_place(_checked(file, unpacked, metadata), folder or packages_folder(), room)


def install_folder(source: Path, pair: str | None = None, folder: Path | None = None) -> list[Package]:
    """Install every package for the two languages that lies in a folder; of one pair the newest.

    Packages for other languages are passed over. Where a file is broken, nothing is installed.

    Args:
        source: The folder with files ending in ``.argosmodel``.
        pair: Only this pair.
        folder: Where to install them, else `packages_folder`.

    Raises:
        ModelError: There is none, one of the files is broken, or the folder cannot be written.
    """
    wanted = [parse_pair(pair)] if pair else PAIRS
    with workshop(folder or packages_folder(), "install") as room:
        newest: dict[str, Package] = {}
        for file in sorted(source.glob(f"*{SUFFIX}")):
            unpacked, metadata = _unpack(file, room)
            codes = metadata["from_code"], metadata["to_code"]
            if metadata["type"] == "translate" and codes in wanted:
                package = _checked(file, unpacked, metadata)
                before = newest.get(package.pair)
                if before is None or version_key(package.version) > version_key(before.version):
                    newest[package.pair] = package
        if not newest:
            raise ModelError(f"{source} holds no {SUFFIX} file for {pair or _ALL_PAIRS}")
        return [
            _put_in_place(package, folder or packages_folder(), room) for _, package in sorted(newest.items())
        ]


def version_key(version: str) -> tuple[int, ...]:
    """What versions are sorted by.

    >>> version_key("1.10") > version_key("1.9")
    True
    """
    return tuple(int(number) for number in re.findall(r"\d+", version))


@contextmanager
def workshop(folder: Path, purpose: str) -> Iterator[Path]:
    """A folder beside the packages, from which they can be renamed; its name hides it from the list.

    Args:
        folder: Where packages are installed.
        purpose: What it is for, one verb: ``install``, ``download``.

    Raises:
        ModelError: Something cannot be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=f".{purpose}-") as temporary:
            yield Path(temporary)
    except OSError as error:
        raise ModelError(
            f"cannot {purpose} packages in {folder}: {error.strerror or error}; "
            "set RENSKRIFT_PACKAGES to a folder that can be written"
        ) from error


def _unpack(file: Path, room: Path) -> tuple[Path, Mapping[str, str]]:
    """Unpack a file; gives the folder of the package and what its metadata say."""
    # A name of its own for each: two files may hold a folder of the same name.
    unpacked = unpack(file, Path(tempfile.mkdtemp(dir=room)))
    metadata = read_metadata(unpacked)
    if not metadata:
        raise ModelError(f"{file} is not an Argos package: it has no readable metadata.json")
    return unpacked, metadata


def _checked(file: Path, unpacked: Path, metadata: Mapping[str, str]) -> Package:
    """The unpacked package, with its checksum beside it, if it is whole and translates."""
    version = metadata["package_version"]
    if not re.fullmatch(r"[\w.+-]{1,30}", version):
        raise ModelError(f"{file} is not an Argos package: its version is {version!r}")
    for name in missing_files(unpacked):
        raise ModelError(f"{file} is not a whole Argos package: {name} is missing")
    source, target = next(pair for pair in PAIRS if pair == (metadata["from_code"], metadata["to_code"]))
    package = Package(source, target, version, unpacked)
    try:
        load_package(package)
    except ModelError as error:
        raise ModelError(f"{file} is refused, since it does not translate: {error.__cause__}") from error
    (unpacked / CHECKSUM).write_text(f"{checksum(file)}  {file.name}\n", "utf-8")
    return package


def _put_in_place(package: Package, folder: Path, room: Path) -> Package:
    """Move a checked package to its place; what was there before goes, and comes back if that fails."""
    place = folder / package.pair
    outdated = [one.folder for one in list_packages(folder) if one.pair == package.pair]
    if place.exists() and place not in outdated:
        outdated.append(place)
    moved: list[tuple[Path, Path]] = []
    try:
        for old in outdated:
            moved.append((old, Path(tempfile.mkdtemp(dir=room)) / "old"))
            old.rename(moved[-1][1])
        package.folder.rename(place)
    except OSError:
        for old, away in moved:
            if away.exists():
                away.rename(old)
        raise
    return replace(package, folder=place)
