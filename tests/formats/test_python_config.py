from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.python_config import ANYTHING, PythonConfig, parse
from envguard.formats.python_values import Given, Unclear
from envguard.formats.tree import SyntaxProblem
from envguard.model import Source, Text


def effective(source: str, **variables: str) -> dict[str, object]:
    """Known values by "Section.trait"; an Unclear one stands as itself."""
    config = read(source, **variables)
    return {
        f"{section}.{trait}": one.value.value if isinstance(one.value, Given) else one.value
        for (section, trait), one in config.effective.items()
    }


def read(source: str, **variables: str) -> PythonConfig:
    return parse(Text.of(source), variables.get if variables else None)


@pytest.mark.parametrize(
    "source",
    [
        "c.ServerApp.ip = '0.0.0.0'",
        "c = get_config()\nc.ServerApp.ip = '0.0.0.0'",
        "c = get_config()  # noqa\nconfig = c\nconfig.ServerApp.ip = u'0.0.0.0'",
        "c['ServerApp']['ip'] = '0.0.0.0'",
        "c['ServerApp'].ip = '0.0.0.0'",
        "c.ServerApp.update({'ip': '0.0.0.0'})",
        "c.ServerApp.update(ip='0.0.0.0')",
        "c.update({'ServerApp': {'ip': '0.0.0.0'}})",
        "c.ServerApp = Config({'ip': '0.0.0.0'})",
        "setattr(c.ServerApp, 'ip', '0.0.0.0')",
        "c.ServerApp.setdefault('ip', '0.0.0.0')",
        "server = c.ServerApp\nserver.ip = '0.0.0.0'",
        "IP = '0.0' + '.0.0'\nc.ServerApp.ip = IP",
        "c.ServerApp.ip = f'{0}.0.0.0'",
        "c.ServerApp.ip = '127.0.0.1'\nc.ServerApp.ip = '0.0.0.0'",
        "for name in ['ServerApp']:\n    c[name].ip = '0.0.0.0'",
        "def listen(config, ip='x'):\n    config.ServerApp.ip = '0.0.0.0'\nlisten(c)",
        "if True:\n    c.ServerApp.ip = '0.0.0.0'\nelse:\n    c.ServerApp.ip = ''",
        "if anything():\n    c.ServerApp.ip = '0.0.0.0'\nelse:\n    c.ServerApp.ip = '0.0.0.0'",
        "with open('x') as f:\n    c.ServerApp.ip = '0.0.0.0'",
        "c.ServerApp.ip: str = ' 0.0.0.0'.strip()",
        "a, c.ServerApp.ip = 1, '0.0.0.0'",
        "c.ServerApp.ip = '' or '0.0.0.0'",
    ],
)
def test_every_spelling_of_an_assignment_is_read(source: str) -> None:
    assert effective(source) == {"ServerApp.ip": "0.0.0.0"}


def test_values_keep_their_types() -> None:
    source = "c.A.a = None; c.A.b = 8; c.A.c = True; c.A.d = {'x': ['y', 1.5]}; c.A.e = b'z'"
    assert list(effective(source).values()) == [None, 8, True, {"x": ["y", 1.5]}, b"z"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("if asked():\n    c.A.x = ''", "`if` in line 1"),
        ("c.A.x = 1\nif asked():\n    c.A.x = ''", "`if` in line 2"),
        ("try:\n    c.A.x = ''\nexcept OSError:\n    pass", "`try` in line 1"),
        ("while asked():\n    c.A.x = ''", "a loop in line 1"),
        ("for x in asked():\n    c.A.x = ''", "a loop in line 1"),
        ("def f():\n    if asked():\n        return 1\n    c.A.x = ''\nf()", "may return early"),
    ],
)
def test_what_only_a_branch_sets_is_unclear_and_conditional(source: str, words: str) -> None:
    found = read(source).effective["A", "x"]
    assert isinstance(found.value, Unclear)
    assert words in found.value.reason
    assert found.conditional


