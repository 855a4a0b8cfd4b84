"""Pages made to hurt, each about a megabyte; `python -m` this prints CPU seconds of each.

The limits of memory and CPU are set for the process, so that a page without a bound ends it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time

from workers.bench.processes import peak_bytes
from workers.records import Origin, RawArticle, moment
from workers.settings import MIB, Settings
from workers.stages.contract import Rejected
from workers.stages.decode.step import decode

PROSE = "<p>The council voted on Tuesday to close the old harbour bridge, she said.</p>"

PAGES = {
    "a million tags nested": "<div>" * 1_000_000 + "text",
    "inline tags nested behind text": PROSE + "<b>" * 300_000 + "text" + PROSE,
    "two thousand levels over ten thousand paragraphs": "<div>" * 2_000 + PROSE * 10_000,
    "levels that all claim to be the body": '<div class="article-body">' * 2_000 + PROSE * 5_000,
    "one line of a megabyte": f"<p>{'word ' * 200_000}</p>",
    "one word of a megabyte": f"<p>{'x' * MIB}</p>",
    "links without end": '<a href="/a">Read more about this story</a>' * 25_000,
    "a list without end": "<ul>" + '<li><a href="/x">A title</a></li>' * 30_000,
    "a comment never closed": PROSE + "<!-- " + "x" * MIB,
    "an attribute of a megabyte": f'<div class="{"a " * 500_000}">{PROSE}</div>',
    "a hundred thousand attributes": f"<div {' '.join(f'a{n}=1' for n in range(100_000))}>" + PROSE,
    "entities of entities": '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><html><body><p>&i;</p></body></html>",
    "escapes without end": f"<p>{'&amp;' * 200_000}</p>",
    "JSON-LD nested": f'<script type="application/ld+json">{"[" * 200_000}</script>' + PROSE,
    "JSON-LD of ten thousand articles": '<script type="application/ld+json">['
    + ",".join(['{"@type": "Article", "headline": "x"}'] * 10_000)
    + "]</script>"
    + PROSE,
    "line breaks without end": "text<br>" * 120_000,
    "tables in tables": "<table><tr><td>" * 3_000 + PROSE,
    "cards without end": "<div><h2><a href=x>A title</a></h2><p>teaser</p></div>" * 15_000,
    "ten thousand names of classes": "".join(
        f'<div class="c{n}-article-body share-{n}">text</div>' for n in range(10_000)
    ),
    "lines that nearly are boilerplate": f"<p>sign up {'newsletter ' * 30}</p>" * 2_000,
    "lines of blanks": "<pre>" + f"a{' ' * 390}\n{' ' * 390}b\n" * 600 + "</pre>",
    "lines of colons": f"<p>{'Read more - ' * 30}</p>" * 2_000,
    "claims without end": "".join(f'<meta name="author" content="A {n}">' for n in range(20_000)),
    "dots and blanks": f"<p>{'     . ' * 60_000}j</p>" + PROSE,
    "ten thousand hidden elements": "".join(
        f"<div hidden><p>Part {n} of the page, {PROSE}</p></div>" for n in range(10_000)
    ),
    "hidden elements in hidden elements": "<div hidden>" * 1_900 + PROSE * 5_000,
    "state of five megabytes": "<script>window.s = "
    + json.dumps([{"text": f"The council voted on part {n} of the bridge."} for n in range(90_000)])
    + "</script>",
    "strings never closed": "<script>x" + '"\\' * 400_000 + "</script>",
    "pushes never closed": "<script>" + 'self.__next_f.push([1,"' * 40_000 + "</script>",
    "JSON-LD a thousand deep": '<script type="application/ld+json">'
    + '{"@type": "Article", "mainEntity": ' * 1_000
    + "1"
    + "}" * 1_000
    + "</script>"
    + PROSE,
    "JSON-LD in a circle": '<script type="application/ld+json">['
    + '{"@type": "Article", "@id": "a", "author": {"@id": "b"}, "headline": "x"},'
    + '{"@type": "Person", "@id": "b", "name": {"@id": "b"}, "author": {"@id": "a"}}]</script>'
    + PROSE,
    "JSON-LD with comments never closed": '<script type="application/ld+json">{"a": 1, '
    + "/* " * 300_000
    + "</script>"
    + PROSE,
    "JSON-LD with strings never closed": '<script type="application/ld+json">{,'
    + '"\\' * 300_000
    + "</script>"
    + PROSE,
    "by-lines without end": '<span class="author">A Name</span> <a rel=author>B Name</a>' * 15_000,
    "bodies without end": '<div class="entry"><h3>x</h3><div class="entry-content">'
    + (PROSE + '</div></div><div class="entry"><h3>x</h3><div class="entry-content">') * 8_000,
    "an article body of megabytes": '<script type="application/ld+json">'
    + json.dumps({"@type": "Article", "articleBody": "The council voted on it. " * 60_000})
    + "</script>"
    + PROSE * 200,
    "NUL between all letters": "<p>a\0b" * 20_000,
}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (240, 240))
    settings, origin = Settings(), Origin(topic="articles.raw", partition=0, offset=0)
    decode(RawArticle(id="w", body=PROSE, received_at=moment(1.7e9), origin=origin), settings)
    for name, page in PAGES.items():
        raw = RawArticle(
            id="h", body=page, received_at=moment(1.7e9), origin=origin, content_type="text/html"
        )
        started = time.process_time()
        try:
            outcome = f"{len(decode(raw, settings).article.text)} characters"
        except Rejected as rejected:
            outcome = rejected.reason
        seconds = time.process_time() - started
        # not ru_maxrss: Linux hands that on from the process that started this one
        peak = peak_bytes(os.getpid()) / MIB
        row = {"name": name, "seconds": seconds, "peak_mib": peak, "outcome": outcome}
        print(json.dumps(row))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
