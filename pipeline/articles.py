"""The articles of an archive, and each of them as a document. `pipeline.inputs` says what can be read."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from pipeline.cleaning.chain import clean
from pipeline.cleaning.stage import Level, NameMemory, Scorer
from pipeline.decoding import decode
from pipeline.document import Document
from pipeline.inputs.article import Article
from pipeline.inputs.finding import find_articles, iter_articles
from pipeline.inputs.markdown import markup
from pipeline.rulings import Ruling
from pipeline.terms import Termbase
from pipeline.titles import first_line

__all__ = ["Article", "find_articles", "iter_articles", "make_document"]


def make_document(
    article: Article,
    data: bytes,
    identity: str,
    *,
    level: Level = "balanced",
    decisions: Iterable[Ruling] = (),
    scorer: Scorer | None = None,
    archive: NameMemory | None = None,
    terms: Termbase | None = None,
) -> Document:
    """Decode and clean an article.

    Args:
        article: Where it comes from.
        data: The bytes of its text, as its `read` gives them.
        identity: The document's id.
        level: See `pipeline.cleaning.chain.clean`, also for the others.
        decisions: What reviewers have said of its edits, and of the same words in other documents.
        scorer: The embedded model.
        archive: How the other documents of the archive write names.
        terms: The user's termbase.

    Raises:
        Refused: The bytes are empty or no text, or the article has changed since they were read.
    """
    original, decoding = decode(data)
    known, origin = article.described(data)
    cleaned = clean(
        original,
        language=known.language,
        level=level,
        document=identity,
        decisions=decisions,
        scorer=scorer,
        archive=archive,
        terms=terms,
        markup=markup if article.kind == ".md" else None,
    )
    return Document(
        id=identity,
        file=article.file,
        sha256=sha256(data).hexdigest(),
        decoding=decoding,
        language=cleaned.language,
        title=known.title or first_line(cleaned.text),
        original=original,
        normalised=cleaned.text,
        edits=cleaned.edits,
        flags=cleaned.flags,
        origin=origin,
    )
