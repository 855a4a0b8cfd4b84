"""The decode stage beside other extractors: quality and speed in one run on the same pages.

    python -m tests.evaluation.bench_decode PAGES.jsonl… [--texts TEXTS.jsonl]

PAGES: {id, url, html_gz_b64, expected_text, optional?} a line (`optional`: headline and standfirst,
neither asked for nor punished), also .gz; TEXTS: {text} a line, for the speed of the
stage on plain texts, beside ftfy alone. Every extractor gets the page as decoded
text, on one core; `newsmill` is the whole stage (page, repair, boilerplate, language, claims),
the others only find the main text. Peers that are not installed (the extra `peers`) are left
out. Quality is that of word 4-grams: mean precision, mean recall, and F1 of the two means.
"""

from __future__ import annotations

import argparse
import gzip
import re
import statistics
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson
from lxml.html import fromstring

from workers.records import Origin, RawArticle, moment
from workers.settings import Settings
from workers.stages.contract import Rejected
from workers.stages.decode.charset import bytes_to_text
from workers.stages.decode.step import decode

Extract = Callable[[str], str]
_WORD = re.compile(r"\w+")


def newsmill(content_type: str = "text/html") -> Extract:
    settings = Settings()
    origin = Origin(topic="bench", partition=0, offset=0)

    def extract(body: str) -> str:
        raw = RawArticle(
            id="bench",
            body=body,
            received_at=moment(time.time()),
            origin=origin,
            content_type=content_type,
        )
        try:
            return decode(raw, settings).article.text
        except Rejected:
            return ""

    return extract


def trafilatura(**options: bool) -> Extract:
    peer = import_module("trafilatura")

    return lambda html: peer.extract(html, include_comments=False, **options) or ""


def readability() -> Extract:
    peer = import_module("readability")
    return lambda html: str(fromstring(peer.Document(html).summary() or "<p>").text_content())


def newspaper() -> Extract:
    peer = import_module("newspaper")

    def extract(html: str) -> str:
        article = peer.Article(url="https://bench.example/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return article.text or ""

    return extract


def resiliparse() -> Extract:
    peer = import_module("resiliparse.extract.html2text")
    return lambda html: peer.extract_plain_text(html, main_content=True, alt_texts=False)


CONTESTANTS: dict[str, tuple[str, Callable[[], Extract]]] = {
    "newsmill (whole stage)": ("workers", newsmill),
    "trafilatura, precise": ("trafilatura", lambda: trafilatura(favor_precision=True)),
    "trafilatura, fast": ("trafilatura", lambda: trafilatura(fast=True)),
    "readability-lxml": ("readability", readability),
    "newspaper4k": ("newspaper", newspaper),
    "resiliparse": ("resiliparse", resiliparse),
}
"""Name: the module it needs, and what makes it."""


def grams(text: str) -> Counter[tuple[str, ...]]:
    """The word 4-grams of a text (one of fewer words is one gram)."""
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)) if words)


def quality(pages: list[dict[str, Any]], texts: list[str]) -> tuple[float, float, float]:
    """Mean precision, mean recall and their harmonic mean."""
    precisions, recalls = [], []
    for page, text in zip(pages, texts, strict=True):
        gold, found = grams(page["expected_text"]), grams(text)
        both = (gold & found).total()
        found -= (found - gold) & grams(page.get("optional") or "")
        if found:
            precisions.append(both / found.total())
        if gold:
            recalls.append(both / gold.total())
    precision = statistics.mean(precisions) if precisions else 0.0
    recall = statistics.mean(recalls) if recalls else 0.0
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1.0)


def run(extract: Extract, sources: list[str]) -> tuple[list[str], float]:
    """The texts, and pages a second of CPU; a page that breaks an extractor has no text."""
    texts, seconds = list[str](), 0.0
    broken = Counter[str]()
    for source in sources:
        started = time.process_time()
        try:
            text = extract(source)
        except Exception as error:  # the peers' errors are part of what is measured
            broken[type(error).__name__] += 1
            text = ""
        seconds += time.process_time() - started
        texts.append(text)
    for name, count in broken.items():
        print(f"  {count} pages raised {name} in the next one")
    return texts, len(sources) / seconds


def plain_texts(path: Path) -> None:
    """Prints texts a second of CPU through the whole stage, and through ftfy."""
    texts = [orjson.loads(line)["text"] for line in path.read_bytes().splitlines()]
    print(f"\n{len(texts)} plain texts, {sum(map(len, texts)) / len(texts) / 1000:.1f} kB each")
    print(f"{'':24}{'texts/s':>9}{'ratio':>8}")
    base = None
    for name, fix in {
        "newsmill (whole stage)": newsmill("text/plain"),
        "ftfy alone": import_module("ftfy").fix_text,
    }.items():
        run(fix, texts[:100])  # loads models, compiles patterns
        speed = run(fix, texts)[1]
        base = base or speed
        print(f"{name:24}{speed:9.1f}{speed / base:8.2f}")


def compare(path: Path, found: dict[str, Callable[[], Extract]]) -> None:
    """Prints quality and speed of every extractor on the pages of a file, plain or .gz."""
    stored = path.read_bytes()
    lines = (gzip.decompress(stored) if path.suffix == ".gz" else stored).splitlines()
    pages = [orjson.loads(line) for line in lines]
    bodies = [gzip.decompress(b64decode(page["html_gz_b64"])) for page in pages]
    sources = [bytes_to_text.decode_bytes(body, None, True).text.text for body in bodies]
    base = None
    size = sum(map(len, bodies)) / len(pages) / 1000
    print(f"\n{path.name}: {len(pages)} pages, {size:.0f} kB each")
    print(f"{'':24}{'F1':>7}{'P':>7}{'R':>7}{'pages/s':>9}{'ratio':>8}")
    for name, make in found.items():
        extract = make()
        run(extract, sources[:3])  # loads models, compiles patterns
        texts, speed = run(extract, sources)
        base = base or speed
        precision, recall, f1 = quality(pages, texts)
        print(f"{name:24}{f1:7.4f}{precision:7.4f}{recall:7.4f}{speed:9.1f}{speed / base:8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--texts", type=Path)
    given = parser.parse_args()
    found = {name: make for name, (module, make) in CONTESTANTS.items() if find_spec(module)}
    for path in given.pages:
        compare(path, found)
    if given.texts:
        plain_texts(given.texts)


if __name__ == "__main__":
    main()
