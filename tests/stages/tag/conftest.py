"""One tag step for all tests of the stage: models and lists are loaded once."""

from __future__ import annotations

import pytest

from workers.settings import Settings
from workers.stages.tag.step import Tag


@pytest.fixture(scope="session")
def tag() -> Tag:
    return Tag(Settings())
