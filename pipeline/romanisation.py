"""Rule-based conversion between the Swedish and the English romanisation of Russian names.

The Swedish side follows the practice of the news agency TT and of Språkrådet (*Svenska skrivregler*):
ж zj, х ch, ц ts, ч tj, ш sj, щ sjtj, ё jo, ю ju, я ja, and е je at the start and after a vowel. The English
side follows BGN/PCGN in the simplified form that newspapers use: zh, kh, ts, ch, sh, shch, yo or e, yu, ya,
ye, and a final -y for -ий and -ый. Neither can be reversed with certainty, so the answer is a list.

The rules are in ``data/gazetteer/romanisation_rules.tsv``, the names that no rule gets right in
``romanisation_names.tsv``, and what a name must look like to be converted in ``romanisation_evidence.tsv``.
"""

from __future__ import annotations

import re
from functools import cache
from heapq import merge

from pipeline.document import Language, other
from pipeline.gazetteer import is_common_name
from pipeline.gazetteer_tables import rows

MOST = 12
"""How many candidates are returned at most."""

SHORTEST = 5
"""How many letters a name must have to be taken for romanised without other evidence."""

_BEAM = 48


def to_english(name: str, *, surely: bool = False) -> list[str]:
    """The English forms that a Swedish romanisation may have, best first.

    Args:
        name: A name in Swedish spelling; hyphens and spaces separate words that are converted one by one.
        surely: The caller knows that the name is romanised, so no evidence for it is asked.

    Returns:
        At most `MOST` forms, or none where the name does not look romanised. A name that is written
        alike in both languages is its own first candidate.

    >>> to_english("Chrusjtjov")[0], to_english("Pasjinjan")[0], to_english("Johansson")
    ('Khrushchev', 'Pashinyan', [])
    """
    return _convert(name, "sv", surely)


def to_swedish(name: str, *, surely: bool = False) -> list[str]:
    """The Swedish forms that an English romanisation may have, best first; see `to_english`.

    >>> to_swedish("Solzhenitsyn")[0], to_swedish("Nazarbayev")[0], to_swedish("Churchill")
    ('Solzjenitsyn', 'Nazarbajev', [])
    """
    return _convert(name, "en", surely)


def same_name(swedish: str, english: str) -> bool:
    """Whether the two can be one name, in Swedish and in English spelling.

    That one comes out of the other by the rules is evidence in itself, where the names are long enough, have
    one of the letter groups that only romanisation gives, and neither is a common name of its own.

    >>> same_name("Gorbatjov", "Gorbachev"), same_name("Firtasj", "Firtash"), same_name("Sjaw", "Shaw")
    (True, True, False)
    """
    if swedish == english or english in to_english(swedish) or swedish in to_swedish(english):
        return True
    if len(swedish) < SHORTEST or is_common_name(swedish) or is_common_name(english):
        return False
    telling = re.search("[tsz]j", swedish, re.IGNORECASE)
    return telling is not None and english in to_english(swedish, surely=True)


def looks_romanised(name: str, language: Language) -> bool:
    """Whether a name has what marks a romanised one in that language: an ending, or letters such as zj.

    Names that are common in countries with Latin letters do not, whatever they look like.

    >>> looks_romanised("Tjechov", "sv"), looks_romanised("Chopin", "en"), looks_romanised("Zhang", "en")
    (True, False, False)
    """
    if name in _irregular(language):
        return not is_common_name(name, other(language))
    against, evidence = _evidence(language)
    lower = name.lower()
    return bool(evidence.search(lower)) and not against.search(lower) and not is_common_name(name)


def _convert(name: str, language: Language, surely: bool) -> list[str]:
    words = re.split("([- ])", name)
    if not all(word.isalpha() for word in words[::2]):
        return []
    if not surely and not any(looks_romanised(word, language) for word in [name, *words[::2]]):
        return []
    joined: list[tuple[int, str]] = [(0, "")]
    for word in words:
        tails = _candidates(word, language) if word.isalpha() else [(0, word)]
        joined = sorted((cost + more, head + tail) for cost, head in joined for more, tail in tails)[:_BEAM]
    return list(dict.fromkeys(form for _, form in joined))[:MOST]


def _candidates(word: str, language: Language) -> list[tuple[int, str]]:
    """Forms of one word with their costs: the sum of the ranks of the alternatives taken."""
    written = _irregular(language).get(word.capitalize())
    if written:
        return [(rank, _with_case(form, word)) for rank, form in enumerate(written)]
    lower, position = word.lower(), 0
    beam: list[tuple[int, str]] = [(0, "")]
    while position < len(lower):
        length, alternatives = _step(lower, position, language)
        grown = [
            [(cost + rank, form + alternative) for cost, form in beam]
            for rank, alternative in enumerate(alternatives)
        ]
        beam = list(merge(*grown, key=lambda candidate: candidate[0]))[:_BEAM]
        position += length
    return [(cost, _with_case(form, word)) for cost, form in beam]


def _step(lower: str, position: int, language: Language) -> tuple[int, tuple[str, ...]]:
    pattern, written = _rules(language)
    match = pattern.match(lower, position)
    if match and match.lastgroup:
        return match.end() - position, written[match.lastgroup]
    return 1, (lower[position],)


def _with_case(form: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return form.upper()
    return form[:1].upper() + form[1:] if like[:1].isupper() else form


@cache
def _rules(language: Language) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """The rules that convert from `language` as one pattern, the first first, and what each group becomes."""
    ours = [row for row in rows("romanisation_rules.tsv") if row["to"] == other(language)]
    pattern = "|".join(f"(?P<rule{number}>{row['pattern']})" for number, row in enumerate(ours))
    written = {f"rule{number}": tuple(row["written"].split("|")) for number, row in enumerate(ours)}
    return re.compile(pattern), written


@cache
def _irregular(language: Language) -> dict[str, tuple[str, ...]]:
    """What the names that no rule gets right become, from `language`."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows("romanisation_names.tsv"):
        for form in row[language].split("|"):
            found[form] = (*found.get(form, ()), *row[other(language)].split("|"))
    return found


@cache
def _evidence(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What speaks against a romanised name in `language`, and what speaks for it."""
    ours = [row for row in rows("romanisation_evidence.tsv") if row["language"] == language]
    against, evidence = (
        re.compile("|".join(row["pattern"] for row in ours if row["speaks"] == side))
        for side in ("against", "for")
    )
    return against, evidence
