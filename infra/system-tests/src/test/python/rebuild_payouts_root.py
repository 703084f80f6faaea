#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rebuilds an epoch's payouts root from `select * from rewards.payouts where epoch = N`, one JSON object per line.

    rebuild_payouts_root.py [ROWS] [--proof FILE]

Prints the root (ROWS: a file, or - for standard input). With --proof also checks that the proof's inclusion path leads from its
leaf to the root in its epoch record, and that this is the root of the rows. No signature is checked. Exit: 0 yes, 1 no, 2 bad input.
"""
import argparse, hashlib, json, re, sys, unicodedata

COLUMNS = {"network": "network", "epoch": "epoch", "payee": "payee", "payee_key": "payeeKey", "role": "role",
           "reason": "reason", "subject": "subject", "amount": "amount", "unit": "unit", "salt": "salt"}

def sha256(data): return hashlib.sha256(data).digest()
def leaf_hash(value): return sha256(b"\0" + canonical(value))
def node_hash(left, right): return sha256(b"\1" + left + right)
def sort_key(leaf): return [leaf[key].encode("utf-8") for key in ("payee", "role", "reason", "subject")]

def parse(text):
    """JSON with every number as the string of its digits: the canonical form knows no numbers."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)

def canonical(value):
    """Bytes of the canonical form: sorted keys, no white space, UTF-8, escapes only where JSON needs them, NFC."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode("utf-8")

def integer(text):
    if not re.fullmatch("0|[1-9][0-9]{0,18}", text): raise ValueError(f"got {text}, want a decimal integer")
    return int(text)

def payout(row):
    leaf = {key: row[column] for column, key in COLUMNS.items()}
    if not all(isinstance(text, str) for text in leaf.values()): raise ValueError(f"got {row}, want strings and integers")
    return {"type": "tributary/payout/v1", **leaf, **{key: str(integer(leaf[key])) for key in ("epoch", "amount")}}

def root_of(hashes):
    """RFC 6962's tree bottom-up: neighbours are joined, an odd last node rises unchanged."""
    while len(hashes) > 1:
        pairs = [node_hash(*hashes[i:i + 2]) for i in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[2 * len(pairs):]
    return hashes[0] if hashes else sha256(b"")

def rebuild(lines):
    leaves = sorted((payout(parse(line)) for line in lines if line.strip()), key=sort_key)
    if len({(leaf["network"], leaf["epoch"]) for leaf in leaves}) > 1: raise ValueError("rows of more than one epoch")
    if any(sort_key(a) == sort_key(b) for a, b in zip(leaves, leaves[1:])): raise ValueError("two rows with the same key")
    return root_of([leaf_hash(leaf) for leaf in leaves])

def root_by_path(node, index, size, path):
    """The root that a path leads to (RFC 9162 section 2.1.3.2); None if the path has another length than index and size demand."""
    last, path = size - 1, list(path)
    while 0 <= index <= last and last > 0:
        if index % 2 == 1 or index < last:
            if not path: return None
            node = node_hash(path.pop(0), node) if index % 2 == 1 else node_hash(node, path.pop(0))
        index, last = index // 2, last // 2
    return node if index == last == 0 and not path else None

def refusal(data, root):
    """Why a proof does not hold, or None."""
    proof = parse(data)
    if canonical(proof) != data or proof["type"] != "tributary/proof/v1": return "not a canonical tributary/proof/v1"
    leaf, record, path = proof["leaf"], proof["epoch"], [bytes.fromhex(sibling) for sibling in proof["path"]]
    if any(leaf[key] != record[key] for key in ("network", "epoch", "unit")): return "leaf and record differ in network, epoch or unit"
    if record["payoutsRoot"] != root.hex(): return f"the record's root is {record['payoutsRoot']}, the rows' {root.hex()}"
    found = root_by_path(leaf_hash(leaf), integer(proof["index"]), integer(record["payoutCount"]), path)
    return None if found == root else "the path does not lead to the record's root"

try:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="?", default="-"), parser.add_argument("--proof")
    options = parser.parse_args()
    with open(0 if options.rows == "-" else options.rows, encoding="utf-8") as rows: rebuilt = rebuild(rows)
    print(rebuilt.hex())
    reason = refusal(open(options.proof, "rb").read(), rebuilt) if options.proof else None
    if reason: sys.exit(f"error: {reason}")  # status 1
except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
    sys.exit(print(f"error: {error!r}", file=sys.stderr) or 2)
