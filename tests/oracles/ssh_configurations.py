"""Random ssh configurations, good and bad, for comparison with the real `ssh -G`."""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from envguard.data.ssh_keywords import KEYWORDS

HOSTS = ["foo", "bar", "FOO", "web1.example.com", "git@foo", "10.0.0.1", "127.1", "a.b.c", "foo."]

GENERAL = [
    "yes", "no", "none", "a", "a b", "1", "0", "~/x", "%h", "${HOME}/x", "${NOPE}", '"a b"',
    "''", '""', "# c", "x # c", "x#c", "=x", "a,b", "*", "-x", "$HOME", "%z", "a\\ b", "'x",
]  # fmt: skip

VALUES: dict[str, list[str]] = {
    "yes_no": ["yes", "no", "YES", "No", "true", "on", "1"],
    "addressfamily": ["any", "inet", "INET6", "ipv4"],
    "stricthostkeychecking": ["yes", "no", "off", "ask", "accept-new", "true", "False", "never"],
    "controlmaster": ["auto", "yes", "no", "ask", "autoask", "on"],
    "add_keys": ["yes", "no", "ask", "confirm", "confirm 5m", "1h", "0", "confirm x", "yes 5"],
    "persist": ["yes", "no", "0", "10m", "1h30m", "YES", "-1", "5x"],
    "time": ["0", "5", "5m", "none", "1h1h", "5s5", '"1h 5"', "-1", "1w2d", "x", "2147483648"],
    "integer": ["0", "3", "+3", "010", "-1", "3x", "2147483648", '" 3"', "99999999999999999999"],
    "port": ["22", "2222", "0", "65536", "ssh", "http", "+22", "022", "x", '" 22"'],
    "mask": ["0177", "0", "0777", "01000", "8", "0x1", "7z", "-1"],
    "rekey": ["1G", "1G 1h", "default", "default none", "default 1h", "16K 30m", "15", "1.5G",
              "none", "1G none", "2G x", "512M 5 5"],
    "escape": ["none", "~", "^a", "^?", "%", "ab", "^[", '"#"', "^^"],
    "quality": ["af21", "ef le", "lowdelay throughput", "0x20", "255", "256", "none", "none ef",
                "08", "af11 af12 af13", "reliability", "010"],
    "tunnel_device": ["any", "1", "1:2", "any:any", "1:", "x", "any:2"],
    "forward_agent": ["yes", "no", "True", "off", "on", "$SOCK", "$bad-name", "~/a.sock", "/x",
                      "${HOME}/s", "${NOPE}/s", "ask", "yes#c", "%d/%h", "%z"],
    "agent": ["none", "SSH_AUTH_SOCK", "$SOCK", "$a-b", "~/a", "%d/%n", "${NOPE}", "%%"],
    "identity": ["~/.ssh/a", "~/.ssh/b", "none", '"~/my key"', "a b", "%d/k", "C:\\\\x"],
    "certificate": ["~/.ssh/c", "c2", "none"],
    "known_hosts": ["~/.ssh/known_hosts", "~/a ~/b", "none", "None x", "/dev/null", "%d/%h",
                    "~/.ssh/known_hosts ~/.ssh/known_hosts2", "${NOPE}", '"a b" c', "a # b", "# x"],
    "command": ["nc %h %p", "none", "None", 'echo "x"', "it's", "a # b", "= a", '"a" b', "%h", "%z",
                "ssh -W %h:%p jump", "x\\"],
    "jump": ["none", "b", "a,b", "u@b:22", "b:0", "ssh://u@b:33", "[::1]:22", "1.2.3.4",
             "b # c", "foo", "bar:22", "a,", "u@", "NONE", "none,a", "a b", '"a"', "foo:22"],
    "local_forward": ["80 h:80", "127.0.0.1:80 h:80", "*:80 h:http", "/tmp/s h:80", "80 /tmp/s",
                      "[::1]:80 [::1]:80", "80", "80 h", "0 h:80", "80 h:80 x", "/%h/s x:1",
                      "${HOME}/s h:1", "${NOPE} h:1", "80 h:0", "h:80 /x", "a/b h:1", "80 :80",
                      "a\\:b:80 h:1", "80 [h:1", "80 socks:1", "/a /b", "80 /%z"],
    "remote_forward": ["80", "80 h:80", "0 h:1", "*:80", "/tmp/s", "80 /b", "80 h", ":80", "socks",
                       "a:0 x:1", "80 x:0", "a:b:c"],
    "dynamic_forward": ["1080", "127.0.0.1:1080", "*:1080", "socks", "0", "/tmp/s", "80:", "a:b:1",
                        "1080 x", "[::1]:5", "::1:5"],
    "send_environment": ["A B", "LANG LC_*", "-A", "-L*", "A=b", "", "A A", "-B C", '""', "# c"],
    "set_environment": ["A=b", "A=b C=d", 'A="b c"', "A", "A= ", "A=1 A=2", "A==b"],
    "permit_open": ["any", "none", "h:80", "h:80 *:*", "[::1]:80", "h", "any h:80", "h:0", "NONE",
                    "a/b:80", "h:http"],
    "domains": ["none", "example.com", "A.B c", ".a", "a..b", "none a", "a.", "-a"],
    "permitted_names": ["none", "a", "none a:b", "a:", '""'],
    "log_verbose": ["none", "a b", "a none", "kex.c:*:1000,*:f():*", "NONE"],
    "host": ["foo", "*", "!foo *", "bar foo", "f*", "?oo", "* !*.com", "foo,bar", "FOO", "!foo",
             '"foo"', "10.0.0.*", "web*.example.com", "", "# x", "foo # x", '""', "!", "**o",
             "nope", "127.*", "fo'o'", "*.*.*", "h", "bar h"],
    "match": ["all", "host foo", "host=foo", "host = foo", "!host foo", "host *,!foo", "user root",
              "user git", "localuser root", "originalhost foo", "originalhost FOO", "final",
              "!final", "canonical", "!canonical", "final all", "all host foo", "host foo all",
              "host bar user root", "!all", 'host "foo"', "host 'foo'", 'host f"o"o', "host",
              "zork x", "host foo # c", "host bar final", "", "tagged x", 'host ""', "user !root,*",
              "canonical host bar", "host foo bar", "all all", "host==foo", "localuser nob*",
              "final host h,bar", "host 127.0.0.1,10.*"],
    "include": ["one.conf", "d/*.conf", "two.conf one.conf", "nope", "~/.ssh/one.conf", '"sp ace"',
                "../.ssh/two.conf", "d/[ab].conf", "d/?.conf # x", "*.conf", "d", ".h*", "loop",
                '""', "d/[!a].conf", "o\\ne.conf", "${HOME}/.ssh/one.conf"],
    "algorithms": ["-*", "+zork", "zork", "-zork", ",", "+", "-", "^,"],
    "text": ["a", "none", "~/x", '"a b"', "a b", "%h", "%h.x", "x%%", "%n", "Foo.Bar", "h", "bar",
             "127.1", "::1", "FE80::1", "git", "root", '""', "a;b", "Zork*,Foo", "zork", "a # c"],
    "gssapi_algorithms": ["gss-gex-sha1-", "gss-group14-sha256-,gss-gex-sha1-", "zork", "+x", ","],
    "ignored": ["2", "a b", '"x', "# c", ""],
}  # fmt: skip

