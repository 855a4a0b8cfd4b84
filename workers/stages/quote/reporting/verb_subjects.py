"""Who a verb of reporting belongs to, also where the parser lost the subject."""

from __future__ import annotations

from spacy.tokens import Token

from workers.stages.quote import lexicon
from workers.stages.quote.reporting.parsing import Parsed
from workers.stages.quote.spans import Span

_CLIMB = ("xcomp", "advcl", "conj", "pcomp", "prep", "parataxis", "ccomp", "dep", "acl", "relcl")


def subject_of(parsed: Parsed, cue: Token) -> Token | None:
    """The head word of who says it: the verb's own subject, or that of a verb above it."""
    verb, seen = cue, 0
    while seen < 8:
        seen += 1
        own = _own_subject(parsed, verb, cue)
        if own is not None:
            return own
        if verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN") and verb.head.tag_[:1] in "NP":
            return _author(_described(verb.head))
        if verb.dep_ == "relcl":
            return _described(verb.head)
        if verb.dep_ == "ROOT" or verb.head == verb or verb.dep_ not in _CLIMB:
            return None
        verb = verb.head
        if verb.tag_[:1] in "NP" and verb.dep_ != "ROOT":
            if verb.dep_ in ("dobj", "pobj", "attr", "nsubj", "nsubjpass", "conj", "appos"):
                return _author(verb)
            verb = verb.head
    return None


def _described(noun: Token) -> Token:
    """The name that an apposition describes."""
    return noun.head if noun.dep_ == "appos" and noun.head.tag_[:1] == "N" else noun


def _author(noun: Token) -> Token:
    """Who made the statement, where the noun is one: `she issued a statement saying`."""
    if noun.lower_ not in lexicon.words("cues_en", "documents"):
        return noun
    for child in noun.children:
        if child.dep_ == "poss" and child.tag_ != "PRP$":
            return child
    verb = noun.head
    while verb.dep_ in ("prep", "pobj", "dobj") and verb.head != verb:
        verb = verb.head
    for child in verb.children:
        if child.dep_ == "nsubj" and child.i < noun.i:
            return child
    return noun


def _own_subject(parsed: Parsed, verb: Token, cue: Token) -> Token | None:
    passive = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    if passive is not None:
        if verb != cue:
            return passive  # was quoted as saying
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        return next((c for c in agent.children if c.dep_ == "pobj"), None) if agent else None
    subjects = [c for c in verb.children if c.dep_ == "nsubj" and c.i not in parsed.stands_for]
    if subjects:
        return max((c for c in subjects if c.i < verb.i), default=subjects[0], key=lambda c: c.i)
    if verb == cue and verb.tag_ in ("VBD", "VBZ", "VBP"):
        return _inverted(parsed, verb) or _left_neighbour(parsed, verb)
    return None


_MARKS = ("”", "“", '"', "''", "’", "'")


def _inverted(parsed: Parsed, verb: Token) -> Token | None:
    """`“…,” said Smith` where the parser took Smith for something else."""
    previous = verb.nbor(-1) if verb.i > 0 else None
    if previous is None or previous.text not in _MARKS:
        return None
    at = verb.i + 1
    last = len(parsed.starts) - 1
    if at > last or parsed.doc[at].tag_[:1] not in "NPDJC" or parsed.doc[at].tag_ == "CC":
        return None
    head = parsed.doc[at]
    while (at < last and head.tag_[:1] in "DJCP") or (
        at < last and head.dep_ in ("compound", "nmod", "poss", "case")
    ):
        at += 1
        if parsed.doc[at].tag_[:1] not in "NPDJC" or parsed.doc[at].tag_ == "CC":
            break
        head = parsed.doc[at]
    return head if head.tag_[:1] in "NPC" and head.i not in parsed.stands_for else None


def _left_neighbour(parsed: Parsed, verb: Token) -> Token | None:
    """The noun whose relative clause ends right before a verb that has no subject.

    `an official who spoke on background said`, taken apart by the parser.
    """
    if verb.dep_ not in ("ROOT", "ccomp", "advcl") or verb.i <= 1:
        return None
    token = verb.nbor(-1)
    for _ in range(8):
        if token.dep_ == "relcl" and token.head.tag_[:1] == "N":
            return token.head
        if token.head in (token, verb):
            return None
        token = token.head
    return None


def antecedent_of(parsed: Parsed, subject: Token | None) -> Span | None:
    """What a relative pronoun stands for: its head word."""
    if subject is None or subject.lower_ not in ("who", "which", "that"):
        return None
    verb = subject.head
    while verb.dep_ in ("conj", "xcomp", "ccomp") and verb.head != verb:
        verb = verb.head
    return (parsed.start(verb.head), parsed.end(verb.head)) if verb.dep_ == "relcl" else None
