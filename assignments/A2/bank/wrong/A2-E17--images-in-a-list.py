"""Images stay in a list: the network asks for a tensor.

Caught by: A2-E17.collate
"""
def detection_collate(batch):
    return {
        "images": [item["image"] for item in batch],
        "boxes": [item["boxes"] for item in batch],
        "labels": [item["labels"] for item in batch],
    }
