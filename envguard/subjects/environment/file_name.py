"""Names of environment files that no tool looks for."""

from __future__ import annotations

from envguard.model import Text
from envguard.model.records import NamedTuple
from envguard.subjects.environment.environment import CondaEnvironment

USUAL = "environment.yml"


class OddName(NamedTuple):
    """An environment whose file is not called environment.yml."""

    environment: CondaEnvironment

    @property
    def folder(self) -> str:
        """The folder of the file, with forward slashes."""
        return self.environment.path.replace("\\", "/").rpartition("/")[0]

    @property
    def base(self) -> str:
        """The file's own name."""
        return self.environment.path.replace("\\", "/").rpartition("/")[2]

    @property
    def text(self) -> Text:
        """The word that stands for the file: the environment's name, else its first line."""
        name = self.environment.name
        return name.text if name is not None else self.environment.text.lines()[0]

    @property
    def is_misspelled(self) -> bool:
        """Whether `environment` is meant: one letter missing, too many, wrong or swapped."""
        return _is_near("environment", self.base.rpartition(".")[0].lower())


def odd_name(environment: CondaEnvironment) -> OddName | None:
    """The subject for a file of another name than environment.yml, None for that name."""
    found = OddName(environment)
    return None if found.base == USUAL else found


def _is_near(wanted: str, given: str) -> bool:
    if given in (wanted, wanted + "s") or abs(len(given) - len(wanted)) > 1:
        return False
    if len(given) == len(wanted):
        apart = [i for i in range(len(wanted)) if given[i] != wanted[i]]
        if len(apart) != 2:
            return len(apart) == 1
        first, second = apart
        return second == first + 1 and given[first : second + 1] == wanted[second] + wanted[first]
    shorter, longer = sorted((given, wanted), key=len)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
