/* The value of a fitted policy against the plain loops over rows, and leave-one-out against fits
 * that leave a row out. */
#include "slices.h"

#include "measures/policy.h"

enum { ROWS = 400, COLS = 3 };

static double x[ROWS], costs[ROWS * COLS], effects[ROWS * COLS];
static size_t cell_of[ROWS];
static const double k = 1.5;

static double net_benefit(size_t d, size_t i)
{
    return k * effects[d * ROWS + i] - costs[d * ROWS + i];
}

static size_t best_in(const vi_slice *s, size_t j, double *gap)
{
    size_t best = 0;
    for (size_t d = 1; d < COLS; d++) {
        best = s->value[d * s->cells + j] > s->value[best * s->cells + j] ? d : best;
    }
    *gap = INFINITY;
    for (size_t d = 0; d < COLS; d++) {
        double lead = s->value[best * s->cells + j] - s->value[d * s->cells + j];
        *gap = d == best ? *gap : fmin(*gap, lead);
    }
    return best;
}

static fitted *make(uint64_t seed, double noise)
{
    dependent_outcomes(seed, ROWS, COLS, noise, x, costs, effects);
    fitted *f = fit_problem(costs, effects, x, ROWS, COLS, 0);
    vi_slice_set(&f->slice, k);
    for (size_t j = 0; j < f->cells->count; j++) {
        for (size_t i = f->cells->start[j]; i < f->cells->start[j + 1]; i++) {
            cell_of[f->cells->sorted[i].row] = j;
        }
    }
    return f;
}

static vi_policy policy_of(const fitted *f)
{
    vi_policy policy = {0};
    for (size_t j = 0; j < f->slice.cells; j++) {
        double gap;
        size_t best = best_in(&f->slice, j, &gap);
        vi_policy_add(&policy, &f->slice, j, best, gap);
    }
    return policy;
}

static void in_sample_is_a_sum_over_rows(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 6; seed++) {
        fitted *f = make(seed, 1);
        double sum = 0, squares = 0, gap;
        for (size_t i = 0; i < ROWS; i++) {
            size_t best = best_in(&f->slice, cell_of[i], &gap);
            double increment = net_benefit(best, i) - net_benefit(f->slice.base, i);
            sum += increment;
            squares += increment * increment;
        }
        vi_policy policy = policy_of(f);
        check_close(policy.in_sample, sum, 1e-9);
        check_close(policy.squares, squares, 1e-9 * squares);
        free_fitted(f);
    }
}

/* Every row's choice by m − h / (1 − h) (y − m), without the short cut for safe cells. */
static double plain_left_out(const fitted *f)
{
    double sum = 0;
    const vi_slice *s = &f->slice;
    for (size_t i = 0; i < ROWS; i++) {
        double most = -INFINITY;
        size_t best = 0, j = cell_of[i];
        for (size_t d = 0; d < COLS; d++) {
            double value = s->value[d * s->cells + j];
            for (size_t r = 0; r < f->spline.responses; r++) {
                double y = f->inc.responses.y[i * f->spline.responses + r];
                double h = f->spline.leverage[r * s->cells + j];
                double rest = y - f->spline.fitted[r * s->cells + j];
                value -= s->strategy[r] == d ? s->factor[r] * h / (1 - h) * rest : 0;
            }
            best = value > most ? d : best;
            most = fmax(value, most);
        }
        sum += net_benefit(best, i) - net_benefit(s->base, i);
    }
    return sum;
}

static void leaving_out_looks_at_the_rows_that_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 10; seed < 20; seed++) {
        fitted *f = make(seed, 2);
        check_close(policy_of(f).left_out, plain_left_out(f), 1e-9);
        free_fitted(f);
    }
}

/* The short cut must not be taken for a row that turns its cell's choice. */
static void an_outlier_is_left_out(void **state)
{
    (void)state;
    for (size_t outlier = 0; outlier < ROWS; outlier += 37) {
        dependent_outcomes(30, ROWS, COLS, 0.5, x, costs, effects);
        effects[ROWS + outlier] += 300;
        fitted *f = fit_problem(costs, effects, x, ROWS, COLS, 0);
        vi_slice_set(&f->slice, k);
        for (size_t i = 0; i < ROWS; i++) {
            cell_of[f->cells->sorted[i].row] = i;
        }
        check_close(policy_of(f).left_out, plain_left_out(f), 1e-9);
        free_fitted(f);
    }
}

/* At the same smoothing, leaving out a row is exact; a fit anew also smooths a little otherwise. */
static void leaving_out_is_nearly_a_fit_without_the_row(void **state)
{
    (void)state;
    fitted *all = make(40, 1);
    double fewer_x[ROWS - 1], fewer_c[(ROWS - 1) * COLS], fewer_e[(ROWS - 1) * COLS];
    double missed = 0, moved = 0;
    for (size_t out = 0; out < ROWS; out += 7) {
        size_t j = cell_of[out];
        if (j == 0 || j == ROWS - 1) {
            continue;
        }
        double pulled = 0, anew = 0, before = 0;
        for (size_t i = 0, to = 0; i < ROWS; i++) {
            for (size_t d = 0; i != out && d < COLS; d++) {
                fewer_c[d * (ROWS - 1) + to] = costs[d * ROWS + i];
                fewer_e[d * (ROWS - 1) + to] = effects[d * ROWS + i];
                fewer_x[to] = x[i];
            }
            to += i != out;
        }
        fitted *f = fit_problem(fewer_c, fewer_e, fewer_x, ROWS - 1, COLS, 0);
        vi_slice_set(&f->slice, k);
        /* Strategy 1 at x: on the line between the neighbours of the row that is gone. */
        const double *value = f->slice.value + f->slice.cells;
        double low = fewer_x[f->cells->sorted[j - 1].row], high = fewer_x[f->cells->sorted[j].row];
        anew = value[j - 1] + (value[j] - value[j - 1]) * (x[out] - low) / (high - low);
        before = pulled = all->slice.value[all->slice.cells + j];
        for (size_t r = 0; r < 4; r++) {
            double rest = all->inc.responses.y[out * 4 + r] - all->spline.fitted[r * ROWS + j];
            bool own = all->slice.strategy[r] == 1;
            pulled -= own ? all->slice.factor[r] * all->slice.pull[r * ROWS + j] * rest : 0;
        }
        missed += (pulled - anew) * (pulled - anew);
        moved += (before - anew) * (before - anew);
        free_fitted(f);
    }
    assert_true(missed < 0.1 * moved);
    free_fitted(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_sample_is_a_sum_over_rows),
        cmocka_unit_test(leaving_out_looks_at_the_rows_that_matter),
        cmocka_unit_test(an_outlier_is_left_out),
        cmocka_unit_test(leaving_out_is_nearly_a_fit_without_the_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
