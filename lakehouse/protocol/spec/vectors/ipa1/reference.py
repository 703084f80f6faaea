#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Second implementation of ipa1/factored, written from ipa1-factored.md alone; it writes the vectors beside it.

Slow on purpose: plain lists, Python integers, and IEEE doubles in the order the specification gives.
Run `python3 reference.py`; it rewrites tokens.txt, passages.txt, dictionary.txt, softmax.txt and model-a.txt to model-c.txt.
"""
import hashlib
import math
import os
import struct
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))


def lines(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


def sha256_ints(values):
    return hashlib.sha256(b"".join(struct.pack(">i", v) for v in values)).hexdigest()


# ---- sections 1 and 2: tokens, passages, dictionary, features
FOLD = {int(line[:4], 16): chr(int(line[5:], 16)) for line in lines("fold.txt")}
RANGES = [tuple(int(end, 16) for end in line.split("-")) for line in lines("assigned.txt")]
VAL = [int(line) for line in lines("counts.txt")]


def canonical(text):
    def blanked(char):
        if any(low <= ord(char) <= high for low, high in RANGES):
            return char
        return " " if ord(char) < 0x10000 else "  "

    return unicodedata.normalize("NFC", "".join(map(blanked, text)))


def fold(char):
    if "a" <= char <= "z" or "0" <= char <= "9":
        return char
    if "A" <= char <= "Z":
        return chr(ord(char) + 32)
    return FOLD.get(ord(char), "")


def tokens(text):
    """(token, start, end) of a canonical text whose chars are all in the basic plane."""
    found, start = [], None
    for at in range(len(text) + 1):
        char = text[at] if at < len(text) else " "
        folded = fold(char)
        if char in "'\u2019" and 0 < at < len(text) - 1 and fold(text[at - 1]) and fold(text[at + 1]):
            folded = "'"
        if folded and start is None:
            start, word = at, ""
        if folded:
            word += folded
        elif start is not None:
            found.append((word, start, at))
            start = None
    return found


def passages(documents):
    stream = [(w, d, s, e) for d, text in enumerate(documents) for w, s, e in tokens(canonical(text))]
    cut = [stream[at:at + 128] for at in range(0, len(stream) - 127, 128)]
    return [([t[0] for t in p], p[0][1], p[0][2], p[-1][1], p[-1][3]) for p in cut]


def dictionary(token_lists):
    frequency = {}
    for token_list in token_lists:
        for token in set(token_list):
            frequency[token] = frequency.get(token, 0) + 1
    kept = [t for t, f in frequency.items() if f <= len(token_lists) // 8]
    return sorted(kept, key=lambda t: (-frequency[t], t.encode("utf-8")))[:511]


def features(words, token_list):
    return [VAL[min(1024, token_list.count(w))] for w in words] + [16]


# ---- section 3: softmax
def power_table():
    root = 1 << 513  # 2 at 512 fraction bits
    for _ in range(12):
        root = math.isqrt(root << 512)
    table, power = [0] * 4097, 1 << 512
    for j in range(4096, -1, -1):  # T[4096 - i] = 2^29 * 2^(i/4096)
        table[j] = ((power << 29) * 2 + (1 << 512)) >> 513
        power = power * root >> 512
    return table


T = power_table()
assert sha256_ints(T) == "985beb0385cc1c8679cba50df5c0bd978db97c0750926714124852a9e12d370f"


def rsh(v, k):
    return (v + (1 << (k - 1))) >> k if k > 0 else v << -k


def softmax(z, fx):
    top = z.index(max(z))
    powers = []
    for value in z:
        t = z[top] - value
        if t >= 1 << (28 + fx):
            powers.append(0)
            continue
        u, f = t * 96817625, 49 + fx
        k, w = u >> f, u % (1 << f)
        j, rem = w >> (f - 12), (w % (1 << (f - 12))) >> (f - 32)
        powers.append(rsh(T[j] - (((T[j] - T[j + 1]) * rem + (1 << 19)) >> 20), k))
    total = sum(powers)
    p = [((e << 31) + total) // (2 * total) for e in powers]
    p[top] = 0
    p[top] = (1 << 30) - sum(p)
    return p


# ---- sections 4 to 7
class Model:
    def __init__(self, classes, dimension, fx, ridge, rows, labels):
        self.c, self.d, self.fx, self.l = classes, dimension, fx, ridge
        self.p, self.n, self.rows, self.labels = classes * dimension, len(rows), rows, labels
        self.kappa = 5 + ridge.bit_length() - 1
        self.theta = [0] * self.p

    def probabilities(self, x):
        z = [sum(self.theta[c * self.d + j] * x[j] for j in range(self.d)) for c in range(self.c)]
        return softmax(z, self.fx)

    def residuals(self, x, y):
        return [p - (1 << 30 if c == y else 0) for c, p in enumerate(self.probabilities(x))]

    def gradient(self):
        a = [0] * self.p
        for x, y in zip(self.rows, self.labels):
            for c, r in enumerate(self.residuals(x, y)):
                for j in range(self.d):
                    a[c * self.d + j] += r * x[j]
        return [(v << (17 - self.fx)) + self.n * self.l * t for v, t in zip(a, self.theta)]

    def curvature(self):
        n = [[0] * self.p for _ in range(self.p)]
        for x in self.rows:
            p = self.probabilities(x)
            for c in range(self.c):
                for d in range(self.c):
                    if c == d:
                        continue
                    w = (p[c] * p[d] + (1 << 35)) >> 36
                    for j in range(self.d):
                        for k in range(self.d):
                            n[c * self.d + j][d * self.d + k] -= w * x[j] * x[k]
                            n[c * self.d + j][c * self.d + k] += w * x[j] * x[k]
        for k in range(self.p):
            n[k][k] += self.n * self.l * 4 ** self.fx
        return [[float(v) for v in row] for row in n]

    def factor(self):
        n = self.curvature()
        low = [[0.0] * self.p for _ in range(self.p)]
        for i in range(self.p):
            for j in range(i + 1):
                a = n[i][j]
                for k in range(j):
                    a = a - low[i][k] * low[j][k]
                low[i][j] = math.sqrt(a) if i == j else a / low[j][j]
        return low

    def solution(self):
        low = self.factor()
        unit = float(self.n * 2 ** (24 + 2 * self.fx))
        v = [float(g) / self.n * 2.0 ** -47 * unit for g in self.gradient()]
        for i in range(self.p):
            for k in range(i):
                v[i] = v[i] - low[i][k] * v[k]
            v[i] = v[i] / low[i][i]
        for i in range(self.p - 1, -1, -1):
            v[i] = v[i] / low[i][i]
            for k in range(i):
                v[k] = v[k] - low[i][k] * v[i]
        return v

    def moved(self, solution, halvings):
        """The weights after a step that is halved so often; None if one is no int32."""
        unit = 2.0 ** (23 - halvings)
        theta = [t - math.floor(s * unit + 0.5) for t, s in zip(self.theta, solution)]
        return theta if all(-1 << 31 <= t < 1 << 31 for t in theta) else None

    def largest(self, theta):
        kept, self.theta = self.theta, theta
        largest = max(abs(g) for g in self.gradient())
        self.theta = kept
        return largest

    def certified(self):
        return self.largest(self.theta) <= 1024 * self.n << 17

    def full_steps(self):
        """newton/v1: the weights after each of eight steps, fewer if one leaves int32."""
        path = []
        for _ in range(8):
            theta = self.moved(self.solution(), 0)
            if theta is None:
                return path
            self.theta = theta
            path.append(theta)
        return path

    def train(self):
        """newton/v2: the number of halvings of each step where full steps fail, else nothing."""
        start, taken = self.theta, []
        if len(self.full_steps()) == 8 and self.certified():
            return taken
        self.theta = start
        while len(taken) < 64 and not self.certified():
            solution, before = self.solution(), self.largest(self.theta)
            tried = [(h, self.moved(solution, h)) for h in range(17)]
            lower = next(((h, t) for h, t in tried if t is not None and self.largest(t) < before), None)
            if lower is None:
                return taken
            taken.append(lower[0])
            self.theta = lower[1]
        for _ in range(2):
            theta = self.moved(self.solution(), 0) if self.certified() else None
            if theta is None:
                return taken
            self.theta = theta
            taken.append(0)
        return taken

    def invert(self):
        low, p = self.factor(), self.p
        z = [[0.0] * p for _ in range(p)]
        for j in range(p):
            z[j][j] = 1.0 / low[j][j]
            for i in range(j + 1, p):
                a = 0.0
                for k in range(j, i):
                    a = a + low[i][k] * z[k][j]
                z[i][j] = -a / low[i][i]
        unit = float(self.n * 2 ** (24 + 2 * self.fx + self.kappa))
        self.k = [[0] * p for _ in range(p)]
        for a in range(p):
            for b in range(a + 1):
                s = 0.0
                for k in range(a, p):
                    s = s + z[k][a] * z[k][b]
                self.k[a][b] = self.k[b][a] = math.floor(s * unit + 0.5)

    def query(self, x, y):
        r = self.residuals(x, y)
        largest = max(abs(v) for v in r)
        if largest == 0:
            return [0] * self.p, 0
        rho = largest.bit_length() - 20
        short = [rsh(v, rho) if c != y else 0 for c, v in enumerate(r)]
        short[y] = -sum(short)
        outer = [short[c] * x[j] for c in range(self.c) for j in range(self.d)]
        acc = [sum(k * g for k, g in zip(row, outer)) for row in self.k]
        sh = max(0, max(abs(v) for v in acc).bit_length() - 15)
        return [max(-32767, min(32767, rsh(v, sh))) for v in acc], sh + rho

    def raw(self, x, r, v):
        return sum(r[c] * sum(v[c * self.d + j] * x[j] for j in range(self.d)) for c in range(self.c))

    def sigma(self, x, r):
        g = [r[c] * x[j] for c in range(self.c) for j in range(self.d)]
        return math.isqrt(max(0, sum(a * b * self.k[i][j] for i, a in enumerate(g) for j, b in enumerate(g))))


# ---- sections 8 to 10: cap and pay
def stored(raw):
    return (raw + (1 << 23)) >> 24


def cap(median, sigma):
    return 1 << 20 if sigma <= median else (median << 20) // sigma


def capped(score, factor):
    return (score * factor + (1 << 19)) >> 20


# ---- the vectors
class Random:
    """x -> 6364136223846793005 x + 1442695040888963407 mod 2^64, high 31 bits modulo the bound."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % bound


