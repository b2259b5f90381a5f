"""Requirements against packaging: the forms that are read without it are read as it reads them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Reference
from packaging.specifiers import SpecifierSet

from envguard.formats import requirement
from envguard.formats.requirement_reading import common
from envguard.model import Text

PIECES = st.sampled_from([
    "numpy", "Foo.Bar", "a", "_x", "1", "==", ">=", "<", "!=", "~=", "=", "1.2", "2.0.*", "1.0a1",
    "1.0.post1", "1.0.dev3", "1!2", "+cu117", ",", " ", "[x]", "[x,y]", "[", "]", ";", " ; ",
    "python_version", '"3.8"', "'win32'", "sys_platform", " and ", " or ", "(", ")", "v1", "-",
])  # fmt: skip
LINES = st.lists(PIECES, max_size=8).map("".join)


def reference(words: str) -> Reference | None:
    try:
        return Reference(words)
    except InvalidRequirement:
        return None


@given(LINES)
def test_a_named_requirement_is_accepted_where_packaging_accepts_it(words: str) -> None:
    read = requirement.read(Text.of(words))
    if read.kind == "requirement" and " -" not in words:
        assert read.accepted is (reference(words) is not None)


@given(LINES)
def test_name_extras_and_versions_are_packagings(words: str) -> None:
    wanted = reference(words)
    read = requirement.read(Text.of(words))
    if wanted is None or read.kind != "requirement":
        return
    specifier = read.specifier.value.strip("() ") if read.specifier else ""
    assert read.name is not None
    assert read.name.value == wanted.name
    assert {extra.value for extra in read.extras} == wanted.extras
    assert SpecifierSet(specifier) == wanted.specifier


@given(LINES)
def test_what_is_read_without_packaging_is_what_packaging_accepts(words: str) -> None:
    if common(words) is not None:
        assert reference(words) is not None


@given(st.text(max_size=60))
def test_any_line_is_read_and_its_parts_lie_in_it(words: str) -> None:
    read = requirement.read(Text.of(words))
    for part in (read.name, read.specifier, read.marker, read.url, read.revision, read.comment):
        if part is not None:
            assert part.spelled() == part.value
    for option in read.options:
        assert 0 <= option.span[0] < option.span[1] <= len(words)


@given(st.text(alphabet="ab=1\\#- \r\n", max_size=60))
def test_any_file_is_read(content: str) -> None:
    for read in requirement.read_lines(Text.of(content)):
        assert read.kind != "empty"
