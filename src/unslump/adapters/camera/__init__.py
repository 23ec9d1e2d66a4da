"""Where pictures come from. Comes with the camera extra."""
