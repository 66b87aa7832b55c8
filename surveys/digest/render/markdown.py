"""How does a digest become Markdown (CommonMark with GitHub's tables), where people's words stay words?

Signs that could become markup, HTML or a link are escaped with a backslash or as an entity. GitHub also links ``@name``,
``#1`` and addresses and draws ``:name:`` in the finished text: an empty comment, which shows nothing, parts what it would
take together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveys.digest import tabular, wording
from surveys.digest.digest import Block, Digest, Line, Quoted
from surveys.digest.phrases import say

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;", "\0": "\ufffd"}
_SIGNS = re.compile(r"[\\`*_\[\]{}|~#$^!@&<>\t\0]")  # mean something anywhere
_START = re.compile(r"^(\d*)([-+=:.)])")  # lists, rulers and headings, only where a line begins
_EDGE = re.compile(r"^ +| +$")
_TAKEN = re.compile(  # @name, me@there, #1, GH-1, http://, www., :smile:
    r"(?<=@)(?=\w)|(?<=\w)(?=@)|(?<=#)(?=\d)|(?<=GH)(?=-\d)|(?<=\w)(?=://)|(?<=www)(?=\.)|(?<=:)(?=[\w+-]+:)",
    re.IGNORECASE,
)
_PART = "<!-- -->"  # never where a line begins: there it would open a block of HTML


def markdown(digest: Digest, language: str | None = None) -> str:
    """The whole digest in Markdown; headings begin at the first level."""
    spoken = language or digest.language
    return "\n\n".join(_parts(digest, spoken)) + "\n"


def escaped(words: str, *, broken: str = " ") -> str:
    """The words as Markdown that shows exactly them; ``broken`` stands for a line break."""
    return broken.join(_line(line) for line in words.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _line(words: str) -> str:
    safe = _PART.join(_SIGNS.sub(_sign, part) for part in _TAKEN.split(words))
    started = _START.sub(lambda found: f"{found[1]}\\{found[2]}", safe)
    return _EDGE.sub(lambda found: "&#32;" * len(found[0]), started)


def _sign(found: re.Match[str]) -> str:
    return _ENTITIES.get(found[0]) or f"\\{found[0]}"


def _parts(digest: Digest, language: str) -> Iterator[str]:
    head = wording.head(digest, language)
    yield f"# {escaped(say('heading', language, title=head.title))}"
    yield "  \n".join(escaped(words) for words in (head.stand, head.period) if words)
    for note in head.notes:
        yield f"**{escaped(note)}**"
    if head.article:
        yield f"[{escaped(head.article)}](<{head.address}>)" if head.address else escaped(head.article)
    for section in digest.sections:
        if section.blocks:
            yield f"## {escaped(say(f'section-{section.key}', language))}"
            for block in section.blocks:
                yield from _block(block, language)
    yield "---"
    if any(wording.withholds(block) for section in digest.sections for block in section.blocks):
        yield escaped(say("withheld-legend", language))
    yield escaped(f"{wording.release(digest, language)} {wording.version(digest, language, digits=64)}")


def _block(block: Block, language: str) -> Iterator[str]:
    match block:
        case Line():
            yield escaped(say(block.say, language))
        case Quoted():
            yield _quote(block, language)
        case _:
            yield f"### {escaped(wording.heading(block, language))}"
            if question := getattr(block, "question", None):
                yield f"*{escaped(wording.label(question, language).strip())}*"
            made = tabular.tabular(block, language)
            yield _table(list(made.columns), [list(row) for row in made.rows])
            yield from (escaped(note) for note in wording.notes(block, language))


def _table(head: list[str], rows: list[list[str]]) -> str:
    ruler = ["---", *("---:" for _ in head[1:])]
    lines = [[escaped(each) for each in head], ruler, *([escaped(each) for each in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _quote(block: Quoted, language: str) -> str:
    if block.withdrawn:
        return f"> *{escaped(say('quote-withdrawn', language))}*"
    words = escaped(block.text, broken="\\\n> ")
    return f"> {words}\n>\n> — {escaped(wording.by(block, language))}"