def write(name, header, entries):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
        file.write("# " + header + "\n")
        for key, value in entries:
            if isinstance(value, (list, tuple)):
                value = " ".join(str(v) for v in value)
            file.write("%s = %s\n" % (key, str(value).replace("\\", "\\\\").replace("\n", "\\n")))


def token_vectors():
    texts = [
        "The harvest of 1907 was LARGE, the rivers low.", "Don\u2019t stop 'til it's over'", "'' ' a'b' 'c",
        "\u00c9tat d'\u00e9tat; e\u0301te\u0301 = \u00e9t\u00e9", "stra\u00dfe \u0130stanbul \u0178 \u01c5 \u0241",
        "3\u00d74\u00f72", "\u03b1\u03b2\u03b3 \u4e2d\u6587 x\u2028y", "rock'n'roll ''n'", "a\u02bcb naive\u0308",
        "tab\tand\r\nline_breaks-and.dots", "", "   ", "caf\u00e9\u2019s 100%"]
    out = []
    for i, text in enumerate(texts):
        found = tokens(canonical(text))
        out += [("text.%d" % i, text), ("tokens.%d" % i, [t[0] for t in found]),
                ("spans.%d" % i, ["%d-%d" % t[1:] for t in found])]
    write("tokens.txt", "text, its folded tokens, and their spans in the canonical text", out)


