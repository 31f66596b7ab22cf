"""The mean of two language models, of which the second was trained on from the first: better than either (REPORT.md).

Whole rows of the table are averaged: how a code's row divides into its phone's, step's and phase's is not the same in both."""
import argparse

import torch

from .restore import language_model, rows


@torch.no_grad()
def averaged(first, second, share):
    """State of (1 - share) of first and share of second, models of one shape."""
    a, b = first.state_dict(), second.state_dict()
    mean = {name: torch.lerp(a[name], b[name], share) if b[name].is_floating_point() else b[name] for name in b}
    return mean | rows(second, torch.lerp(first.table(), second.table(), share))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", help="checkpoint or exported file")
    parser.add_argument("second")
    parser.add_argument("--share", type=float, default=.7, help="of the second")
    parser.add_argument("--out", default="build/lm.pt")
    args = parser.parse_args()
    torch.save(averaged(language_model(args.first), language_model(args.second), args.share), args.out)


if __name__ == "__main__":
    main()
