"""What this machine has: settings that are read, disk, models."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from tempfile import TemporaryFile
from time import perf_counter

from workers import __version__
from workers.observe.doctor.finding import Finding
from workers.settings import BadSettings, Settings, unknown

GIB = 1024**3
FULL_BYTES, LOW_BYTES = 1 * GIB, 5 * GIB
"""A worker of dedup writes gigabytes when it restores its state."""


def own(settings: Settings) -> Iterator[Finding]:
    """Version and settings."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding("version", "ok", f"newsmill {__version__}, Python {python}")
    for line in unknown(os.environ):
        yield Finding("settings", "note", line, "rename the variable, or remove it")
    if not unknown(os.environ):
        changed = sorted(settings.model_dump(exclude_defaults=True))
        named = ", ".join(f"NEWSMILL_{name.upper()}" for name in changed) or "all as by default"
        yield Finding("settings", "ok", f"read: {named}")


def disk(settings: Settings) -> Finding:
    """Whether the data folder can be written, and for how long."""
    folder = settings.data_dir.absolute()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with TemporaryFile(dir=nearest) as trial:
            trial.write(b"x" * 4096)
            trial.flush()
    except OSError as error:
        do = "give the user of the worker the folder, or set NEWSMILL_DATA_DIR"
        return Finding("disk", "wrong", f"{folder} cannot be written: {error.strerror}", do)
    free = shutil.disk_usage(nearest).free
    what = f"{folder}: {free / GIB:.1f} GiB free"
    do = "state of dedup, decode and quote lies there; give it a larger disk (docs/operations.md)"
    if free < FULL_BYTES:
        return Finding("disk", "wrong", what, do)
    return Finding("disk", "note", what, do) if free < LOW_BYTES else Finding("disk", "ok", what)


def models(settings: Settings) -> Finding:
    """Whether the recognisers load and find a name; needs what the stage tag needs."""
    began = perf_counter()
    try:
        from workers.linguistics.spacy_models import model  # noqa: PLC0415 -- takes seconds
        from workers.stages.tag.recognisers.by_language import Recognisers  # noqa: PLC0415

        english = model("en", settings.nlp_profile)
        names = [entity.text for entity in english("Angela Merkel flew from Berlin to Paris.").ents]
        recognisers = Recognisers(settings)
        recognisers("de")
    except BadSettings as error:
        return Finding("models", "wrong", str(error), "see docs/languages.md")
    except ImportError as error:
        do = "only the stages tag and quote need it: install the packages of requirements/run.lock"
        return Finding("models", "note", f"not installed: {error.name}", do)
    except Exception as error:  # a file that is broken can raise anything
        do = "install the packages of requirements/run.lock anew"
        return Finding("models", "wrong", f"do not load: {type(error).__name__}: {error}", do)
    if "Paris" not in names:
        do = "install the packages of requirements/run.lock anew"
        return Finding("models", "wrong", f"found {names} and not Paris", do)
    return Finding("models", "ok", f"loaded, names found, in {perf_counter() - began:.1f} s")
