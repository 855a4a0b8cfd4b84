"""Between marks but not said: titles of works, headlines, teasers of other pages."""

from __future__ import annotations

import re

from workers.stages.quote import lexicon
from workers.stages.quote.marks.pairing import Stretch
from workers.stages.quote.spans import SHORT, WORD

_BYLINE = re.compile(r"[,.]?\s*(?:[-–—]\s*)?by [A-Z]|[,.]?\s*\(?(?:https?://|www\.)")


def headline(text: str, stretch: Stretch) -> bool:
    """A headline or teaser of another page: `“…,” by The Post's Ann Lee: http…`."""
    inner = text[stretch.start : stretch.end].rstrip()
    return inner.endswith(":") or _BYLINE.match(text, stretch.outer_end) is not None


def named_work(text: str, start: int, stretch: Stretch) -> bool:
    """The title of a work: `his documentary, “13th,”`."""
    before = text[start : stretch.outer_start].rstrip()
    if not before.endswith(","):
        return False
    words = [w.lower() for w in WORD.findall(before[-60:])][-4:]
    cues = lexicon.english_cues()
    if any(word in cues for word in words):
        return False
    return any(word in lexicon.words("cues_en", "works") for word in words) and (
        is_title(text[stretch.start : stretch.end])
        or len(WORD.findall(text[stretch.start : stretch.end])) < SHORT
    )


def is_title(quoted: str) -> bool:
    """Whether all longer words have a capital, as in English titles."""
    words = WORD.findall(quoted)
    long = [w for w in words if len(w) > 3]
    return len(words) > 1 and len(long) > 0 and all(w[0].isupper() or w[0].isdigit() for w in long)


def whole(text: str, stretch: Stretch) -> bool:
    """Whether quoted words without any attribution can be speech: a sentence, not a title."""
    inner = text[stretch.start : stretch.end].rstrip()
    return inner[-1:] in ".?!…,'’—-" and len(WORD.findall(inner)) > SHORT
