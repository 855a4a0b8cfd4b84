"""Acts of reporting read off a parse: cue, who, and what besides quoted speech is reported."""

from __future__ import annotations

from spacy.tokens import Token

from workers.stages.quote import lexicon
from workers.stages.quote.reporting import verbless_reports
from workers.stages.quote.reporting.noun_phrases import noun_phrase, region
from workers.stages.quote.reporting.parsing import Parsed
from workers.stages.quote.reporting.polarity import is_nobody, of_parse
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.reporting.reported_content import contents_of, tense_of
from workers.stages.quote.reporting.second_hand import second_hand
from workers.stages.quote.reporting.verb_subjects import antecedent_of, subject_of
from workers.stages.quote.spans import Span


def reports(parsed: Parsed) -> list[Report]:
    """The acts of reporting in one sentence, in order."""
    cues = lexicon.english_cues()
    nouns = lexicon.words("cues_en", "nouns")
    found = []
    for token in parsed.tokens:
        lemma = cues.get(token.lower_)
        if lemma and token.tag_[:1] == "V" and token.i not in parsed.stands_for:
            found.append(_verb(parsed, token, lemma))
        elif lemma and _mistagged(parsed, token):
            found.append(_after_utterance(parsed, token, lemma))
        elif token.lower_ == "according":
            found += verbless_reports.according(parsed, token)
        elif token.lower_ in nouns and token.tag_[:1] == "N":
            found += verbless_reports.noun(parsed, token)
    _lend_subjects(parsed, found)
    for report in found:
        if report.speaker is None and not report.nobody:
            report.contents = []
    return second_hand(found)


def _same_clause(earlier: Report, report: Report) -> bool:
    """`said it was late but added`: added belongs to said, whatever the parser thinks."""
    verb = report.token
    if report.own or verb is None or earlier.token is None:
        return False
    if not (earlier.finite and report.finite):
        return False
    cue_tag = verb.tag_
    while verb.dep_ == "conj":
        verb = verb.head
    return (
        verb.dep_ == "ccomp" and verb.head == earlier.token and tense_of(earlier.token) == cue_tag
    )


def _lend_subjects(parsed: Parsed, found: list[Report]) -> None:
    """`Smith, noting the size, said`: the parser may give Smith to the participle alone."""
    for n, report in enumerate(found):
        for earlier in found[:n]:
            if _same_clause(earlier, report):
                report.speaker, report.head = earlier.speaker, earlier.head
                report.antecedent = earlier.antecedent
        if report.speaker is not None or report.nobody or not n or not report.finite:
            continue
        earlier = found[n - 1]
        if earlier.speaker is None or earlier.finite:
            continue
        report.speaker, report.head = earlier.speaker, earlier.head
        report.antecedent = earlier.antecedent
        earlier.contents = [
            (low, min(high, report.cue[0] - 1))
            for low, high in earlier.contents
            if low < report.cue[0] - 1
        ]


def lead_of(parsed: Parsed) -> Report | None:
    """The subject of the main clause as a report without words, for a quote that follows."""
    for root in parsed.tokens:
        if root.dep_ != "ROOT":
            continue
        subject = next((c for c in root.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None or subject.i in parsed.stands_for or subject.lower_ in _EMPTY:
            return None
        cue, span = (parsed.start(root), parsed.end(root)), noun_phrase(parsed, subject)
        head = (parsed.start(subject), parsed.end(subject))
        return Report(cue, root.lower_, span, head, antecedent=antecedent_of(parsed, subject))
    return None


_EMPTY = ("it", "this", "that", "these", "those", "what", "all", "there", "which")


def _verb(parsed: Parsed, cue: Token, lemma: str) -> Report:
    subject = subject_of(parsed, cue)
    contents, is_open = contents_of(parsed, cue, lemma, subject)
    if contents and _passive(cue):
        contents, is_open = [], False
    if contents and _closes_utterance(parsed, cue, subject):
        contents, is_open = [], True
    contents = _of_own_clause(parsed, cue, contents)
    span = noun_phrase(parsed, subject) if subject is not None else None
    nobody = is_nobody(subject)
    return Report(
        cue=(parsed.start(cue), parsed.end(cue)),
        lemma=lemma,
        speaker=span if not nobody else None,
        head=(parsed.start(subject), parsed.end(subject)) if subject and not nobody else None,
        polarity="denied" if nobody else of_parse(parsed, cue, lemma),
        nobody=nobody,
        contents=contents,
        open=is_open,
        rule="clause",
        clause=region(parsed, cue, span),
        antecedent=antecedent_of(parsed, subject),
        finite=cue.tag_ in ("VBD", "VBZ", "VBP"),
        own=subject is not None and subject.head == cue,
        token=cue,
    )


def _of_own_clause(parsed: Parsed, cue: Token, contents: list[Span]) -> list[Span]:
    """Without what stands before a semicolon: `Nobody spoke; then Lee said …`."""
    stops = [parsed.start(t) for t in parsed.tokens if t.text == ";" and t.i < cue.i]
    return [span for span in contents if not any(span[1] <= at for at in stops)]


def _passive(cue: Token) -> bool:
    """`Asked what he meant, …`, `when told that …`: the words are put to the subject."""
    if any(c.dep_ in ("auxpass", "agent") for c in cue.children):
        return not any(c.dep_ == "agent" for c in cue.children)
    own = any(c.dep_ == "nsubj" for c in cue.children)
    return cue.tag_ in ("VBN", "VBD") and cue.dep_ in ("advcl", "acl") and not own


def _closes_utterance(parsed: Parsed, cue: Token, subject: Token | None) -> bool:
    """Whether the clause stands right behind an utterance, whose attribution it then is.

    Only a clause with `that` or the like can be reported besides: other complements
    there are the parser's errors.
    """
    at = min(cue.i, subject.left_edge.i) if subject is not None and subject.i < cue.i else cue.i
    gap = 0
    while at > 0 and gap < 4:
        at -= 1
        token = parsed.doc[at]
        if token.i in parsed.stands_for:
            following = {
                c.lower_
                for child in cue.children
                if child.dep_ == "ccomp" and child.i > cue.i
                for c in child.children
                if c.dep_ == "mark"
            }
            return not following & {"that", "if", "whether"}
        gap += token.text[:1].isalnum()
    return False


def _mistagged(parsed: Parsed, token: Token) -> bool:
    """`“…,” the paper states`, taken for a noun: right behind an utterance and its source."""
    if token.tag_ not in ("NN", "NNS", "NNP", "NNPS") or not token.lower_.endswith(
        ("s", "te", "ed")
    ):
        return False
    words = 0
    for at in range(token.i - 1, -1, -1):
        before = parsed.doc[at]
        if at in parsed.stands_for:
            return 0 < words <= 8
        if before.tag_[:1] == "V" or before.text in (".", ";", ":"):
            return False
        words += before.text[:1].isalnum()
    return False


def _after_utterance(parsed: Parsed, cue: Token, lemma: str) -> Report:
    low = max(i for i in parsed.stands_for if i < cue.i) + 1
    while not parsed.doc[low].text[:1].isalnum():
        low += 1
    head = parsed.doc[cue.i - 1]
    for at in range(low, cue.i):
        if parsed.doc[at].tag_ == "IN" and at > low:
            head = parsed.doc[at - 1]
            break
    span = parsed.starts[low], parsed.end(parsed.doc[cue.i - 1])
    return Report(
        cue=(parsed.start(cue), parsed.end(cue)),
        lemma=lemma,
        speaker=span,
        head=(parsed.start(head), parsed.end(head)),
        rule="clause",
        clause=(span[0], parsed.end(cue)),
    )
