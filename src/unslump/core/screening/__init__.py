"""Whether this wellness product suits the answers given today. It decides nothing else and names no condition."""