ALGORITHMS = {
    "ciphers": ["aes128-ctr", "+3des-cbc", "-aes*", "^aes256-cbc", "arcfour", "aes128-ctr,3des-cbc",
                "aes*"],
    "macs": ["hmac-sha1", "+hmac-md5", "-hmac*", "^hmac-md5-96", "hmac-ripemd160"],
    "kexalgorithms": ["curve25519-sha256", "+diffie-hellman-group1-sha1", "-curve*",
                      "gss-gex-sha1-", "^ecdh-sha2-nistp521", "diffie*"],
}  # fmt: skip
KEY_ALGORITHMS = ["ssh-rsa", "+ssh-rsa", "-ssh*", "ssh-*", "^ssh-dss", "!ssh-rsa", "*", "rsa*,zork",
                  "+ssh-dss,ssh-rsa", "ssh-ed25519,ssh-ed25519"]  # fmt: skip

SEPARATORS = [" ", " ", " ", "\t", "=", " = ", "  ", " =", "= "]
ENDINGS = ["\n"] * 12 + ["\r\n", " \n", "\t\r\n", "\x0c\n", " # c\n", " #c\n"]
ODD_LINES = ["\n", "# comment\n", "  # it's\n", "\t\n", "\r\n", '"User x\n', "; c\n", "=\n",
             "Zork 1\n", "Zork\n", "zork a b\n", "Foo bar\n", "Zork 'x\n", "UseKeychain yes\n",
             "User\x0bx\n", "\ufeffUser x\n", "User\xa0x\n", "User x\x00y\n", "Port 5\rUser x\n",
             '"User" y\n', '"User"=y\n', "User==x\n", "'User' x\n", 'User"x" y\n', "User x\\\n",
             "Host\n", "IdentitiesOnly on\n", "User \xe9\n"]  # fmt: skip

