"""Slips: a correct word in a wrong place, such as "neighbouring Kurdistan" in an article on Kazakhstan.

A place or people is doubted where the document hardly names it, is about other places, and knows one that
sounds or looks like it. What speaks for each candidate is weighed as in `pipeline.cleaning.ranking`; the
confidence is high only where a sentence claims what is not so and would be so of the candidate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.cleaning.aboutness import About, about
from pipeline.cleaning.claims import settings
from pipeline.cleaning.mentions import Mention, mentions, quotations
from pipeline.cleaning.ranking import NAME_WORTH_MENTIONING, probabilities, weigh
from pipeline.cleaning.slip_candidates import ALIKE, Candidate, Doubt, doubt, fits_one, weights
from pipeline.cleaning.stage import Context
from pipeline.document import Edit, Language
from pipeline.gazetteer import PLACES

VERSION = "2"

FEWEST = 2
"""Mentions of its main country that a document needs, to be about it."""

SMALLEST_SHARE = 0.3
"""The main country's share of all mentions below which a document is about many places."""

MOST_MENTIONS = 1000
"""A text with more mentions is no article."""

LONGEST_SENTENCE = 1000
"""Code points; what is longer is a table or a list."""

SHORT_QUOTATION = 60
"""Code points of a quotation that may be a title."""

MOST_SURE_IN_QUOTATION = 0.85
"""What somebody has said is not changed silently."""

LARGEST_GAIN = 10.0
"""However well the sentence reads, in natural logarithms."""

LEAD = 300
"""Code points of the sentence before that the embedded model reads."""

MODEL_SIGNALS = ("sentence", "context", "sentence_and_fits", "context_and_fits", "sentence_and_only")
"""What the embedded model says."""


def slips(text: str, context: Context) -> Iterator[Edit]:
    """The edits of the stage; see its rules `misplaced_place` and `misplaced_people`."""
    language: Language = "sv" if context.language == "sv" else "en"
    for doubted in doubts(text, language, context):
        rule = misplaced_place if doubted.candidates[0].entry.kind in PLACES else misplaced_people
        yield from rule(doubted, text)


def misplaced_place(doubted: Doubt, text: str) -> Iterator[Edit]:
    """A country, region or city that does not fit what the document and the sentence say."""
    yield from _edit("misplaced_place", doubted, text)


def misplaced_people(doubted: Doubt, text: str) -> Iterator[Edit]:
    """A people, or its adjective, that does not fit what the document and the sentence say."""
    yield from _edit("misplaced_people", doubted, text)


def doubts(text: str, language: Language, context: Context) -> list[Doubt]:
    """The mentions that may be slips, each with its candidates and their signals."""
    found = mentions(text, language)
    document = about(found)
    if len(found) > MOST_MENTIONS or document.mentions < FEWEST or document.share < SMALLEST_SHARE:
        return []
    quoted = quotations(text)
    doubted = []
    for mention in found:
        if len(mention.sentence.text) > LONGEST_SENTENCE:
            continue
        sizes = [end - start for start, end in quoted if start < mention.start and mention.end < end]
        if any(size < SHORT_QUOTATION for size in sizes):
            continue  # a title: “The Australian Wife”
        if one := doubt(mention, found, document, language):
            one.quoted = bool(sizes)
            doubted.append(one)
    if context.scorer:
        for one in doubted:
            _read(one, found, document, context)
    return doubted


def _read(doubted: Doubt, found: Sequence[Mention], document: About, context: Context) -> None:
    """Add how much better the sentence reads with each candidate: by itself, and after the one before.

    How much likelier the candidate is in any sentence (Iran than Kyrgyzstan) is taken off.
    """
    if not context.scorer:
        return
    options = [None, *doubted.candidates]
    kind = "place" if doubted.candidates[0].entry.kind in PLACES else "people"
    frame = settings()["neutral"][doubted.language][kind]
    forms = [doubted.mention.form if one is None else one.replacement.after for one in options]
    readings = [doubted.reading(one) for one in options] + [frame.replace("<it>", form) for form in forms]
    lead = _lead(doubted.mention, found, document)
    scores = context.scorer.scores([*readings, *(f"{lead} {text}" for text in readings)], doubted.language)
    size = len(options)
    for number, candidate in enumerate(doubted.candidates, 1):
        gain, usual, after, usual_after = (
            scores[part * size + number] - scores[part * size] for part in range(4)
        )
        hard = any(fits_one(claim, doubted.mention) for claim in candidate.claims)
        kind = "_and_only" if hard else "_and_fits" if candidate.claims else ""
        candidate.signals[f"sentence{kind}"] = _clipped(gain - usual)
        if not hard:
            candidate.signals[f"context{kind}"] = _clipped(after - usual_after)


def _lead(mention: Mention, found: Sequence[Mention], document: About) -> str:
    """The last sentence before that names what the document is about, or else the first one that does."""
    leads = [
        other.sentence
        for other in found
        if other.countries & document.focus and other.sentence != mention.sentence
    ]
    before = [sentence for sentence in leads if sentence.end <= mention.sentence.start]
    return (before[-1] if before else leads[0]).text[-LEAD:] if leads else ""


def _clipped(gain: float) -> float:
    return max(-1.0, min(1.0, gain / LARGEST_GAIN))


def _edit(rule: str, doubted: Doubt, text: str) -> Iterator[Edit]:
    by = weights(with_model=any(name in doubted.candidates[0].signals for name in MODEL_SIGNALS))
    shares = probabilities([0.0, *(weigh(one.signals, by) for one in doubted.candidates)])[1:]
    confidence, best = max(zip(shares, doubted.candidates, strict=True), key=lambda pair: pair[0])
    if doubted.quoted:
        confidence = min(confidence, MOST_SURE_IN_QUOTATION)
    if confidence >= NAME_WORTH_MENTIONING:
        start, end, after = best.replacement
        reason = _reason(doubted, best)
        yield Edit("slips", rule, start, end, text[start:end], after, round(confidence, 4), reason)


def _reason(doubted: Doubt, best: Candidate) -> str:
    """What is odd, and what speaks for the candidate."""
    form = doubted.mention.form
    if best.claims:
        odd = "the sentence " + " and ".join(claim.words for claim in best.claims)
    elif best.signals["modifier"]:
        odd = "it is not an adjective, and the document names the place only here"
    else:
        odd = "the document names it only here and is about other places"
    speaks = ["sounds or looks like it"] if best.alike > ALIKE else []
    speaks += ["would fit"] if best.claims else []
    speaks += ["is what the document is about"] if best.signals["focus"] else []
    if any(best.signals.get(name, 0.0) > 0.2 for name in MODEL_SIGNALS):
        speaks.append("reads better in the sentence")
    listed = ", ".join(speaks[:-1]) + (" and " if len(speaks) > 1 else "") + speaks[-1]
    return f"“{form}” seems out of place: {odd}; “{best.replacement.after}” {listed}."
