"""The oral exam: questions about a student's own code, and the sheet to ask them from.

``assignments/ID/talk.py`` holds scenes (`Scene`): calls of the student's functions with sizes drawn for the student.
"""

from autograder.talk.scenes import Call, Given, Make, Sample, Scene, corners, labels, mask, normal, unit

__all__ = ["Call", "Given", "Make", "Sample", "Scene", "corners", "labels", "mask", "normal", "unit"]
