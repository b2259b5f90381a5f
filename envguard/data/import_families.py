"""Modules and the projects that bring them, where the table of import_names lacks them.

Kept by hand, from the projects' own installation pages. Each line: modules, a colon, the projects
on PyPI or conda packages any of which brings them.
"""

ROWS = """\
sklearn : scikit-learn scikit-learn-intelex
skimage : scikit-image
yaml : pyyaml ruamel-yaml
PIL : pillow pillow-simd
bs4 : beautifulsoup4
Bio : biopython
tables : pytables tables
dotenv : python-dotenv
rdkit : rdkit rdkit-pypi
osgeo gdal ogr osr : gdal
faiss : faiss faiss-cpu faiss-gpu
hydra : hydra-core
openmm simtk : openmm
mpl_toolkits pylab : matplotlib matplotlib-base basemap
cv2 : opencv opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless py-opencv libopencv
torch functorch : pytorch torch pytorch-cpu pytorch-gpu
torch_geometric : torch-geometric pyg pytorch-geometric
torch_scatter : torch-scatter pytorch-scatter pytorch_scatter
torch_sparse : torch-sparse pytorch-sparse pytorch_sparse
torch_cluster : torch-cluster pytorch-cluster pytorch_cluster
pytorch_lightning lightning lightning_fabric : pytorch-lightning lightning
tensorflow : tensorflow tensorflow-cpu tensorflow-gpu tensorflow-macos tensorflow-intel tensorflow-base
keras : keras tensorflow tensorflow-gpu
tensorboard : tensorboard tensorflow tensorboardx
tensorboardX : tensorboardx
jaxlib : jaxlib jax
cupy cupyx : cupy cupy-cuda11x cupy-cuda12x cupy-cuda13x
xgboost : xgboost py-xgboost xgboost-cpu
pkg_resources setuptools : setuptools pip
wx : wxpython
PyQt5 : pyqt5 pyqt
PyQt6 : pyqt6 pyqt
git : gitpython
github : pygithub
serial : pyserial
usb : pyusb
zmq : pyzmq
jwt : pyjwt
nacl : pynacl
Crypto Cryptodome : pycryptodome pycryptodomex pycrypto
MySQLdb : mysqlclient
psycopg2 : psycopg2 psycopg2-binary
ruamel : ruamel-yaml
docx : python-docx
pptx : python-pptx
fitz pymupdf : pymupdf
Levenshtein : levenshtein python-levenshtein
community : python-louvain
igraph : python-igraph igraph
louvain : louvain louvain-igraph
leidenalg : leidenalg
umap : umap-learn
hdbscan : hdbscan scikit-learn
imblearn : imbalanced-learn
magic : python-magic
mdtraj : mdtraj
MDAnalysis MDAnalysisTests : mdanalysis
openbabel pybel : openbabel openbabel-wheel
pymol pymol2 : pymol pymol-open-source
Cython cython pyximport : cython
netCDF4 cftime : netcdf4
h5netcdf : h5netcdf
shapefile : pyshp
rtree : rtree
ffmpeg : ffmpeg-python
skvideo : sk-video
sksparse : scikit-sparse
skbio : scikit-bio
surprise : scikit-surprise
skopt : scikit-optimize
wandb : wandb
absl : absl-py
clip : clip openai-clip clip-anytorch
ldm : latent-diffusion
taming : taming-transformers
segment_anything : segment-anything
IPython ipykernel ipywidgets : ipython ipykernel ipywidgets jupyter jupyterlab notebook
jupyter_core jupyter_client : jupyter-core jupyter-client jupyter ipykernel
nbformat nbconvert : nbformat nbconvert jupyter
dateutil six pytz : python-dateutil six pytz pandas
attr : attrs
markdown : markdown
pythoncom win32api win32com win32con win32gui : pywin32
Xlib : python-xlib
slugify : python-slugify
socks : pysocks
kafka : kafka-python
ray : ray ray-core ray-default ray-all
dask : dask dask-core
distributed : distributed dask
polars : polars polars-lts-cpu
graph_tool : graph-tool
ROOT : root
gurobipy : gurobipy gurobi
cplex docplex : cplex docplex
mpi4py : mpi4py
OpenGL : pyopengl
OpenSSL : pyopenssl
sage : sage sagelib passagemath
"""
