"""The drawn person: one articulated body (``body``), its postures (``pose``, ``choreography``), its outlines
(``outline``) and what the page plays (``film``); ``front`` is the view for the hip lesson."""
