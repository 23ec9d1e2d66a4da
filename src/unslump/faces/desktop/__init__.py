"""The tray icon and the break windows: a process of its own, so that the resident never carries Qt.

::

    running.json -> line (what the resident says) -> saying (a Day) -> tray, windows
                      ^------------------------------ what the person says

Needs the extra ``[desktop]`` (PySide6-Essentials). ``start``, ``line``, ``saying``, ``gate`` and ``guard``
know no Qt; ``scene``, ``icon``, ``tray``, ``page`` and ``windows`` draw; ``app`` holds them together.
"""
