"""envguard reads a project's files and says what will not reproduce and what stands open."""

__version__ = "0.1.0"

REPOSITORY = "envguard-lint/envguard"
DOCUMENTATION = "https://envguard-lint.readthedocs.io/en/latest/rules"


def rule_url(code: str) -> str:
    """The page of a rule."""
    return f"{DOCUMENTATION}/{code}/"
