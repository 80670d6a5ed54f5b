"""Search: questions that Hypothesis draws with the run's seed, and shrinks when one shows a breach.

The only code that imports hypothesis, which takes a while: nothing imports this package before a
search begins. What is asked becomes evidence like everything else; the checks of what was drawn
(conformance/checks/drawn.py) judge it, here to decide what to ask next and later for the verdict.
"""
