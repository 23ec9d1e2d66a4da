"""Put a window on the display and keep it: ``python x_window.py CLASS full|normal|desktop``.

A program of its own: Xlib ends the process when its display goes.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes.util import find_library

REPLACE, ATOM, STRING, BITS_8, BITS_32 = 0, 4, 31, 8, 32
FULL = ("_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN")
ASKS = {
    "normal": (),
    "full": (FULL,),
    "desktop": (FULL, ("_NET_WM_WINDOW_TYPE", "_NET_WM_WINDOW_TYPE_DESKTOP")),
}


def main(named: str, how: str) -> None:
    x = ctypes.CDLL(find_library("X11") or "libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    for name in ("XInternAtom", "XCreateSimpleWindow", "XDefaultRootWindow"):
        getattr(x, name).restype = ctypes.c_ulong
    display = ctypes.c_void_p(x.XOpenDisplay(None))
    root = ctypes.c_ulong(x.XDefaultRootWindow(display))
    window = ctypes.c_ulong(x.XCreateSimpleWindow(display, root, 0, 0, 200, 100, 0, 0, 0))

    def atom(name: str) -> int:
        return int(x.XInternAtom(display, name.encode(), 0))

    for name, value in ASKS[how]:
        asked, values = ctypes.c_ulong(atom(name)), (ctypes.c_ulong * 1)(atom(value))
        x.XChangeProperty(display, window, asked, ctypes.c_ulong(ATOM), BITS_32, REPLACE, values, 1)
    both = f"{named.lower()}\0{named}\0".encode()
    wm_class = ctypes.c_ulong(atom("WM_CLASS"))
    x.XChangeProperty(display, window, wm_class, ctypes.c_ulong(STRING), BITS_8, REPLACE, both, len(both))
    x.XStoreName(display, window, named.encode())
    x.XMapWindow(display, window)
    event = ctypes.create_string_buffer(192)  # an XEvent is 24 longs
    while True:
        x.XNextEvent(display, event)


if __name__ == "__main__":
    main(*sys.argv[1:])
