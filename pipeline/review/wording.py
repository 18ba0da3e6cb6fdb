"""What the review says for the names that stand in the records: flags, statuses, verdicts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from pipeline.corpus.pages import sign

FLAGS: Mapping[str, str] = {
    "empty": "There is no translation.",
    "untranslated": "The translation is the source, though there are words in it that are no names.",
    "wrong_language": "The translation is in the language of its source, or in a third one.",
    "partly_untranslated": "Several words in a row were left in the language of the source.",
    "too_short": "The translation is far too short for its source, as if a part were missing.",
    "too_long": "The translation is far too long for its source, as if something were made up.",
    "repetition": "The translation says the same again, and the source does not.",
    "number_changed": "The translation has another number in the place of one of the source.",
    "number_missing": "A number of the source stands nowhere in the translation.",
    "number_added": "A number stands in the translation that is not in the source.",
    "name_missing": "A name of the source stands nowhere in the translation, in no form that is known.",
    "name_added": "A well-known name stands in the translation that is not in the source.",
    "negation_lost": "The source denies something that the translation does not deny.",
    "negation_added": "The translation denies something that the source does not deny.",
    "unbalanced": "A quotation mark or bracket lacks its partner, and in the source none does.",
    "low_score": "The model holds the translation for unlikely, or cannot find the source in it.",
    "source_edited": "Much in the source was corrected, so that the translation rests on guesses.",
    "source_changed": "The source has changed since this was translated.",
    "other_language": "The text is in another language: only its encoding was looked at.",
    "other_language_in_part": "A paragraph is in another language than the text, and was left alone.",
}
"""Every flag of a segment or a document as a sentence for a translator."""

EDIT_STATUSES: Mapping[str, str] = {
    "applied": "Changed",
    "suggested": "Suggested",
    "accepted": "Accepted",
    "rejected": "Rejected",
}

SEGMENT_STATUSES: Mapping[str, str] = {
    "machine": "machine",
    "memory": "from the memory",
    "reviewed": "reviewed",
}

VERDICTS: Mapping[str, str] = {
    "accepted": "accepted",
    "rejected": "rejected",
    "edited": "changed",
    "undone": "undid",
    "commented": "commented",
}

PENDING: Mapping[str, str] = {
    "translate": "The next run translates the sentences that were changed here.",
    "clean": "The next run cleans this text again: it holds a name that was learnt since.",
}
"""What the next run has to do with a document."""

LANGUAGES: Mapping[str, str] = {"sv": "Swedish", "en": "English"}


def flag_sentence(flag: str) -> str:
    """A flag as a sentence; its name in plain words where a newer version has written it.

    >>> flag_sentence("empty"), flag_sentence("not_known_yet")
    ('There is no translation.', 'Not known yet.')
    """
    return FLAGS.get(flag) or f"{words(flag).capitalize()}."


def words(name: str) -> str:
    """The name of a rule, flag or stage with spaces.

    >>> words("name_missing")
    'name missing'
    """
    return name.replace("_", " ")


def language(code: str | None) -> str:
    """The name of a language.

    >>> language("sv"), language("fi"), language(None)
    ('Swedish', 'fi', 'unknown')
    """
    return LANGUAGES.get(code or "", code or "unknown")


def spoken(text: str) -> str:
    r"""`text` as a screen reader can say it: what cannot be seen by its name.

    >>> spoken("week"), spoken(" "), spoken("\n\u200b"), spoken("")
    ('week', 'space', 'line feed, zero width space', 'nothing')
    """
    if not text:
        return "nothing"
    return ", ".join(map(_name, text)) if sign(text) else text


def _name(character: str) -> str:
    names = {"\n": "line feed", "\r": "carriage return", "\t": "tab"}
    code = f"U+{ord(character):04X}"
    return names.get(character) or unicodedata.name(character, code).lower()


def moment(when: str) -> str:
    """A time as a reader sees it, in UTC, to the minute.

    >>> moment("2026-11-22T09:55:00Z"), moment("yesterday")
    ('2026-11-22 09:55 UTC', 'yesterday')
    """
    day, separator, time = when.partition("T")
    return f"{day} {time[:5]} UTC" if separator else when
