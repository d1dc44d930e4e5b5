"""grad_check compares the numerical gradient with itself: always 0.

Caught by: A1-E4.gradient-check
"""


def grad_check(f, x, h=1e-5):
    return rel_error(numerical_gradient(f, x, h), numerical_gradient(f, x, h))
