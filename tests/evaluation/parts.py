"""The tasks of the evaluation: what each may see, its gold, the figures to reach."""

from __future__ import annotations

from dataclasses import dataclass

INPUT_FIELDS = {
    "repair": ("id", "bytes_b64", "declared"),
    "extraction": ("id", "url", "html_gz_b64"),
    "metadata": ("id", "url", "html_gz_b64"),
    "segments": ("id", "url", "html_gz_b64"),
    "boilerplate": ("id", "text", "domain", "seq"),
    "langid": ("id", "text"),
    "dedup": ("id", "text"),
    "rewrites": ("id", "title", "text"),
    "ner": ("id", "text"),
    "link": ("id", "text"),
    "places": ("id", "text"),
    "cluster": ("id", "text"),
    "languages": ("id", "lang", "text"),
    "quotes": ("id", "text"),
}
"""What a task may see of a gold line."""


@dataclass(frozen=True)
class Part:
    """One task on one gold file, and the figures to show: name in the scorer -> target."""

    task: str
    gold: str
    scorer: str
    targets: dict[str, str]
    options: tuple[str, ...] = ()


PARTS = (
    Part(
        "repair",
        "decoding/repair.jsonl.gz",
        "score_decoding.py",
        {"repair.exact": ">= .985", "repair.exact_hard": ">= .35", "repair.harm": "<= .003"},
    ),
    Part(
        "extraction", "decoding/extraction.jsonl", "score_decoding.py", {"extraction.f1": ">= .965"}
    ),
    Part("segments", "decoding/segments.jsonl", "score_decoding.py", {"segments.f1": ">= .93"}),
    Part(
        "extraction",
        "decoding/pages_fresh.jsonl.gz",
        "score_decoding.py",
        {"extraction.f1": ">= .968", "extraction.p": "", "extraction.r": ""},
    ),
    Part(
        "segments",
        "decoding/segments_fresh.jsonl.gz",
        "score_decoding.py",
        {"segments.f1": ">= .938"},
    ),
    Part(
        "metadata",
        "decoding/pages_fresh.jsonl.gz",
        "score_decoding.py",
        {
            "metadata.title": ">= .90",
            "metadata.date": ">= .97",
            "metadata.author": ">= .90",
            "metadata.wrong_author": "<= .05",
        },
    ),
    Part(
        "metadata",
        "decoding/segments_fresh.jsonl.gz",
        "score_decoding.py",
        {
            "metadata.title": ">= .82",
            "metadata.date": ">= .84",
            "metadata.author": ">= .55",
            "metadata.wrong_author": "<= .08",
        },
    ),
    Part(
        "boilerplate",
        "decoding/boilerplate.jsonl.gz",
        "score_decoding.py",
        {"boilerplate.f1": ">= .95", "boilerplate.lost": "<= .01"},
    ),
    Part(
        "langid",
        "decoding/langid.jsonl",
        "score_decoding.py",
        {
            "langid.acc_headline": ">= .955",
            "langid.acc_sentence": ">= .995",
            "langid.acc_paragraphs": ">= 1.0",
        },
    ),
    Part(
        "dedup",
        "dedup/dedup_dev.jsonl",
        "score_dedup.py",
        {"pairwise.f1": ">= .98", "pairwise.precision": ">= .987", "ari": ""},
    ),
    Part(
        "rewrites",
        "rewrites/rewrites.jsonl.gz",
        "score_fresh.py",
        {"rewrites.p": ">= .98", "rewrites.r": ">= .92", "rewrites.same_event": "<= .01"},
    ),
    Part(
        "ner",
        "entities/ner_worldwide.jsonl.gz",
        "score_entities.py",
        {"ner.f1": ">= .785", "ner.f1_set": ">= .77"},
    ),
    Part("ner", "entities/ner_pud_news.jsonl.gz", "score_entities.py", {"ner.f1": ">= .76"}),
    Part(
        "cluster",
        "entities/variants_worldwide.jsonl.gz",
        "score_entities.py",
        {
            "cluster.pair_f1": ">= .975",
            "cluster.variant_r": ">= .92",
            "cluster.trap_merge": "<= 0",
        },
        ("--types", "PER"),
    ),
    Part("cluster", "entities/link_gum.jsonl.gz", "score_entities.py", {"cluster.pair_f1": ""}),
    Part("link", "entities/link_gum.jsonl.gz", "score_entities.py", {"link.doc_f1": ">= .50"}),
    Part(
        "link",
        "entities/link_rss500.jsonl.gz",
        "score_entities.py",
        {"link.doc_f1": "", "link.p": ""},
    ),
    Part(
        "places",
        "places/toponyms.jsonl.gz",
        "score_fresh.py",
        {"places.loc": ">= .82", "places.acc161": ">= .60", "places.wrong": "<= .08"},
    ),
    Part(
        "languages",
        "languages/ner_dev.jsonl.gz",
        "score_fresh.py",
        {"languages.f1": ">= .74", "languages.f1_de": ">= .66", "languages.f1_zh": ">= .66"},
    ),
    Part(
        "languages",
        "languages/ner_dev_more.jsonl.gz",
        "score_fresh.py",
        {"languages.f1": ">= .62"},
    ),
    Part(
        "quotes",
        "quotes/polnear_dev.jsonl",
        "score_quotes.py",
        {
            "direct/overlap/span.f1": ">= .978",
            "direct/overlap/span+speaker.f1": ">= .94",
            "direct/overlap/span+name.f1": ">= .86",
            "all/overlap/span.f1": ">= .79",
            "all/overlap/span+speaker.f1": ">= .72",
        },
    ),
    Part(
        "quotes",
        "quotes/spkatt2023_de_dev.jsonl",
        "score_quotes.py",
        {
            "direct/overlap/span.f1": ">= .93",
            "direct/overlap/span+speaker.f1": ">= .70",
            "all/overlap/span.f1": ">= .45",
        },
    ),
)
