"""Low-level conda packages that come along with others and that nobody asks for by name.

Kept by hand, from the rows that `conda env export` writes on the three systems; `*` ends a name's
beginning. Several of them in one file show that it is an export and no choice.
"""

NAMES = """
_libgcc_mutex _openmp_mutex _x86_64-microarch-level _python_abi3_support python_abi
ld_impl_* libgcc libgcc-ng libstdcxx libstdcxx-ng libgomp libgfortran libgfortran-ng libgfortran4
libgfortran5 libquadmath ncurses readline tk xz xz-tools liblzma libffi libzlib zlib zstd bzip2
ca-certificates openssl libuuid libnsl libsqlite libxcrypt libexpat expat icu krb5 libedit keyutils
libev libiconv libdeflate libwebp-base lerc jpeg libjpeg-turbo libpng libtiff lcms2 lz4-c giflib
intel-openmp llvm-openmp mkl-service mkl_fft mkl_random libblas libcblas liblapack libopenblas
c-ares libbrotlicommon libbrotlidec libbrotlienc brotli-python pcre pcre2 libxcb xorg-* vc
vc14_runtime vcomp14 vs2015_runtime ucrt m2w64-* msys2-conda-epoch wincertstore
tbb libcxx libmambapy yaml libssh2 libnghttp2 libcurl gmp mpfr mpc
"""
