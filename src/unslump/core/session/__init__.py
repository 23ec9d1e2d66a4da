"""A guided session: what happens when (``timeline``), which events are taken where (``table``), who is where (``player``)."""
