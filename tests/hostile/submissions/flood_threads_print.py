"""
Tries: many threads that print at once, long and short (no attack: an honest mistake).
Happens: their lines come through whole.
Marks: E1
Solved: E1
"""

# %% last
import threading

def talk(number):
    for i in range(200):
        print(f"thread {number} " + "x" * (i * 100))

threads = [threading.Thread(target=talk, args=(number,)) for number in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
