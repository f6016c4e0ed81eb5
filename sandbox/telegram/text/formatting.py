"""Parses Telegram's HTML (core.telegram.org/bots/api#html-style) into text and entities.

The parser works like Telegram's own, character by character, and raises the same errors with the
same messages. So a text that is accepted here is accepted by Telegram. Offsets and lengths are UTF-16
code units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.text.entities import units

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TAGS = {*_SIMPLE, "a", "span", "tg-emoji"}
_PLAIN = re.compile(r"[^<&]+")
_REFERENCE = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|lt|gt|amp|quot);?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACE = " \t\r\n\v\f"


@dataclass(slots=True)
class _Tag:
    name: str
    start: int
    """The position in code units of the text so far."""
    attributes: dict[str, str]
    piece: int
    """The index of the first piece of text inside the tag."""


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return (text, entities). Raises Telegram's ApiError for HTML that does not parse."""
    if "<" not in source and "&" not in source:
        return source, []
    parser = _Parser(source)
    parser.run()
    entities = sorted(parser.entities, key=lambda one: (one["offset"], -one["length"]))
    return "".join(parser.out), entities


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.entities: list[dict[str, Any]] = []
        self._open: list[_Tag] = []
        self._at = 0

    def run(self) -> None:
        source, at = self.source, 0
        while at < len(source):
            plain = _PLAIN.match(source, at)
            if plain:
                self._put(plain[0])
                at = plain.end()
            elif source[at] == "&":
                at = self._reference(at)
            elif source.startswith("</", at):
                at = self._end_tag(at)
            else:
                at = self._start_tag(at)
        if self._open:
            name = self._open[-1].name
            raise _refused(f'Can\'t find end tag corresponding to start tag "{name}"')

    def _put(self, text: str) -> None:
        self.out.append(text)
        self._at += units(text)

    def _reference(self, at: int) -> int:
        """Read `&lt;` and the like. Any other text after & stays as it is."""
        found = _REFERENCE.match(self.source, at)
        if not found:
            self._put("&")
            return at + 1
        name = found[1]
        if name in _NAMED:
            self._put(_NAMED[name])
        else:
            code = int(name.lstrip("#x"), 16 if name[1] == "x" else 10)
            if not 0 < code < 0x10FFFF or 0xD800 <= code < 0xE000:
                self._put("&")
                return at + 1
            self._put(chr(code))
        return found.end()

    def _start_tag(self, begin: int) -> int:
        source, at = self.source, begin + 1
        while at < len(source) and source[at] not in _SPACE + ">/":
            at += 1
        if at >= len(source):
            raise _refused(f"Unclosed start tag at byte offset {self._byte(begin)}")
        name = source[begin + 1 : at].lower()
        if name not in _TAGS:
            raise _refused(f'Unsupported start tag "{name}" at byte offset {self._byte(begin)}')
        attributes, at = self._attributes(name, begin, at)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _refused(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}'
            )
        if at >= len(source):
            raise _refused(f"Unclosed start tag at byte offset {self._byte(begin)}")
        self._open.append(_Tag(name, self._at, attributes, len(self.out)))
        return at + 1

    def _attributes(self, tag: str, begin: int, at: int) -> tuple[dict[str, str], int]:
        source, found = self.source, dict[str, str]()
        while at < len(source) and source[at] != ">":
            while at < len(source) and source[at] in _SPACE:
                at += 1
            if at >= len(source) or source[at] == ">":
                break
            start = at
            while at < len(source) and source[at] not in _SPACE + "=>/\"'":
                at += 1
            name = source[start:at].lower()
            if not name:
                if source[at] == "/" and source[at + 1 : at + 2] == ">":
                    return found, at + 1
                raise _refused(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}'
                )
            while at < len(source) and source[at] in _SPACE:
                at += 1
            if at >= len(source) or source[at] != "=":
                found[name] = ""
                continue
            at += 1
            while at < len(source) and source[at] in _SPACE:
                at += 1
            value, at = self._value(begin, at)
            found[name] = value
        return found, at

    def _value(self, begin: int, at: int) -> tuple[str, int]:
        source = self.source
        if at >= len(source):
            raise _refused(f"Unclosed start tag at byte offset {self._byte(begin)}")
        quote = source[at]
        if quote in "\"'":
            end = source.find(quote, at + 1)
            if end < 0:
                raise _refused(f"Unclosed start tag at byte offset {self._byte(begin)}")
            raw, after = source[at + 1 : end], end + 1
        else:
            end = at
            while end < len(source) and (source[end].isalnum() or source[end] in ".-_:/?=&#%~+@"):
                end += 1
            if end == at:
                raise _refused(
                    f"Unexpected character in an attribute at byte offset {self._byte(begin)}"
                )
            raw, after = source[at:end], end
        return _REFERENCE.sub(lambda one: _NAMED.get(one[1], one[0]), raw), after

    def _end_tag(self, begin: int) -> int:
        end = self.source.find(">", begin)
        if not self._open:
            raise _refused(f"Unexpected end tag at byte offset {self._byte(begin)}")
        if end < 0:
            raise _refused(f"Unclosed end tag at byte offset {self._byte(begin)}")
        name = self.source[begin + 2 : end].strip().lower()
        tag = self._open.pop()
        if name and name != tag.name:
            raise _refused(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{tag.name}>", '
                f'found "</{name}>"'
            )
        self._close(tag)
        return end + 1

    def _close(self, tag: _Tag) -> None:
        length = self._at - tag.start
        inside = "".join(self.out[tag.piece :])
        made = _entity(tag, inside)
        if made is None or not length:
            return
        if tag.name == "pre" and self.entities:
            last = self.entities[-1]
            # <pre><code class="language-…"> is one block of code with its language.
            if (last["type"], last["offset"], last["length"]) == ("code", tag.start, length):
                language = self.entities.pop().get("language")
                made |= {"language": language} if language else {}
        self.entities.append({"offset": tag.start, "length": length, **made})
        if tag.name == "code" and not (self._open and self._open[-1].name == "pre"):
            self.entities[-1].pop("language", None)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())


def _entity(tag: _Tag, inside: str) -> dict[str, Any] | None:
    """Return the type and details of an entity; None for a link without an address."""
    if tag.name == "a":
        url = tag.attributes.get("href") or inside
        if "." not in url and "://" not in url:
            return None
        if url.startswith("tg://user?id=") and url[13:].isdigit():
            user = {"id": int(url[13:]), "is_bot": False, "first_name": inside}
            return {"type": "text_mention", "user": user}
        return {"type": "text_link", "url": url if "://" in url else f"http://{url}/"}
    if tag.name == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": tag.attributes.get("emoji-id", "")}
    if tag.name == "span":
        return {"type": "spoiler"}
    if tag.name == "blockquote" and "expandable" in tag.attributes:
        return {"type": "expandable_blockquote"}
    language = tag.attributes.get("class", "")
    if tag.name == "code" and language.startswith("language-"):
        return {"type": "code", "language": language.removeprefix("language-")}
    return {"type": _SIMPLE[tag.name]}


def _refused(words: str) -> Exception:
    return bad_request(f"can't parse entities: {words}")
