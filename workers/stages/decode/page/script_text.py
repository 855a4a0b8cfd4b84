"""Article text that a page holds in its scripts only, for the browser to put in place.

Sites built with script frameworks send their state as JSON (`__NEXT_DATA__`, `self.__next_f`,
`window.__STATE__ = …`, the attributes `data-page`, `data-props`). It is not parsed, since each
has a form of its own and may be cut or escaped twice: the strings in it are read one by one
with the key that each stands under, and those of the key that holds the most prose are the
paragraphs.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import cast

import orjson
from lxml import etree

from workers.stages.decode.boilerplate import line_shapes as shape
from workers.stages.decode.page import blocks, markup

MOST_CHARACTERS = 6_000_000
"""Of all scripts together; what lies behind is not looked at."""
LEAST_SCRIPT = 500
SHORTEST, LONGEST = 2, 200_000
LONGEST_KEY = 40
LEAST_PROSE = 200

# a string that is not closed is matched too: else each quote in it is tried to the end
_STRING = re.compile(r'"((?:[^"\\\n]++|\\.)*+)(?:"(\s*:)?|\n|\\?\Z)', re.DOTALL)
_PUSHED = re.compile(r'__next_f\.push\(\[\d+,\s*("(?:[^"\\]++|\\.)*+")\]\)')
_TEXT_ROW = re.compile(r"\b[0-9a-f]{1,4}:T([0-9a-f]{1,6}),")
_LONG_ATTRIBUTES = etree.XPath(f"//@*[string-length() >= {LEAST_SCRIPT}]")
_TAGS = re.compile(
    r"</?(?:p|br|h[1-6]|li|ul|ol|div|blockquote|strong|em|b|i|a|span|figure)\b", re.I
)
_ESCAPED_TAG = re.compile(r"\\u003[ce]", re.I)  # so that no string of a script ends the script
_NO_TEXT = re.compile(r"^(?:https?:|/|data:|[\w.-]+$|[#.@{\[]|function|var |import )")
_KEYS = re.compile(r"body|content|text|html|children|paragraph", re.I)


def paragraphs(root: etree._Element) -> list[str]:
    """The paragraphs of an article that the page's scripts hold; none where they hold none."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for source in _sources(root):
        last = ""
        for match in _STRING.finditer(_ESCAPED_TAG.sub(_bracket, source)):
            value = match[1]
            if match[2]:
                last = value[:LONGEST_KEY]
            elif SHORTEST <= len(value) <= LONGEST and " " in value and not _NO_TEXT.match(value):
                by_key[last].append(value)
    best = max(by_key.items(), key=lambda item: _worth(*item), default=("", []))
    texts = [text for value in best[1] if (text := _unescaped(f'"{value}"'))]
    lines = [line for text in dict.fromkeys(texts) for line in text_lines(text)]
    lines = _without_ends(list(dict.fromkeys(lines)))
    return lines if sum(map(len, filter(shape.is_sentence, lines))) >= LEAST_PROSE else []


def _bracket(escaped: re.Match[str]) -> str:
    return "<" if escaped[0][-1] in "cC" else ">"


def _sources(root: etree._Element) -> Iterator[str]:
    """The scripts, what they push to a stream of rows put together as one, long attributes."""
    left = MOST_CHARACTERS
    pushed: list[str] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "") or script.get("src"):
            continue
        source = (script.text or "")[:left]
        left -= len(source)
        pieces = _PUSHED.findall(source)
        pushed += map(_unescaped, pieces)
        if not pieces and len(source) >= LEAST_SCRIPT:
            yield source
    if pushed:
        yield _without_text_rows("".join(pushed))
    for value in map(str, cast(list[str], _LONG_ATTRIBUTES(root))):
        if value.lstrip()[:1] in ("{", "["):
            yield value[:left]
            left -= len(value[:left])


def _without_text_rows(stream: str) -> str:
    """A stream of rows, those of raw text ("1b:T4f2,…", their length in bytes) as JSON strings."""
    parts: list[str] = []
    at = 0
    for row in _TEXT_ROW.finditer(stream):
        if row.start() < at:
            continue
        size = min(int(row[1], 16), LONGEST)
        text = stream[row.end() : row.end() + size].encode("utf-8", "replace")[:size]
        raw = text.decode("utf-8", "ignore")
        parts += [stream[at : row.start()], f'"text":{orjson.dumps(raw).decode()},']
        at = row.end() + len(raw)
    return "".join([*parts, stream[at:]])


def text_lines(text: str) -> list[str]:
    """The paragraphs of a text that may be markup, or have its entities escaped once more."""
    if "&" in text:
        text = html.unescape(text)
    if _TAGS.search(text):
        root, _ = markup.parse(f"<html><body>{text}</body></html>")
        if root is not None:
            return [block.text for block in blocks.read(root)[0]]
    lines = (" ".join(line.split()) for line in re.split(r"\n+|\r+|\u2028|\u2029", text))
    return [line for line in lines if line]


def _worth(key: str, values: list[str]) -> float:
    """Characters of prose among the values, more for the keys that mean an article's text."""
    prose = sum(
        len(value)
        for value in dict.fromkeys(values)
        if shape.is_sentence(value) or _TAGS.search(value)
    )
    return prose * (1.5 if _KEYS.search(key) else 1.0)


def _unescaped(literal: str) -> str:
    try:
        return str(orjson.loads(literal))
    except ValueError:
        return ""


def _without_ends(lines: list[str]) -> list[str]:
    """Without the strings before the first and after the last paragraph: labels, buttons."""
    at = [index for index, line in enumerate(lines) if shape.is_sentence(line)]
    return lines[at[0] : at[-1] + 1] if at else []
