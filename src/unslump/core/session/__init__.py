"""A guided session: what happens when (timeline), what is taken where (table), who is where (player)."""
