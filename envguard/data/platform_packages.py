"""conda packages that exist for one operating system alone.

Kept by hand, from conda-forge's and Anaconda's listings, November 2026; a row ends in `*` where a
name begins so. `needed_by_others` are those that nobody asks for by name: other packages bring
them. Left out is what only looks so: conda-forge has cctools, ld64, tapi and clang_osx-* for Linux
too (to cross-compile), sysroot_linux-64, kernel-headers_linux-64 and *-devel_linux-64 as noarch,
menuinst and xorg-libxfixes for all.
"""

WINDOWS = """
pywin32 pywinpty pypiwin32 pywin32-ctypes wincertstore win_inet_pton winpty
win_unicode_console windows-curses pywinauto console_shortcut powershell_shortcut
console_shortcut_miniconda xlwings wmi pyreadline vs2013_runtime vs2015_runtime vs2017_runtime
vs2019_win-64 vs2022_win-64 vc vc9 vc10 vc14 vc14_runtime vcomp14 ucrt icc_rt m2w64-* m2-*
msys2-conda-epoch intel-fortran-rt-win pythonnet-win
"""

LINUX = """
_libgcc_mutex libgcc-ng libstdcxx-ng libgfortran-ng ld_impl_linux-64 ld_impl_linux-aarch64
ld_impl_linux-ppc64le gcc_linux-64 gxx_linux-64 gfortran_linux-64 gcc_impl_linux-64
gxx_impl_linux-64 gfortran_impl_linux-64 binutils_linux-64 binutils_impl_linux-64
alsa-lib libcap libnsl libsystemd0 systemd libudev libudev1 attr keyutils nccl cudatoolkit-dev
libselinux
"""

MAC = """
appnope pyobjc pyobjc-* python.app
"""

NEEDED_BY_OTHERS = """
wincertstore win_inet_pton pywin32-ctypes vs2013_runtime vs2015_runtime vs2017_runtime vc vc14_runtime
vcomp14 ucrt icc_rt m2w64-* msys2-conda-epoch console_shortcut powershell_shortcut winpty
_libgcc_mutex libgcc-ng libstdcxx-ng libgfortran-ng ld_impl_* libcap libnsl libudev libudev1
libsystemd0 attr keyutils alsa-lib appnope
"""
