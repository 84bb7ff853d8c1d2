"""The best-link sweep over the graph that SweepBench wrote: by numpy, by scipy, and over objects in dictionaries.

Prints one line a way that is installed: its name, a tab, the least processor time of a sweep in nanoseconds. A way that is
missing is named on standard error with the package that has it. Argument: the file.
"""
import math
import struct
import sys
import time
from array import array


def least(work, rounds):
    best = math.inf
    for _ in range(rounds):
        start = time.thread_time_ns()
        work()
        best = min(best, time.thread_time_ns() - start)
    return best


class Link:
    def __init__(self, target, log_weight):
        self.target = target
        self.log_weight = log_weight


class Node:
    def __init__(self, name):
        self.name = name
        self.outgoing = []


def objects(start, weights, count):
    nodes = {f"node_{i}": Node(f"node_{i}") for i in range(count)}
    for i, node in enumerate(nodes.values()):
        end = start[i + 1] if i + 1 < count else len(weights)
        node.outgoing = [Link(f"node_{i}", weights[k]) for k in range(start[i], end)]

    def sweep():
        chosen = {}
        for name, node in nodes.items():
            best, cost = None, math.inf
            for link in node.outgoing:
                this = 1.0 / max(math.exp(link.log_weight), 1e-6)
                if this < cost:
                    best, cost = link, this
            chosen[name] = best
        return chosen

    return sweep


def main():
    with open(sys.argv[1], "rb") as file:
        count, links = struct.unpack("=ii", file.read(8))
        start, end, weights = array("i"), array("i"), array("d")
        start.fromfile(file, count)
        end.fromfile(file, count)
        weights.fromfile(file, links)
    print("objects", least(objects(start, weights, count), 5 if count < 100_000 else 1), sep="\t")
    try:
        import numpy
    except ImportError:
        print("numpy is missing, left out: install python3-numpy", file=sys.stderr)
        return
    cost = -numpy.frombuffer(weights)
    rows = numpy.frombuffer(start, dtype=numpy.int32).astype(numpy.int64)
    print("numpy", least(lambda: numpy.minimum.reduceat(cost, rows), 100), sep="\t")
    try:
        from scipy.sparse import csr_matrix
    except ImportError:
        print("scipy is missing, left out: install python3-scipy", file=sys.stderr)
        return
    columns = numpy.concatenate([numpy.arange(n) for n in numpy.diff(numpy.append(rows, links))])
    matrix = csr_matrix((cost, columns, numpy.append(rows, links)), shape=(count, int(columns.max()) + 1))
    print("scipy", least(lambda: matrix.min(axis=1, explicit=True), 20), sep="\t")


main()
