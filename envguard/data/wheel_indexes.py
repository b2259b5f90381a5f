"""Where wheels with a local version (`+cu118`) are published: their makers' own indexes.

Kept by hand, last looked at in November 2026. Sources: https://pytorch.org/get-started/previous-versions/,
https://github.com/pyg-team/pyg-lib, https://www.dgl.ai/pages/start.html,
https://docs.jax.dev/en/latest/installation.html, https://mmcv.readthedocs.io/en/latest/get_started/installation.html.

A row of INDEXES: the projects, a regular expression for the local version, the option that the
place needs, and the place; `{local}`, `{cuda}` and `{torch}` in it stand for the local version
and its groups.
"""

INDEXES = (
    (
        "torch torchvision torchaudio torchtext torchdata torch-tensorrt torchrec fbgemm-gpu triton "
        "xformers pytorch-triton functorch",
        r"cpu|cpu\.cxx11\.abi|cu\d{2,3}|rocm[\d.]+|xpu",
        "--extra-index-url",
        "https://download.pytorch.org/whl/{local}",
    ),
    (
        "torch-scatter torch-sparse torch-cluster torch-spline-conv pyg-lib torch-geometric",
        r"pt(?P<major>\d)(?P<minor>\d{1,2})(?P<cuda>cpu|cu\d+)",
        "--find-links",
        "https://data.pyg.org/whl/torch-{major}.{minor}.0+{cuda}.html",
    ),
    (
        "dgl dglgo",
        r"cpu|cu\d+|(?:pt|torch)[\d.]*cu\d+",
        "--find-links",
        "https://data.dgl.ai/wheels/{local}/repo.html",
    ),
    (
        "jaxlib",
        r"cuda[\w.]*",
        "--find-links",
        "https://storage.googleapis.com/jax-releases/jax_cuda_releases.html",
    ),
)

VENDOR_HOSTS = """
download.pytorch.org data.pyg.org pytorch-geometric.com data.dgl.ai storage.googleapis.com
pypi.nvidia.com pypi.ngc.nvidia.com developer.download.nvidia.com download.openmmlab.com
wheels.vllm.ai flashinfer.ai abetlen.github.io girder.github.io pypi.anaconda.org dl.modular.com
nvidia-kaolin.s3.us-east-2.amazonaws.com
"""
"""Hosts of makers who publish wheels on an index or a page of their own."""

PAGE_OF_WHEELS = r"\.html?(?:$|[?#])|/releases/(?:tag|download|expanded_assets)/"
"""What the address of a page of links to wheels looks like, which is no index."""