WORDS = ("river bank grain toll harbour treaty coin mill senate canal ledger ox barley tax road fleet mine "
         "forest bridge levy").split()


def some_text(random, count, seasoning):
    pool = WORDS + seasoning * 2
    text = ""
    for _ in range(count):
        text += pool[random.below(len(pool))] + (". " if random.below(9) == 0 else " ")
    return text.strip()


def passage_vectors():
    random = Random(1)
    documents = [some_text(random, count, ["l'\u00e9t\u00e9"]) for count in (100, 60, 20, 230)]
    out = [("document.%d" % i, text) for i, text in enumerate(documents)]
    for i, (words, d, s, e, f) in enumerate(passages(documents)):
        out += [("span.%d" % i, [d, s, e, f]), ("hash.%d" % i, hashlib.sha256(" ".join(words).encode()).hexdigest())]
    write("passages.txt", "documents, and per passage: first document, first char, last document, end char; "
          "SHA-256 of its tokens joined by one space", out)


def dictionary_vectors():
    random = Random(2)
    seasonings = [["wool", "sail"], ["\u00e9toile", "zinc"], ["o'clock"], ["quay", "r\u00e9gime", "\u0101tman"]]
    lists = [some_text(random, 6, seasonings[i % 4]).replace(".", "").split() for i in range(40)]
    words = dictionary(lists)
    raw = "".join(w + "\n" for w in words).encode()
    out = [("tokens.%d" % i, token_list) for i, token_list in enumerate(lists)]
    out += [("dictionary", words), ("sha256", hashlib.sha256(raw).hexdigest())]
    out += [("features.%d" % i, features(words, token_list)) for i, token_list in enumerate(lists[:8])]
    write("dictionary.txt", "passages as tokens; the dictionary in feature order; its SHA-256; features of the first 8", out)


