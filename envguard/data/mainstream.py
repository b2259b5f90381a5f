"""Compiled and mainstream scientific packages that conda channels have: what ENV011 speaks of.

Kept by hand. Each line: the PyPI project, the conda package, the channels that have it
(`defaults` only where it is in pkgs/main). Pure-Python packages that mix well are left out, and so
are torch, tensorflow and jax, whose makers publish them for pip first: asking pip for those is no
slip.
"""

ROWS = """\
numpy numpy conda-forge defaults
scipy scipy conda-forge defaults
pandas pandas conda-forge defaults
scikit-learn scikit-learn conda-forge defaults
scikit-image scikit-image conda-forge defaults
matplotlib matplotlib conda-forge defaults
statsmodels statsmodels conda-forge defaults
sympy sympy conda-forge defaults
numba numba conda-forge defaults
llvmlite llvmlite conda-forge defaults
numexpr numexpr conda-forge defaults
bottleneck bottleneck conda-forge defaults
cython cython conda-forge defaults
tables pytables conda-forge defaults
h5py h5py conda-forge defaults
netcdf4 netcdf4 conda-forge defaults
xarray xarray conda-forge defaults
dask dask conda-forge defaults
distributed distributed conda-forge defaults
zarr zarr conda-forge defaults
numcodecs numcodecs conda-forge defaults
pyarrow pyarrow conda-forge defaults
fastparquet fastparquet conda-forge defaults
polars polars conda-forge
duckdb python-duckdb conda-forge
seaborn seaborn conda-forge defaults
bokeh bokeh conda-forge defaults
plotly plotly conda-forge defaults
networkx networkx conda-forge defaults
igraph python-igraph conda-forge
python-igraph python-igraph conda-forge
gdal gdal conda-forge defaults
rasterio rasterio conda-forge defaults
fiona fiona conda-forge defaults
shapely shapely conda-forge defaults
pyproj pyproj conda-forge defaults
geopandas geopandas conda-forge defaults
pyogrio pyogrio conda-forge
rioxarray rioxarray conda-forge
cartopy cartopy conda-forge defaults
rtree rtree conda-forge defaults
pillow pillow conda-forge defaults
opencv-python py-opencv conda-forge defaults
opencv-python-headless py-opencv conda-forge defaults
opencv-contrib-python py-opencv conda-forge defaults
imagecodecs imagecodecs conda-forge defaults
simpleitk simpleitk conda-forge
itk itk conda-forge
vtk vtk conda-forge defaults
pyvista pyvista conda-forge
mayavi mayavi conda-forge
nibabel nibabel conda-forge
mne mne conda-forge
lxml lxml conda-forge defaults
psycopg2 psycopg2 conda-forge defaults
psycopg2-binary psycopg2 conda-forge defaults
pyodbc pyodbc conda-forge defaults
mysqlclient mysqlclient conda-forge
mpi4py mpi4py conda-forge defaults
petsc4py petsc4py conda-forge
slepc4py slepc4py conda-forge
pyfftw pyfftw conda-forge
gmpy2 gmpy2 conda-forge defaults
cvxpy cvxpy conda-forge
cvxopt cvxopt conda-forge
osqp osqp conda-forge
scs scs conda-forge
ecos ecos conda-forge
ortools ortools-python conda-forge
highspy highspy conda-forge
pywavelets pywavelets conda-forge defaults
scikit-sparse scikit-sparse conda-forge
scikit-umfpack scikit-umfpack conda-forge
sparse sparse conda-forge defaults
xgboost xgboost conda-forge defaults
lightgbm lightgbm conda-forge defaults
catboost catboost conda-forge
shap shap conda-forge defaults
imbalanced-learn imbalanced-learn conda-forge defaults
umap-learn umap-learn conda-forge defaults
hdbscan hdbscan conda-forge
faiss-cpu faiss-cpu conda-forge
faiss-gpu faiss-gpu conda-forge
annoy python-annoy conda-forge
spacy spacy conda-forge defaults
gensim gensim conda-forge defaults
nltk nltk conda-forge defaults
sentencepiece sentencepiece conda-forge defaults
rdkit rdkit conda-forge
rdkit-pypi rdkit conda-forge
openmm openmm conda-forge
mdanalysis mdanalysis conda-forge
mdtraj mdtraj conda-forge
biopython biopython conda-forge defaults
pysam pysam bioconda
pybedtools pybedtools bioconda
scanpy scanpy conda-forge
anndata anndata conda-forge
astropy astropy conda-forge defaults
healpy healpy conda-forge
sunpy sunpy conda-forge
yt yt conda-forge
pymc pymc conda-forge
pytensor pytensor conda-forge
pystan pystan conda-forge
cupy cupy conda-forge
cupy-cuda11x cupy conda-forge
cupy-cuda12x cupy conda-forge
pycuda pycuda conda-forge
pyopencl pyopencl conda-forge
pyqt5 pyqt conda-forge defaults
pyside6 pyside6 conda-forge
wxpython wxpython conda-forge
librosa librosa conda-forge
av av conda-forge
soundfile pysoundfile conda-forge
onnxruntime onnxruntime conda-forge
onnx onnx conda-forge defaults
grpcio grpcio conda-forge defaults
"""
