"""The peer of GraphPassBenchmark: forward and backward passes of gcn, gat and gin in NumPy and SciPy,
single precision, with dropout, on a random graph of Cora's size. Prints milliseconds a pass.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 graph_pass.py [ROUNDS]
"""
import sys
import time

import numpy as np
import scipy.sparse as sp

NODES, FEATURES, EDGES, HELD, CLASSES, LABELLED = 2708, 1433, 5278, 49216, 7, 140
F = np.float32
rng = np.random.default_rng(1)


def graph():
    a, b = rng.integers(0, NODES, EDGES), rng.integers(0, NODES, EDGES)
    m = sp.coo_matrix((np.ones(2 * EDGES, F), (np.r_[a, b], np.r_[b, a])), (NODES, NODES)).tocsr()
    m.setdiag(0)
    m.eliminate_zeros()
    m.data[:] = 1
    return m


def features():
    rows, columns = rng.integers(0, NODES, HELD), rng.integers(0, FEATURES, HELD)
    return sp.csr_matrix((np.full(HELD, 0.05, F), (rows, columns)), (NODES, FEATURES))


A, X = graph(), features()
LABELS = rng.integers(0, CLASSES, LABELLED)


def weights(n, m):
    limit = np.sqrt(6 / (n + m))
    return rng.uniform(-limit, limit, (n, m)).astype(F)


def factors(shape, p):
    return (rng.random(shape, F) >= p) * F(1 / (1 - p))


def dropped(x, p):
    return sp.csr_matrix((x.data * factors(x.data.shape, p), x.indices, x.indptr), x.shape)


