"""
Tries: IPython's hooks: input and AST transformers that empty later cells, `pre_run_cell`, `set_custom_exc`, `showtraceback`, `run_cell` and the display hook replaced.
Happens: no cell with a check runs in this shell; what is put out there is nobody's verdict.
Marks: none
"""

# %% first
import ast
shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["pass\n"])

class Empty(ast.NodeTransformer):
    def visit_Module(self, node):
        node.body = []
        return node

shell.ast_transformers.append(Empty())
shell.events.register("pre_run_cell", lambda *a: shell.displayhook(99.0))
shell.set_custom_exc((Exception,), lambda *a, **k: None)
shell.showtraceback = shell._showtraceback = lambda *a, **k: None

# %% last
shell.run_cell = shell.run_cell_async = lambda *a, **k: None
