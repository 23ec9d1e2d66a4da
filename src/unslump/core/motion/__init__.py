"""What a side view of a person tells: hip share, order and clumps of the back, each with "can't tell"."""
