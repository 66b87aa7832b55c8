"""Which paragraphs does an article have, whatever kind of file it came in?

Plain text: a line is a paragraph, or, where no line is longer than a page is wide and blank lines stand between, what
stands between those. Markdown: blocks (CommonMark 0.31, chapters 4 and 5, without what an article does not use). HTML: by
the standard library's parser, the part within ``<article>`` or ``<main>`` where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from surveys.errors import SurveyError

ARTICLE_LIMIT = 2 * 1024 * 1024  # bytes; a long article has a hundredth, a page with all its markup a tenth
WRAPPED_AT = 100  # characters; a file whose lines are all shorter was wrapped by an editor
HEADING_LIMIT = 80  # characters of a line that may be the title of a text


class NoArticle(SurveyError):
    """The file cannot be read as a text: why."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph.

    Attributes:
        number: from 1, as the text counts them.
        heading: it stands above others.
    """

    number: int
    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A text and what it says about itself; empty where it says nothing."""

    title: str
    author: str
    url: str
    passages: tuple[Passage, ...]


def load(path: Path) -> Article:
    """The article in a file, by the ending of its name; raises NoArticle, OSError."""
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise NoArticle("article-unreadable", file=path.name, expected=f"a name that ends in {', '.join(_READERS)}")
    with path.open("rb") as file:
        content = file.read(ARTICLE_LIMIT + 1)
    if len(content) > ARTICLE_LIMIT:
        raise NoArticle("article-unreadable", file=path.name, expected=f"at most {ARTICLE_LIMIT // 1024**2} MiB")
    try:
        return read(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NoArticle("article-unreadable", file=path.name, expected=f"UTF-8 (line {line} is not)") from error


def of_text(source: str) -> Article:
    """The article in a plain text."""
    lines = [line.strip() for line in source.splitlines()]
    blocks = [[line for line in block.split("\n") if line] for block in re.split(r"\n{2,}", "\n".join(lines).strip())]
    wrapped = len(blocks) > 1 and max(map(len, lines)) <= WRAPPED_AT
    found = [" ".join(block) for block in blocks] if wrapped else [line for block in blocks for line in block]
    first = found[0] if found else ""
    titled = len(first) <= HEADING_LIMIT and not re.search(r"[.!?:,;]$", first)
    return Article(first if titled else "", "", "", _numbered((text, False) for text in found))


# --- Markdown ---------------------------------------------------------------------------------------------------

_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FRONT_LINE = re.compile(r"^(title|author|url):\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*\s*$|\Z)", re.MULTILINE | re.DOTALL)
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),  # images
    (re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),  # links
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^>]*>"), ""),
    (re.compile(r"(\*{1,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)
_BLOCK = re.compile(r"^(?P<mark>#{1,6}\s+|[-*+]\s+|\d{1,9}[.)]\s+|(?:>\s?)+)")
_RULE = re.compile(r"^(?:[-*_]\s*){3,}$")


def of_markdown(source: str) -> Article:
    """The article in a Markdown text."""
    source = source.replace("\r\n", "\n")
    front = _FRONT.match(source)
    about = {name.lower(): value for name, value in _FRONT_LINE.findall(front[1])} if front else {}
    body = re.sub(r"<!--.*?(?:-->|\Z)", "", source[front.end() if front else 0 :], flags=re.DOTALL)
    found: list[tuple[str, bool]] = []
    parts: list[str] = []

    def flush(*, heading: bool = False) -> None:
        found.append((_without_marks(" ".join(parts)), heading))
        parts.clear()

    for line in [*(each.strip() for each in _FENCE.sub("\n", body).split("\n")), ""]:
        mark = _BLOCK.match(line)
        if parts and re.fullmatch(r"=+|-+", line):
            flush(heading=True)
            continue
        if mark or not line or _RULE.match(line):
            flush()
        if line and not _RULE.match(line):
            parts.append(line.removeprefix(mark["mark"]) if mark else line)
        if mark and line.startswith("#"):
            parts[-1] = parts[-1].rstrip("# ")
            flush(heading=True)
    passages = _numbered(found)
    title = about.get("title") or next((each.text for each in passages if each.heading), "")
    return Article(title, about.get("author", ""), about.get("url", ""), passages)


def _without_marks(words: str) -> str:
    for pattern, instead in _INLINE:
        words = pattern.sub(instead, words)
    return words


# --- HTML -------------------------------------------------------------------------------------------------------

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BLOCKS = _HEADINGS | frozenset(
    [
        "p",
        "li",
        "div",
        "section",
        "article",
        "main",
        "blockquote",
        "pre",
        "td",
        "th",
        "tr",
        "dt",
        "dd",
        "figcaption",
        "summary",
        "body",
        "ul",
        "ol",
        "table",
        "hr",
        "address",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "nav",
        "footer",
        "aside",
        "noscript",
        "template",
        "svg",
        "button",
        "select",
        "textarea",
        "iframe",
    ]
)
_CENTRES = ("article", "main")  # the first that the page has holds the text


def of_html(source: str) -> Article:
    """The article in a page."""
    page = _Page()
    page.feed(source)
    page.close()
    page.flush()
    centre = next((name for name in _CENTRES if any(name in within for _, _, within in page.found)), None)
    found = [(text, heading) for text, heading, within in page.found if centre is None or centre in within]
    first = next((text for text, heading in found if heading), "")
    return Article(_one_line(first or page.title), page.author, page.url, _numbered(found))


class _Page(HTMLParser):
    """Collects blocks of text; a block ends where another begins, closed or not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, bool, tuple[str, ...]]] = []
        self.title = self.author = self.url = ""
        self._parts: list[str] = []
        self._heading = self._in_title = False
        self._silent: list[str] = []
        self._centres: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.flush()
            self._heading = tag in _HEADINGS
        elif tag == "br":
            # Two of them are a paragraph of old pages, one is a line of an address.
            self._parts.append("\n")
        if tag in _CENTRES:
            self._centres.append(tag)
        self._in_title = tag == "title" and not self._silent
        if tag == "meta" and given.get("name", "").lower() == "author":
            self.author = _one_line(given.get("content", ""))
        if tag == "link" and given.get("rel", "").lower() == "canonical":
            self.url = given.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in _BLOCKS:
            self.flush()
            self._heading = False
        if tag in self._centres:
            self._centres.remove(tag)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._silent:
            self._parts.append(re.sub(r"\s+", " ", data))

    def flush(self) -> None:
        """End the block that is being read."""
        for text in re.split(r"\n\s*\n", "".join(self._parts)):
            self.found.append((text, self._heading, tuple(self._centres)))
        self._parts.clear()


# --- all --------------------------------------------------------------------------------------------------------


def _numbered(found: Iterable[tuple[str, bool]]) -> tuple[Passage, ...]:
    texts = [(_one_line(text), heading) for text, heading in found]
    return tuple(
        Passage(number, text, heading)
        for number, (text, heading) in enumerate(((text, heading) for text, heading in texts if text), start=1)
    )


def _one_line(words: str) -> str:
    return " ".join(words.split())


_READERS: Mapping[str, Callable[[str], Article]] = {
    ".txt": of_text,
    ".md": of_markdown,
    ".markdown": of_markdown,
    ".html": of_html,
    ".htm": of_html,
}
