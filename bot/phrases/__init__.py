"""What is said, in which words? Fluent messages in ``de.ftl`` and ``en.ftl``; no sentence stands in code."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from surveys.design.text import LANGUAGES

type_of_value = str | int | float
REMEMBERED = 1024  # phrases with nothing or only whole numbers in them: writing one anew costs 20 microseconds


def say(key: str, language: str, /, **values: type_of_value) -> str:
    """The phrase in that language (else German), with its values; raises KeyError for a key there is not."""
    if not values or all(type(value) is int for value in values.values()):
        return remembered(key, language, **values)
    return _said(key, language, values)


@lru_cache(maxsize=REMEMBERED)
def remembered(key: str, language: str, /, **values: type_of_value) -> str:
    """The same, kept in memory: for a questionnaire's own words, never for what people said."""
    return _said(key, language, values)


def keys(language: str) -> frozenset[str]:
    """Every phrase key of a language."""
    return frozenset(_bundle(language)._messages)


def offered(language: str | None) -> str:
    """The language of ours that serves somebody with this language tag best; German where nothing is known."""
    tag = (language or "").lower().split("-")[0]
    if not tag:
        return LANGUAGES[0]
    return tag if tag in LANGUAGES else "en"


def _said(key: str, language: str, values: dict[str, type_of_value]) -> str:
    bundle = _bundle(language if language in LANGUAGES else LANGUAGES[0])
    message = bundle.get_message(key)
    if message.value is None:
        raise KeyError(key)
    text, errors = bundle.format_pattern(message.value, values)
    if errors:
        raise KeyError(f"{key}: {errors[0]}")
    return str(text)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(files(__name__).joinpath(f"{language}.ftl").read_text("utf-8")))
    return bundle
