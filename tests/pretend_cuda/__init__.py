"""Tests of `autograder.pretend_cuda`."""
