"""When to offer a break: sitting, rests and offers, as a state machine that is told the time.

::

    tick(clocks, what the senses see) | say(start, done, postpone ...) -> machine -> state + what happened

``policy`` holds the person's numbers, ``hours`` their working hours, ``events`` what goes in and comes out,
``state`` what is remembered over a restart, ``table`` which word does what in which state, ``machine`` the
rules, ``outlook`` the state in words, ``script`` a day written down.
"""
