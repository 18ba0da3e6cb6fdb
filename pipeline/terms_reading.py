"""Read a termbase from a file of the user's: CSV or TBX.

A CSV file is in UTF-8 and has the columns ``sv``, ``en``, ``kind``, ``variants_sv``, ``variants_en``,
``note`` and ``case``, of which only the first two have to be there. A cell holds one form or several with
``|`` between them: of ``sv`` and ``en`` the first is preferred and the others are accepted too; what stands
among the variants is brought to the preferred form. Where ``case`` is ``exact``, other capitals in a
translation are put right, too.
"""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.terms import Term, Termbase
from pipeline.terms_tbx import read_tbx

XML = frozenset({".tbx", ".xml"})
"""The endings of files that are read as TBX."""

CASES = frozenset({"", "free", "exact"})


def read_terms(path: Path) -> Termbase:
    """The termbase in a file: TBX by its ending, else CSV.

    Raises:
        SourceError: It cannot be read, or lacks a column or a form.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"the termbase {path} cannot be read: {error.strerror}") from error
    found = read_tbx(data, path) if path.suffix.lower() in XML else _read_csv(data, path)
    return Termbase(tuple(found), sha256(data).hexdigest()[:12])


def _read_csv(data: bytes, path: Path) -> list[Term]:
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = rows.fieldnames or ()
        lines = [(rows.line_num, row) for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"the termbase {path} cannot be read as CSV in UTF-8: {error}") from error
    if not {"sv", "en"} <= set(header):
        raise SourceError(f"the termbase {path} needs a first line that names the columns sv and en")
    terms = []
    for number, row in lines:
        term = Term(
            sv=_forms(row.get("sv")),
            en=_forms(row.get("en")),
            variants_sv=_forms(row.get("variants_sv")),
            variants_en=_forms(row.get("variants_en")),
            kind=(row.get("kind") or "").strip(),
            note=(row.get("note") or "").strip(),
            case=(row.get("case") or "").strip().lower(),
        )
        if term.case not in CASES:
            raise SourceError(
                f"the termbase {path} has the case {term.case!r} in line {number}: free or exact"
            )
        if not (term.sv and term.en):
            raise SourceError(f"the termbase {path} has no form in one of the languages in line {number}")
        terms.append(term)
    return terms


def _forms(cell: str | None) -> tuple[str, ...]:
    return tuple(form.strip() for form in (cell or "").split("|") if form.strip())
