"""What the desktop tells, and how it shows something: one small file a back end, each behind a port.

Everything here may be missing, hang or lie. Whoever is asked has a time limit, what comes back is checked at
the border, and nothing raises through a port. A back end that had trouble is left alone for a while
(``patience``) and then asked again by itself.
"""
