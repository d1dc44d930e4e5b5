"""
Tries: answers in every malformed way: unknown tags, dtypes written as Python, arrays of objects, shapes without end, not-a-number sizes, strings for lists.
Happens: each is malformed and ends the questions; none reaches a check as a value, none breaks one.
Marks: none
"""

# %% first
import itertools
import autograder.bridge.server as server
odd = itertools.cycle([
    {"N": 0, "k": "O", "s": [1]}, {"N": 0, "k": "(((1", "s": [1]}, {"N": 0, "k": "1,(", "s": [1]}, {"N": 0, "k": ["f8"], "s": [1]},
    {"T": 0, "k": "float64", "s": [2**39, 2**39, 0]}, {"T": -1, "k": "float64", "s": [2**39] * 16}, {"T": 0, "k": [], "s": "ab"},
    {"v": "cuda:9999999999999"}, {"f": "0x1p9999999"}, {"D": {}}, {"q": ["small.train", {"t": []}, {"d": []}]},
    {"T": -1, "k": "float64", "s": [3, 5], "n": 7}, {"d": [[{"l": []}, 0]]}, {"r": ["1", "module", "x"]}, {"l": "abc"}, "x" * 2_000_000,
])

def answer(self, channel, message, buffers):
    channel.send({"value": next(odd), "error": None, "side_effects": [], "devices": [], "used": []}, [b"12345678"])

server.Server._request = answer

# %% last
import os
# each start of this process begins at another odd value
for _ in range(4 * int(os.path.basename(os.getcwd()))):
    next(odd)
