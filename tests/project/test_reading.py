"""Bytes to text: whatever a file says of its own encoding."""

from __future__ import annotations

import pytest

from envguard.project.reading import decode, encode


@pytest.mark.parametrize(
    "name", ["rot13", "hex", "zlib", "undefined", "punycode", "no-such", "idna", "mbcs"]
)
def test_a_python_file_that_declares_what_encodes_no_text_is_read_as_utf_8(name: str) -> None:
    data = f"# -*- coding: {name} -*-\nc.ServerApp.ip = 'é'\n".encode()
    source = decode("a.py", data, strict=False)
    assert source.content == data.decode()
    assert encode(source, source.content) == data


def test_a_python_file_is_read_in_the_encoding_that_it_declares() -> None:
    data = "# coding: latin-1\nc.ServerApp.ip = 'é'\n".encode("latin-1")
    source = decode("a.py", data, strict=False)
    assert "'é'" in source.content
    assert encode(source, source.content) == data
