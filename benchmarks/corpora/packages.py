"""Names of packages, and versions, to write environments and requirements with."""

from __future__ import annotations

import random

CONDA = [
    "numpy", "pandas", "scipy", "matplotlib", "scikit-learn", "xarray", "netcdf4", "dask",
    "pytorch", "cudatoolkit", "jupyterlab", "seaborn", "statsmodels", "h5py", "geopandas", "gdal",
    "rasterio", "snakemake-minimal", "pyyaml", "requests", "tqdm", "numba", "zarr", "cartopy",
    "scikit-image", "networkx", "biopython", "cython", "bokeh", "ipykernel", "nodejs", "ffmpeg",
    "mpi4py", "cftime", "pyproj", "shapely", "sympy", "nltk", "spacy", "lightgbm", "xgboost",
    "pytables", "openpyxl", "r-base", "r-ggplot2", "r-dplyr", "bioconductor-deseq2", "cmake",
    "make", "git", "pytest", "mypy", "sphinx", "pip-tools", "tensorflow", "keras", "jax", "gcc",
]  # fmt: skip
TOOLS = [
    "samtools", "bwa", "bowtie2", "bcftools", "fastqc", "multiqc", "star", "salmon", "kallisto",
    "gatk4", "picard", "bedtools", "minimap2", "hisat2", "trimmomatic", "cutadapt", "seqkit",
    "subread", "macs2", "deeptools", "blast", "diamond", "hmmer", "mafft", "iqtree", "prokka",
]  # fmt: skip
PIP = [
    "torch", "transformers", "datasets", "wandb", "einops", "black", "umap-learn", "fire",
    "opencv-python", "gym", "stable-baselines3", "sentencepiece", "tensorboard", "rich", "timm",
    "pytorch-lightning", "hydra-core", "omegaconf", "accelerate", "diffusers", "faiss-cpu",
    "gradio", "fastapi", "uvicorn", "lpips", "kornia", "albumentations", "trimesh", "ninja",
    "absl-py", "certifi", "charset-normalizer", "idna", "urllib3", "packaging", "pillow",
    "protobuf", "pyparsing", "python-dateutil", "pytz", "six", "tokenizers", "typing-extensions",
]  # fmt: skip
LIBRARIES = [
    "ca-certificates", "certifi", "openssl", "libffi", "libgcc-ng", "libstdcxx-ng", "ncurses",
    "readline", "sqlite", "tk", "xz", "zlib", "bzip2", "icu", "libpng", "libtiff", "libwebp",
    "freetype", "fontconfig", "glib", "pcre", "qt", "mkl", "intel-openmp", "blas", "lz4-c", "zstd",
]  # fmt: skip
_COMMENTS = ["# plots", "# only for the notebooks", "# newer ones break the loader", "# core"]


def version(luck: random.Random) -> str:
    """A version of three numbers."""
    return f"{luck.randrange(1, 4)}.{luck.randrange(30)}.{luck.randrange(10)}"


def conda_spec(luck: random.Random, name: str) -> str:
    """As people write it: most with `=`, some exact, some bare or with a lower bound."""
    chance = luck.random()
    if chance < 0.25:
        return name
    sign = "=" if chance < 0.75 else "==" if chance < 0.87 else ">="
    return f"{name}{sign}{version(luck)}"


def pip_spec(luck: random.Random, name: str) -> str:
    """As people write it: most exact, a third bare, a few with a lower bound or from git."""
    chance = luck.random()
    if chance < 0.30:
        return name
    if chance < 0.33:
        return f"git+https://github.com/example/{name}.git"
    return f"{name}{'==' if chance < 0.85 else '>='}{version(luck)}"


def comment(luck: random.Random) -> str:
    return luck.choice(_COMMENTS)
