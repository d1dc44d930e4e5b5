"""
Tries: nbgrader's own markers in answers: `BEGIN HIDDEN TESTS`, `BEGIN SOLUTION`, `AUTOTEST`, mark schemes.
Happens: comments.
Marks: E3
Solved: E3
"""

# %% E1
### BEGIN HIDDEN TESTS
### BEGIN SOLUTION
### AUTOTEST square(1)
def square(x):
    ### BEGIN MARK SCHEME
    ### HASHED AUTOTEST square
    return x
### END HIDDEN TESTS
