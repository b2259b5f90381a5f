"""Projects that conda splits into several packages, or builds under several names.

Kept by hand: what the table of conda_pypi_names cannot say. Each line: the conda packages, a
colon, the PyPI projects; whatever stands on one line brings the same importable files. The first
name on either side is the one to ask for.
"""

ROWS = """\
pytorch pytorch-cpu pytorch-gpu : torch
opencv py-opencv libopencv : opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless
pytables : tables
matplotlib matplotlib-base : matplotlib
dask dask-core : dask
seaborn seaborn-base : seaborn
geopandas geopandas-base : geopandas
pandera pandera-base pandera-core : pandera
qtconsole qtconsole-base : qtconsole
nbconvert nbconvert-core : nbconvert
numpy numpy-base : numpy
tensorflow tensorflow-base tensorflow-cpu tensorflow-gpu tensorflow-mkl : tensorflow tensorflow-cpu tensorflow-gpu
keras keras-base keras-gpu : keras
faiss faiss-cpu faiss-gpu : faiss-cpu faiss-gpu
xgboost py-xgboost py-xgboost-cpu py-xgboost-gpu : xgboost xgboost-cpu
cupy cupy-core : cupy cupy-cuda11x cupy-cuda12x cupy-cuda13x
ray-core ray-default ray-all : ray
pyarrow pyarrow-core pyarrow-all : pyarrow
polars polars-default polars-lts-cpu : polars polars-lts-cpu
vtk vtk-base : vtk
pyqt : pyqt5
psycopg2 psycopg2-binary : psycopg2 psycopg2-binary
rdkit : rdkit rdkit-pypi
sentencepiece sentencepiece-python : sentencepiece
onnxruntime onnxruntime-gpu : onnxruntime onnxruntime-gpu
playwright-python : playwright
python-kaleido : kaleido
pytorch_geometric pyg : torch-geometric
pytorch_scatter pytorch-scatter : torch-scatter
pytorch_sparse pytorch-sparse : torch-sparse
pytorch_cluster pytorch-cluster : torch-cluster
pytorch_spline_conv pytorch-spline-conv : torch-spline-conv
importlib-metadata importlib_metadata : importlib-metadata
importlib-resources importlib_resources : importlib-resources
typing-extensions typing_extensions : typing-extensions
mlflow mlflow-ui : mlflow
python-igraph : igraph python-igraph
python-annoy : annoy
ortools-python : ortools
pysoundfile : soundfile pysoundfile
brotli-python : brotli
wxpython : wxpython
gdal : gdal
simpleitk : simpleitk
"""
