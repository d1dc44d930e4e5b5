"""One matrix an image, added up; the loss summed over images.
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    losses = {}
    images_seen = 0
    for batch in loader:
        batch = {key: value.to(device) for key, value in batch.items()}
        optimizer.zero_grad()
        loss = loss_fn(model(batch["image"]), batch["mask"])
        loss.backward()
        optimizer.step()
        losses[images_seen] = loss.cpu().detach().numpy() * batch["image"].shape[0]
        images_seen += batch["image"].shape[0]
    return float(sum(losses.values()) / images_seen)


def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    with torch.no_grad():
        model.eval()
        cm = torch.zeros(num_classes, num_classes, dtype=torch.int64)
        for batch in loader:
            for image, mask in zip(batch["image"], batch["mask"]):
                logits = model(image[None].to(device)).cpu()
                cm += confusion_matrix(logits.argmax(1)[0], mask, num_classes, ignore_index)
        metrics = compute_metrics(cm)
        model.train()
    return {"confusion": cm, "accuracy": float(metrics["accuracy"]), "miou": float(metrics["miou"])}
