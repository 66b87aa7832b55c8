"""What does the demo say by itself? Fluent messages in ``words.de.ftl`` and ``words.en.ftl``, apart from the product's."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource


def say(key: str, language: str, /, **values: str | int) -> str:
    """The phrase in that language, with its values; raises KeyError for a key there is not."""
    message = _bundle(language).get_message(key)
    if message.value is None:
        raise KeyError(key)
    text, errors = _bundle(language).format_pattern(message.value, values)
    if errors:
        raise KeyError(f"{key}: {errors[0]}")
    return str(text)


def keys(language: str) -> frozenset[str]:
    """Every key of a language."""
    return frozenset(_bundle(language)._messages)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    text = files(__package__).joinpath(f"words.{language}.ftl").read_text("utf-8")
    bundle.add_resource(FluentResource(text))
    return bundle
