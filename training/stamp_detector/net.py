"""The network of the stamp finder: a small encoder and decoder that sees the page at once.

Depthwise separable residual blocks (Chollet, Xception, 2017) down to a cell of 8 mm, and lateral connections back up to
one of 1 mm (Lin et al., Feature Pyramid Networks, 2017). One output a class, as stamps lie over one another.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from ocr.detectors.stamp_detector import CLASSES, STRIDE

WIDTHS = (24, 48, 96, 144)
"""Channels at a quarter, an eighth, a 16th and a 32nd of the page's size."""
_DEPTHS = (1, 2, 3, 4)
_NECK = 40


class _Block(nn.Module):  # type: ignore[misc]
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 5, padding=2, groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.Conv2d(channels, 2 * channels, 1, bias=False),
            nn.BatchNorm2d(2 * channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(2 * channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.body(x))


def _step(before: int, after: int) -> nn.Sequential:
    conv = nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU(inplace=True))


class StampNet(nn.Module):  # type: ignore[misc]
    """Pages (N, 3, H, W), 0 to 1, sides multiples of 32, to logits (N, classes, H / STRIDE, W / STRIDE)."""

    def __init__(self) -> None:
        """Start from chance."""
        super().__init__()
        self.stem = _step(3, 16)
        self.stages = nn.ModuleList()
        before = 16
        for channels, depth in zip(WIDTHS, _DEPTHS, strict=True):
            self.stages.append(nn.Sequential(_step(before, channels), *(_Block(channels) for _ in range(depth))))
            before = channels
        self.laterals = nn.ModuleList(nn.Conv2d(channels, _NECK, 1) for channels in WIDTHS)
        self.smooth = nn.ModuleList(_Block(_NECK) for _ in WIDTHS[:-1])
        self.head = nn.Conv2d(_NECK, len(CLASSES), 1)
        nn.init.constant_(self.head.bias, -4.0)

    def forward(self, pages: Tensor) -> Tensor:
        """Return the logits."""
        x = self.stem(1 - pages)
        seen = []
        for stage in self.stages:
            x = stage(x)
            seen.append(x)
        x = self.laterals[-1](seen[-1])
        for level in range(len(WIDTHS) - 2, -1, -1):
            x = nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")
            x = self.smooth[level](x + self.laterals[level](seen[level]))
        return self.head(x)


_WEIGHT = 3.0
"""How much more a cell with something counts than one without: most of a page has nothing."""


def loss(logits: Tensor, truth: Tensor) -> Tensor:
    """Cross-entropy a cell, and the Dice loss a class (Milletari et al., V-Net, 2016), both (N, classes, h, w)."""
    entropy = nn.functional.binary_cross_entropy_with_logits(logits, truth, pos_weight=torch.tensor(_WEIGHT))
    share = torch.sigmoid(logits)
    both = (share * truth).sum(dim=(0, 2, 3))
    dice = 1 - (2 * both + 20) / (share.sum(dim=(0, 2, 3)) + truth.sum(dim=(0, 2, 3)) + 20)
    return 4 * entropy + dice.mean()


def export(net: StampNet, path: Path) -> None:
    """Write the network with probabilities for outputs; height and width are free."""
    whole = nn.Sequential(net, nn.Sigmoid()).eval()
    example = torch.zeros(1, 3, 32 * STRIDE, 32 * STRIDE)
    names = {"page": {2: "height", 3: "width"}, "classes": {2: "rows", 3: "columns"}}
    torch.onnx.export(
        whole,
        (example,),
        str(path),
        input_names=["page"],
        output_names=["classes"],
        dynamic_axes=names,
        dynamo=False,
        opset_version=17,
    )
