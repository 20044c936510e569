"""What a worker has freed goes back to the system: without this the holes that pictures leave make it seem to grow."""

from __future__ import annotations

import ctypes
import platform

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # malloc.h of glibc
LARGE = 64 * 1024  # bytes: a canvas has a megabyte and more, a drawn picture 30 to 100 KB


def give_back_what_is_large() -> bool:
    """Have glibc map what is large by itself and unmap it when it is freed; False: this is no glibc, nothing is changed.

    Left alone, glibc raises its own limit to the largest thing that was ever freed, up to 32 MB: after the first picture every
    canvas lies in the heap, among what lives longer (mallopt(3), M_MMAP_THRESHOLD).
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    return bool(mallopt(M_MMAP_THRESHOLD, LARGE)) and bool(mallopt(M_TRIM_THRESHOLD, 2 * LARGE))
