"""What the page is tested with: a flood in several languages, copies, revisions, bad input."""

from __future__ import annotations

import time

from tests.display.article_view.articles import article, entity, quote, removal, repair
from workers.records import Article, Dedup, Duplicate, Origin, Revision, Rewrite, moment
from workers.stages.contract import Failure

BRIDGE = (
    "“You will have a bridge before the snow melts,” Tamar Beridze told a hundred people.\n"
    "Beridse said a nurse would stay in Kutaisi from Monday on.\n"
    "“I have counted,” said Nodar Gelashvili of the Road Union."
)
ARABIC = "قالت سلمى بناني: «رممنا ستة وعشرين دكانا» في فاس.\nيفتح السوق أبوابه كل يوم."
CHINESE = "茶館主人陸文清說：「我們把老地方修好了。」\n蘇州的茶館明天重新開放。"
ASTRAL = "“𝒲e have 🚢🚢🚢 now,” said Łena Økafor 🎉 of Besançon."
HOSTILE = "</script><script>alert(1)</script>\u202e<img src=x onerror=alert(2)>"


def bridge(name: str = "bridge", **fields: object) -> Article:
    """The article that shows most."""
    quotes = [
        quote(
            BRIDGE,
            "You will have a bridge before the snow melts,",
            "Tamar Beridze",
            "Tamar Beridze",
        ),
        quote(BRIDGE, "a nurse would stay in Kutaisi from Monday on", "Tamar Beridze", "Beridse"),
        quote(BRIDGE, "I have counted,", "Nodar Gelashvili", "Nodar Gelashvili"),
    ]
    quotes[0].speaker.role = "envoy"
    quotes[1].kind = "indirect"
    given = {
        "title": "Envoy promises bridge by spring",
        "source": "Eastern Ledger",
        "url": "https://easternledger.example/bridge",
        "quotes": quotes,
        "entities": [
            entity(BRIDGE, "Tamar Beridze"),
            entity(BRIDGE, "Nodar Gelashvili"),
            entity(BRIDGE, "Kutaisi", "LOC"),
            entity(BRIDGE, "Road Union", "ORG"),
        ],
        "repairs": [repair(BRIDGE, "‚Äú", "“")],
        "removed": [
            removal(BRIDGE.index("Beridse"), "See also: our quiz"),
            removal(len(BRIDGE), "Leave a reply\n" * 30),
        ],
    }
    return article(BRIDGE, name, **given | {"received_at": now()} | fields)


def stories() -> list[Article | Duplicate | Failure]:
    """All of them, as the stages would have written them."""
    dedup = Dedup(
        cluster_id="bridge",
        revision_of="bridge",
        revision=Revision(
            of="bridge", similarity=0.8, added=["She left."], removed=["She stayed."]
        ),
    )
    retold = Rewrite(of="bridge", score=0.94, anchors=["beridze", "kutaisi"])
    fes = [quote(ARABIC, "رممنا ستة وعشرين دكانا", "سلمى بناني", "سلمى بناني")]
    tea = [quote(CHINESE, "我們把老地方修好了。", "陸文清", "陸文清")]
    ships = [quote(ASTRAL, "𝒲e have 🚢🚢🚢 now,", "Łena Økafor", "Łena Økafor")]
    return [
        bridge(),
        bridge("later", title="Envoy promises bridge, leaves", dedup=dedup),
        article("Retold: a bridge comes.", "retold", title="A bridge, says envoy",
                received_at=now(), source="Spin Daily",
                dedup=Dedup(cluster_id="retold", rewrite=retold)),
        copy("copy-1", "bridge", "wire", title="Bridge by spring, envoy says"),
        copy("copy-2", "bridge", "truncated", title=HOSTILE, url="javascript:alert(3)"),
        article(ARABIC, "fes", title="إعادة افتتاح سوق الورّاقين", source="صوت فاس", language="ar",
                received_at=now(), quotes=fes,
                entities=[entity(ARABIC, "سلمى بناني"), entity(ARABIC, "فاس", "LOC")]),
        article(CHINESE, "tea", title="蘇州老茶館重新開放", source="平江晚报", language="zh",
                received_at=now(), quotes=tea, entities=[entity(CHINESE, "陸文清")]),
        article(ASTRAL, "ships", title="Ships 🚢 for Besançon", source="Le Jura Matin",
                received_at=now(), quotes=ships,
                entities=[entity(ASTRAL, "Łena Økafor"), entity(ASTRAL, "Besançon", "LOC")]),
        hostile(),
        Failure("decode", "missing-body", "Rejected", f"no body {HOSTILE}", "", "body"),
        Failure("tag", "too-slow", "Rejected", "took longer than 60 s", "", None),
    ]  # fmt: skip


def hostile() -> Article:
    """An article that holds markup and characters that turn the text wherever it can."""
    text = f"{HOSTILE} said nobody."
    said = quote(text, HOSTILE, HOSTILE, HOSTILE)
    said.speaker.role = HOSTILE
    return article(
        text, HOSTILE, title=HOSTILE, source=HOSTILE, language=HOSTILE, url="javascript:alert(4)",
        authors=[HOSTILE], section=HOSTILE, received_at=now(), quotes=[said],
        entities=[entity(text, HOSTILE)], removed=[removal(0, HOSTILE)],
        repairs=[repair(text, HOSTILE, "said")],
    )  # fmt: skip


def copy(name: str, of: str, kind: object, **fields: object) -> Duplicate:
    """A copy of an article."""
    given = {"evidence": {"wording": 3.0, "names": 1.2}, "score": 0.97, "source": "Daily Ledger"}
    return Duplicate(
        id=name, duplicate_of=of, cluster_id=of, kind=kind, rule="jaccard", jaccard=0.9,
        containment=0.9, received_at=now(),
        origin=Origin(topic="articles.raw", partition=0, offset=1),
        **given | fields,
    )  # fmt: skip


def now() -> str:
    """This moment, as records have it."""
    return moment(time.time())
