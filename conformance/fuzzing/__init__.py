"""Requests drawn from our OpenAPI document, and what an endpoint makes of them.

document.py makes the document fit the endpoint, engine.py has Schemathesis draw from it, drawing.py
sends what was drawn, faults.py tells what is wrong in it, smaller.py makes what shows a breach
smaller, observing.py lists what no requirement speaks of, asking.py is the whole.
"""
