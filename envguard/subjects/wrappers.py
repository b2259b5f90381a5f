"""Programs that start the program named behind them, and how their own arguments end."""

from __future__ import annotations

from envguard.model.records import NamedTuple
from envguard.subjects.command import Command


class Wrapper(NamedTuple):
    """How a wrapper's own arguments end and the wrapped command begins.

    `valued`: options whose value is the next word. `operands`: words before the command that are
    the wrapper's own (a duration, a host). `verbs`: sub-commands that wrap (`conda run`), each
    with the options that take a value; others do not wrap.
    """

    valued: frozenset[str] = frozenset()
    operands: int = 0
    verbs: tuple[str, ...] = ()
    user: str | None = None


def _wrapper(
    valued: str = "", operands: int = 0, verbs: str = "", user: str | None = None
) -> Wrapper:
    return Wrapper(frozenset(valued.split()), operands, tuple(verbs.split()), user)


_CONTAINER_OPTIONS = (
    "-a --attach --add-host --blkio-weight -c --cpu-shares --cap-add --cap-drop --cidfile --cpus "
    "--cpuset-cpus --device --dns --entrypoint -e --env --env-file --expose --gpus --group-add -h "
    "--hostname --ip --ipc -l --label --label-file --link --log-driver --log-opt -m --memory "
    "--memory-swap --mount --name --net --network --network-alias --pid --pids-limit --platform "
    "-p --publish --pull --restart --runtime --security-opt --shm-size --stop-signal --sysctl "
    "--tmpfs --ulimit -u --user --userns -v --volume --volumes-from --volume-driver -w --workdir"
)
_CONDA_RUN = "-n --name -p --prefix --cwd -r --root-prefix"
_SLURM = (
    "-n --ntasks -N --nodes -c --cpus-per-task -p --partition -A --account -t --time -w --nodelist "
    "-J --job-name -o --output -e --error -i --input --gres --gpus -G --mem --mem-per-cpu -q --qos "
    "-C --constraint -D --chdir -x --exclude --reservation -d --dependency --container-image "
    "--container-mounts --ntasks-per-node --gpus-per-node --cpu-bind --mpi --export -M --clusters"
)
# of `apptainer exec` and `apptainer run`; the latter hands the words behind the image to its
# runscript, which starts them as a rule
_APPTAINER = (
    "-B --bind -H --home -W --workdir --env --env-file --pwd --cwd --overlay -o --mount --scratch -S "
    "--app --network --network-args --dns --hostname --security --fusemount --add-caps --drop-caps "
    "--apply-cgroups --cpus --cpuset-cpus --memory --pem-path"
)

WRAPPERS: dict[str, Wrapper] = {
    "sudo": _wrapper("-u --user -g --group -h --host -p --prompt -C -D --chdir -R -T -U -r -t", user="root"),
    "doas": _wrapper("-u -C -a", user="root"),
    "env": _wrapper("-u --unset -C --chdir -S --split-string"),
    "exec": _wrapper("-a"),
    "command": _wrapper(),
    "builtin": _wrapper(),
    "eval": _wrapper(),
    "nohup": _wrapper(),
    "time": _wrapper("-f --format -o --output"),
    "nice": _wrapper("-n --adjustment"),
    "ionice": _wrapper("-c --class -n --classdata"),
    "timeout": _wrapper("-k --kill-after -s --signal", operands=1),
    "stdbuf": _wrapper("-i -o -e"),
    "setsid": _wrapper(),
    "unbuffer": _wrapper(),
    "caffeinate": _wrapper("-t -w"),
    "xvfb-run": _wrapper("-n --server-num -s --server-args -e --error-file -f -w"),
    "tini": _wrapper("-e -p"),
    "tini-static": _wrapper("-e -p"),
    "dumb-init": _wrapper("-r --rewrite"),
    "catchsegv": _wrapper(),
    "start.sh": _wrapper(),
    "coproc": _wrapper(),
    "numactl": _wrapper("-N -m -C -p"),
    "taskset": _wrapper(operands=1),
    "strace": _wrapper("-e -o -p -s -u -E"),
    "unshare": _wrapper(),
    "watch": _wrapper("-n --interval"),
    "runuser": _wrapper("-u --user -g --group"),
    "salloc": _wrapper(_SLURM),
    "dotenv": _wrapper("-f --file", verbs="run"),
    "gosu": _wrapper(operands=1),
    "su-exec": _wrapper(operands=1),
    "chroot": _wrapper("--userspec --groups", operands=1),
    "flock": _wrapper("-w --timeout -E", operands=1),
    "sshpass": _wrapper("-p -f -d -P"),
    "xargs": _wrapper("-a -d -E -I -L -n -P -s --arg-file --delimiter --max-args --max-procs --replace"),
    "srun": _wrapper(_SLURM),
    "mpirun": _wrapper("-n -np -c -N -H --host --hostfile -hostfile -x --map-by --bind-to"),
    "mpiexec": _wrapper("-n -np -c -N -H --host --hostfile -hostfile -x --map-by --bind-to"),
    "conda": _wrapper(_CONDA_RUN, verbs="run"),
    "mamba": _wrapper(_CONDA_RUN, verbs="run"),
    "micromamba": _wrapper(_CONDA_RUN + " -e --env -a --attach", verbs="run"),
    "poetry": _wrapper("-C --directory -P --project", verbs="run"),
    "pipenv": _wrapper(verbs="run"),
    "pdm": _wrapper("-p --project", verbs="run"),
    "uv": _wrapper("--with --python -p --extra --group --env-file --project --directory --with-requirements", verbs="run"),
    "pixi": _wrapper("-e --environment --manifest-path", verbs="run"),
    "docker": _wrapper(_CONTAINER_OPTIONS, operands=1, verbs="run exec"),
    "nvidia-docker": _wrapper(_CONTAINER_OPTIONS, operands=1, verbs="run exec"),
    "podman": _wrapper(_CONTAINER_OPTIONS, operands=1, verbs="run exec"),
    "nerdctl": _wrapper(_CONTAINER_OPTIONS, operands=1, verbs="run exec"),
    "docker-compose": _wrapper("-f --file -e --env -u --user -v --volume -w --workdir -p --publish --name --entrypoint", operands=1, verbs="run exec"),
    "singularity": _wrapper(_APPTAINER, operands=1, verbs="exec run"),
    "apptainer": _wrapper(_APPTAINER, operands=1, verbs="exec run"),
    "oc": _wrapper("-n --namespace -c --container --context", operands=1, verbs="exec"),
    "kubectl": _wrapper("-n --namespace -c --container --context", operands=1, verbs="exec"),
    "ssh": _wrapper("-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w", operands=1),
}  # fmt: skip


def after_options(command: Command, wrapper: Wrapper, begin: int) -> int | None:
    """Index of the first word behind the wrapper's options and operands; None past the end."""
    argv, at, operands = command.argv, begin, wrapper.operands
    program_bundles = command.program in ("sudo", "env", "docker", "podman")
    while at < len(argv):
        value = argv[at].value
        if value == "--":
            at += 1
            if not operands:
                return at
        elif value.startswith("-") and len(value) > 1:
            # `-nu ada`: the last letter of a bundle may take a value
            bundled = not value.startswith("--") and f"-{value[-1]}" in wrapper.valued
            exact = value in wrapper.valued
            short = bundled and value[:2] not in wrapper.valued and program_bundles
            at += 2 if exact or short else 1
        elif value == "-" and command.program == "env":
            at += 1
        elif operands:
            operands -= 1
            at += 1
        else:
            return at
    return None
