"""What has to speak for one person behind two forms, beside their likeness."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from pipeline import gazetteer
from pipeline.cleaning.name_forms import Names, documents, times
from pipeline.cleaning.name_letters import bearers_of_letters, is_slip_of_the_finger
from pipeline.cleaning.name_variants import LIKELY, MAJORITY, SEVERAL, UNLIKELY
from pipeline.document import Language
from pipeline.gazetteer import Kind

FEW = 1
"""Letters in a row that at most so many known names have are hardly ever meant."""

READS_BETTER = 4.0
"""How much better the sentences of a form have to read with another one to tell who is meant."""

_WELL_KNOWN = frozenset({Kind.COUNTRY, Kind.CAPITAL})


def limit(form: str, candidate: str, gain: float, names: Names) -> float:
    """How sure it can be that nobody else is called `form`.

    Families have names that differ in a letter (Karimov, Kerimov), and no list has them all. So a person's
    name is taken for misspelt only after the same given name or role, where its sentences read much better
    so, with the key beside the right one in the usual name of somebody known, or with letters that hardly any
    name has.

    Args:
        form: The form, which no list has.
        candidate: The name that it may be.
        gain: How much better its sentences read with that, as a natural logarithm of odds.
        names: The names of the document.
    """
    entries = gazetteer.find(candidate, names.language)
    kinds = {entry.kind for entry in entries}
    if is_term(candidate, names) or kinds & _WELL_KNOWN or (kinds and not kinds & gazetteer.PERSONS):
        return 1.0
    bearer = names.same_bearer(form, candidate)
    usual = bool(entries) and names.times(candidate) >= MAJORITY * names.times(form)
    same = (
        bearer > 0
        or gain >= READS_BETTER
        or (bearer == 0 and usual and is_slip_of_the_finger(form, candidate))
        or (bearer == 0 and bool(shared_roles(form, candidate, names)))
    )
    bearers = bearers_of_letters(form, candidate) if form[0] == candidate[0] else FEW + 1
    if not same and bearers > FEW:
        return UNLIKELY
    agreed = names.seen(candidate).documents >= SEVERAL and names.is_unseen(form)
    return 1.0 if (same or not bearers) and (entries or candidate in names.found or agreed) else LIKELY


def is_listed(form: str, names: Names) -> bool:
    """Whether the gazetteer or the termbase has that form."""
    return bool(gazetteer.find(form, names.language)) or is_term(form, names)


def is_term(form: str, names: Names) -> bool:
    """Whether the termbase has that form."""
    terms = names.context.terms
    return bool(terms and form in terms.forms(names.language))


def shared_roles(one: str, two: str, names: Names) -> set[str]:
    """The roles, such as president, that stand before both forms in the document."""
    pattern = _roles(names.language)
    found = [
        {match[1].lower() for word in names.found[form].mentions if (match := pattern.search(word.before))}
        for form in (one, two)
        if form in names.found
    ]
    return set.intersection(*found) if len(found) == 2 else set()


def in_words(form: str, candidate: str, gain: float, names: Names) -> str:
    """What speaks for `candidate`, for a reason."""
    said = []
    if entries := gazetteer.find(candidate, names.language):
        said.append(f"is a known {entries[0].kind.value.replace('_', ' ')}")
    if is_term(candidate, names):
        said.append("is in the termbase")
    if often := names.times(candidate):
        said.append(f"stands in this document{'' if often == 1 else ' ' + times(often)}")
    seen = names.seen(candidate)
    if seen.documents:
        said.append(f"stands in {documents(seen.documents)}")
    if given := names.given(form) & names.given(candidate):
        said.append(f"follows the same given name ({min(given)})")
    elif roles := shared_roles(form, candidate, names):
        said.append(f"follows the same role ({min(roles)})")
    elif about := seen.beside & names.found.keys():
        said.append(f"is mentioned there beside {min(about)}")
    if gain >= READS_BETTER:
        said.append("reads much better in its sentence")
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))


@cache
def _roles(language: Language) -> re.Pattern[str]:
    path = Path(__file__).parents[1] / "data" / "roles.json"
    roles = "|".join(json.loads(path.read_text("utf-8"))[language])
    return re.compile(rf"\b({roles}) $", re.IGNORECASE)
