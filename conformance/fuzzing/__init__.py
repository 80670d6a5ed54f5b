"""Requests drawn from our OpenAPI document, and what an endpoint makes of them.

document.py makes the document fit the endpoint, engine.py has Schemathesis draw from it, seeding.py
has the seed alone decide what, drawing.py sends it, faults.py tells what is wrong in it, smaller.py
makes what shows a breach smaller, observing.py lists what no requirement speaks of, left.py counts
what may still be asked, asking.py is the whole.
"""