_USUAL = sorted(
    name
    for name, keyword in KEYWORDS.items()
    if keyword.kind not in ("host", "match", "include") and name != "canonicalizehostname"
)
_OFTEN = ["hostname", "user", "port", "forwardagent", "identityfile", "sendenv", "proxyjump",
          "proxycommand", "ignoreunknown", "userknownhostsfile", "identitiesonly", "localforward",
          "setenv"]  # fmt: skip


class Configuration(NamedTuple):
    """A main file, the files below ~/.ssh, and a host to ask for."""

    lines: tuple[str, ...]
    files: dict[str, tuple[str, ...]]
    host: str


def configuration(seed: int) -> Configuration:
    """The configuration of a number; the same number gives the same one."""
    chance = random.Random(seed)
    # a file with one bad line is refused whole, so most files must be good ones
    badness = chance.choice([0.0, 0.0, 0.0, 0.02, 0.1])
    files = {
        name: _lines(chance, chance.randint(0, 4), badness / 2)
        for name in ("one.conf", "two.conf", "d/a.conf", "d/b.conf", "d/.h.conf", "sp ace")
    }
    if chance.random() < 0.1:
        files["loop"] = ("Include loop\n",)
    lines = _lines(chance, chance.randint(1, 14), badness)
    if chance.random() < 0.05:
        lines = ("CanonicalizeHostname yes\n", *lines)
    if chance.random() < 0.3:
        lines = tuple(_scratched(chance, line) for line in lines)
    return Configuration(lines, files, chance.choice(HOSTS))


def same_everywhere(made: Configuration) -> bool:
    """Whether all builds of 9.2 read a configuration alike.

    Distributions carry later fixes to it: whether `ProxyJump none` keeps a ProxyCommand out, and
    what stands behind the first white space of ProxyJump, differ between Debian's updates.
    """
    text = "".join([*made.lines, *(line for lines in made.files.values() for line in lines)])
    jumps = re.findall(r"(?i)proxyjump[^\n]*", text)
    if any(re.search(r"(?i)^proxyjump[ \t\r\"=]*none", jump) for jump in jumps):
        return "proxycommand" not in text.lower()
    return not any(re.search(r"[ \t\r\x0b\x0c#\"].*,", jump.strip()[10:]) for jump in jumps)


def _lines(chance: random.Random, count: int, badness: float) -> tuple[str, ...]:
    return tuple(_line(chance, badness) for _ in range(count))


