"""CUDA asked for and CPU locked, or the reverse."""

from __future__ import annotations

from types import ModuleType

import pytest

from envguard.subjects.lock.variants import other_builds, variant_of

CPU, CUDA = "cpu_mkl_py311_h7_101", "cuda129_mkl_py311_h1_301"


def found(build: ModuleType, held: str, *asked: str, platform: str = "linux-64") -> list[str]:
    rows = [
        build.conda_row("pytorch", "2.7.1", platform, held),
        build.conda_row("cuda-version", "12.9", platform, "h4f385c5_3"),
    ]
    lock = build.conda_lock(build.lock_text(*rows, platforms=(platform,)))
    return [one.wanted for one in other_builds(lock, [build.environment(*asked)])]


@pytest.mark.parametrize(
    ("held", "asked", "expected"),
    [
        (CPU, ["- pytorch=2.7=*cuda*"], ["cuda"]),
        (CPU, ["- pytorch=2.7", "- cuda-version=12.9"], ["cuda"]),
        (CPU, ["- pytorch", "- pytorch-cuda=12.1"], ["cuda"]),
        (CPU, ["- pytorch-gpu"], ["cuda"]),
        (CUDA, ["- pytorch", "- cpuonly"], ["cpu"]),
        (CUDA, ["- pytorch=*=cpu*"], ["cpu"]),
        ("py3.11_cpu_0", ["- pytorch", "- cudatoolkit=11.8"], ["cuda"]),
        (CUDA, ["- pytorch", "- cuda-version=12.9"], []),
        (CPU, ["- pytorch=2.7"], []),
        (CUDA, ["- pytorch=2.7"], []),
        (CPU, ["- pytorch", "- cpuonly", "- cuda-version"], []),
        (CPU, ["- cuda-version=12.9"], []),
        (CPU, ["- pytorch", "- cuda-version  # [win]"], []),
        ("h1_0", ["- pytorch", "- cuda-version"], []),
    ],
)
def test_the_variant_that_is_asked_for_is_compared(
    build: ModuleType, held: str, asked: list[str], expected: list[str]
) -> None:
    assert found(build, held, *asked) == expected


def test_where_there_is_no_cuda_the_cpu_build_is_right(build: ModuleType) -> None:
    asked = ["- pytorch", "- cuda-version"]
    assert found(build, CPU, *asked, platform="osx-arm64") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("*cuda*", "cuda"), ("py3.11_cuda11.8_cudnn8.7.0_0", "cuda"), ("gpu_py39_0", "cuda"),
        ("cpu_generic_0", "cpu"), ("*cpu*", "cpu"), ("py311h71ddf71_0", None), ("*", None),
        ("cpython_0", None),
    ],
)  # fmt: skip
def test_a_build_names_its_variant(words: str, expected: str | None) -> None:
    assert variant_of(words) == expected