def softmax_vectors():
    random = Random(3)
    out = []
    for i in range(60):
        classes, fx, width = 2 + random.below(5), random.below(8), 8 + random.below(39)
        z = [random.below(1 << 31) * random.below(1 << 16) % (1 << width) - (1 << (width - 1)) for _ in range(classes)]
        if i % 7 == 0:
            z[-1] = z[0]
        out += [("fx.%d" % i, fx), ("logits.%d" % i, z), ("probabilities.%d" % i, softmax(z, fx))]
    write("softmax.txt", "fraction bits, logits, probabilities in Q30", out)


def model_vectors(name, seed, classes, dimension, fx, ridge, count, top):
    random = Random(seed)
    rows, labels = [], []
    for _ in range(count):
        y = random.below(classes)
        x = [random.below(2 * top + 1) - top if random.below(3) else 0 for _ in range(dimension - 1)]
        x[y] = min(127, max(-127, x[y] + top))
        rows.append(x + [1 << fx])
        labels.append(y if random.below(8) else random.below(classes))
    held, held_labels, rows, labels = rows[:6], labels[:6], rows[6:], labels[6:]
    model = Model(classes, dimension, fx, ridge, rows, labels)
    out = [("classes", classes), ("dimension", dimension), ("fx", fx), ("lambda", ridge)]
    out += [("row.%d" % i, [y] + x) for i, (x, y) in enumerate(zip(rows, labels))]
    out += [("heldout.%d" % v, [y] + x) for v, (x, y) in enumerate(zip(held, held_labels))]
    for step, theta in enumerate(model.full_steps()):
        out.append(("theta.%d" % (step + 1), sha256_ints(theta)))
    model.invert()
    assert model.certified(), "certificate"
    largest = model.largest(model.theta)
    out += [("theta", model.theta), ("gradient", largest), ("khash", sha256_ints([k for row in model.k for k in row])),
            ("kdiagonal", [model.k[i][i] for i in range(model.p)])]
    residuals = [model.residuals(x, y) for x, y in zip(rows, labels)]
    sigmas = [model.sigma(x, r) for x, r in zip(rows, residuals)]
    median = sorted(sigmas)[(len(sigmas) - 1) // 2]
    caps = [cap(median, s) for s in sigmas]
    out += [("sigma", sigmas), ("median", median), ("caps", caps)]
    nets = [0] * len(rows)
    for v, (x, y) in enumerate(zip(held, held_labels)):
        vector, exponent = model.query(x, y)
        raws = [model.raw(x_i, r_i, vector) for x_i, r_i in zip(rows, residuals)]
        out += [("vector.%d" % v, vector), ("exponent.%d" % v, exponent), ("raw.%d" % v, raws)]
        nets = [net + (capped(stored(s), f) << (exponent + 19)) for net, s, f in zip(nets, raws, caps)]
    out += [("nets", nets), ("eligible", [int(net > 0) for net in nets])]
    for q, x in enumerate(held):
        z = [sum(model.theta[c * dimension + j] * x[j] for j in range(dimension)) for c in range(classes)]
        vector, exponent = model.query(x, z.index(max(z)))
        scores = [capped(stored(model.raw(a, r, vector)), f) for a, r, f in zip(rows, residuals, caps)]
        weights = [sum(max(0, s) for i, s in enumerate(scores) if i % 4 == u and nets[i] > 0) for u in range(4)]
        out += [("paid.%d" % q, weights)]
    write(name, "a model, its held-out items and its pay; row = label then features; paid = weight of payee (row mod 4) "
          "for the answer given to the held-out item", out)


def wrong_label_rows(seed, classes, dimension, fx, top, count, wrong):
    """Rows whose first features tell the class; the first `wrong` of them have another label."""
    random = Random(seed)
    rows, labels = [], []
    for i in range(count):
        y = random.below(classes)
        x = [random.below(top) if random.below(3) == 0 else 0 for _ in range(dimension - 1)]
        x[y] = min(127, x[y] + top)
        rows.append(x + [1 << fx])
        labels.append((y + 1 + random.below(classes - 1)) % classes if i < wrong else y)
    return rows, labels


def wrong_label_vectors(name, seed, classes, dimension, fx, ridge, count, top, wrong):
    rows, labels = wrong_label_rows(seed, classes, dimension, fx, top, count, wrong)
    model = Model(classes, dimension, fx, ridge, rows, labels)
    full = model.full_steps()
    assert not (len(full) == 8 and model.certified()), "full steps must fail here"
    model.theta = [0] * model.p
    halvings = model.train()
    assert model.certified() and max(halvings) > 0, "shortened steps must reach a certificate"
    model.invert()
    out = [("classes", classes), ("dimension", dimension), ("fx", fx), ("lambda", ridge)]
    out += [("row.%d" % i, [y] + x) for i, (x, y) in enumerate(zip(rows, labels))]
    out += [("full.%d" % (i + 1), sha256_ints(theta)) for i, theta in enumerate(full)]
    out += [("halvings", halvings), ("theta", model.theta), ("gradient", model.largest(model.theta)),
            ("khash", sha256_ints([k for row in model.k for k in row]))]
    write(name, "wrong labels on which eight full steps end without a certificate; row = label then features; full = the "
          "weights after each of them; halvings = how often each step was halved instead", out)


if __name__ == "__main__":
    token_vectors()
    passage_vectors()
    dictionary_vectors()
    softmax_vectors()
    model_vectors("model-a.txt", 4, 3, 7, 4, 1 << 14, 46, 16)
    model_vectors("model-b.txt", 5, 2, 5, 6, 3000, 36, 127)
    wrong_label_vectors("model-c.txt", 28, 4, 6, 4, 1 << 10, 60, 100, 5)
