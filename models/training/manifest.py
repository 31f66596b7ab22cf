"""Puts the size and SHA-256 of each file of models/tiny and the tokens of the twelve speakers into models/manifest.json,
changing nothing else."""
import hashlib
import json
import pathlib
import re

from tts.speakers import SPEAKERS
from tts.vocabulary import SPEAKERS as BASES

MODELS = pathlib.Path(__file__).resolve().parents[1]


def with_speaker(entry, speaker):
    """The entry's text with what the speaker is made of."""
    own = re.compile(rf'("(?:friendly|name)": "{speaker.name}",\s*"tag": )"[^"]*"(,\s*"globals": )\[[^]]*\](,\s*"description": )"[^"]*"')
    entry, count = own.subn(rf'\g<1>"<|speaker_{BASES[speaker.base]}|>"\g<2>{speaker.globals()}\g<3>"{speaker.description}"', entry)
    assert count == 1, f"{speaker.name}: {count} entries"
    return entry


def main():
    path = MODELS / "manifest.json"
    text = path.read_text()
    for model in json.loads(text)["models"]:
        for file in model["files"].values():
            here = MODELS / model["folder"] / file["path"]
            if not model["folder"].startswith("tiny/") or not here.exists():
                continue
            data = here.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            if digest != file["sha256"]:
                text = re.sub(rf'("sha256": ")' + file["sha256"] + rf'(",\s*"bytes": ){file["bytes"]}\b', rf"\g<1>{digest}\g<2>{len(data)}", text)
                print(f"{model['name']}: {file['path']} {len(data)} bytes")
    start = text.index('"name": "tiny-spark-tts"')
    end = text.index('"role":', text.index('"speakers"', start))
    entry = text[start:end]
    for speaker in SPEAKERS:
        entry = with_speaker(entry, speaker)
    path.write_text(text[:start] + entry + text[end:])


if __name__ == "__main__":
    main()
