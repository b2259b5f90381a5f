"""Ansible's INI inventories: variables at their places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from envguard.formats.ansible_inventory import variables
from envguard.model import Text

INVENTORY = """\
# the lab
mail.example ansible_user=ada
[web]
web[01:20].example ansible_port=2222 note='a b' # not=this
[web:vars]
ansible_ssh_common_args = "-o A=b -C"
; x=y
[all:children]
web
"""


def test_variables_know_their_host_and_group() -> None:
    found = [(v.group, v.host, v.name.value, v.value.value) for v in variables(Text.of(INVENTORY))]
    assert found == [
        ("ungrouped", "mail.example", "ansible_user", "ada"),
        ("web", "web[01:20].example", "ansible_port", "2222"),
        ("web", "web[01:20].example", "note", "a b"),
        ("web", "", "ansible_ssh_common_args", "-o A=b -C"),
    ]


PARTS = st.sampled_from(["[a]", "[a:vars]", "[b:children]", "x=1", "h", "'", '"', "#", " ", "\n"])


@given(st.lists(PARTS, max_size=30))
def test_every_value_stands_in_the_file(parts: list[str]) -> None:
    text = Text.of("".join(parts))
    for variable in variables(text):
        assert 0 <= variable.value.start <= variable.value.end <= len(text)
        assert variable.name.spelled().startswith(variable.name.value[:1])
