"""How a shell's quotes and backslashes are taken off, and how an edit is put between them."""

from __future__ import annotations

from envguard.model import Text, Writer


def single_quotes(value: str) -> str | None:
    return None if "'" in value else value


def double_quotes(value: str) -> str | None:
    for character in '\\"$`':
        value = value.replace(character, "\\" + character)
    return value


def bare(value: str) -> str | None:
    return quote(value) if value else value


def quote(value: str) -> str:
    """One shell word that spells `value`; quotes only where they are needed."""
    import shlex

    # a space between words is what an insertion of whole words means, so it stays
    return " ".join(shlex.quote(word) if word else "" for word in value.split(" "))


def unescaped(text: Text, writer: Writer, outside: bool) -> list[Text]:
    """Backslashes taken out: before any character when bare, before five in double quotes."""
    value = text.value
    if "\\" not in value:
        return [text.through(writer)]
    parts: list[Text] = []
    at = begin = 0
    while at < len(value):
        follower = value[at + 1 : at + 2]
        if value[at] != "\\" or not (follower and (outside or follower in '$`"\\\n\r')):
            at += 1
            continue
        width = 3 if value.startswith("\\\r\n", at) else 2
        parts.append(text[begin:at].through(writer))
        spelled = "" if follower in "\r\n" else follower
        parts.append(text[at : at + width].decoded(spelled, writer))
        at = begin = at + width
    parts.append(text[begin:].through(writer))
    return parts


_ANSI_C = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "0": "\0", "e": "\x1b"}


def ansi_c(text: Text) -> Text:
    value, spelled, at = text.value, [], 0
    while at < len(value):
        if value[at] == "\\" and at + 1 < len(value):
            spelled.append(_ANSI_C.get(value[at + 1], value[at : at + 2]))
            at += 2
        else:
            spelled.append(value[at])
            at += 1
    return text.decoded("".join(spelled))
