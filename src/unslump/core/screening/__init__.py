"""Whether this wellness product suits today's answers. It decides nothing else and names no condition."""
