#!/usr/bin/env python3
"""Prints the coefficients of src/math/elementary.h: polynomials of least maximal error.

Remez's exchange: a polynomial of degree d is best where its weighted error reaches its maximum
d + 2 times in turn. Linear equations give the polynomial whose error is the same at d + 2 points;
the points then move to where the error is largest. Needs mpmath.
"""
from mpmath import cos, exp, linspace, log, lu_solve, matrix, mp, mpf, pi, polyval, sqrt

mp.dps = 50
ROUNDS, FINE = 12, 40


def extremes(error, low, high, count):
    """The largest error of each run of one sign; the least of the outermost left out."""
    angles = linspace(0, pi, FINE * count + 1)
    places = [(low + high) / 2 - (high - low) / 2 * cos(t) for t in angles]
    runs = []
    for x in places:
        e = error(x)
        if runs and runs[-1][1] * e > 0:
            runs[-1] = max(runs[-1], (x, e), key=lambda point: abs(point[1]))
        else:
            runs.append((x, e))
    while len(runs) > count:
        runs.pop(0 if abs(runs[0][1]) < abs(runs[-1][1]) else -1)
    return runs


def remez(function, weight, low, high, degree):
    """Coefficients, constant first, and the largest of |weight (polynomial − function)|."""
    count = degree + 2
    points = [(low + high) / 2 - (high - low) / 2 * cos(pi * i / (count - 1)) for i in range(count)]
    for _ in range(ROUNDS):
        rows = [[x**j for j in range(degree + 1)] + [(-1) ** i / weight(x)]
                for i, x in enumerate(points)]
        solved = list(lu_solve(matrix(rows), matrix([function(x) for x in points])))
        coefficients = solved[:-1]
        runs = extremes(lambda x: weight(x) * (polyval(coefficients[::-1], x) - function(x)),
                        low, high, count)
        points = [x for x, _ in runs]
    return coefficients, max(abs(e) for _, e in runs)


def series(first, ratio):
    """The sum of terms each of which is the one before times ratio(k), k = 1, 2, ..."""
    total = term = mpf(first)
    k = 1
    while abs(term) > mpf(10) ** -45:
        term *= ratio(k)
        total += term
        k += 1
    return total


def report(name, answer):
    coefficients, error = answer
    print(f"{name}: error 2^{float(log(error, 2)):.2f}")
    for c in coefficients:
        print("   ", float(c).hex())


def main():
    edge, wider = log(2) / 2, mpf("1.0001")
    # e^r = 1 + r + r²/2 + r³ P(r), relative to e^r.
    report("exp", remez(lambda r: series(mpf(1) / 6, lambda k: r / (k + 3)),
                        lambda r: (abs(r) ** 3 + mpf(10) ** -12) / exp(r),
                        -edge * wider, edge * wider, 8))
    # 2 atanh s = 2 s + s z Q(z), z = s², relative to 2 s.
    end = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2
    report("log", remez(lambda z: series(mpf(2) / 3, lambda k: z * (2 * k + 1) / (2 * k + 3)),
                        lambda z: z / 2 + mpf(10) ** -9, mpf(0), end * wider, 6))


if __name__ == "__main__":
    main()
