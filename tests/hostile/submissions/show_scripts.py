"""
Tries: scripts in every kind of output: HTML, JavaScript, SVG, widgets, markdown, LaTeX, images with HTML in them.
Happens: unknown kinds are dropped, HTML is reduced to plain tags, images must be base 64; pages are sanitised again.
Marks: none
"""

# %% last
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
evil = "<script>EVIL()</script><img src=x onerror=EVIL()><a href='javascript:EVIL()'>x</a><iframe srcdoc='<script>EVIL()</script>'></iframe>"
display(HTML(evil), Markdown(evil + "\n\n[x](javascript:EVIL())"), Latex("$$</div>" + evil + "$$"), Javascript("EVIL()"))
display({"image/svg+xml": f"<svg onload='EVIL()'>{evil}</svg>", "image/png": '"><script>EVIL()</script>', "text/plain": evil,
         "application/vnd.jupyter.widget-view+json": {"model_id": evil}, "application/javascript": "EVIL()",
         "text/html><script>EVIL()</script>": evil, "application/json": evil}, raw=True)
print(evil)

# %% last
class Loud(Exception):
    pass

Loud.__name__ = "<script>EVIL()</script>"
raise Loud("</script><script>EVIL()</script>")

# %% R1 [markdown]
# A square is <script>EVIL()</script> <img src=x onerror=EVIL()> [x](javascript:EVIL()) $x^2$ <svg onload=EVIL()></svg>

# %% E1
def square(x):
    raise ValueError("</pre></div><script>EVIL()</script><img src=x onerror=EVIL()>")
