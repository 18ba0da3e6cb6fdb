"""The one place where the library Argos Translate is imported, and how.

Only its ``package`` and ``settings`` are. Its ``translate`` would load code under the AGPL, telemetry, and a
sentence splitter that goes to the network.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.models.starter_files import cache_folder

_lock = Lock()
"""The environment is one for all threads."""


def open_package(folder: Path) -> Any:
    """The library's own object for an installed package, with its tokenizer."""
    with _our_folders(folder.parent):
        return import_module("argostranslate.package").Package(folder)


def index_url() -> str:
    """Where the library's package index is; ``ARGOS_PACKAGE_INDEX`` names a mirror, as in the library."""
    with _our_folders(cache_folder() / "argos-translate" / "packages"):
        return str(import_module("argostranslate.settings").remote_package_index)


@contextmanager
def _our_folders(packages: Path) -> Iterator[None]:
    """Keep the library in our folders, and from the settings of others.

    At its import the library makes a data, a configuration and a cache folder in the user's home, and reads
    a configuration file there.
    """
    ours = {
        "ARGOS_PACKAGES_DIR": str(packages),
        **dict.fromkeys(["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"], str(cache_folder())),
    }
    with _lock:
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
