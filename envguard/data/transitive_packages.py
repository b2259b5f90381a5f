"""Low-level conda packages that come along with others and that nobody asks for by name.

Kept by hand, from the rows that `conda env export` writes on the three systems; `*` ends a name's
beginning. Several of them in one file show that it is an export and no choice.
"""

NAMES = """
_libgcc_mutex _openmp_mutex _x86_64-microarch-level _python_abi3_support python_abi
ld_impl_* libgcc libgcc-ng libstdcxx libstdcxx-ng libgomp libgfortran libgfortran-ng libgfortran4
libgfortran5 libquadmath ncurses readline tk liblzma libffi libzlib ca-certificates openssl libuuid
libnsl libsqlite libxcrypt libexpat krb5 libedit keyutils libev libiconv libdeflate libwebp-base
lerc libjpeg-turbo lcms2 lz4-c intel-openmp llvm-openmp mkl_fft mkl_random libblas libcblas
liblapack c-ares libbrotlicommon libbrotlidec libbrotlienc brotli-python libxcb xorg-* vc
vc14_runtime vcomp14 vs2015_runtime ucrt m2w64-* msys2-conda-epoch wincertstore libcxx libssh2
libnghttp2
"""

ALSO_CHOSEN = """
xz xz-tools zlib zstd bzip2 expat icu jpeg libpng libtiff giflib mkl-service libopenblas pcre pcre2
tbb yaml libcurl gmp mpfr mpc libmambapy
"""
"""Such packages that a tool's own environment may well ask for: they count beside others only."""
