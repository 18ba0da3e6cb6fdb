"""What an archive knows of names: a document profits from how the other ones write them.

The names of every document are collected before any is cleaned, and a document is cleaned with those of all
others: so it does not matter which one comes first. See `pipeline.cleaning.stage.NameMemory`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline import changelog
from pipeline.cleaning.chain import settle
from pipeline.cleaning.encoding import encoding
from pipeline.cleaning.name_forms import collect, given_names, is_known
from pipeline.cleaning.stage import Context, Seen
from pipeline.cleaning.words import words
from pipeline.document import Language, is_language
from pipeline.document_names import DocumentNames, Mentions
from pipeline.language import identify
from pipeline.near_forms import NearForms


@dataclass(slots=True)
class _Tally:
    """In how many documents something stands, counted so that a document can be taken out again."""

    documents: int = 0
    times: int = 0
    given: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)


def names_of(text: str, language: str | None = None) -> DocumentNames:
    """The names of a decoded text, as the text is once its encoding is repaired.

    Args:
        text: The text, not cleaned yet.
        language: ISO 639-1 code; None finds it. Names are collected from Swedish and English only.

    >>> names_of("Here Karim Zhumagulov met Zhumagulov’s friends.", "en").names["Zhumagulov"]
    Mentions(times=2, given=('Karim',))
    """
    repaired = changelog.apply(text, settle(encoding(text, Context()), "balanced", {}))
    code = language or identify(repaired)
    if not is_language(code):
        return DocumentNames(code)
    names = {}
    for form, name in collect(words(repaired, code), code).items():
        given = () if is_known(form, code) else tuple(sorted(given_names(name, code)))
        names[form] = Mentions(len(name.mentions), given)
    return DocumentNames(code, names)


class Archive:
    """The names of all documents of an archive, by language and form, whatever the order of the documents.

    >>> archive = Archive([names_of("It was Zhumagulov. Again, Zhumagulov came.", "en"), names_of("", "en")])
    >>> archive.seen("Zhumagulov", "en")
    Seen(documents=1, times=2, given=frozenset(), beside=frozenset())
    """

    def __init__(self, documents: Iterable[DocumentNames]) -> None:
        self._tallies: dict[str, dict[str, _Tally]] = {"sv": defaultdict(_Tally), "en": defaultdict(_Tally)}
        for document in documents:
            if is_language(document.language):
                self._add(document)
        self._forms = {code: NearForms(tallies, str.lower) for code, tallies in self._tallies.items()}

    def _add(self, document: DocumentNames) -> None:
        tallies, subjects = self._tallies[document.language], document.subjects
        language: Language = "sv" if document.language == "sv" else "en"
        for form, mentions in document.names.items():
            tally = tallies[form]
            tally.documents += 1
            tally.times += mentions.times
            if mentions.given:
                tally.given.update(mentions.given)
            if not is_known(form, language):
                tally.beside.update(subject for subject in subjects if subject != form)

    def seen(self, form: str, language: Language) -> Seen:
        """Where the documents in that language write `form`."""
        return self.without(None).seen(form, language)

    def similar(self, form: str, language: Language, farthest: int) -> list[str]:
        """The forms of the archive within `farthest` edits of `form`, without itself, sorted."""
        near = self._forms[language].within(form, farthest)
        return sorted(one for one, _ in near if one != form)

    def without(self, own: DocumentNames | None) -> Others:
        """What the archive knows beside the document with the names `own`."""
        return Others(self, own or DocumentNames())

    def tally(self, form: str, language: str) -> _Tally:
        """The counts of one form."""
        return self._tallies[language].get(form) or _Tally()


@dataclass(frozen=True, slots=True)
class Others:
    """An archive as one of its documents sees it: without what that document says itself."""

    archive: Archive
    own: DocumentNames

    def seen(self, form: str, language: Language) -> Seen:
        """Where the other documents in that language write `form`."""
        tally = self.archive.tally(form, language)
        mine = self.own.names.get(form) if language == self.own.language else None
        if mine is None:
            return Seen(tally.documents, tally.times, frozenset(tally.given), frozenset(tally.beside))
        return Seen(
            tally.documents - 1,
            tally.times - mine.times,
            frozenset(tally.given - Counter(mine.given)),
            frozenset(tally.beside - Counter(self.own.subjects)),
        )

    def similar(self, form: str, language: Language, farthest: int) -> list[str]:
        """The forms that other documents write within `farthest` edits of `form`, sorted."""
        near = self.archive.similar(form, language, farthest)
        return [one for one in near if self.seen(one, language).documents]
