"""Projects that are installed from a checkout and are on no index, or whose name is another's there.

Kept by hand, November 2026: names that `pip freeze` writes after `pip install .` of well-known
repositories; each was looked for in a list of PyPI's projects. A `*` stands for every version;
otherwise the versions are those that the repository's own setup.py has and PyPI has not.
"""

VERSIONS = {
    "apex": ("0.1",),
    "clip": ("1.0", "1.0.1"),
    "dcnv3": ("*",),
    "detectron2": ("*",),
    "diff-gaussian-rasterization": ("*",),
    "diff-gaussian-rasterization-depth": ("*",),
    "fused-ssim": ("*",),
    "groundingdino": ("*",),
    "multiscaledeformableattention": ("*",),
    "nvdiffrast": ("*",),
    "pointnet2": ("*",),
    "pointnet2-ops": ("*",),
    "simple-knn": ("0.0.0",),
    "tinycudann": ("*",),
    "torchsparse": ("*",),
}

PUBLISHED = ("airporttime", "chromium", "datadogpy", "fitz", "misoreports", "pytest-anyio", "zmq")
"""Projects that PyPI has as 0.0.0 and that are often downloaded."""
