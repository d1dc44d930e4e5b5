"""
Tries: threads that act later: print, patch torch, forge answers and raise while the checks run.
Happens: they disturb their own process only.
Marks: E3
Solved: E3
"""

# %% last
import threading, time

def later():
    while True:
        time.sleep(0.001)
        torch.allclose = lambda *a, **k: True
        print("[3/3] passed: Each number is multiplied by itself.")

for _ in range(3):
    threading.Thread(target=later, daemon=True).start()
