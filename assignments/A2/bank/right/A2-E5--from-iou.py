"""F1 from IoU, harmonic precision and recall avoided; weighted recall as the accuracy that it is.
"""
def compute_metrics(cm):
    cm = cm.double()
    tp = torch.diagonal(cm)
    fp, fn = cm.sum(0) - tp, cm.sum(1) - tp
    absent = (tp + fp + fn) == 0
    iou = tp / (tp + fp + fn)                       # nan exactly where the class is absent
    precision = (tp / (tp + fp)).nan_to_num(0.0).masked_fill(absent, float("nan"))
    recall = (tp / (tp + fn)).nan_to_num(0.0).masked_fill(absent, float("nan"))
    f1 = 2 * iou / (1 + iou)
    accuracy = tp.sum() / cm.sum()
    return dict(precision=precision, recall=recall, f1=f1, iou=iou, accuracy=accuracy, miou=iou.nanmean(),
                macro_f1=torch.nanmean(f1), balanced_accuracy=torch.nanmean(recall), weighted_recall=accuracy.clone())
