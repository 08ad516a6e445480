/* Reflections make the matrix tridiagonal; rotations with Wilkinson's shift then make it diagonal
 * (Golub and Van Loan, Matrix Computations, 8.3). The diagonal is d, beside it stands e; the
 * reflections and rotations are gathered in the columns of q. */
#include "math/linalg.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { MOST_STEPS = 60 };

size_t vi_eigen_work(size_t n)
{
    return n * n + 3 * n;
}

static double dot(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i] * y[i];
    }
    return sum;
}

/* x becomes v of the reflection I − v vᵀ that turns x into (answer, 0, 0 …); |v|² = 2, or v = 0. */
static double reflect(double *x, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs(x[i]));
    }
    if (!(largest > 0)) {
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        x[i] /= largest;
    }
    double length = sqrt(dot(x, x, n)), first = x[0];
    double target = first > 0 ? -length : length;
    x[0] -= target;
    double scale = 1 / sqrt(length * (length + fabs(first)));
    for (size_t i = 0; i < n; i++) {
        x[i] *= scale;
    }
    return target * largest;
}

/* The lower right m × m part of a becomes (I − v vᵀ) a (I − v vᵀ); w is scratch. */
static void turn_both_sides(double *a, size_t n, size_t m, const double *v, double *w)
{
    double *part = a + (n - m) * (n + 1);
    for (size_t j = 0; j < m; j++) {
        w[j] = dot(part + j * n, v, m);
    }
    double half = dot(w, v, m) / 2;
    for (size_t j = 0; j < m; j++) {
        w[j] -= half * v[j];
    }
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < m; i++) {
            part[j * n + i] -= v[i] * w[j] + w[i] * v[j];
        }
    }
}

static void tridiagonalise(double *a, size_t n, double *d, double *e, double *w)
{
    for (size_t k = 0; k + 1 < n; k++) {
        double *v = a + k * n + k + 1;
        d[k] = a[k * (n + 1)];
        e[k] = reflect(v, n - 1 - k);
        turn_both_sides(a, n, n - 1 - k, v, w);
    }
    d[n - 1] = a[n * n - 1];
}

/* q becomes the product of the reflections that stand in the columns of a. */
static void gather_reflections(const double *a, size_t n, double *q)
{
    memset(q, 0, n * n * sizeof *q);
    for (size_t j = 0; j < n; j++) {
        q[j * (n + 1)] = 1;
    }
    for (size_t k = n - 1; k-- > 0;) {
        const double *v = a + k * n + k + 1;
        for (size_t j = k + 1; j < n; j++) {
            double *column = q + j * n + k + 1, along = dot(column, v, n - 1 - k);
            for (size_t i = 0; i < n - 1 - k; i++) {
                column[i] -= along * v[i];
            }
        }
    }
}

static void rotate(double *x, double *y, size_t n, double c, double s)
{
    for (size_t i = 0; i < n; i++) {
        double first = x[i], second = y[i];
        x[i] = c * first + s * second;
        y[i] = c * second - s * first;
    }
}

/* One sweep over the rows low .. high, none of whose e is negligible. */
static void sweep(double *d, double *e, double *q, size_t n, size_t low, size_t high)
{
    double half = (d[high - 1] - d[high]) / 2, last = e[high - 1];
    double shift = d[high] - last * (last / (half + copysign(hypot(half, last), half)));
    double x = d[low] - shift, z = e[low];
    for (size_t k = low; k < high; k++) {
        double r = hypot(x, z), c = r > 0 ? x / r : 1, s = r > 0 ? z / r : 0;
        if (k > low) {
            e[k - 1] = r;
        }
        double first = d[k], second = d[k + 1], beside = e[k];
        double mixed = 2 * c * s * beside;
        d[k] = c * c * first + s * s * second + mixed;
        d[k + 1] = s * s * first + c * c * second - mixed;
        e[k] = c * s * (second - first) + (c - s) * (c + s) * beside;
        x = e[k];
        if (k + 1 < high) {
            z = s * e[k + 1];
            e[k + 1] *= c;
        }
        rotate(q + k * n, q + (k + 1) * n, n, c, s);
    }
}

static bool is_negligible(const double *d, const double *e, size_t k)
{
    return fabs(e[k]) <= DBL_EPSILON * (fabs(d[k]) + fabs(d[k + 1])) || fabs(e[k]) < DBL_MIN;
}

static bool diagonalise(double *d, double *e, double *q, size_t n)
{
    size_t steps = 0;
    for (size_t high = n - 1; high > 0;) {
        size_t low = high;
        while (low > 0 && !is_negligible(d, e, low - 1)) {
            low--;
        }
        if (low == high) {
            high--;
            steps = 0;
            continue;
        }
        if (++steps > MOST_STEPS) {
            return false;
        }
        sweep(d, e, q, n, low, high);
    }
    return true;
}

static bool all_finite(const double *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(d[i])) {
            return false;
        }
    }
    return true;
}

/* Columns of q to a, in order of their values. */
static void copy_sorted(const double *d, const double *q, size_t n, double *values, double *a)
{
    for (size_t j = 0; j < n; j++) {
        size_t place = 0;
        for (size_t i = 0; i < n; i++) {
            place += d[i] < d[j] || (d[i] == d[j] && i < j);
        }
        values[place] = d[j];
        memcpy(a + place * n, q + j * n, n * sizeof *a);
    }
}

/* Makes the largest element about 1, by a power of 2, which rounds nothing; answers it. */
static double scale_down(double *a, size_t n)
{
    double largest = 0;
    int exponent = 0;
    for (size_t i = 0; i < n * n; i++) {
        largest = fmax(largest, fabs(a[i]));
    }
    frexp(largest, &exponent);
    for (size_t i = 0; i < n * n; i++) {
        a[i] = ldexp(a[i], -exponent);
    }
    return ldexp(1, exponent);
}

bool vi_eigen(double *a, size_t n, double *values, double *work)
{
    double *q = work, *d = q + n * n, *e = d + n, *scratch = e + n;
    if (n == 0) {
        return true;
    }
    double scale = scale_down(a, n);
    tridiagonalise(a, n, d, e, scratch);
    gather_reflections(a, n, q);
    if (!diagonalise(d, e, q, n) || !all_finite(d, n)) {
        return false;
    }
    copy_sorted(d, q, n, values, a);
    for (size_t j = 0; j < n; j++) {
        values[j] *= scale;
    }
    return true;
}
