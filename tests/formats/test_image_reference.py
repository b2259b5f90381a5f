"""Names of images in their parts."""

from __future__ import annotations

import pytest

from envguard.formats.image_reference import image_reference
from envguard.model import Text


@pytest.mark.parametrize(
    ("name", "registry", "repository", "tag", "digest"),
    [
        ("python", "docker.io", "python", None, None),
        ("python:3.11-slim", "docker.io", "python", "3.11-slim", None),
        ("docker.io/library/python:3", "docker.io", "python", "3", None),
        ("jupyter/base-notebook", "docker.io", "jupyter/base-notebook", None, None),
        ("quay.io/jupyter/x:a@sha256:0f", "quay.io", "jupyter/x", "a", "sha256:0f"),
        ("localhost:5000/a/b", "localhost:5000", "a/b", None, None),
        ("localhost/a:1", "localhost", "a", "1", None),
        ("x@sha256:0f", "docker.io", "x", None, "sha256:0f"),
        ("", "docker.io", "", None, None),
    ],
)
def test_a_name_is_cut_into_its_parts(
    name: str, registry: str, repository: str, tag: str | None, digest: str | None
) -> None:
    found = image_reference(Text.of(name))
    assert (found.registry, found.repository) == (registry, repository)
    assert (found.tag.value if found.tag is not None else None) == tag
    assert (found.digest.value if found.digest is not None else None) == digest


def test_the_tag_has_its_own_place() -> None:
    found = image_reference(Text.of("r:5000/a:latest"))
    assert found.tag is not None
    assert (found.tag.start, found.tag.end) == (9, 15)
