#!/usr/bin/env python3
"""Processes forked from Python, with the library loaded through ctypes and its threads running,
compute what their parent does: with the context that they inherit and with one of their own.

    fork_test.py BUILD_DIR BENCH_DIR
"""
import array
import ctypes
import multiprocessing
import pathlib
import sys
import unittest

BUILD, BENCH = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
sys.path.insert(0, str(BENCH))
from voi_ctypes import Handle, Library, Matrix, ProblemData  # noqa: E402

ROWS, STRATEGIES, PARAMETERS, CHILDREN, PATIENCE = 50000, 8, 3, 4, 120


def numbers(count, seed):
    """In [0, 1000), from a linear congruence."""
    values, state = array.array("d", bytes(8 * count)), seed
    for i in range(count):
        state = (state * 69069 + 1) % 2**32
        values[i] = 1000 * state / 2**32
    return values


def matrix(values, cols):
    return Matrix(values.buffer_info()[0], len(values) // cols, cols, cols, 1)


class Work:
    """A large EVPI, which wakes all threads, and the EVPPI of parameters: several jobs in a row."""

    def __init__(self):
        self.library = Library(BUILD)
        self.numbers = [numbers(ROWS * cols, cols) for cols in (STRATEGIES, PARAMETERS)]
        self.net_benefit, parameters = (matrix(values, cols) for values, cols in
                                        zip(self.numbers, (STRATEGIES, PARAMETERS)))
        self.inherited = self.library.context(2)
        self.problem = Handle()
        data = ProblemData(net_benefit=self.net_benefit, parameters=parameters)
        self.library.call("voi_problem_create", self.inherited, ctypes.byref(data),
                          ctypes.byref(self.problem))

    def answer(self, ctx):
        evpi, error, table = ctypes.c_double(), ctypes.c_double(), Handle()
        self.library.call("voi_evpi_matrix", ctx, ctypes.byref(self.net_benefit),
                          ctypes.byref(evpi), ctypes.byref(error))
        self.library.call("voi_evppi", ctx, self.problem, None, ctypes.byref(table))
        return [evpi.value, error.value, *(cell for row in self.library.rows(table, 6)
                                           for cell in row if cell == cell)]


def child(work, results):
    own = work.library.context(2)
    results.send([work.answer(work.inherited), work.answer(own)])
    for ctx in own, work.inherited:
        work.library.voi.voi_context_destroy(ctx)
    results.send("left")


class Fork(unittest.TestCase):
    def test_children_compute_what_their_parent_does(self):
        work, fork = Work(), multiprocessing.get_context("fork")
        expected = work.answer(work.inherited)
        self.assertGreater(expected[0], 0)
        self.assertGreaterEqual(len(expected), 2 + 2 * PARAMETERS)
        started = []
        for _ in range(CHILDREN):
            results, sender = fork.Pipe(duplex=False)
            process = fork.Process(target=child, args=(work, sender))
            process.start()
            sender.close()
            started.append((process, results))
            self.assertEqual(work.answer(work.inherited), expected)
        for process, results in started:
            self.addCleanup(process.kill)
            for awaited in [expected, expected], "left":
                self.assertTrue(results.poll(PATIENCE), "a child hangs")
                self.assertEqual(results.recv(), awaited)
            process.join(PATIENCE)
            self.assertEqual(process.exitcode, 0)
        self.assertEqual(work.answer(work.inherited), expected)


if __name__ == "__main__":
    if "fork" not in multiprocessing.get_all_start_methods():
        print("fork_test: this Python does not fork; nothing to test")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
