"""Notebooks with their outputs."""

from __future__ import annotations

import json
import random

from benchmarks.corpora.packages import PIP


def notebook(luck: random.Random) -> str:
    """A notebook of six to forty cells: prose, code with printed output, some with a picture; half
    install something."""
    cells: list[dict[str, object]] = []
    installs = luck.random() < 0.5
    for number in range(luck.randrange(6, 40)):
        if number % 3 == 0:
            cells.append(_prose(luck, number))
        elif number == 1 and installs:
            cells.append(_code(number, [f"!pip install {luck.choice(PIP)}"], []))
        else:
            lines = [f"x{number} = {luck.random()}\n", f"print(x{number})"]
            cells.append(_code(number, lines, _outputs(luck)))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    document = {
        "cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    return json.dumps(document, indent=1) + "\n"


def _prose(luck: random.Random, number: int) -> dict[str, object]:
    text = ["## What follows\n", f"Step {luck.randrange(100)} of the analysis."]
    return {"cell_type": "markdown", "id": f"m{number}", "metadata": {}, "source": text}


def _code(number: int, lines: list[str], outputs: list[dict[str, object]]) -> dict[str, object]:
    return {
        "cell_type": "code", "execution_count": number, "id": f"c{number}", "metadata": {},
        "outputs": outputs, "source": lines,
    }  # fmt: skip


def _outputs(luck: random.Random) -> list[dict[str, object]]:
    printed = [f"{luck.random()}\n" for _ in range(luck.randrange(1, 6))]
    outputs: list[dict[str, object]] = [
        {"name": "stdout", "output_type": "stream", "text": printed}
    ]
    if luck.random() < 0.15:
        picture = luck.randbytes(15_000).hex()
        outputs.append(
            {"data": {"image/png": picture}, "metadata": {}, "output_type": "display_data"}
        )
    return outputs
