#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pay rules bundles/v1 to bundles/v4 of ../../pay.md once more, in plain Python; writes bundles.txt. It shares no code with the Java modules."""
import hashlib
import random
from math import isqrt
from pathlib import Path

LOTS, ROWS = 4, 10


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def lot_seed(root, salts):
    return sha("tributary/lot-seed/v1\n" + root + "\n" + "".join(salt + "\n" for salt in salts))


def deal(seed, rows):
    """Lists of row numbers, by lot, contributor and place."""
    bundles = []
    for lot in range(LOTS):
        for contributor in sorted({owner for owner, _ in rows}, key=str.encode):
            own = [i for i, (owner, _) in enumerate(rows) if owner == contributor]
            own.sort(key=lambda i: (sha("tributary/lot/v1\n%s\n%d\n%s" % (seed, lot, rows[i][1])), rows[i][1].encode()))
            bundles += [own[at:at + ROWS] for at in range(0, len(own), ROWS)]
    return bundles


def judge(bundle, held, exponents):
    net = normalised = positive = 0
    for v, exponent in enumerate(exponents):
        total = sum(abs(scores[v]) for scores in held)
        help_ = sum(held[i][v] for i in bundle)
        net += help_ << (exponent + 19)
        n = ((help_ << 31) + total) // (2 * total) if total else 0
        normalised += n
        positive += max(0, n)
    standing = (normalised << 16) // positive if net > 0 and normalised > 0 else 0
    return net, normalised, positive, standing


def answered(bundle, what, rows, held, exponents):
    """The standing under bundles/v4: whole from a fifth on, as far as that of all rows of the contributor goes."""
    owner = rows[bundle[0]][0]
    all_rows = [i for i, (name, _) in enumerate(rows) if name == owner]
    _, normalised, positive, _ = judge(all_rows, held, exponents)
    own = min(1 << 16, (5 * what[1] << 16) // what[2]) if what[0] > 0 and what[1] > 0 else 0
    of_all = max(1 << 14, min(1 << 16, (5 * normalised << 16) // positive) if normalised > 0 else 0)
    return own * of_all >> 16


def scores(rnd, rows, queries):
    columns = []
    for _ in range(queries):
        kind, bits = rnd.randrange(6), rnd.randrange(38)
        if kind == 0:
            columns.append([0] * rows)
        elif kind == 1:
            columns.append([rnd.choice((1 << 38, -(1 << 38))) for _ in range(rows)])
        else:
            columns.append([rnd.randrange(-(1 << 38), (1 << 38) + 1) >> bits for _ in range(rows)])
    return [list(row) for row in zip(*columns)]


def main():
    rnd = random.Random(20261121)
    sizes = {"ann": 23, "bob": 10, "céline": 4, "dan": 1, "eve": 31}
    rows = [(owner, "%s/x/%06d" % (owner, i)) for owner, size in sizes.items() for i in range(size)]
    rnd.shuffle(rows)
    root = sha("a version")
    salts = ["%032x" % rnd.getrandbits(128) for _ in range(8)]
    seed = lot_seed(root, salts)
    exponents = [rnd.randint(-19, 58) if v % 2 else 30 for v in range(8)]
    held, asked = scores(rnd, len(rows), 8), scores(rnd, len(rows), 3)
    # Honest rows help on most items.
    held = [[abs(s) if rows[i][0] != "eve" and rnd.random() < .6 else s for s in row] for i, row in enumerate(held)]
    bundles = deal(seed, rows)
    judged = [judge(bundle, held, exponents) for bundle in bundles]
    out = [("root", root), ("salts", " ".join(salts)), ("seed", seed), ("exponents", " ".join(map(str, exponents)))]
    for i, (owner, row_id) in enumerate(rows):
        out.append(("row.%d" % i, "%s %s" % (owner, row_id)))
        out.append(("held.%d" % i, " ".join(map(str, held[i]))))
        out.append(("asked.%d" % i, " ".join(map(str, asked[i]))))
    for g, (bundle, what) in enumerate(zip(bundles, judged)):
        out.append(("bundle.%d" % g, " ".join(map(str, bundle))))
        out.append(("judged.%d" % g, " ".join(map(str, what))))
    answering = [answered(bundle, what, rows, held, exponents) for bundle, what in zip(bundles, judged)]
    out += [("answering.%d" % g, str(standing)) for g, standing in enumerate(answering)]
    most = [sum(abs(row[q]) for row in asked) // len(rows) for q in range(3)]
    cut = [[max(-most[q], min(most[q], s)) for q, s in enumerate(row)] for row in asked]
    def root_rate(help_, q):
        return min(65535, isqrt((most[q] << 24) // help_))

    def fourth_root_rate(help_, q):
        ratio = (most[q] << 24) // help_
        return min(65535, isqrt(ratio * min(65535, isqrt(ratio)) >> 12))

    def root_scale(k):
        return isqrt((k << 32) // 10)

    def linear_scale(k):
        return (k << 16) // 10

    own = [what[3] for what in judged]
    for name, paid, standings, scale, rate in (
            ("weight", asked, own, root_scale, None), ("limited", cut, own, root_scale, None),
            ("rooted", cut, own, linear_scale, root_rate), ("answered", cut, answering, linear_scale, fourth_root_rate)):
        for q in range(3):
            for owner in sorted(sizes, key=str.encode):
                weight = 0
                for bundle, standing in zip(bundles, standings):
                    help_ = sum(paid[i][q] for i in bundle)
                    if rows[bundle[0]][0] == owner and help_ > 0:
                        weight += scale(len(bundle)) * standing * help_ * (rate(help_, q) if rate else 1)
                out.append(("%s.%d.%s" % (name, q, owner), str(weight)))
    text = "# rows, their scores on held-out items and answers, bundles, (net, normalised, positive, standing), weights by bundles/v1, limited by v2, rooted by v3; standings of v4, and weights by it\n"
    text += "".join("%s = %s\n" % entry for entry in out)
    Path(__file__).with_name("bundles.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
