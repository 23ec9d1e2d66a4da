"""Where joints and the person's edge come from: a model, or what was stored. Comes with the camera extra."""
