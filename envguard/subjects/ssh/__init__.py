"""ssh's client configuration as ssh itself sees it."""

from envguard.subjects.ssh.config import Block, Included, IncludeReader, Line, SshConfig
from envguard.subjects.ssh.includes import follow_includes, project_includes
from envguard.subjects.ssh.judged import judged_hosts
from envguard.subjects.ssh.machine import Machine, this_machine
from envguard.subjects.ssh.options import Effective, OptionValue
from envguard.subjects.ssh.problems import Problem
from envguard.subjects.ssh.reading import read_ssh_config
from envguard.subjects.ssh.report import host_report

__all__ = [
    "Block",
    "Effective",
    "IncludeReader",
    "Included",
    "Line",
    "Machine",
    "OptionValue",
    "Problem",
    "SshConfig",
    "follow_includes",
    "host_report",
    "judged_hosts",
    "project_includes",
    "read_ssh_config",
    "this_machine",
]
