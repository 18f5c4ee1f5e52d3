"""ResNet-18 and ResNet-50, with the key names of torchvision's files.

He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, with the stride in the 3x3 convolution
as torchvision has it. SeCo (Mañas et al., "Seasonal Contrast", ICCV 2021) is the same under other names.
"""

import torch.nn.functional as F
from torch import Tensor, nn

BASIC, BOTTLENECK = 1, 4
"""How many times wider a stage's output is than its inner convolutions."""
LAYERS = {18: (BASIC, (2, 2, 2, 2)), 50: (BOTTLENECK, (3, 4, 6, 3))}
WIDTHS = (64, 128, 256, 512)
IMAGENET_MEAN, IMAGENET_SCALE = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of red, green and blue from 0 to 1; networks trained on ImageNet take them centred and scaled by these."""


class _Block(nn.Module):
    def __init__(self, before: int, width: int, stride: int, expansion: int) -> None:
        super().__init__()
        after = width * expansion
        deep = expansion == BOTTLENECK
        self.conv1 = _convolution(before, width, 1 if deep else 3, 1 if deep else stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = _convolution(width, width, 3, stride if deep else 1)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = _convolution(width, after, 1, 1) if deep else None
        self.bn3 = nn.BatchNorm2d(after) if deep else None
        self.downsample = (
            nn.Sequential(_convolution(before, after, 1, stride), nn.BatchNorm2d(after))
            if stride > 1 or before != after
            else None
        )

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.conv3 is not None and self.bn3 is not None:
            y = self.bn3(self.conv3(F.relu(y)))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """Features and class logits of an image.

    Args:
        depth: 18 or 50.
        classes: of the logits.
        channels: of the image.
    """

    def __init__(self, depth: int = 50, classes: int = 1000, channels: int = 3) -> None:
        super().__init__()
        expansion, counts = LAYERS[depth]
        self.conv1 = nn.Conv2d(channels, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        before = 64
        for number, (width, count) in enumerate(zip(WIDTHS, counts, strict=True), 1):
            blocks = []
            for position in range(count):
                stride = 2 if number > 1 and position == 0 else 1
                blocks.append(_Block(before, width, stride, expansion))
                before = width * expansion
            setattr(self, f"layer{number}", nn.Sequential(*blocks))
        self.fc = nn.Linear(before, classes)

    def features(self, images: Tensor) -> Tensor:
        """(N, channels, H, W) in the network's units to (N, 512 or 2048)."""
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(images))), 3, stride=2, padding=1)
        for number in range(1, 5):
            x = self.get_submodule(f"layer{number}")(x)
        return x.mean((2, 3))

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, classes)."""
        logits: Tensor = self.fc(self.features(images))
        return logits


def _convolution(before: int, after: int, side: int, stride: int) -> nn.Conv2d:
    return nn.Conv2d(before, after, side, stride=stride, padding=side // 2, bias=False)
