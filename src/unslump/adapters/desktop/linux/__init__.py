"""Linux: the message bus, Wayland, X11, files below /dev and /proc."""