def _line(chance: random.Random, badness: float) -> str:
    roll = chance.random()
    if roll < 0.04:
        good = ODD_LINES[:7]
        return chance.choice(ODD_LINES if chance.random() < badness * 3 else good)
    if roll < 0.22:
        return _written(chance, "Host", chance.choice(_good(chance, "host", badness)))
    if roll < 0.36:
        return _written(chance, "Match", chance.choice(_good(chance, "match", badness)))
    if roll < 0.44:
        return _written(chance, "Include", chance.choice(_good(chance, "include", badness)))
    name = chance.choice(_OFTEN if roll < 0.7 else _USUAL)
    keyword = KEYWORDS[name]
    return _written(chance, keyword.name, _value(chance, name, keyword.kind, badness))


def _scratched(chance: random.Random, line: str) -> str:
    """Now and then a line with one character put in, taken out or doubled."""
    if chance.random() < 0.8:
        return line
    at = chance.randrange(len(line))
    put = chance.choice(
        ["", line[at] * 2, chance.choice("\"'\\#= \t,:@%${}!*?[]-+/~^;") + line[at]]
    )
    return line[:at] + put + line[at + 1 :]


def _value(chance: random.Random, name: str, kind: str, badness: float) -> str:
    if chance.random() < badness:
        return chance.choice(GENERAL)
    if kind == "algorithms":
        own = ALGORITHMS.get(name, KEY_ALGORITHMS)
        return chance.choice(VALUES[kind] if chance.random() < badness else own[:4])
    if name == "hostname":
        return chance.choice(["bar", "h", "%h.x", "127.1", "Foo.Bar", "FE80::1", "%h"])
    return chance.choice(_good(chance, kind, badness))


def _good(chance: random.Random, kind: str, badness: float) -> list[str]:
    """The values of a kind: where badness does not strike, mostly those that ssh accepts."""
    from envguard.data.ssh_keywords import CHOICES

    values = VALUES.get(kind) or list(CHOICES.get(kind, ())) or GENERAL
    if chance.random() < badness * 3:
        return values
    return [value for value in values if _usually_good(kind, value)]


_BAD_ENDS = {
    "host": {"", '""'},
    "match": {"all host foo", "host", "zork x", "", "tagged x", 'host ""', "host foo bar",
              "all all", "host==foo", 'host f"o"o'},
    "include": {'""', "loop"},
    "yes_no": {"true", "on", "1"},
}  # fmt: skip
_GOOD_STARTS: dict[str, int] = {
    "addressfamily": 3, "stricthostkeychecking": 7, "controlmaster": 5, "add_keys": 7,
    "persist": 5, "time": 7, "integer": 4, "port": 2, "mask": 3, "rekey": 6, "escape": 3,
    "quality": 5, "tunnel_device": 4, "forward_agent": 6, "agent": 3, "identity": 4,
    "certificate": 3, "known_hosts": 3, "command": 4, "jump": 3, "local_forward": 6,
    "remote_forward": 6, "dynamic_forward": 4, "send_environment": 4, "set_environment": 3,
    "permit_open": 5, "domains": 3, "permitted_names": 1, "log_verbose": 2, "text": 4,
    "gssapi_algorithms": 2, "ignored": 2,
}  # fmt: skip


def _usually_good(kind: str, value: str) -> bool:
    if kind in _BAD_ENDS:
        return value not in _BAD_ENDS[kind]
    limit = _GOOD_STARTS.get(kind)
    return limit is None or value in VALUES[kind][:limit]


def _written(chance: random.Random, name: str, value: str) -> str:
    spelled = chance.choice([name, name, name, name.lower(), name.upper()])
    indent = chance.choice(["", "", " ", "\t", "    "])
    return f"{indent}{spelled}{chance.choice(SEPARATORS)}{value}{chance.choice(ENDINGS)}"
