"""How much work a call is, counted by the processor where the system lets us, else timed. Knows no text and no cleaner."""

import ctypes
import fcntl
import os
import platform
import struct
import time

_CALL = {"x86_64": 298, "aarch64": 241}  # number of perf_event_open
_ENABLE, _DISABLE, _RESET = 0x2400, 0x2401, 0x2403
_INSTRUCTIONS = 1
_USER_ONLY = 1 | 1 << 5 | 1 << 6  # disabled at first; neither kernel nor hypervisor


class Counter:
    """Instructions of this thread. Raises OSError where they cannot be counted."""

    def __init__(self):
        number = _CALL.get(platform.machine()) if platform.system() == "Linux" else None
        if number is None:
            raise OSError("no perf_event_open here")
        asked = ctypes.create_string_buffer(struct.pack("IIQQQQQIIQ", 0, 64, _INSTRUCTIONS, 0, 0, 0, _USER_ONLY, 0, 0, 0), 64)
        library = ctypes.CDLL(None, use_errno=True)
        self._file = library.syscall(number, asked, 0, -1, -1, 0)
        if self._file < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def of(self, call):
        """Instructions of one call."""
        fcntl.ioctl(self._file, _RESET, 0)
        fcntl.ioctl(self._file, _ENABLE, 0)
        call()
        fcntl.ioctl(self._file, _DISABLE, 0)
        return struct.unpack("Q", os.read(self._file, 8))[0]


class Clock:
    """Processor time of this thread."""

    def of(self, call):
        """Seconds of one call, without what other processes took meanwhile."""
        begun = time.thread_time()
        call()
        return time.thread_time() - begun


def gauge():
    """(what is counted, what counts it, why instructions cannot be)."""
    try:
        return "instructions", Counter(), ""
    except OSError as error:
        return "time", Clock(), error.strerror or str(error)
