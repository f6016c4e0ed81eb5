"""Texts: HTML, the entities that Telegram finds itself, trimming, and the limits of length."""

from __future__ import annotations

import pytest

from sandbox.errors import ApiError
from sandbox.telegram.text.entities import completed, find, trimmed
from sandbox.telegram.text.formatting import parse_html
from tests.sandbox.box import LAN, Box

PARSED = {
    "không có gì": ("không có gì", []),
    "a &lt;b&gt; &amp; &quot;c&quot; &eacute; & d": ('a <b> & "c" &eacute; & d', []),
    "<b>đậm</b>": ("đậm", [("bold", 0, 3)]),
    "😀<i>x</i>": ("😀x", [("italic", 2, 1)]),
    "<b>a<i>b</i></b>": ("ab", [("bold", 0, 2), ("italic", 1, 1)]),
    "<B>a</B><b>b</>": ("ab", [("bold", 0, 1), ("bold", 1, 1)]),
    "<b></b>x": ("x", []),
    "<span class='tg-spoiler'>s</span>": ("s", [("spoiler", 0, 1)]),
    "<blockquote expandable>q</blockquote>": ("q", [("expandable_blockquote", 0, 1)]),
    '<pre><code class="language-py">p</code></pre>': ("p", [("pre", 0, 1)]),
    "&#272;&#x1ED3;ng": ("Đồng", []),
}
REFUSED = {
    "a < b": 'Unsupported start tag "" at byte offset 2',
    "ạ <h1>x</h1>": 'Unsupported start tag "h1" at byte offset 4',
    "<b>a": 'Can\'t find end tag corresponding to start tag "b"',
    "a</b>": "Unexpected end tag at byte offset 1",
    "<b>a</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "<b": "Unclosed start tag at byte offset 0",
    "5 <6>": 'Unsupported start tag "6" at byte offset 2',
    "<a href='x>y</a>": "Unclosed start tag at byte offset 0",
}


@pytest.mark.parametrize("source", PARSED)
def test_html(source: str) -> None:
    text, entities = parse_html(source)
    seen = [(one["type"], one["offset"], one["length"]) for one in entities]
    assert (text, seen) == PARSED[source]


@pytest.mark.parametrize("source", REFUSED)
def test_html_that_is_refused(source: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.code == 400
    assert caught.value.description == f"Bad Request: can't parse entities: {REFUSED[source]}"


def test_links_in_html() -> None:
    _, links = parse_html('<a href="https://a.vn/?x=1&amp;y">a</a><a href="tg://user?id=7">b</a>')
    assert links[0]["url"] == "https://a.vn/?x=1&y"
    assert links[1]["user"]["id"] == 7
    code = parse_html('<pre><code class="language-py">p</code></pre>')[1]
    assert code == [{"offset": 0, "length": 1, "type": "pre", "language": "py"}]


def test_long_html_is_parsed() -> None:
    """A parser whose time grows with the square of the length would reach the test's timeout."""
    text, entities = parse_html("đường <b>lầy</b> " * 6000)
    assert len(entities) == 6000
    assert text.startswith("đường lầy")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("/start", ["bot_command"]),
        ("/gui@ten_bot nhé", ["bot_command"]),
        ("ngày 1/2/2026", []),
        ("xem https://a.vn/x?y=1, nhé", ["url"]),
        ("vinhthuan.angiang.gov.vn", ["url"]),
        ("gọi +84 912 345 678 hoặc @canbo_xa #ap4", ["phone_number", "mention", "hashtag"]),
        ("thư: a.b@xa.gov.vn", ["email"]),
        ("đường ấp 4 lầy lội", []),
    ],
)
def test_what_is_marked_by_itself(text: str, kinds: list[str]) -> None:
    assert [one["type"] for one in find(text)] == kinds


def test_nothing_is_marked_inside_code() -> None:
    text, entities = parse_html("<code>/start</code> /start")
    found = completed(text, entities)
    assert [(one["type"], one["offset"]) for one in found] == [("code", 0), ("bot_command", 7)]


def test_blanks_around_a_text_go() -> None:
    assert trimmed(" \n a \n", []) == ("a", [])
    bold = {"type": "bold", "offset": 2, "length": 3}
    assert trimmed("  ab  ", [bold]) == ("ab", [{**bold, "offset": 0, "length": 2}])


async def test_lengths(box: Box) -> None:
    """4096 and 1024 UTF-16 units, counted after parsing."""
    await box.act("say", text="chào")
    await box.call("sendMessage", chat_id=LAN, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    words = await box.refused("sendMessage", chat_id=LAN, text="😀" * 2049)
    assert words == "Bad Request: message is too long"
    answer = await box.upload("sendPhoto", "photo", b"x", chat_id=str(LAN), caption="x" * 1025)
    assert answer["description"] == "Bad Request: message caption is too long"
    for empty in ("", " \n ", "<b> </b>"):
        words = await box.refused("sendMessage", chat_id=LAN, text=empty, parse_mode="HTML")
        assert words == "Bad Request: message text is empty"


async def test_markdown_is_refused_loudly(box: Box) -> None:
    await box.act("say", text="chào")
    for mode in ("Markdown", "MarkdownV2"):
        words = await box.refused("sendMessage", chat_id=LAN, text="*a*", parse_mode=mode)
        assert "does not parse Markdown" in words


async def test_a_very_long_text_leaves_the_phone_in_parts(box: Box) -> None:
    await box.act("say", text="dài lắm " * 1000)
    texts = [one["message"]["text"] for one in await box.updates()]
    assert len(texts) == 2
    assert all(len(text) <= 4096 for text in texts)
    assert " ".join(texts).split() == ("dài lắm " * 1000).split()