def test_the_other_branch_of_a_known_test_is_left_out() -> None:
    source = "import os\nif os.environ.get('X') == 'yes':\n    c.A.x = 1\nelse:\n    c.A.x = 2"
    assert effective(source, X="yes") == {"A.x": 1}
    assert effective(source, X="no") == {"A.x": 2}


def test_a_variable_of_the_environment_is_asked_for_with_its_default() -> None:
    source = "import os\nc.A.x = os.environ.get('TOKEN', '')\nc.A.y = os.getenv('TOKEN')"
    assert effective(source, TOKEN="secret") == {"A.x": "secret", "A.y": "secret"}
    assert effective(source, OTHER="1") == {"A.x": "", "A.y": None}
    unclear = read(source).effective["A", "x"].value
    assert isinstance(unclear, Unclear)
    assert unclear.variable == "TOKEN"
    assert unclear.default == Given("")
    assert not unclear.filled


@pytest.mark.parametrize(
    "expression",
    [
        "passwd('hunter2')",
        "secrets.token_hex(24)",
        "uuid.uuid4().hex",
        "f'user-{name}'",
        "'a' + asked()",
        "asked() or 'x'",
        "'a' if asked() else 'b'",
        "os.path.join(here, 'cert.pem')",
    ],
)
def test_what_is_surely_not_empty_is_known_to_be_so(expression: str) -> None:
    source = "import os, secrets, uuid\nfrom jupyter_server.auth import passwd\n"
    found = read(f"{source}c.A.x = {expression}").effective["A", "x"].value
    assert isinstance(found, Unclear)
    assert found.filled


@pytest.mark.parametrize(
    "expression", ["asked()", "f'{name}'", "x if y else ''", "open('f').read()"]
)
def test_what_may_be_empty_is_not_called_filled(expression: str) -> None:
    found = read(f"c.A.x = {expression}").effective["A", "x"].value
    assert isinstance(found, Unclear)
    assert not found.filled


@pytest.mark.parametrize(
    "line",
    ["exec(open('x').read())", "from settings import *", "configure(c)", "load_subconfig('x.py')"],
)
def test_code_that_is_not_in_sight_may_set_anything_before_but_nothing_after(line: str) -> None:
    found = effective(f"c.A.x = ''\n{line}\nc.A.y = ''")
    assert isinstance(found["A.x"], Unclear)
    assert found["A.y"] == ""
    assert isinstance(found[f"{ANYTHING}.{ANYTHING}"], Unclear)


def test_a_subconfig_is_followed_with_its_own_places() -> None:
    other = Text.whole(Source("other.py", "c = get_config()\nc.A.x = ''\n"))
    config = parse(Text.of("load_subconfig('other.py')\nc.A.y = 1"), None, {"other.py": other}.get)
    assert config.effective["A", "x"].text.location().path == "other.py"
    assert config.effective["A", "y"].value == Given(1)
    assert not config.missing


def test_subconfigs_that_load_each_other_end() -> None:
    text = Text.of("load_subconfig('self.py')")
    assert (ANYTHING, ANYTHING) in parse(text, None, {"self.py": text}.get).effective


def test_imports_are_kept_unless_something_catches_their_failure() -> None:
    source = (
        "from notebook.auth import passwd\n"
        "try:\n    import numpy\nexcept ImportError:\n    import pandas\n"
        "if asked():\n    import scipy\n"
    )
    found = [(one.module, one.name, one.conditional) for one in read(source).imports]
    assert found == [("notebook.auth", "passwd", False), ("scipy", None, True)]


def test_a_raise_is_a_doubt_that_is_sure_only_outside_branches() -> None:
    assert [one.sure for one in read("raise ValueError").doubts] == [True]
    assert [one.sure for one in read("if not asked():\n    raise ValueError").doubts] == [False]
    assert read("try:\n    raise ValueError\nexcept ValueError:\n    pass").doubts == []