def loss_gradient(logits):
    z = logits[:LABELLED]
    e = np.exp(z - z.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    p[np.arange(LABELLED), LABELS] -= 1
    g = np.zeros_like(logits)
    g[:LABELLED] = p / LABELLED
    return g


def gcn(p=0.5, hidden=16):
    loops = A + sp.identity(NODES, F, format="csr")
    d = sp.diags((1 / np.sqrt(np.asarray(loops.sum(1)).ravel())).astype(F))
    n = (d @ loops @ d).tocsr()
    w1, b1, w2, b2 = weights(FEATURES, hidden), np.zeros(hidden, F), weights(hidden, CLASSES), np.zeros(CLASSES, F)

    def step():
        x = dropped(X, p)
        h = np.maximum(n @ (x @ w1) + b1, 0)
        m = factors(h.shape, p)
        hd = h * m
        g = loss_gradient(n @ (hd @ w2) + b2)
        gb2, gz = g.sum(0), n @ g
        gw2, gh = hd.T @ gz, (gz @ w2.T) * m * (h > 0)
        gb1 = gh.sum(0)
        return x.T @ (n @ gh), gb1, gw2, gb2

    return step


def gin(p=0.5, hidden=64):
    w = [weights(FEATURES, hidden), weights(hidden, hidden), weights(hidden, hidden), weights(hidden, CLASSES)]
    b = [np.zeros(m.shape[1], F) for m in w]
    e1 = e2 = F(0)

    def step():
        x = dropped(X, p)
        z1 = x @ w[0]
        h1 = np.maximum(A @ z1 + (1 + e1) * z1 + b[0], 0)
        h2 = np.maximum(h1 @ w[1] + b[1], 0)
        m = factors(h2.shape, p)
        hd = h2 * m
        z3 = hd @ w[2]
        h3 = np.maximum(A @ z3 + (1 + e2) * z3 + b[2], 0)
        g = loss_gradient(h3 @ w[3] + b[3])
        gw4, gb4, g3 = h3.T @ g, g.sum(0), (g @ w[3].T) * (h3 > 0)
        gb3, ge2, g3 = g3.sum(0), (g3 * z3).sum(), A @ g3 + (1 + e2) * g3
        gw3, g2 = hd.T @ g3, (g3 @ w[2].T) * m * (h2 > 0)
        gw2, gb2, g1 = h1.T @ g2, g2.sum(0), (g2 @ w[1].T) * (h1 > 0)
        gb1, ge1, g1 = g1.sum(0), (g1 * z1).sum(), A @ g1 + (1 + e1) * g1
        return x.T @ g1, gw2, gw3, gw4, gb1, gb2, gb3, gb4, ge1, ge2

    return step


def gat(p=0.6, hidden=8, heads=8):
    loops = (A + sp.identity(NODES, F, format="csr")).tocsr()
    to, source, starts = np.repeat(np.arange(NODES), np.diff(loops.indptr)), loops.indices, loops.indptr
    back = np.argsort(source, kind="stable")
    back_starts = np.searchsorted(source[back], np.arange(NODES))
    first = starts[:-1]

    def by_target(v):
        return np.add.reduceat(v, first, axis=0)

    def by_source(v):
        return np.add.reduceat(v[back], back_starts, axis=0)

    def matrix(v):
        return sp.csr_matrix((v, source, starts), (NODES, NODES))

    def forward(z, own, other, heads, width):
        zh = z.reshape(NODES, heads, width)
        score = (zh * own).sum(2)[to] + (zh * other).sum(2)[source]
        leaky = np.where(score > 0, score, F(0.2) * score)
        e = np.exp(leaky - np.maximum.reduceat(leaky, first, axis=0)[to])
        a = e / by_target(e)[to]
        m = factors(a.shape, p)
        am = a * m
        out = np.stack([matrix(np.ascontiguousarray(am[:, h])) @ zh[:, h] for h in range(heads)], 1)
        return out.reshape(NODES, heads * width), (zh, score, a, m, am)

    def backward(g, own, other, heads, width, kept):
        zh, score, a, m, am = kept
        gh = g.reshape(NODES, heads, width)
        gz = np.stack([matrix(np.ascontiguousarray(am[:, h])).T @ gh[:, h] for h in range(heads)], 1)
        ga = np.einsum("ehw,ehw->eh", gh[to], zh[source]) * m
        gs = a * (ga - by_target(a * ga)[to]) * np.where(score > 0, F(1), F(0.2))
        g_own, g_other = by_target(gs), by_source(gs)
        gz += g_own[:, :, None] * own + g_other[:, :, None] * other
        return gz.reshape(NODES, heads * width), (g_own[:, :, None] * zh).sum(0), (g_other[:, :, None] * zh).sum(0)

    w1, w2 = weights(FEATURES, heads * hidden), weights(heads * hidden, CLASSES)
    o1, n1, o2, n2 = weights(heads, hidden), weights(heads, hidden), weights(1, CLASSES), weights(1, CLASSES)
    b1, b2 = np.zeros(heads * hidden, F), np.zeros(CLASSES, F)

    def step():
        x = dropped(X, p)
        s1, kept1 = forward(x @ w1, o1, n1, heads, hidden)
        s1 = s1 + b1
        h = np.where(s1 > 0, s1, np.expm1(np.minimum(s1, 0)))
        m = factors(h.shape, p)
        hd = h * m
        s2, kept2 = forward(hd @ w2, o2, n2, 1, CLASSES)
        g = loss_gradient(s2 + b2)
        gz2, go2, gn2 = backward(g, o2, n2, 1, CLASSES, kept2)
        gw2, gh = hd.T @ gz2, (gz2 @ w2.T) * m * np.where(s1 > 0, F(1), h + 1)
        gz1, go1, gn1 = backward(gh, o1, n1, heads, hidden, kept1)
        return x.T @ gz1, gw2, go1, gn1, go2, gn2, gh.sum(0), g.sum(0)

    return step


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for name, step in (("gcn", gcn()), ("gat", gat()), ("gin", gin())):
        times = []
        for i in range(-rounds // 4, rounds):
            begin = time.thread_time()
            step()
            if i >= 0:
                times.append(1e3 * (time.thread_time() - begin))
        print(f"{name}: minimum {min(times):.2f} ms, median {np.median(times):.2f} ms")


main()
