"""Whether two words may be one name in two spellings: *Akilles*, *Achilles*; *Paionierna*, *Paeonians*."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from pipeline.cleaning.lexicon import dictionary
from pipeline.document import Language, other
from pipeline.gazetteer import normalised
from pipeline.translation.name_data import data

SHORTEST = 3
"""Letters of the longest name that has to stand as a word of its own, and has no other spellings."""

FEWEST_IN_COMPOUND = 5
"""Letters of a name that is looked for inside of a longer word."""

LONGEST_ENDING = 4
"""Letters of the longest ending that one language gives a name and the other does not."""

LONGEST_BY_CHANCE = 6
"""Letters of the longest common word that may be like a name by chance: Martin, marina."""

ALIKE = 0.65
"""From this likeness on, 0 to 1, two spellings may be of one name."""

_WRITTEN = (
    *(("ae", "e"), ("oe", "e"), ("ai", "e"), ("ph", "f"), ("th", "t"), ("ch", "k"), ("rh", "r"), ("kh", "k")),
    *(("sch", "s"), ("sh", "s"), ("sj", "s"), ("tz", "s"), ("x", "ks"), ("qu", "kv")),
    *(
        ("c", "k"),
        ("q", "k"),
        ("z", "s"),
        ("w", "v"),
        ("y", "i"),
        ("j", "i"),
        ("ou", "u"),
        ("'", ""),
        ("-", ""),
    ),
)
"""How one sound is written in names from Greek, Latin, Hebrew or Arabic, and how it is compared."""

_TWICE = re.compile(r"(.)\1")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def spellings(form: str, target: str, language: Language) -> list[str]:
    """The words of `target` that may be another spelling of a name of one word, without capitals and accents.

    Args:
        form: The name, in `language`.
        target: The translation of the sentence that it is from.
        language: The language of the name.

    >>> spellings("Aristoteles", "He read Aristotle at school.", "sv")
    ['aristotle']
    """
    # A word of the other language is a spelling of the name only where it is too long for chance.
    plain, accepts = normalised(form), dictionary(other(language)).accepts
    return [
        word
        for word in words(target)
        if (len(word) > LONGEST_BY_CHANCE or (len(word) > SHORTEST and not accepts(word)))
        and alike(plain, word, language)
    ]


def alike(one: str, two: str, language: Language) -> bool:
    """Whether two spellings may be of one name, or one is a part of the other, a compound.

    Args:
        one: A name in `language`, without capitals and accents.
        two: A word of the other language, likewise.
        language: The language of the name.

    >>> alike("potomacfloden", "potomac", "sv"), alike("paionierna", "paeonians", "sv")
    (True, True)
    >>> alike("clinton", "carter", "sv")
    False
    """
    if _is_near(one, two) or _is_near(_as_heard(one), _as_heard(two)):
        return True
    stems = _stem(_as_heard(one), language), _stem(_as_heard(two), other(language))
    return min(map(len, stems)) > SHORTEST and OSA.normalized_similarity(*stems) >= ALIKE


def _is_near(one: str, two: str) -> bool:
    shorter, longer = sorted((one, two), key=len)
    if len(shorter) >= FEWEST_IN_COMPOUND and shorter in longer:
        return True
    # The longer one may have an ending: Achaemenid, akamenidiska.
    ending = len(shorter) >= FEWEST_IN_COMPOUND and len(longer) - len(shorter) <= LONGEST_ENDING
    if ending and OSA.normalized_similarity(shorter, longer[: len(shorter)]) >= ALIKE:
        return True
    return OSA.normalized_similarity(one, two) >= ALIKE


@lru_cache(maxsize=4096)
def _as_heard(word: str) -> str:
    """A word as it is compared by its sounds, whichever letters stand for them.

    >>> _as_heard("sephardic"), _as_heard("thukydides") == _as_heard("thucydides")
    ('sefardik', True)
    """
    for letters, sound in _WRITTEN:
        word = word.replace(letters, sound)
    return _TWICE.sub(r"\1", word)


def _stem(word: str, language: Language) -> str:
    """A word without the ending of a people, or of what is of it; more than `SHORTEST` letters."""
    for ending in _endings(language):
        if word.endswith(ending) and len(word) > len(ending) + SHORTEST:
            return word.removesuffix(ending)
    return word


@cache
def _endings(language: Language) -> tuple[str, ...]:
    """The longest first, as they are compared."""
    found = {_as_heard(ending) for ending in data()["people_endings"][language]}
    return tuple(sorted(found, key=lambda one: (-len(one), one)))


@lru_cache(maxsize=256)
def words(text: str) -> tuple[str, ...]:
    """The words of `text`, without capitals and accents."""
    return tuple(normalised(word) for word in _WORD.findall(text))
