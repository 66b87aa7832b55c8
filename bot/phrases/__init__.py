"""What is said, in which words? Fluent messages in ``de.ftl`` and ``en.ftl``; no sentence stands in code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from surveys.design.text import LANGUAGES

type_of_value = str | int | float


def say(key: str, language: str, /, **values: type_of_value) -> str:
    """The phrase in that language (else German), with its values; raises KeyError for a key there is not."""
    bundle = _bundle(language if language in LANGUAGES else LANGUAGES[0])
    message = bundle.get_message(key)
    if message.value is None:
        raise KeyError(key)
    text, errors = bundle.format_pattern(message.value, values)
    if errors:
        raise KeyError(f"{key}: {errors[0]}")
    return str(text)


def keys(language: str) -> frozenset[str]:
    """Every phrase key of a language."""
    return frozenset(_bundle(language)._messages)


def offered(language: str | None) -> str:
    """The language of ours that serves somebody with this language tag best; German where nothing is known."""
    tag = (language or "").lower().split("-")[0]
    if not tag:
        return LANGUAGES[0]
    return tag if tag in LANGUAGES else "en"


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(files(__name__).joinpath(f"{language}.ftl").read_text("utf-8")))
    return bundle
