"""Fuzzes the whole decode stage: no exception but `Rejected`, no input over its time bound.

    python -m tests.evaluation.fuzz_decode --minutes 10
    python -m tests.evaluation.fuzz_decode --minutes 1 --seed 7

Inputs are made by hypothesis from pieces of pages, of texts in many charsets and of damage,
repeated up to some hundred kilobytes. Exit status 1 when an input failed; it is printed in
its smallest form.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from workers import codec
from workers.records import Article, Message
from workers.settings import Settings
from workers.stages.contract import Rejected, run
from workers.stages.decode.step import steps

SECONDS = 2.0
"""What any input may take, and `SECONDS_PER_MB` on top for its size (of processor time)."""
SECONDS_PER_MB = 40.0
MOST_BYTES = 400_000
BATCH = 200

TEXTS = [
    "The mayor’s “plan” – again. ",
    "Le café d’Évreux « fermé » jusqu’à l’été. ",
    "Мост закроют и в следующем месяце. ",
    "這座橋下個月仍將關閉。",
    "橋を来月も閉鎖する。",
    "다리를 폐쇄한다. ",
    "الجسر سيبقى مغلقاً ",
    "สะพานจะปิดต่อไป",
    "Most będzie zamknięty „później”. ",
]
CHARSETS = (
    "utf-8 utf-16 utf-16-be cp1252 cp1251 cp1250 koi8_r gb18030 big5 cp932 euc_jp cp949 cp874"
)
PIECES = [
    *(text.encode(name, "ignore") for text in TEXTS for name in CHARSETS.split()),
    *(text.encode().decode("latin-1").encode() for text in TEXTS),
    *(text.encode().decode("mac_roman", "ignore").encode() for text in TEXTS),
    *b"<html> <body> <p> </p> <div> </div> <table><tr><td> <!-- --> <script> </script> <a ".split(),
    *b"<title> </title> <br> <li> <b> </html> <![CDATA[ ]]> &lt; &".split(),
    b"<meta charset=gb2312>",
    b"&amp;amp;rsquo;",
    b"&#x110000;",
    b"&#0;",
    b"\r\n",
    b"\n\n",
    b"\x00",
    b"\x1b$B",
    b"\xef\xbb\xbf",
    b"\xed\xa0\xbd",
    b"\xc3",
    b"\x92",
    b"\xff\xfe",
    "Ã ".encode(),
    "â€".encode(),
    "├┤".encode(),
    "茅t茅".encode(),
    b"Leave a Reply\n",
    b"See also  Another headline: here\n",
    b'{"@type": "NewsArticle", "headline": ',
    b' style="display:none" ',
    b'content="' + b"x" * 300,
]
LABELS = [
    None,
    "utf-8",
    "iso-8859-1",
    "gb2312",
    "utf-16",
    "utf-7",
    "x-user-defined",
    "\x00",
    "big5",
]
TYPES = [None, "text/html", "text/plain", "text/html; charset=koi8-r", "application/json", "a/b;c"]

repeated = st.tuples(st.sampled_from(PIECES) | st.binary(max_size=20), st.integers(1, 3000))
bodies = st.lists(repeated, max_size=12).map(
    lambda pieces: b"".join(
        piece * min(times, 1 + 10_000 // (1 + len(piece))) for piece, times in pieces
    )
)
fields = st.fixed_dictionaries(
    {},
    optional={
        "url": st.sampled_from(
            ["https://a.example/x?utm_source=b", "//", "https://[::1", "\ud800"]
        ),
        "title": st.text() | st.sampled_from(TEXTS).map(lambda t: t.encode().decode("latin-1")),
        "summary": st.text(),
        "published_at": st.sampled_from(["2024-05-01", "never", "9999-12-31T23:59:59Z", ""]),
        "charset": st.sampled_from(LABELS[1:]),
        "content_type": st.sampled_from(TYPES[1:]),
        "language": st.text(max_size=5),
    },
)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    body = draw(bodies)[:MOST_BYTES]
    headers: list[tuple[str, bytes]] = []
    if draw(st.booleans()):
        envelope = draw(fields) | {"body": body.decode("utf-8", "replace")}
        body = json.dumps(envelope).encode()
    elif kind := draw(st.sampled_from(TYPES)):
        headers.append(("content-type", kind.encode()))
    stamp = draw(st.sampled_from([1_790_000_000_000] * 12 + [0, -1, 2**62]))
    return Message(
        topic="articles.raw",
        partition=0,
        offset=0,
        timestamp_ms=stamp,
        key=draw(st.none() | st.binary(max_size=4)),
        value=body,
        headers=tuple(headers),
    )


class Fuzz:
    """Runs inputs through the stage and keeps count."""

    def __init__(self) -> None:
        (self.step,) = steps(Settings())
        for text in ("A bridge", "<p>Мост</p>"):  # models load on first use
            value = text.encode("cp1251")
            raw = Message(topic="", partition=0, offset=0, timestamp_ms=0, key=None, value=value)
            run(self.step, raw, {"sites": {}})
        self.outcomes: Counter[str] = Counter()
        self.slowest = (0.0, 0)

    def one(self, message: Message) -> None:
        started = time.process_time()
        try:
            for emit in run(self.step, message, {"sites": {}}):
                codec.decode(Article, codec.encode(emit.record))
            outcome = "article"
        except Rejected as refused:
            outcome = refused.reason
        seconds = time.process_time() - started
        size = len(message.value or b"")
        self.outcomes[outcome] += 1
        self.slowest = max(self.slowest, (seconds, size))
        bound = SECONDS + SECONDS_PER_MB * size / 1e6
        assert seconds < bound, f"{seconds:.1f} s for {size} bytes, the bound is {bound:.1f} s"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default 10)")
    parser.add_argument("--seed", type=int, default=0, help="where to begin (default 0)")
    options = parser.parse_args()
    fuzz, random = Fuzz(), Random(options.seed)
    ends = time.monotonic() + 60 * options.minutes
    columns = (TextColumn("{task.completed} inputs"), TimeElapsedColumn())
    with Progress(*columns, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)
        try:
            while time.monotonic() < ends:
                batch(fuzz, random.getrandbits(64))
                progress.update(task, completed=fuzz.outcomes.total())
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
        except Exception as error:
            print(
                f"FAILED: {type(error).__name__}: {error}",
                *getattr(error, "__notes__", ()),
                sep="\n",
            )
            return 1
    print(f"{fuzz.outcomes.total()} inputs: {dict(fuzz.outcomes.most_common())}")
    print(f"slowest: {fuzz.slowest[0]:.2f} s for {fuzz.slowest[1]} bytes")
    return 0


def batch(fuzz: Fuzz, number: int) -> None:
    """A batch of inputs; raises what the stage raised, with the smallest such input."""

    @seed(number)
    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(messages())
    def inputs(message: Message) -> None:
        fuzz.one(message)

    inputs()


if __name__ == "__main__":
    sys.exit(main())
