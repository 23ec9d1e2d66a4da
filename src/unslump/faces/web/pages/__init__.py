"""The pages, one file for each part of a person's way. Each file ends with its ``routes``."""
