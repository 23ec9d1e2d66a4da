"""The guided stretch in plain lines: nothing drawn, nothing rewritten, made for a voice to read."""
