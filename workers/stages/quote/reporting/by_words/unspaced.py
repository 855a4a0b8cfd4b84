"""What Chinese and Japanese share, which write no blanks between words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from workers.stages.quote.language_tables import Table, table_of
from workers.stages.quote.spans import Span

LONGEST = 30
"""Characters of a speaker's words at most."""
CLAUSE = re.compile(r"[，。；：、！？,;:!?\s“”「」『』（）()]")
"""What ends a clause."""
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧蕭蔡潘田董袁于余叶葉蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧傅钟鍾姜崔谭譚廖范汪陆陸金石戴贾賈韦韋夏邱方侯邹鄒熊孟秦白江阎"
)
_AT_END = re.compile(r"[\u3400-\u9fff々〆ァ-ヶー・A-Za-z]{1,14}$")
"""A Japanese name before its title: no hiragana, which ends what describes it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sentence outside marks; quoted words may stand before and behind it."""

    span: Span
    behind: bool
    quoted: bool


@cache
def cues(table: Table) -> re.Pattern[str]:
    """The verbs of reporting, the longest first."""
    words = sorted(table.says, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words))


def name(mention: str, language: str) -> str | None:
    """The name in a speaker's words: `外交部发言人王毅` -> `王毅`, `東京都の田中市長` -> `田中`."""
    table = table_of(language)
    if mention in table.pronouns:
        return None
    titles = sorted(table.titles, key=len, reverse=True)
    rest = mention
    at_end = [title for title in titles if rest.endswith(title)]
    for title in at_end or titles:
        at = rest.rfind(title)
        if at < 0:
            continue
        ahead, after = rest[:at], rest[at + len(title) :]
        if 1 < len(after) < 16:
            return after
        if not after and language == "ja":
            run = _AT_END.search(ahead)
            return run.group() if run and len(run.group()) > 0 else None
        if not after and _is_name(ahead):
            return ahead
        return None
    return rest if _is_name(rest) else None


def _is_name(words: str) -> bool:
    """Two to four characters, or a foreign name with its dot."""
    return "·" in words or "・" in words or (2 <= len(words) <= 3 and words[0] in _SURNAMES)
