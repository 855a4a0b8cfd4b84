"""Whether reported words were said, read off a parse: or denied, supposed, asked, ordered."""

from __future__ import annotations

from spacy.tokens import Token

from workers.records import Polarity
from workers.stages.quote.reporting.parsing import Parsed

NOBODY = frozenset({"nobody", "noone", "no-one", "none", "neither", "nothing"})
"""Subjects that say that it was not said."""
_POSSIBLE = frozenset(
    "could would might may can cannot should must will shall ’d 'd ’ll 'll ca wo sha".split()
)
_CONDITION = frozenset({"if", "unless", "whether", "lest"})
_UNSAID = frozenset({"without", "than"})
_REFUSE = frozenset(
    "decline declines declined declining refuse refuses refused refusing fail fails failed failing"
    " deny denies denied denying avoid avoided stop stopped unable unwilling reluctant"
    " neglected omitted forgot".split()
)
_INTEND = frozenset(
    "want wants wanted expect expects expected plan plans planned hope hopes hoped"
    " wish wishes wished intend intends intended prepare preparing prepared likely ready due set"
    " able about going"
    " need needs needed want wanting threaten threatening waiting free poised scheduled".split()
)
_FALSE = frozenset("false untrue wrong incorrect myth hoax".split())
_ASK = frozenset({"ask", "inquire", "question", "wonder", "query"})
_ORDER = frozenset({"order", "demand", "instruct", "urge"})
_CHAIN = 4
"""Verbs above the verb of reporting that are looked at."""


def is_nobody(subject: Token | None) -> bool:
    """`Nobody said`, `No official said`, `None of them said`, `No one said`."""
    if subject is None:
        return False
    determined = any(child.lower_ == "no" and child.dep_ == "det" for child in subject.children)
    return subject.lower_ in NOBODY or determined


def of_parse(parsed: Parsed, cue: Token, lemma: str) -> Polarity:
    """The polarity of a verb of reporting by its own words and the verbs above it."""
    verb = cue
    for depth in range(_CHAIN):
        told = _here(parsed, verb, depth)
        if told is not None:
            return told
        shared = verb.dep_ == "conj" and not any(
            child.dep_ in ("nsubj", "aux", "nsubjpass") for child in verb.children
        )
        joined = shared and any(child.lower_ in ("or", "nor") for child in verb.head.children)
        if not (joined or verb.dep_ in ("ccomp", "xcomp", "pcomp", "advcl", "prep", "csubj")):
            break
        if verb.dep_ in ("ccomp", "csubj"):
            return "denied" if _false(verb.head) else _of_lemma(cue, lemma)
        if verb.dep_ in ("xcomp", "advcl", "pcomp", "prep") and (above := _above(verb)) is not None:
            return above
        verb = verb.head
    return _of_lemma(cue, lemma)


def _here(parsed: Parsed, verb: Token, depth: int) -> Polarity | None:
    """What a verb's own negation, auxiliary or conjunction tells."""
    children = list(verb.children)
    ahead = [child for child in children if child.i < verb.i]
    if any(child.dep_ == "neg" or child.lower_ == "never" for child in ahead):
        return "denied"
    if depth:
        return None
    if any(child.dep_ == "aux" and child.lower_ in _POSSIBLE for child in children):
        return "supposed"
    if any(child.dep_ == "mark" and child.lower_ in _CONDITION for child in children):
        return "supposed"
    return "supposed" if _questioned(verb) and _asked_by_text(parsed, verb) else None


def _above(verb: Token) -> Polarity | None:
    """`refused to say`, `expected to say`, `without saying`, `rather than say`."""
    head = verb.head
    if head.lower_ in _UNSAID or any(child.lower_ == "than" for child in verb.children):
        return "denied"
    infinitive = any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)
    if head.lower_ in _REFUSE and (infinitive or verb.tag_ == "VBG"):
        return "denied"
    return "supposed" if infinitive and head.lower_ in _INTEND else None


def _false(head: Token) -> bool:
    """`It is false that Lee said`, `It is not true that Lee said`."""
    words = {child.lower_ for child in head.children}
    negated = any(child.dep_ == "neg" for child in head.children)
    return bool(words & _FALSE) or (negated and "true" in words)


def _questioned(verb: Token) -> bool:
    """`Did Lee say that …?`: an auxiliary before the subject."""
    aux = [child.i for child in verb.children if child.dep_ == "aux"]
    subject = [child.i for child in verb.children if child.dep_ == "nsubj"]
    return bool(aux and subject) and aux[0] < subject[0] < verb.i


def _asked_by_text(parsed: Parsed, verb: Token) -> bool:
    last = parsed.doc[len(parsed.doc) - 1]
    return verb.dep_ == "ROOT" and last.text == "?"


def _of_lemma(cue: Token, lemma: str) -> Polarity:
    """What the verb itself says: `denied that`, `asked whether`, `told them to`."""
    if lemma == "deny":
        return "denied"
    to = any(
        grand.lower_ == "to" and grand.dep_ == "aux"
        for child in cue.children
        if child.dep_ in ("xcomp", "ccomp") and child.i > cue.i
        for grand in child.children
    )
    if lemma in _ORDER or (to and lemma in ("tell", "ask", "warn", "advise")):
        return "ordered"
    return "asked" if lemma in _ASK else "said"
