"""Ways to reach the person on the desktop, each a ``ports.Notifier``; ``app/ladder`` orders them."""
