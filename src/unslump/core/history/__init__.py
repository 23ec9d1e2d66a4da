"""What happened, as values: records, what they add up to, and what they lock."""
