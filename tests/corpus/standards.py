"""Schemas of the standards, where a package of the system has brought them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")


def xliff_schema() -> etree.XMLSchema:
    """The core schema of OASIS for XLIFF 2; what belongs to modules it lets pass."""
    if not (SCHEMAS / "xliff-core-2.0.xsd").is_file():
        pytest.skip("there is no schema of XLIFF here: it comes with Debian's php-symfony-translation")
    tree = etree.parse(SCHEMAS / "xliff-core-2.0.xsd")
    for found in tree.iterfind("{*}import"):
        found.set("schemaLocation", (SCHEMAS / "xml.xsd").as_uri())
    return etree.XMLSchema(tree)
