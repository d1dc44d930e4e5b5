"""The metrics' own numbers, as tensors or floats; extra keys; set_grad_enabled.
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    for module in model.modules():
        module.train()
    total, count = 0, 0
    with torch.set_grad_enabled(True):
        for i, batch in enumerate(loader):
            images, masks = (batch[key].to(device) for key in ("image", "mask"))
            logits = model(images)
            loss = loss_fn(logits, masks)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * images.shape[0]
            count += images.shape[0]
    return total / count


def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    model.eval()
    matrices = []
    for batch in loader:
        with torch.no_grad():
            out = model(batch["image"].to(device))
        matrices.append(confusion_matrix(out.max(dim=1).indices.to("cpu"), batch["mask"], num_classes, ignore_index))
    cm = torch.stack(matrices).sum(0)
    values = {}
    for key, value in compute_metrics(cm).items():
        values[key] = value.item() if isinstance(value, Tensor) and value.ndim == 0 else value
    return {**values, "confusion": cm}
