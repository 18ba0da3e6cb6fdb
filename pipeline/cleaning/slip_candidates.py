"""Which mentions may be slips, what may have been meant instead, and what speaks for each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.cleaning.aboutness import About, remoteness
from pipeline.cleaning.alternatives import Surroundings, alternatives, by_id
from pipeline.cleaning.claims import CITIES, Claim, false_claims, matches, settings, stated
from pipeline.cleaning.inflection import Replacement, replacement
from pipeline.cleaning.likeness import likeness
from pipeline.cleaning.mentions import Mention, is_part_of_name
from pipeline.cleaning.ranking import weigh
from pipeline.document import Language
from pipeline.gazetteer import PEOPLES, PERSONS, Entry, Kind

ALIKE = 0.6
"""Likeness from which a name can be taken for another."""

ALIKE_AND_FITS = 0.55
"""The same, where a claim fits several countries and this is one of them."""

LEAST_ALIKE = 0.3
"""The same, where a claim fits one country only."""

MOST_CANDIDATES = 5
"""So many are read in the sentence by the embedded model, the likeliest first."""

MOST_MENTIONS = 2
"""A name that stands more often beside the doubted one is no slip."""

MOST_ELSEWHERE = 0.3
"""The share of other places from which "the Canadian border" may be that of any of them."""

HARD = frozenset({"capital", "city", "person"})
"""Claims that can hold for one country only."""

SOFT = frozenset({"state", "slot", "border"})
"""Claims that are sometimes made in another sense."""

FEWEST = 3
"""Mentions of its main country; where there are fewer, only a claim that fits one country can tell."""

_SUBJECTS = PEOPLES | {Kind.COUNTRY, Kind.REGION}
_RELATIONSHIP = 0.97
"""Names of countries count a little less where the adjective is in question (kurdiska, kirgiziska)."""


@dataclass
class Candidate:
    """What may have been meant.

    Attributes:
        entry: A place or people.
        replacement: How it would stand in the text.
        signals: What speaks for it and against it.
        claims: Those of the sentence that would hold.
        alike: How alike the names are, 0 to 1.
    """

    entry: Entry
    replacement: Replacement
    signals: dict[str, float]
    claims: tuple[Claim, ...]
    alike: float


@dataclass
class Doubt:
    """A mention that may be a slip, with what may have been meant instead, the likeliest first."""

    mention: Mention
    language: Language
    candidates: list[Candidate]
    quoted: bool = False

    def reading(self, candidate: Candidate | None) -> str:
        """The sentence with the candidate in the place of the mention; None is the sentence as it is."""
        text, offset = self.mention.sentence.text, self.mention.sentence.start
        if candidate is None:
            return text
        start, end, after = candidate.replacement
        return text[: start - offset] + after + text[end - offset :]


def doubt(mention: Mention, found: Sequence[Mention], document: About, language: Language) -> Doubt | None:
    """The mention with its candidates, or None where it is not odd or nothing else can be meant."""
    if mention.kind in PERSONS or mention.countries & document.focus or not mention.countries:
        return None
    if mention.kind is Kind.CITY and len(mention.senses) > 1:
        return None  # there is one of that name in many countries
    others = _others(mention, found)
    beside = [other for other in found if other.sentence == mention.sentence]
    if others > MOST_MENTIONS or is_part_of_name(mention, beside):
        return None
    claims = tuple(false_claims(mention, beside, document, language))
    hard = any(claim.kind in HARD for claim in claims)
    telling = hard or any(claim.kind == "slot" or len(claim.fits) == 1 for claim in claims)
    if (others and not hard) or (document.mentions < FEWEST and not telling):
        return None
    facts = tuple(stated(mention, beside, language))
    around = Surroundings(found, beside, document, language, claims, facts)
    common = _common_signals(mention, around, others)
    best: dict[str, Candidate] = {}
    for entry in alternatives(mention, around, odd_modifier=common["modifier"] > 0):
        one = _candidate(mention, entry, around, common)
        if one and one.replacement.after not in best:
            best[one.replacement.after] = one
    by = weights(with_model=False)
    ranked = sorted(best.values(), key=lambda one: (-weigh(one.signals, by), one.replacement.after))
    return Doubt(mention, language, ranked[:MOST_CANDIDATES]) if ranked else None


def fits_one(claim: Claim, mention: Mention) -> bool:
    """Whether it can be so of one place only; a country has one capital, but many cities."""
    return claim.kind in HARD and not (claim.kind == "city" and mention.kind in CITIES)


def weights(*, with_model: bool) -> Mapping[str, float]:
    """The fitted weights; `pipeline.evaluation.slips_weights` says on what."""
    found: Mapping[str, float] = settings()["weights"]["with_model" if with_model else "without_model"]
    return found


def _others(mention: Mention, found: Sequence[Mention]) -> int:
    """How many other mentions there are of its country, or of a region in several countries."""
    home = mention.senses[0].countries
    if len(home) > 1:
        return sum(home == other.senses[0].countries for other in found) - 1
    return sum(home[0] in other.countries for other in found) - 1 if home else 0


def _common_signals(mention: Mention, around: Surroundings, others: int) -> dict[str, float]:
    """What speaks for or against the mention being wrong at all."""
    signals = {
        "bias": 1.0,
        "others": float(others),
        "share": around.document.share,
        "modifier": float(_is_odd_modifier(mention, around)),
    }
    if all(claim.kind in SOFT for claim in around.claims):
        # Where the sentence claims nothing that is surely not so, what is around it can tell.
        role = "slot_city" if mention.kind in CITIES else "role"
        signals |= {
            "remote": remoteness(mention.countries, around.document.focus),
            "strangers": math.log1p(_strangers(mention, around)),
            "cues": float(min(3, matches("cue", mention, around.beside, around.language))),
            "role": float(
                not signals["modifier"] and matches(role, mention, around.beside, around.language) > 0
            ),
            "same": float(matches("same", mention, around.beside, around.language) > 0),
        }
    return signals


def _strangers(mention: Mention, around: Surroundings) -> int:
    """How many other far countries the document names."""
    codes = {
        other.senses[0].countries[0]
        for other in around.found
        if len(other.senses[0].countries) == 1 and not other.countries & mention.countries
    }
    return sum(remoteness({code}, around.document.focus) > 0.2 for code in codes)


def _is_odd_modifier(mention: Mention, around: Surroundings) -> bool:
    """Whether a place stands where its adjective should: the Gaza people."""
    if mention.kind in PEOPLES or not matches("modifier", mention, around.beside, around.language):
        return False
    adjectives = [by_id().get(f"adjective:{code}") for code in mention.countries]
    return not any(entry and mention.form in entry.accepted(around.language) for entry in adjectives)


def _candidate(
    mention: Mention, entry: Entry, around: Surroundings, common: Mapping[str, float]
) -> Candidate | None:
    codes, document = frozenset(entry.countries), around.document
    if entry.kind is Kind.CITY and any(claim.kind == "capital" for claim in around.claims):
        return None
    if not codes or codes & mention.countries or any(not claim.fits & codes for claim in around.claims):
        return None
    if any(not fact.fits & codes for fact in around.stated):
        return None  # the Australian coast is not the Austrian one
    partners = [claim.partner for claim in around.claims]
    rivals = [other for other in around.beside if codes & other.countries and other is not mention]
    if any(other not in partners and other.kind in _SUBJECTS for other in rivals):
        return None  # the sentence's own subject: Kazakhstan does not neighbour itself
    in_focus, hard = bool(codes & document.focus), any(fits_one(claim, mention) for claim in around.claims)
    if not around.claims and not in_focus and not common["modifier"]:
        return None
    alike = _alike(mention, entry, around.language)
    if alike < (LEAST_ALIKE if hard else ALIKE_AND_FITS if around.claims else ALIKE):
        return None
    signals = dict(common)
    soft = all(claim.kind in SOFT for claim in around.claims)
    name = "alike_and_only" if hard else "alike" if soft else "alike_and_fits"
    signals[name] = (alike - ALIKE) / (1 - ALIKE)
    signals["focus"] = float(in_focus)
    signals["main_and_only" if hard else "main"] = float(document.main in codes)
    signals["named"] = float(any(codes & other.countries for other in around.found))
    signals["at_home"] = float(bool(rivals) and not around.claims)
    signals["unnamed"] = float(
        entry.kind is Kind.CAPITAL and not any(entry in other.senses for other in around.found)
    )
    for claim in around.claims:
        signals[f"claim_{claim.kind}"] = 1.0
        if claim.kind == "state" and len(claim.fits) == 1:
            signals["unique"] = 1.0
        if claim.kind == "neighbour" and not any(one.countries & document.focus for one in around.beside):
            signals["unanchored"] = _elsewhere(mention, document)
    if signals.get("unanchored", 0.0) > MOST_ELSEWHERE:
        return None
    return Candidate(entry, replacement(mention, entry, around.language), signals, around.claims, alike)


def _elsewhere(mention: Mention, document: About) -> float:
    """The share of what the document mentions, but for this, that is not what it is about: 0 to 1."""
    others = {code: weight for code, weight in document.weights.items() if code not in mention.countries}
    return 1 - sum(weight for code, weight in others.items() if code in document.focus) / sum(others.values())


def _alike(mention: Mention, entry: Entry, language: Language) -> float:
    """How alike the names are, or the names of the countries where a people is in question."""
    itself = likeness(mention.form, replacement(mention, entry, language).after)
    if mention.kind not in PEOPLES:
        return itself
    names, others = (
        [by_id()[f"country:{code}"].accepted(language)[0] for code in codes if f"country:{code}" in by_id()]
        for codes in (sorted(mention.countries), entry.countries)
    )
    return max([itself, *(_RELATIONSHIP * likeness(one, two) for one in names for two in others)])
