"""The line reader as a trainable network, and its way from and to ONNX. Only for making `reader.onnx`; needs torch.

Its body is the recogniser of the trueocr package (Apache-2.0): a convolution over the line's 32 rows, a glance at the
lines above and below, ten one-dimensional blocks with squeeze-and-excitation, CTC over characters. Added here: a
two-dimensional `detail` branch, because one linear filter over 32 rows cannot tell stacked marks (ể, ế, ề) well, and
characters the original cannot write. The branch begins at zero, so that training begins from the original's reading.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn.functional import conv1d, conv2d, hardswish, log_softmax, relu

BLOCKS = 10
_DW_FIRST, _DW_STEP = 510, 3
_BN = "rec.stem_bn"
LOG_PROBS = "log_probs"
_DETAIL = "detail."
_CHANNELS = (24, 48, 64)


def _key(name: str) -> str:
    return name.replace(".", "_").replace(":", "_")


class LineReader(nn.Module):  # type: ignore[misc]
    """Ink maps (B, 1, 96, W), 0 paper to 1 ink, and widths (B,) to CTC log-probabilities (B, T, characters + 1)."""

    def __init__(self, model: onnx.ModelProto, extra: int) -> None:
        """Take the weights of `model` and make room for `extra` more characters."""
        super().__init__()
        arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
        known = {name: array for name, array in arrays.items() if array.dtype == np.float32}
        self.names = [name for name in known if not name.startswith(_DETAIL)]
        self.weights = nn.ParameterDict()
        for name in self.names:
            value = torch.from_numpy(arrays[name].copy())
            if name.startswith("rec.head"):
                fresh = 0.02 * torch.randn(extra, *value.shape[1:]) if value.ndim > 1 else torch.full((extra,), -4.0)
                value = torch.cat([value, fresh])
            self.weights[_key(name)] = nn.Parameter(value, requires_grad="running" not in name)
        first, second, third = _CHANNELS
        width = arrays["rec.stem.weight"].shape[0]
        self.detail = nn.ModuleList(
            [
                nn.Conv2d(1, first, 3, stride=2, padding=1),
                nn.Conv2d(first, first, 3, stride=2, padding=1, groups=first),
                nn.Conv2d(first, second, 1),
                nn.Conv2d(second, second, 3, padding=1, groups=second),
                nn.Conv2d(second, third, 1),
                nn.Conv2d(third, width, (8, 3), padding=(0, 1)),
            ]
        )
        nn.init.zeros_(self.detail[5].weight)
        nn.init.zeros_(self.detail[5].bias)
        # A reader taught before goes on from its own branch.
        for name, parameter in self.named_parameters():
            if name in known and name.startswith(_DETAIL):
                parameter.data.copy_(torch.from_numpy(known[name].copy()))

    def _w(self, name: str) -> Tensor:
        return self.weights[_key(name)]

    def forward(self, ink: Tensor, widths: Tensor) -> tuple[Tensor, Tensor]:
        """Return log-probabilities (B, T, C) and the number of time steps of each line."""
        w = self._w
        middle = ink[:, :, 32:64]
        x = conv2d(middle, w("rec.stem.weight"), w("rec.stem.bias"), stride=(32, 4)).squeeze(2)
        x = x + self._context(ink) + self._detail(middle)
        steps = x.shape[2]
        lengths = torch.clamp((widths + 3) // 4, max=steps)
        mask = (torch.arange(steps)[None] < lengths[:, None])[:, None].to(x.dtype)
        scale = w(f"{_BN}.weight") / torch.sqrt(w(f"{_BN}.running_var") + 1e-5)
        x = hardswish((x - w(f"{_BN}.running_mean")[:, None]) * scale[:, None] + w(f"{_BN}.bias")[:, None]) * mask
        count = mask.sum(2, keepdim=True).clamp(min=1)
        for number in range(BLOCKS):
            p, dw = f"rec.blocks.{number}", _DW_FIRST + _DW_STEP * number
            y = conv1d(x, w(f"onnx::Conv_{dw}"), w(f"onnx::Conv_{dw + 1}"), padding=4, groups=x.shape[1])
            y = hardswish(conv1d(y, w(f"{p}.expand.weight"), w(f"{p}.expand.bias")))
            mean = (y * mask).sum(2, keepdim=True) / count
            gate = conv1d(mean, w(f"{p}.se.fc1.weight"), w(f"{p}.se.fc1.bias"))
            gate = torch.sigmoid(conv1d(relu(gate), w(f"{p}.se.fc2.weight"), w(f"{p}.se.fc2.bias")))
            x = (x + conv1d(y * gate, w(f"{p}.project.weight"), w(f"{p}.project.bias"))) * mask
        logits = conv1d(x, w("rec.head.weight"), w("rec.head.bias"))
        return log_softmax(logits.transpose(1, 2), dim=-1), lengths

    def _context(self, ink: Tensor) -> Tensor:
        w = self._w
        y = hardswish(conv2d(ink, w("onnx::Conv_504"), w("onnx::Conv_505"), stride=4))
        y = conv2d(y, w("rec.context.dw.weight"), padding=1, groups=32)
        y = hardswish(conv2d(y, w("onnx::Conv_507"), w("onnx::Conv_508")))
        score = conv2d(y, w("rec.context.score.weight"), w("rec.context.score.bias")) + w("rec.context.row_prior")
        share = torch.softmax(score, dim=2)
        batch, channels, rows, steps = y.shape
        pooled = (y.reshape(batch, 4, channels // 4, rows, steps) * share[:, :, None]).sum(3)
        return conv1d(pooled.reshape(batch, channels, steps), w("rec.context.proj.weight"), w("rec.context.proj.bias"))

    def _detail(self, middle: Tensor) -> Tensor:
        y = hardswish(self.detail[0](middle))
        y = hardswish(self.detail[2](self.detail[1](y)))
        y = hardswish(self.detail[4](self.detail[3](y)))
        result: Tensor = self.detail[5](y).squeeze(2)
        return result


def export(reader: LineReader, original: onnx.ModelProto, path: Path) -> None:
    """Write the reader as ONNX: the original's graph with the new weights, the detail branch and `log_probs` alone."""
    model = onnx.ModelProto()
    model.CopyFrom(original)
    graph = model.graph
    arrays: dict[str, NDArray[Any]] = {
        name: reader.weights[_key(name)].detach().numpy().astype(np.float32) for name in reader.names
    }
    for tensor in graph.initializer:
        if tensor.name in arrays:
            tensor.CopyFrom(numpy_helper.from_array(arrays[tensor.name], tensor.name))
    branch = _branch(reader, graph)
    at = next(i for i, node in enumerate(graph.node) if "/rec/Add_output_0" in node.output)
    join = graph.node[at]
    join.output[0] = "/rec/plain"
    for offset, node in enumerate(branch):
        graph.node.insert(at + 1 + offset, node)
    for node in graph.node:
        for position, name in enumerate(node.output):
            if name == "/LogSoftmax_output_0":
                node.output[position] = LOG_PROBS
    _prune(graph, {LOG_PROBS, "lengths"})
    lengths = next(output for output in graph.output if output.name == "lengths")
    probabilities = helper.make_tensor_value_info(LOG_PROBS, TensorProto.FLOAT, ["B", "T", "C"])
    kept = onnx.ValueInfoProto()
    kept.CopyFrom(lengths)
    del graph.output[:]
    graph.output.extend([probabilities, kept])
    del graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _branch(reader: LineReader, graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    nodes: list[onnx.NodeProto] = []

    def conv(index: int, source: str, target: str) -> None:
        layer = reader.detail[index]
        for part in ("weight", "bias"):
            array = getattr(layer, part).detach().numpy().astype(np.float32)
            graph.initializer.append(numpy_helper.from_array(array, f"detail.{index}.{part}"))
        pad_y, pad_x = layer.padding
        nodes.append(
            helper.make_node(
                "Conv",
                [source, f"detail.{index}.weight", f"detail.{index}.bias"],
                [target],
                kernel_shape=list(layer.kernel_size),
                strides=list(layer.stride),
                pads=[pad_y, pad_x, pad_y, pad_x],
                group=layer.groups,
            )
        )

    def swish(source: str, target: str) -> None:
        nodes.append(helper.make_node("HardSwish", [source], [target]))

    conv(0, "/rec/Slice_output_0", "/detail/0")
    swish("/detail/0", "/detail/0s")
    conv(1, "/detail/0s", "/detail/1")
    conv(2, "/detail/1", "/detail/2")
    swish("/detail/2", "/detail/2s")
    conv(3, "/detail/2s", "/detail/3")
    conv(4, "/detail/3", "/detail/4")
    swish("/detail/4", "/detail/4s")
    conv(5, "/detail/4s", "/detail/5")
    nodes.append(helper.make_node("Squeeze", ["/detail/5", "/rec/Constant_5_output_0"], ["/detail/out"]))
    nodes.append(helper.make_node("Add", ["/rec/plain", "/detail/out"], ["/rec/Add_output_0"]))
    return nodes


def _prune(graph: onnx.GraphProto, wanted: set[str]) -> None:
    """Drop nodes and weights that no wanted output needs."""
    needed, kept = set(wanted), []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.append(node)
    nodes = list(reversed(kept))
    del graph.node[:]
    graph.node.extend(nodes)
    weights = [tensor for tensor in graph.initializer if tensor.name in needed]
    del graph.initializer[:]
    graph.initializer.extend(weights)
