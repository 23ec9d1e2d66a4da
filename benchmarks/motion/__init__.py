"""The camera coach against rendered people whose angles are known: ``python -m benchmarks.motion CLIPS_DIR``.

::

    CLIP.mp4 --> pictures --> [disturbed] --> joints, edge --> reading --> review --.
    CLIP.csv, CLIP.json ----------> truth ------------------------------> scored <--'--> tables
"""
