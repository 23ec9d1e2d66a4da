"""Somebody's document: a window that takes text and writes down what it holds. ``typed_into.py FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit

application = QApplication([])
document = QLineEdit()
document.setWindowTitle("A letter")
document.textChanged.connect(lambda text: Path(sys.argv[1]).write_text(text, encoding="utf-8"))
document.resize(400, 80)
document.show()
application.exec()
