"""Only person 1 is a pedestrian: right on images with one person.

Caught by: A2-E1.every-person
"""
def instance_to_semantic(mask):
    return (mask == 1).long()
