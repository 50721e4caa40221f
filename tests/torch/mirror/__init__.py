"""ravine's networks rebuilt from PyTorch's modules, for network.py."""
