"""Run one submission: its cells in a confined process S, the checks in a trusted process T.

Both are forked from a warm parent that has imported what notebooks import. `session.grade` is the way in.
"""
