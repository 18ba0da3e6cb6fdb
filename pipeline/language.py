"""Which language a text, or a paragraph of it, is in.

Swedish and English are expected: another language is named only where the evidence for it is strong, since
most texts are in one of the two. See `STRONG` and `CERTAIN` for how strong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipeline.document import LANGUAGES

OTHER_LANGUAGES = (
    *("da", "no", "nn", "is", "fo", "fi", "et", "lv", "lt", "de", "nl", "fr", "es", "pt", "it", "ro", "pl"),
    *("cs", "hu", "ru", "uk", "el", "tr", "ar", "fa", "ku", "so", "zh", "ja"),
)
"""What an archive of Swedish and English news may hold beside; the model knows a hundred more."""

STRONG = 0.95
"""Probability of all other languages together from which a text is in one of them."""

CERTAIN = 0.98
"""Probability of all other languages together from which a paragraph is not in its document's language."""

FEWEST_LETTERS = 40
"""A paragraph with fewer letters is in the language of its document: it may be but a name or a title."""

SHORTEST = 20
"""A text with fewer letters is taken for Swedish or English."""

MOST_CHARACTERS = 20_000
"""So much of a text is enough to know its language."""

LONGEST_SHARED = 100_000
"""What is found out about a text of so many code points is kept for the next stage; of a longer one it takes
too much room."""

_LETTER = re.compile(r"[^\W\d_]")
_ENOUGH_LETTERS = re.compile(rf"(?:[\W\d_]*+[^\W\d_]){{{FEWEST_LETTERS}}}")
_LINE = re.compile(r"[^\n]+")


def identify(text: str) -> str:
    """The language of `text`, an ISO 639-1 code.

    >>> identify("Regeringen lägger i dag fram ett nytt förslag."), identify("Prices have risen again.")
    ('sv', 'en')
    >>> identify("Hallitus esittelee tänään uuden ehdotuksen koulujen tukemisesta.")
    'fi'
    """
    code, probability = _likeliest(text[:MOST_CHARACTERS])
    if code in LANGUAGES and probability > 1 - STRONG:
        return code
    ranking = _ranking(text)
    expected: dict[str, float] = {code: ranking[code] for code in LANGUAGES}
    # Danish and Norwegian share what speaks against Swedish, so the others count together.
    strong = 1 - sum(expected.values()) >= STRONG and not _is_short(text)
    return _first(ranking) if strong else _first(expected)


def _is_short(text: str) -> bool:
    """Whether `text` may be but a name or two, in Latin letters."""
    letters = _LETTER.findall(text[:MOST_CHARACTERS])
    return len(letters) < SHORTEST and any(map(str.isascii, letters))


def paragraphs(text: str, language: str) -> list[tuple[int, int, str]]:
    r"""Start, end and language of each line that is not blank.

    Args:
        text: A document's text; each line is a paragraph.
        language: The document's language, which a paragraph is in where little speaks for another one.

    >>> paragraphs("A headline\n\nPresidentti sanoi tiistaina, että vaalit järjestetään keväällä.", "en")
    [(0, 10, 'en'), (12, 75, 'fi')]
    """
    return [
        (match.start(), match.end(), _paragraph_language(match[0], language))
        for match in _LINE.finditer(text)
        if not match[0].isspace()
    ]


def foreign(text: str, language: str) -> tuple[tuple[int, int, str], ...]:
    r"""Start, end and language of each paragraph in another language than the text, see `paragraphs`.

    Several stages ask for those of one text, so those of the last few texts are kept.

    >>> foreign("A headline\n\nPresidentti sanoi tiistaina, että vaalit järjestetään keväällä.", "en")
    ((12, 75, 'fi'),)
    """
    find = _shared_foreign if len(text) <= LONGEST_SHARED else _foreign
    return find(text, language)


def _foreign(text: str, language: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(found for found in paragraphs(text, language) if found[2] != language)


_shared_foreign = lru_cache(maxsize=8)(_foreign)


def _paragraph_language(paragraph: str, language: str) -> str:
    if not _ENOUGH_LETTERS.match(paragraph, 0, MOST_CHARACTERS):
        return language
    if _likeliest(paragraph[:MOST_CHARACTERS])[0] == language:
        return language
    ranking = _ranking(paragraph)
    return _first(ranking) if 1 - ranking.get(language, 0.0) >= CERTAIN else language


def _first(ranking: Mapping[str, float]) -> str:
    return max(ranking, key=lambda code: ranking[code])


@lru_cache(maxsize=64)
def _likeliest(text: str) -> tuple[str, float]:
    """The language with the highest probability, and that; nearly always it is enough, and quick to find."""
    found: tuple[str, float] = _identifier().classify(text)
    return found


def _ranking(text: str) -> dict[str, float]:
    """The probability of each language; Norwegian bokmål and nynorsk are one."""
    found = dict(_identifier().rank(text[:MOST_CHARACTERS]))
    found["no"] += found.pop("nn")
    return found


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*LANGUAGES, *OTHER_LANGUAGES])
    return identifier
