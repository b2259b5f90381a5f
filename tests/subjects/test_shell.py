"""From launches to commands: variables, wrappers, pipes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envguard.model import Text
from envguard.subjects.command import HOLE, Command, Context, Launch, Value
from envguard.subjects.shell import commands

CONTEXT = Context("shell", "script")


def run(script: str, context: Context = CONTEXT) -> list[Command]:
    return commands([Launch(Text.of(script), context)])


def last(script: str) -> list[str]:
    return run(script)[-1].values


@pytest.mark.parametrize(
    ("script", "word"),
    [
        ("IP=0.0.0.0\njupyter lab --ip=$IP", "--ip=0.0.0.0"),
        ('IP=0.0.0.0\njupyter lab --ip="${IP}"', "--ip=0.0.0.0"),
        ("jupyter lab --ip=${IP:-0.0.0.0}", "--ip=0.0.0.0"),
        ("IP=::\njupyter lab --ip=${IP:-0.0.0.0}", "--ip=::"),
        ("A=0\nIP=$A.0.0.0\njupyter lab --ip=$IP", "--ip=0.0.0.0"),
        ("export IP=::\njupyter lab --ip=$IP", "--ip=::"),
        ("if x; then IP=::; jupyter lab --ip=$IP; fi", "--ip=::"),
        ("IP=::\n[ -f x ] && jupyter lab --ip=$IP", "--ip=::"),
    ],
)
def test_a_variable_that_the_script_sets_is_resolved(script: str, word: str) -> None:
    assert last(script)[-1] == word


@pytest.mark.parametrize(
    "script",
    [
        "jupyter lab --ip=$IP",
        "jupyter lab --ip=${IP:-}",
        "jupyter lab --ip=${IP:?set it}",
        "jupyter lab --ip=$(hostname)",
        "jupyter lab --ip=`hostname`",
        "if x; then IP=0.0.0.0; fi\njupyter lab --ip=$IP",
        "[ -z $IP ] && IP=0.0.0.0\njupyter lab --ip=$IP",
        "IP=::\nread IP\njupyter lab --ip=$IP",
        "IP=::\nsource settings.sh\njupyter lab --ip=$IP",
        "for IP in a b; do jupyter lab --ip=$IP; done",
        "jupyter lab --ip=$1",
        "IP=$(hostname)\njupyter lab --ip=$IP",
        "IP=::\nunset IP\njupyter lab --ip=$IP",
        "IP=::\nIP+=1\njupyter lab --ip=$IP",
    ],
)
def test_what_nothing_in_sight_decides_is_a_hole(script: str) -> None:
    found = [c for c in run(script) if c.program == "jupyter"]
    assert found[-1].values[-1] == f"--ip={HOLE}"


def test_activating_an_environment_forgets_no_variable() -> None:
    script = "IP=::\nsource /opt/conda/etc/profile.d/conda.sh\njupyter lab --ip=$IP"
    assert last(script)[-1] == "--ip=::"


def test_an_unquoted_variable_of_several_words_is_split_at_its_own_place() -> None:
    command = run('OPTS="--ip=0.0.0.0 --allow-root"\njupyter lab $OPTS')[-1]
    assert command.values == ["jupyter", "lab", "--ip=0.0.0.0", "--allow-root"]
    assert command.argv[2].text.spelled() == "--ip=0.0.0.0"
    assert command.argv[2].raw.spelled() == "$OPTS"


def test_the_carriers_variables_are_the_scripts() -> None:
    given_by = {"IP": Value("::", Text.of("::"))}
    assert run("jupyter lab --ip=$IP", CONTEXT._replace(environment=given_by))[-1].values[-1] == (
        "--ip=::"
    )


def test_only_exported_variables_reach_the_programs_environment() -> None:
    command = run("A=1\nexport B=2\nC=3 jupyter lab")[-1]
    assert {name: value.value for name, value in command.environment.items()} == {
        "B": "2",
        "C": "3",
    }


@pytest.mark.parametrize(
    "script",
    [
        "sudo jupyter lab",
        "sudo -u ada -E jupyter lab",
        "env A=1 jupyter lab",
        "/usr/bin/env -i A=1 B=2 jupyter lab",
        "exec jupyter lab",
        "nohup jupyter lab &",
        "time jupyter lab",
        "timeout -k 5 10h jupyter lab",
        "nice -n 10 jupyter lab",
        "srun -n 1 --gres gpu:1 jupyter lab",
        "mpirun -np 2 jupyter lab",
        "conda run -n x --no-capture-output jupyter lab",
        "micromamba run -n x jupyter lab",
        "poetry run jupyter lab",
        "uv run --with jupyterlab jupyter lab",
        "sh -c 'jupyter lab'",
        'bash -lc "jupyter lab"',
        'bash -l -c "jupyter lab"',
        "su - ada -c 'jupyter lab'",
        "docker run --rm -it -p 8888:8888 image jupyter lab",
        "docker exec -it box jupyter lab",
        'docker run image bash -c "jupyter lab"',
        "singularity exec --nv image.sif jupyter lab",
        "A=1 apptainer run --bind .:/opt --nv image.sif jupyter lab",
        "ssh -L 1:h:1 host jupyter lab",
        'ssh host "jupyter lab"',
        "tmux new -d -s nb 'jupyter lab'",
        "screen -dmS nb jupyter lab",
        "x | y && (cd z; jupyter lab)",
        "tini -g -- jupyter lab",
        "sudo nohup env A=1 jupyter lab > log 2>&1 &",
        "eval 'jupyter lab'",
        "gosu ada jupyter lab",
        "xvfb-run -a jupyter lab",
        "bash <<EOF\njupyter lab\nEOF",
        'bash -euo pipefail -c "jupyter lab"',
        'bash -c -- "jupyter lab"',
        "env -S 'jupyter lab'",
        "env - X=y jupyter lab",
        "sudo -nu ada jupyter lab",
        "docker run --entrypoint jupyter image lab",
        "eval jupyter lab",
        "trap 'jupyter lab' EXIT",
        "salloc -n 1 jupyter lab",
        "sbatch --wrap='jupyter lab'",
        "runuser -u ada -- jupyter lab",
        "taskset -c 0 jupyter lab",
        "watch -n 5 jupyter lab",
        "tmux new-session -d -s nb jupyter lab",
        "ssh host <<'EOF'\njupyter lab\nEOF",
    ],
)
def test_every_wrapper_is_seen_through_to_the_command_inside(script: str) -> None:
    assert ["jupyter", "lab"] in [command.values for command in run(script)]


@pytest.mark.parametrize(
    "script",
    [
        "echo jupyter lab",
        'echo "sudo jupyter lab"',
        "# sudo jupyter lab",
        "git commit -m 'jupyter lab'",
        "sudo bash jupyter.sh",
        "bash script.sh -c 'jupyter lab'",
        "conda install jupyter lab",
        "docker build jupyter lab",
    ],
)
def test_words_that_start_nothing_are_no_command(script: str) -> None:
    assert not [c for c in run(script) if c.program == "jupyter"]


@pytest.mark.parametrize(
    ("script", "user"),
    [
        ("sudo jupyter lab", "root"),
        ("sudo -u ada jupyter lab", "ada"),
        ("sudo --user=ada jupyter lab", "ada"),
        ("docker run -u 0 i jupyter lab", "root"),
        ("docker run --user 1000 i jupyter lab", "1000"),
        ("gosu ada jupyter lab", "ada"),
        ("jupyter lab", None),
    ],
)
def test_who_runs_the_command(script: str, user: str | None) -> None:
    assert run(script)[-1].user == user


@pytest.mark.parametrize(
    ("options", "published"),
    [
        ("-p 8888:8888", "everywhere"),
        ("-p8888:8888", "everywhere"),
        ("--publish=0.0.0.0:8888:8888", "everywhere"),
        ("-p 127.0.0.1:8888:8888", "loopback"),
        ("-p 127.0.0.1:8888:8888 -p 80:80", "everywhere"),
        ("--network host", "everywhere"),
        ("", "none"),
    ],
)
def test_how_a_container_publishes_its_ports(options: str, published: str) -> None:
    assert run(f"docker run {options} image jupyter lab")[-1].context.published == published


def test_the_stages_of_a_pipe_know_each_other_without_their_wrappers() -> None:
    found = run("curl -s u | sudo bash -s -- -b")
    assert [stage.program for stage in found[0].pipeline] == ["curl", "bash"]


def test_variables_of_a_container_are_its_own() -> None:
    command = run("export A=1\ndocker run -e B=2 -e C image jupyter lab")[-1]
    assert {name: value.value for name, value in command.environment.items()} == {
        "B": "2",
        "C": HOLE,
    }


@given(st.text("abc $'\"{}()|;&=-\n#", max_size=50))
@settings(max_examples=300)
def test_no_script_escapes_as_an_exception(script: str) -> None:
    for command in run(script):
        assert command.argv


@pytest.mark.parametrize("line", ["A=$A$A\n", 'A="${B:-$A$A}"\n'])
def test_a_value_that_doubles_is_unknown_rather_than_huge(line: str) -> None:
    script = "A=a\n" + line * 60 + "jupyter lab --ip=$A"
    assert last(script)[-1] == f"--ip={HOLE}"
    assert max(len(word) for command in run(script) for word in command.values) < 50_000
