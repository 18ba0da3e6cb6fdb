"""The names of a text: what has a capital inside a sentence, by its form, and where it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline import gazetteer
from pipeline.cleaning.lexicon import dictionary
from pipeline.cleaning.stage import Context, Seen
from pipeline.cleaning.words import Word
from pipeline.document import Edit, Language, other
from pipeline.romanisation import to_english, to_swedish

SHORTEST = 5
"""Names of fewer letters have too many others one letter away (Iran and Irak, Mali and Malta)."""

_GIVEN = re.compile(r"(\w+) $")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written in a document, without genitive, and where."""

    form: str
    mentions: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a document, and what is known beside it.

    Attributes:
        found: The names by their form.
        language: The document's language.
        context: What the stage may know.
    """

    found: Mapping[str, Name]
    language: Language
    context: Context

    def __iter__(self) -> Iterator[Name]:
        return iter(self.found.values())

    def times(self, form: str) -> int:
        """How often the document writes that form."""
        return len(self.found[form].mentions) if form in self.found else 0

    def seen(self, form: str) -> Seen:
        """Where the other documents of the archive in this language write that form."""
        return self.context.archive.seen(form, self.language) if self.context.archive else Seen()

    def is_unseen(self, form: str) -> bool:
        """Whether no other document of the archive writes that form, in either language."""
        memory = self.context.archive
        return not memory or not any(
            memory.seen(form, code).documents for code in (self.language, other(self.language))
        )

    def given(self, form: str) -> frozenset[str]:
        """The given names that stand before that form, in the document and in the archive."""
        own = given_names(self.found[form], self.language) if form in self.found else frozenset()
        return own | self.seen(form).given

    def same_bearer(self, one: str, two: str) -> float:
        """Whether both forms stand after the same given names, as a natural logarithm of odds.

        Two people with similar surnames (Islam Karimov, Suleiman Kerimov) are not one.
        """
        given, others = self.given(one), self.given(two)
        if not given or not others:
            return 0.0
        return 2.0 if given & others else -4.0


def collect(found: Sequence[Word], language: Language) -> dict[str, Name]:
    """The names among the words of a document, by their form.

    A capital at the beginning of a sentence counts where the word has it inside one too, or where no
    dictionary knows it in small letters.
    """
    mentions: dict[str, list[Word]] = defaultdict(list)
    initial: dict[str, list[Word]] = defaultdict(list)
    for word in found:
        if word.text[0].isupper() and not word.text.isupper():
            form = without_genitive(word.text, language)
            if form.isalpha() and not form.isupper():
                (initial if word.initial else mentions)[form].append(word)
    for form, more in initial.items():
        if form in mentions or not dictionary(language).accepts(form.lower()):
            mentions[form] += more
    return {form: Name(form, tuple(where)) for form, where in sorted(mentions.items())}


def without_genitive(word: str, language: Language) -> str:
    """A name without the ending of the genitive.

    >>> without_genitive("Putin’s", "en"), without_genitive("EU:s", "sv")
    ('Putin', 'EU')
    >>> without_genitive("Kazakstans", "sv"), without_genitive("Johannes", "sv")
    ('Kazakstan', 'Johannes')
    """
    for ending in ("'s", "’s", ":s"):
        if word.endswith(ending):
            return word[: -len(ending)]
    if language == "sv" and word.endswith("s") and len(word) > SHORTEST and not is_borne(word):
        return word[:-1]
    return word


def given_names(name: Name, language: Language) -> frozenset[str]:
    """The words with a capital that stand before a name and are no ordinary words."""
    before = (_GIVEN.search(word.before) for word in name.mentions)
    return frozenset(
        match[1]
        for match in before
        if match and match[1].istitle() and not dictionary(language).accepts(match[1].lower())
    )


@lru_cache(maxsize=100_000)
def is_known(form: str, language: Language) -> bool:
    """Whether somebody or something is called that, so that it is no misspelling."""
    accepts = dictionary(language).accepts
    return (accepts(form) and not accepts(form.lower())) or is_borne(form)


@lru_cache(maxsize=100_000)
def is_borne(form: str) -> bool:
    """Whether the gazetteer has it, also as the name is written in the other language (Maksimov, Maximov)."""
    return _is_listed(form) or any(
        _is_listed(one) for one in (*to_english(form, surely=True), *to_swedish(form, surely=True))
    )


def _is_listed(form: str) -> bool:
    return gazetteer.is_common_name(form) or bool(gazetteer.find(form, exact=False))


def edit(rule: str, word: Word, form: str, after: str, confidence: float, reason: str) -> Edit:
    """The edit that writes `after` for the form of a name, its ending kept."""
    end = word.start + len(form)
    return Edit("names", rule, word.start, end, form, after, round(confidence, 4), reason)


def times(number: int) -> str:
    """How often, in words for a reason.

    >>> times(1), times(4)
    ('once', '4 times')
    """
    return "once" if number == 1 else f"{number} times"


def documents(number: int) -> str:
    """In how many other documents, in words for a reason.

    >>> documents(1), documents(4)
    ('another document of the archive', '4 other documents of the archive')
    """
    return "another document of the archive" if number == 1 else f"{number} other documents of the archive"
