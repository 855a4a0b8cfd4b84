"""Articles as one HTML page that needs nothing else: `newsmill explain --html`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from workers.display.article_view.view import DATA, Related, copy_of, fragment, templates
from workers.records import Article, Duplicate, Revision


def page(
    articles: Sequence[Article], copies: Iterable[Duplicate] = (), more: Iterable[str] = ()
) -> str:
    """All of them, each with its `copies` and earlier versions; then `more` sections of HTML."""
    told = list(copies)
    fragments = [
        fragment(article, scope=f"a{number}-", related=_related(article, articles, told))
        for number, article in enumerate(articles)
    ]
    first = articles[0].title or articles[0].id if articles else "nothing"
    css = (DATA / "article.css").read_text(encoding="utf-8")
    return templates.get_template("page.html").render(
        heading=first if len(articles) == 1 else f"{len(articles)} articles",
        css=Markup(css),
        articles=fragments,
        more=[Markup(section) for section in more],
    )


def _related(
    article: Article, articles: Sequence[Article], copies: Sequence[Duplicate]
) -> list[Related]:
    found = [copy_of(copy) for copy in copies if copy.duplicate_of == article.id]
    places = {other.id: (f"#a{number}-top", other) for number, other in enumerate(articles)}
    return [*before(article, places), *found]


def before(article: Article, known: dict[str, tuple[str, Article]]) -> list[Related]:
    """What the article revises or retells; `known` has addresses and articles by id."""
    dedup = article.dedup
    found = []
    if dedup and dedup.revision_of:
        revision = dedup.revision
        why = f"the version before, {revision.similarity:.0%} alike" if revision else "revised"
        found.append(_named("revision", dedup.revision_of, why, known, revision))
    if dedup and dedup.rewrite:
        retold = dedup.rewrite
        why = f"retold here, {retold.score:.0%} sure: {', '.join(retold.anchors[:12])}"
        found.append(_named("rewrite", retold.of, why, known, None))
    return found


def _named(
    what: str,
    name: str,
    why: str,
    known: dict[str, tuple[str, Article]],
    revision: Revision | None,
) -> Related:
    here, other = known.get(name, (None, None))
    return Related(
        what=what,
        title=(other.title if other else None) or name,
        source=(other.source if other else None) or "",
        at=other.received_at if other else "",
        why=why,
        here=here,
        added=revision.added if revision else (),
        removed=revision.removed if revision else (),
    )
