# %% [markdown]
# # H1 - Two functions, graded by ordinary asserts

# %% role="given"
import math


# %% role="answer" exercise="H1-E1"
# TODO H1-E1 (60 points): the mean of some numbers
def mean(numbers):
    ### BEGIN SOLUTION
    return sum(numbers) / len(numbers)
    ### END SOLUTION


# %% role="grade" exercise="H1-E1" points=60
assert mean([1, 2, 6]) == 3
### BEGIN HIDDEN TESTS
assert math.isclose(mean([0.5, 0.25]), 0.375)
### END HIDDEN TESTS


# %% role="answer" exercise="H1-E2"
# TODO H1-E2 (40 points): the largest of some numbers
def largest(numbers):
    ### BEGIN SOLUTION
    return max(numbers)
    ### END SOLUTION


# %% role="grade" exercise="H1-E2" points=40
assert largest([3, 7, 5]) == 7
### BEGIN HIDDEN TESTS
assert largest([-2, -1, -3]) == -1
### END HIDDEN TESTS
