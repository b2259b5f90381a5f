"""Runs one command and prints what it cost; `measure.py` starts it in a process of its own.

A process begins its life with the peak memory of the one that forked it. This one imports nothing,
so that the peak it prints is the command's own. Arguments: the folder to run in, the command. It
prints CPU seconds (user and system, children included), wall seconds, peak memory in KiB and the
exit code, negative for a signal.
"""

import os
import sys
import time


def main() -> None:
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        become(sys.argv[1], sys.argv[2:])
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - began
    code = os.waitstatus_to_exitcode(status)
    print(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss, code)


def become(folder: str, command: list[str]) -> None:
    """Be the command from here on, its output thrown away."""
    try:
        os.chdir(folder)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        os.execvp(command[0], command)
    finally:
        os._exit(127)


if __name__ == "__main__":
    main()
