"""tqdm, a detached sum, gradients cleared in front of the forward pass by the model; matrix on the device.
"""
def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    running, seen = torch.zeros((), device=device), 0
    progress = tqdm(loader, leave=False, disable=True)
    for batch in progress:
        optimizer.zero_grad(set_to_none=False)
        images = batch["image"].to(device, non_blocking=True)
        masks = batch["mask"].to(device, non_blocking=True)
        loss = loss_fn(model(images), masks)
        loss.backward()
        optimizer.step()
        running += loss.detach() * images.size(0)
        seen += images.size(0)
        progress.set_postfix(loss=running.item() / seen)
    return (running / seen).item()


@torch.no_grad()
def evaluate_segmentation(model, loader, num_classes, device, ignore_index=2):
    was_training = model.training
    model.eval()
    matrix = torch.zeros((num_classes, num_classes), dtype=torch.long, device=device)
    for batch in loader:
        logits = model(batch["image"].to(device))
        matrix += confusion_matrix(logits.argmax(dim=1), batch["mask"].to(device), num_classes, ignore_index=ignore_index)
    model.train(was_training)
    matrix = matrix.cpu()
    metrics = compute_metrics(matrix)
    return dict(confusion=matrix, accuracy=float(metrics["accuracy"]), miou=float(metrics["miou"]))
