"""Fetch a package from the index of Argos Translate, the only thing that Renskrift asks the network for.

Where the index is, the library knows. What comes is checked as a file from anywhere is, and only then put in
the place of an older package.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from pipeline import __version__
from pipeline.errors import ModelError
from pipeline.translation.argos_library import index_url
from pipeline.translation.installing import install, version_key, workshop
from pipeline.translation.package_files import LARGEST, SUFFIX
from pipeline.translation.packages import Package, packages_folder, parse_pair

TIMEOUT = 30.0
"""Seconds without a byte after which a server is given up."""

TRIES = 3
"""How often a download that breaks off is taken up again."""

_LARGEST_INDEX = 20_000_000
_BLOCK = 1 << 16
_NO_ANSWER = (URLError, HTTPException, ConnectionError, TimeoutError)

Advance = Callable[[int | None, int], object]


@dataclass(frozen=True, slots=True)
class Offer:
    """A package in the index.

    Attributes:
        version: Of the package.
        links: Where it can be had.
    """

    version: str
    links: tuple[str, ...]


def fetch(pair: str, folder: Path | None = None, console: Console | None = None) -> Package:
    """Download the newest package for a pair and install it.

    Args:
        pair: ``sv-en`` or ``en-sv``.
        folder: Where to install it, else `pipeline.translation.packages.packages_folder`.
        console: Where to show how far the download is.

    Raises:
        ModelError: There is no network, the index has no package for the pair, or what came is none.
    """
    folder = folder or packages_folder()
    parse_pair(pair)
    offer = find_offer(pair)
    problems = []
    with workshop(folder, "download") as temporary:
        file = temporary / f"{pair}-{offer.version}{SUFFIX}"
        for link in offer.links:
            try:
                with _bar(f"{pair} {offer.version}", console) as advance:
                    download(link, file, advance)
                return install(pair, file, folder)
            except ModelError as error:
                problems.append(str(error).replace(str(file), link))
    raise ModelError(f"{'; '.join(problems)}; {_elsewhere(pair)}")


def find_offer(pair: str) -> Offer:
    """The newest package for a pair in the index.

    Raises:
        ModelError: The index cannot be reached or read, or has none.
    """
    url = index_url()
    try:
        with _open(url) as response:
            found = json.loads(response.read(_LARGEST_INDEX))
    except (*_NO_ANSWER, OSError) as error:
        raise ModelError(
            f"cannot reach the package index {url} ({_reason(error)}); {_elsewhere(pair)}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"the package index {url} is not readable ({error}); {_elsewhere(pair)}") from error
    offers = [offer for entry in _entries(found) if (offer := _offer(entry, pair, url)) is not None]
    if not offers:
        raise ModelError(f"the package index {url} has no package for {pair}; {_elsewhere(pair)}")
    return max(offers, key=lambda offer: version_key(offer.version))


def download(url: str, file: Path, advance: Advance) -> None:
    """Download to a file; where the connection breaks, go on from there if the server can.

    Args:
        url: What to download.
        file: Where to, instead of what may be there.
        advance: Is told how many bytes there will be, if that is known, and how many there are.

    Raises:
        ModelError: The server refuses, or the connection breaks too often.
        OSError: The file cannot be written.
    """
    file.unlink(missing_ok=True)
    version, problem = "", ""
    for _ in range(TRIES):
        there = file.stat().st_size if version and file.exists() else 0
        try:
            with _open(url, {"Range": f"bytes={there}-", "If-Range": version} if there else {}) as response:
                if not _goes_on(response, there):
                    there = 0
                version = _version(response)
                total = _length(response, there)
                _write(response, file, there, partial(advance, total))
            size = file.stat().st_size
            if total is None or size == total:
                return
            problem = f"it broke off after {size} of {total} bytes"
        except HTTPError as error:
            raise ModelError(f"cannot download {url} ({_reason(error)})") from error
        except _NO_ANSWER as error:
            problem = _reason(error)
    raise ModelError(f"cannot download {url} ({problem})")


def _open(url: str, headers: dict[str, str] | None = None) -> HTTPResponse:
    request = Request(url, headers={"User-Agent": f"renskrift/{__version__}", **(headers or {})})
    response: HTTPResponse = urlopen(request, timeout=TIMEOUT)
    return response


def _goes_on(response: HTTPResponse, there: int) -> bool:
    """Whether the server sends the rest, and not the whole again."""
    return response.status == 206 and (response.headers["Content-Range"] or "").startswith(f"bytes {there}-")


def _version(response: HTTPResponse) -> str:
    """What tells that the file on the server is still the same one; nothing where the server has none."""
    tag = response.headers["ETag"] or ""
    return "" if tag.startswith("W/") else tag or response.headers["Last-Modified"] or ""


def _length(response: HTTPResponse, there: int) -> int | None:
    length = response.headers["Content-Length"] or ""
    return there + int(length) if length.isdecimal() else None


def _write(response: HTTPResponse, file: Path, there: int, advance: Callable[[int], object]) -> None:
    with file.open("ab" if there else "wb") as out:
        while block := response.read(_BLOCK):
            out.write(block)
            there += len(block)
            advance(there)
            if there > LARGEST:
                raise ModelError(f"{response.url} is refused: it is larger than {LARGEST // 10**9} GB")


def _entries(index: object) -> Sequence[dict[str, Any]]:
    return [entry for entry in index if isinstance(entry, dict)] if isinstance(index, list) else []


def _offer(entry: dict[str, Any], pair: str, index: str) -> Offer | None:
    """What an entry of the index offers, if it is a package for the pair that can be downloaded."""
    if entry.get("type", "translate") != "translate":
        return None
    if f"{entry.get('from_code')}-{entry.get('to_code')}" != pair:
        return None
    # An index that came over a safe way does not lead to an unsafe one.
    schemes = {"https"} if urlsplit(index).scheme == "https" else {"http", "https"}
    links = entry.get("links")
    sound = [link for link in links if _scheme(link) in schemes] if isinstance(links, list) else []
    version = str(entry.get("package_version", ""))
    if not sound or not re.fullmatch(r"[\w.+-]{1,30}", version):
        return None
    return Offer(version, tuple(sound))


def _scheme(link: object) -> str:
    try:
        return urlsplit(link).scheme if isinstance(link, str) else ""
    except ValueError:
        return ""


def _reason(error: Exception) -> str:
    """Why there was no answer, in one line."""
    if isinstance(error, URLError) and not isinstance(error, HTTPError):
        return str(error.reason)
    return str(error) or type(error).__name__


def _elsewhere(pair: str) -> str:
    return (
        f"get the {SUFFIX} file on a machine that can, and: "
        f"renskrift models install {pair} --from FILE{SUFFIX}"
    )


@contextmanager
def _bar(name: str, console: Console | None) -> Iterator[Advance]:
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
    with Progress(*columns, console=console, disable=console is None) as progress:
        task = progress.add_task(name, total=None)
        yield lambda total, size: progress.update(task, completed=size, total=total)
