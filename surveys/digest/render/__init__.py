"""In which forms can a digest be had? Renderers only read the value; none of them counts."""

from __future__ import annotations

import json

from surveys.digest.digest import Digest
from surveys.digest.render.html import html
from surveys.digest.render.markdown import markdown
from surveys.digest.render.text import plain

FORMATS = ("text", "markdown", "html", "json")


def render(digest: Digest, format: str, language: str | None = None) -> str:  # noqa: A002 - as the option is called
    """The whole digest in one of ``FORMATS``; raises ValueError for any other. JSON has every language."""
    match format:
        case "text":
            return plain(digest, language)
        case "markdown":
            return markdown(digest, language)
        case "html":
            return html(digest, language)
        case "json":
            facts = {**digest.model_dump(mode="json"), "hash": digest.hash()}
            return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    raise ValueError(format)
