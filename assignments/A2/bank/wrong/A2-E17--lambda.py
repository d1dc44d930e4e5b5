"""A lambda: works in the main process, a worker process that is started anew cannot find it.

Caught by: A2-E17.workers
"""
detection_collate = lambda batch: {
    "images": torch.stack([item["image"] for item in batch]),
    "boxes": [item["boxes"] for item in batch],
    "labels": [item["labels"] for item in batch],
}
