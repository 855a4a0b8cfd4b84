"""How much an article that has come home has in common with the versions of its page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from workers.stages.dedup.index import pages
from workers.stages.dedup.index.pages import Page
from workers.stages.dedup.matching.revision import TEXT_CHARS, in_common
from workers.stages.dedup.versions.order import Version
from workers.stages.dedup.walk.visit import Visitor


@dataclass
class Likeness:
    """How much an article has in common with the versions of its page."""

    visitor: Visitor
    page: Page

    def of(self, version: Version) -> tuple[float, float] | None:
        """Jaccard and containment, exactly; None when the version's text is not kept."""
        if version.exact == self.visitor.sketch.exact:
            return 1.0, 1.0
        return self._with_text if version is self.written else None

    def containment(self, version: Version) -> float | None:
        """Of the shorter text, or 1 for a copy that was met on the way home."""
        if pages.node_hash(version.id, version.received_ms) in self.visitor.walk.joined:
            return 1.0
        figures = self.of(version)
        return figures and figures[1]

    @cached_property
    def written(self) -> Version | None:
        """The version whose text is kept."""
        passed = [version for version in self.page.versions if version.passed]
        return passed[-1] if passed and self.page.text else None

    @cached_property
    def _with_text(self) -> tuple[float, float]:
        kept, mine = self.page.text or "", self.visitor.walk.article.text
        return in_common(kept[:TEXT_CHARS], mine[:TEXT_CHARS])
