"""The same jobs on many machines: a dask.distributed cluster runs what a pool of threads runs on one.

A worker of dask never runs student code: it holds a warm parent, and that one's confined children run it. What travels
are plain values: a plan with the files beside the notebook to the worker, the text of a record back.
"""
