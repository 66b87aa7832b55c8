"""What does a digest say, in which words? Fluent messages in ``de.ftl`` and ``en.ftl``; no sentence stands in code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_date

from surveys.design.text import LANGUAGES, Text, shortened
from surveys.digest.digest import Say

Value = int | float | date | Text | str

INSERTED_LIMIT = 600  # characters; Fluent refuses more than 1,000 (fluent.runtime 0.4), titles have 45, questions 300

_LOCALES = {"de": "de-DE", "en": "en-GB"}  # how numbers and dates are written


def say(what: Say | str, language: str, /, **values: Value) -> str:
    """The phrase in that language (else German), with its values; raises KeyError for a key or value there is not."""
    key, given = (what.key, {**what.values, **values}) if isinstance(what, Say) else (what, values)
    spoken = spoken_in(language)
    bundle = _bundle(spoken)
    message = bundle.get_message(key) if bundle.has_message(key) else None
    if message is None or message.value is None:
        raise KeyError(key)
    text, errors = bundle.format_pattern(message.value, _inserted(given, spoken))
    if errors:
        raise KeyError(f"{key}: {errors[0]}")
    return str(text)


def keys(language: str) -> frozenset[str]:
    """Every phrase key of a language."""
    return frozenset(_bundle(language)._messages)


def spoken_in(language: str) -> str:
    """That language if it is one of ours, else German."""
    return language if language in LANGUAGES else LANGUAGES[0]


def _inserted(values: Mapping[str, Value], language: str) -> dict[str, Any]:
    inserted: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Text):
            inserted[name] = shortened(value[language], INSERTED_LIMIT)
        elif isinstance(value, date):  # a datetime too: digests speak of days
            inserted[name] = fluent_date(value, dateStyle="long")
        elif isinstance(value, str):
            inserted[name] = shortened(value, INSERTED_LIMIT)
        else:
            inserted[name] = value
    return inserted


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([_LOCALES[language]], use_isolating=False)
    bundle.add_resource(FluentResource(files(__name__).joinpath(f"{language}.ftl").read_text("utf-8")))
    return bundle
