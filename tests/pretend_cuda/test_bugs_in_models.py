"""The classic bugs of placement in models, losses and indices raise what CUDA raises."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .case import (
    RECURRENT,
    SAME_DEVICE,
    Case,
    Cases,
    blobs,
    check_pretended,
    check_real,
    images,
    mlp,
)

case = Cases()


@case("x.cuda() without assignment", SAME_DEVICE)
def _x_cuda_without_assignment(device: str) -> None:
    x, _ = blobs()
    model = mlp().to(device)
    x.cuda()
    model(x)


@case("model not moved (Linear)", SAME_DEVICE)
def _model_not_moved_linear(device: str) -> None:
    mlp()(blobs()[0].to(device))


@case(
    "model not moved (Conv2d)",
    (
        "RuntimeError",
        "Input type \\(torch.cuda.FloatTensor\\) and weight type \\(torch.FloatTensor\\) should be the same",
    ),
)
def _model_not_moved_conv2d(device: str) -> None:
    nn.Conv2d(1, 2, 3)(images()[0].to(device))


@case(
    "input not moved (Conv2d)",
    (
        "RuntimeError",
        "Input type \\(torch.FloatTensor\\) and weight type \\(torch.cuda.FloatTensor\\) should be the same",
    ),
)
def _input_not_moved_conv2d(device: str) -> None:
    nn.Conv2d(1, 2, 3).to(device)(images()[0])


@case("labels not moved, cross_entropy", SAME_DEVICE)
def _labels_not_moved_cross_entropy(device: str) -> None:
    x, y = blobs()
    F.cross_entropy(mlp().to(device)(x.to(device)), y)


@case("labels not moved, mse_loss", SAME_DEVICE)
def _labels_not_moved_mse_loss(device: str) -> None:
    x, _ = blobs()
    F.mse_loss(nn.Linear(8, 8).to(device)(x.to(device)), x)


@case("labels not moved, BCEWithLogits", SAME_DEVICE)
def _labels_not_moved_bcewithlogits(device: str) -> None:
    nn.BCEWithLogitsLoss()(torch.randn(4, device=device), torch.ones(4))


@case("labels not moved, accuracy pred == y", SAME_DEVICE)
def _labels_not_moved_accuracy_pred_y(device: str) -> None:
    x, y = blobs()
    (mlp().to(device)(x.to(device)).argmax(1) == y).sum()


@case("cross_entropy class weight on CPU", SAME_DEVICE)
def _cross_entropy_class_weight_on_cpu(device: str) -> None:
    x, y = blobs()
    nn.CrossEntropyLoss(weight=torch.ones(3))(mlp().to(device)(x.to(device)), y.to(device))


@case("BCEWithLogits pos_weight on CPU", SAME_DEVICE)
def _bcewithlogits_pos_weight_on_cpu(device: str) -> None:
    nn.BCEWithLogitsLoss(pos_weight=torch.ones(3))(torch.randn(4, 3, device=device), torch.ones(4, 3, device=device))


@case("new tensor created on CPU inside forward (add)", SAME_DEVICE)
def _new_tensor_created_on_cpu_inside_forward_add(device: str) -> None:

    class M(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x + torch.randn(x.shape)

    M().to(device)(torch.randn(3, 4, device=device))


@case("pos encoding as plain attribute, not buffer", SAME_DEVICE)
def _pos_encoding_as_plain_attribute_not_buffer(device: str) -> None:

    class M(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.pos = torch.zeros(7, 4)
            self.l = nn.Linear(4, 4)

        def forward(self, x: Tensor) -> Tensor:
            return self.l(x + self.pos)

    M().to(device)(torch.randn(2, 7, 4, device=device))


@case("layers kept in a python list, not ModuleList", SAME_DEVICE)
def _layers_kept_in_a_python_list_not_modulelist(device: str) -> None:

    class M(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.ls = [nn.Linear(8, 8) for _ in range(2)]

        def forward(self, x: Tensor) -> Tensor:
            for layer in self.ls:
                x = layer(x)
            return x

    M().to(device)(blobs()[0].to(device))


@case("VAE noise torch.randn(shape) on CPU", SAME_DEVICE)
def _vae_noise_torch_randn_shape_on_cpu(device: str) -> None:
    encoder, decoder = nn.Linear(8, 8).to(device), nn.Linear(4, 8).to(device)
    mu, logvar = encoder(blobs()[0].to(device)).chunk(2, 1)
    decoder(mu + torch.randn(mu.shape) * torch.exp(0.5 * logvar))


@case("GAN labels on CPU", SAME_DEVICE)
def _gan_labels_on_cpu(device: str) -> None:
    nn.BCELoss()(torch.sigmoid(nn.Linear(8, 1).to(device)(blobs()[0].to(device))), torch.ones(64, 1))


@case("GAN noise on CPU", SAME_DEVICE)
def _gan_noise_on_cpu(device: str) -> None:
    nn.Linear(4, 8).to(device)(torch.randn(16, 4))


@case("RNN input on CPU", RECURRENT)
def _rnn_input_on_cpu(device: str) -> None:
    nn.LSTM(8, 4, batch_first=True).to(device)(torch.randn(2, 5, 8))


@case("RNN h0 on CPU (LSTM)", RECURRENT)
def _rnn_h0_on_cpu_lstm(device: str) -> None:
    nn.LSTM(8, 4, batch_first=True).to(device)(
        torch.randn(2, 5, 8, device=device), (torch.zeros(1, 2, 4), torch.zeros(1, 2, 4))
    )


@case("RNN h0 on CPU (GRU)", RECURRENT)
def _rnn_h0_on_cpu_gru(device: str) -> None:
    nn.GRU(8, 4, batch_first=True).to(device)(torch.randn(2, 5, 8, device=device), torch.zeros(1, 2, 4))


@case("GRUCell hidden on CPU", SAME_DEVICE)
def _grucell_hidden_on_cpu(device: str) -> None:
    nn.GRUCell(8, 4).to(device)(torch.randn(2, 8, device=device), torch.zeros(2, 4))


@case("pack_padded_sequence lengths on GPU", ("RuntimeError", "lengths.*should be a 1D CPU int64 tensor"))
def _pack_padded_sequence_lengths_on_gpu(device: str) -> None:
    nn.utils.rnn.pack_padded_sequence(
        torch.randn(2, 5, 8, device=device), torch.tensor([5, 3], device=device), batch_first=True
    )


@case("Embedding ids on CPU", SAME_DEVICE)
def _embedding_ids_on_cpu(device: str) -> None:
    nn.Embedding(5, 3).to(device)(torch.tensor([1, 2]))


@case("attention mask on CPU", SAME_DEVICE)
def _attention_mask_on_cpu(device: str) -> None:
    q = torch.randn(2, 2, 5, 8, device=device)
    (q @ q.transpose(-2, -1)).masked_fill(torch.tril(torch.ones(5, 5)) == 0, -1000000000.0)


@case("MultiheadAttention attn_mask on CPU", SAME_DEVICE)
def _multiheadattention_attn_mask_on_cpu(device: str) -> None:
    x = torch.randn(2, 5, 8, device=device)
    nn.MultiheadAttention(8, 2, batch_first=True).to(device)(x, x, x, attn_mask=torch.zeros(5, 5))


@case("SDPA attn_mask on CPU", SAME_DEVICE)
def _sdpa_attn_mask_on_cpu(device: str) -> None:
    x = torch.randn(2, 2, 5, 8, device=device)
    F.scaled_dot_product_attention(x, x, x, attn_mask=torch.ones(5, 5, dtype=torch.bool))


@case("T-Net identity on CPU", SAME_DEVICE)
def _t_net_identity_on_cpu(device: str) -> None:
    torch.randn(4, 3, 3, device=device) + torch.eye(3)


@case("torch.cat with CPU tensor", SAME_DEVICE)
def _torch_cat_with_cpu_tensor(device: str) -> None:
    torch.cat([torch.ones(2, device=device), torch.ones(2)])


@case("torch.stack with CPU 0-dim", SAME_DEVICE)
def _torch_stack_with_cpu_0_dim(device: str) -> None:
    torch.stack([torch.tensor(1.0, device=device), torch.tensor(2.0)])


@case("gather index on CPU", SAME_DEVICE)
def _gather_index_on_cpu(device: str) -> None:
    torch.randn(4, 3, device=device).gather(1, torch.zeros(4, 1, dtype=torch.long))


@case("scatter_ one-hot built on CPU with GPU labels", SAME_DEVICE)
def _scatter_one_hot_built_on_cpu_with_gpu_labels(device: str) -> None:
    torch.zeros(4, 3).scatter_(1, torch.zeros(4, 1, dtype=torch.long, device=device), 1.0)


@case("CPU tensor indexed by GPU mask", ("RuntimeError", "indices should be either on"))
def _cpu_tensor_indexed_by_gpu_mask(device: str) -> None:
    torch.randn(4)[torch.ones(4, dtype=torch.bool, device=device)]


@case("CPU tensor indexed by GPU ids (kNN labels)", ("RuntimeError", "indices should be either on"))
def _cpu_tensor_indexed_by_gpu_ids_knn_labels(device: str) -> None:
    torch.arange(9)[torch.tensor([1, 2], device=device)]


@case("cdist train on CPU, test on GPU", SAME_DEVICE)
def _cdist_train_on_cpu_test_on_gpu(device: str) -> None:
    torch.cdist(torch.randn(4, 3, device=device), torch.randn(5, 3))


@case("running confusion matrix on CPU += GPU", SAME_DEVICE)
def _running_confusion_matrix_on_cpu_gpu(device: str) -> None:
    cm = torch.zeros(3, 3)
    cm += torch.ones(3, 3, device=device)


@case("CPU 0-dim total += GPU loss", SAME_DEVICE)
def _cpu_0_dim_total_gpu_loss(device: str) -> None:
    tot = torch.tensor(0.0)
    tot += torch.ones((), device=device)


@case("CPU zeros(1) metric += GPU sum", SAME_DEVICE)
def _cpu_zeros_1_metric_gpu_sum(device: str) -> None:
    tot = torch.zeros(1)
    tot += torch.ones(3, device=device).sum()


@case("torch.cat of GPU preds vs CPU labels compared at the end", SAME_DEVICE)
def _torch_cat_of_gpu_preds_vs_cpu_labels_compared_at_the_end(device: str) -> None:
    p = torch.cat([torch.ones(2, device=device)] * 2)
    y = torch.cat([torch.ones(2)] * 2)
    (p == y).float().mean()


@pytest.mark.parametrize("case", case)
def test_bugs_in_models(case: Case) -> None:
    """As the docstring of this module says."""
    check_pretended(case)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("case", case)
def test_bugs_in_models_on_a_real_gpu(case: Case) -> None:
    """The same on a real device."""
    check_real(case)
