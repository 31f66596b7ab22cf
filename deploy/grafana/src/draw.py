#!/usr/bin/python3
"""Draws every panel of the dashboards from the answers of a running Prometheus, one picture a dashboard (needs python3-matplotlib).

    draw.py http://localhost:9090 FOLDER [SECONDS [RATE_INTERVAL]]

SECONDS is how far back to ask (300), RATE_INTERVAL what stands for Grafana's $__rate_interval (60s). Grafana is not involved.
"""
import json
import math
import pathlib
import re
import sys
import time
import urllib.parse
import urllib.request

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from PIL import Image

UNITS = {"percentunit": "share", "s": "seconds", "bytes": "bytes", "reqps": "a second", "ops": "a second", "short": ""}


def ask(base, expression, seconds):
    end = time.time()
    query = urllib.parse.urlencode({"query": expression, "start": end - seconds, "end": end, "step": max(1, seconds / 150)})
    with urllib.request.urlopen(f"{base}/api/v1/query_range?{query}", timeout=30) as answer:
        series = json.load(answer)["data"]["result"]
    return [
        (one["metric"], [(float(at) - end, float(value)) for at, value in one["values"] if math.isfinite(float(value))])
        for one in series
    ]


def legend(target, labels):
    form = target.get("legendFormat") or ", ".join(labels.values())
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda name: labels.get(name.group(1), ""), form)[:24]


def draw(base, dashboard, picture, seconds, interval):
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    rows = math.ceil(len(panels) / 4)
    figure, places = plt.subplots(rows, 4, figsize=(15, 2.3 * rows), layout="constrained")
    for place in places.flat[len(panels):]:
        place.remove()
    empty = 0
    for panel, place in zip(panels, places.flat):
        points = 0
        for target in panel["targets"]:
            expression = target["expr"].replace("$__rate_interval", interval).replace("$instance", ".*")
            for labels, values in ask(base, expression, seconds):
                points += len(values)
                place.plot(*zip(*values) if values else ((), ()), label=legend(target, labels), linewidth=1)
        empty += points == 0
        unit = UNITS[panel["fieldConfig"]["defaults"]["unit"]]
        place.set_title(panel["title"] + (f" ({unit})" if unit else ""), fontsize=8)
        place.tick_params(labelsize=6)
        place.yaxis.offsetText.set_fontsize(6)
        place.grid(alpha=0.3)
        if place.lines:
            place.set_xlim(-seconds, 0)
            place.set_ylim(bottom=0)
            names, texts = place.get_legend_handles_labels()
            place.legend(names[:6], texts[:6], fontsize=5, loc="upper left")
    figure.suptitle(f"{dashboard['title']}: the last {seconds} s, from Prometheus", fontsize=10)
    figure.savefig(picture, dpi=65)
    plt.close(figure)
    Image.open(picture).convert("RGB").quantize(32).save(picture, optimize=True)
    print(f"{picture}: {len(panels)} panels, {empty} without a finite point")


def main():
    base, folder = sys.argv[1].rstrip("/"), pathlib.Path(sys.argv[2])
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    interval = sys.argv[4] if len(sys.argv) > 4 else "60s"
    for file in sorted(pathlib.Path(__file__).parents[1].glob("*.json")):
        draw(base, json.loads(file.read_text()), folder / f"grafana-{file.stem}.png", seconds, interval)


main()
