"""What ssh takes from the machine it runs on: names, folders and the environment."""

from __future__ import annotations

from collections.abc import Mapping

from envguard.model.records import NamedTuple


class Machine(NamedTuple):
    """The facts about user and machine that decide some settings; None where not known.

    `home` is $HOME, which a relative Include follows; `account_home` is the account's folder,
    which `~` and `%d` mean elsewhere (measured). `real` says that services, accounts and files may
    be looked up where this runs.
    """

    home: str | None = None
    account_home: str | None = None
    user: str | None = None
    user_number: str | None = None
    host_name: str | None = None
    environment: Mapping[str, str] | None = None
    real: bool = False

    def service(self, name: str) -> int | None:
        """The TCP port of a service name, None where there is none."""
        if not self.real:
            return _COMMON_SERVICES.get(name)
        import socket

        try:
            return socket.getservbyname(name, "tcp")
        except (OSError, ValueError):
            return None

    def lacks(self, path: str) -> bool:
        """Whether a file surely does not exist."""
        if not self.real:
            return False
        import os

        return not os.path.lexists(path)

    def folder_of(self, user: str) -> str | None:
        """The home folder of a user, "" for the own one; None where there is no such user."""
        if not user:
            return self.account_home
        if not self.real:
            return None
        try:
            import pwd

            return pwd.getpwnam(user).pw_dir
        except (ImportError, KeyError, ValueError):
            return None


NOWHERE = Machine()
"""No machine at all: what depends on one stays unknown."""

_COMMON_SERVICES = {
    "domain": 53, "ftp": 21, "http": 80, "https": 443, "imap2": 143, "ldap": 389, "ldaps": 636,
    "mysql": 3306, "pop3": 110, "postgresql": 5432, "redis": 6379, "smtp": 25, "socks": 1080,
    "ssh": 22, "telnet": 23, "x11": 6000,
}  # fmt: skip


def this_machine() -> Machine:
    """The machine and user of this process, as ssh would see them."""
    import os
    import socket

    home = os.environ.get("HOME")
    try:
        import pwd

        account = pwd.getpwuid(os.getuid())
        return Machine(
            home if home is not None else account.pw_dir,
            account.pw_dir,
            account.pw_name,
            str(account.pw_uid),
            socket.gethostname(),
            os.environ,
            True,
        )
    except (ImportError, KeyError):
        import getpass

        home = home or os.path.expanduser("~")
        user = getpass.getuser()
        return Machine(home, home, user, None, socket.gethostname(), os.environ, True)