def test_containers_that_are_changed_in_place_are_known_where_all_of_it_is() -> None:
    known = "c.A.d.update({'x': 1})\nc.A.d.update({'y': 2})"
    assert effective(known) == {"A.d": {"x": 1, "y": 2}}
    assert isinstance(effective("c.A.d.update(asked())")["A.d"], Unclear)


@pytest.mark.parametrize(
    ("source", "line"),
    [("c.A.x = (", 1), ("c.A.x = 1\n  c.A.y = 2", 2), ("print 'x'", 1), ("x = 1\x00", 1)],
)
def test_what_python_refuses_is_a_syntax_problem_with_its_line(source: str, line: int) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        read(source)
    assert caught.value.position.line == line


@pytest.mark.parametrize(
    "source",
    [
        "c.A.x = " + "(" * 5000,
        "c.A.x = " + "-" * 50_000 + "1",
        "c.A.x = " + "+".join("1" for _ in range(20_000)),
        "c.A.x = 'a'" + ".strip()" * 3000,
        "\n".join(f"{' ' * at}if x:" for at in range(90)) + "\n" + " " * 90 + "c.A.x = 1",
        "if x:\n    pass\n" + "elif x:\n    c.A.x = 1\n" * 3000,
        "def f():\n    f()\n    f()\nf()",
        "\n".join(f"if x{at}:\n    c.A.x{at} = {at}" for at in range(3000)),
        "c.A.x = 9" + "9" * 10_000,
        "c.A.x = '%99999999d' % 1",
        "c.A.x = 'a' * 10**9",
        "x = [" * 80 + "]" * 80,
        "for a in (1,) * 99:\n" + "    for b in [1, 2, 3]:\n        c.A.x = b\n" * 50,
    ],
)
def test_hostile_files_end_in_time_and_without_another_exception(source: str) -> None:
    try:
        config = read(source)
    except SyntaxProblem:
        return
    assert isinstance(config, PythonConfig)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_count_code_points_in_every_kind_of_line(newline: str) -> None:
    source = newline.join(["# äöü 😀", "é = 'ä'; c.A.x = u'ü😀' # x", "c.A['y'] = 'ß'"])
    config = read(source)
    spelled = [(one.target.spelled(), one.text.spelled()) for one in config.assignments]
    assert spelled == [("c.A.x", "u'ü😀'"), ("c.A['y']", "'ß'")]


names = st.text("abäß😀 '\\\"#=\n", max_size=12)


@given(st.lists(st.tuples(names, st.sampled_from(["ip", "token", "größe"])), max_size=6))
def test_each_value_is_found_where_it_stands(pairs: list[tuple[str, str]]) -> None:
    source = "".join(f"ü = {value!r}; c.A.{trait} = {value!r}\n" for value, trait in pairs)
    config = read(source)
    assert [one.value for one in config.assignments] == [Given(value) for value, _ in pairs]
    assert [one.text.spelled() for one in config.assignments] == [repr(v) for v, _ in pairs]
    assert [one.target.spelled() for one in config.assignments] == [f"c.A.{t}" for _, t in pairs]


PIECES = """
c c.A c.A.x = == ( ) [ ] { } 'a' 1 : if else: try: except: for in while def f() return raise
import from * , . + - % or and not lambda with as del ; # load_subconfig('x') get_config()
os.environ.get('A','') update setattr(c.A,'x',1) f'{c}' match case _: := @
"""
pieces = st.sampled_from([*PIECES.split(), "\n", "\n  ", "\n    "])


@given(st.lists(pieces, max_size=25).map(" ".join))
def test_no_words_lead_to_another_exception(source: str) -> None:
    with suppress(SyntaxProblem):
        for one in read(source).assignments:
            assert 0 <= one.text.start <= one.text.end <= len(source)


@given(st.text(max_size=60))
def test_no_text_leads_to_another_exception(source: str) -> None:
    with suppress(SyntaxProblem):
        assert isinstance(read(source), PythonConfig)
