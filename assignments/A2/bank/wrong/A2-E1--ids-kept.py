"""Casts and keeps the ids: right for one person, label 2 of the next one is taken for padding.

Caught by: A2-E1.every-person
"""
def instance_to_semantic(mask):
    return mask.long()
