"""A Text never loses the file: slices, joins and decodings point at the words they came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from envguard.model import Source, Text
from envguard.model.edits import insert, replace


def test_a_slicedof_a_slicedpoints_into_the_file() -> None:
    text = Text.of("RUN jupyter lab --ip=0.0.0.0")
    word = text[4:][12:]
    assert word.value == "--ip=0.0.0.0"
    assert (word.start, word.end) == (16, 28)


def test_positions_count_code_points_and_break_at_cr_lf_and_crlf_only() -> None:
    source = Source("x", "ä\u2028b\rc\r\nd\ne")
    assert [source.position(source.content.index(c)) for c in "bcde"] == [
        (1, 3), (2, 1), (3, 1), (4, 1),
    ]  # fmt: skip


def test_a_decoded_escape_is_one_piece_that_ends_where_its_spelling_ends() -> None:
    text = Text.of(r"a\nb")
    joined = Text.join([text[:1], text[1:3].decoded("\n"), text[3:]])
    assert joined.value == "a\nb"
    assert (joined[1:2].start, joined[1:2].end) == (1, 3)
    assert (joined[2:].start, joined[2:].end) == (3, 4)


def test_an_edit_of_an_expanded_variable_is_refused() -> None:
    text = Text.of("--ip=$IP")
    word = Text.join([text[:5], text[5:].decoded("0.0.0.0")])
    assert replace(word[5:], "127.0.0.1") is None


def test_an_edit_across_two_quotings_is_refused() -> None:
    text = Text.of("""a'b'""")
    word = Text.join([text[:1], text[2:3].through(lambda value: value)])
    assert word.value == "ab"
    assert replace(word, "c") is None
    assert replace(word[1:], "c") is not None


def test_an_insertion_at_the_end_goes_behind_the_last_character() -> None:
    text = Text.of("conda env export > x")
    edit = insert(text[:16], 16, " --no-builds")
    assert edit is not None
    assert (edit.location.start, edit.location.end) == (16, 16)


@given(st.text(max_size=40), st.data())
def test_every_slicedof_a_verbatim_text_spells_itself(content: str, data: st.DataObject) -> None:
    text = Text.of(content)
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, len(content)))
    part = text[begin:end]
    assert part.value == content[begin:end] == part.spelled()


_PARTS = st.lists(
    st.tuples(st.text("abc\\n ", min_size=1, max_size=4), st.booleans()), min_size=1, max_size=6
)


@given(_PARTS, st.data())
def test_slices_of_joined_pieces_agree_with_the_value_and_stay_in_order(
    parts: list[tuple[str, bool]], data: st.DataObject
) -> None:
    source = Source("x", "".join(words for words, _ in parts))
    whole, at, pieces = Text.whole(source), 0, []
    for words, is_decoded in parts:
        region = whole[at : at + len(words)]
        pieces.append(region.decoded("X") if is_decoded else region)
        at += len(words)
    text = Text.join(pieces)
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    part = text[begin:end]
    assert part.value == text.value[begin:end]
    assert 0 <= part.start <= part.end <= len(source.content)
    for piece in part.pieces:
        assert piece.start + piece.length <= len(part.value)


@given(st.text("ab\r\n\u2028", max_size=30))
def test_lines_have_no_breaks_and_lose_nothing_else(content: str) -> None:
    lines = [line.value for line in Text.of(content).lines()]
    assert "".join(lines) == content.replace("\r", "").replace("\n", "")
    assert len(lines) == len(Source("x", content).line_starts())


def test_escapes_read_at_once_are_those_read_one_by_one() -> None:
    whole = Text.of("say \\n and \\t")
    escapes = [(4, 6, "\n"), (11, 13, "\t")]
    parted = Text.join([whole[:8], whole[8:]])
    for read in (whole.unescaped(escapes), parted.unescaped(escapes)):
        assert read.value == "say \n and \t"
        assert read[4:5].spelled() == "\\n"
        assert read[5:10].spelled() == " and "
        assert read.spell(4, 5, "!") == (4, 6, "!")


def test_a_stretch_is_the_slicedof_the_same_place() -> None:
    whole = Text.of("say \\n and \\t")
    for text in (whole, whole[4:], whole.unescaped([(4, 6, "\n")]), whole.through(str.upper)):
        for begin, end in ((0, 4), (2, 7), (3, 3)):
            stretch, sliced = text.stretch(begin, end), text[begin:end]
            assert (stretch.start, stretch.end) == (sliced.start, sliced.end)
            assert stretch.value == sliced.value
            assert stretch[1:].value == sliced[1:].value
            assert stretch.spell(0, 0, "a") == sliced.spell(0, 0, "a")


def test_a_stretch_has_no_other_attributes_than_a_text() -> None:
    stretch = Text.of("words").stretch(0, 2)
    assert not hasattr(stretch, "values")
