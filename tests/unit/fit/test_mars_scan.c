/* The best step against all steps, taken one by one. */
#include "mars_case.h"

#include "fit/mars_scan.h"

enum { ROWS = 300, PARS = 3, RESPONSES = 2, PARENTS = 4, MOST = 9 };

static const vi_mars_cost cost = {7, 6};

static double bent(const double *point, size_t r)
{
    return r == 0 ? fmax(0, point[0] - 0.3) * point[1] : fabs(point[2]) + point[0];
}

static mars_case grown(void)
{
    mars_case c = open_case(new_sample(ROWS, PARS, RESPONSES, bent, 0.5, NULL), MOST);
    const vi_hinge right = hinge_at(&c, 0, VI_RIGHT, 20);
    add_line(&c, 0);
    add_line(&c, 1);
    add_hinges(&c, &right, NULL);
    return c;
}

/* What up to two functions explain of a model's residuals, in units of its residual variance; the
 * model stays as it was. */
static double gain_of(const mars_case *c, const vi_hinges *functions, size_t count)
{
    vi_mars_model grown = {0};
    double sum = 0;
    voi_error error = {VOI_OK, ""};
    check_ok(vi_mars_model_create(c->axes, PARS, &c->sample->responses, MOST, &grown, &error));
    for (size_t f = 1; f < c->model.count; f++) {
        check_ok(vi_mars_model_add(&grown, &c->model.functions[f], &error));
    }
    for (size_t f = 0; f < count; f++) {
        check_ok(vi_mars_model_add(&grown, &functions[f], &error));
    }
    for (size_t r = 0; r < RESPONSES; r++) {
        sum += (c->model.left[r] - grown.left[r]) / vi_mars_model_variance(&c->model, r);
    }
    vi_mars_model_free(&grown);
    return sum;
}

static size_t rows_above(const vi_axis *axis, const double *parent, double knot)
{
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        count += parent[i] != 0 && axis->at[i] > knot;
    }
    return count;
}

/* The worth of the best step from a parent and an axis, by brute force. */
static double best_worth(const mars_case *c, size_t parent, size_t axis)
{
    const vi_hinges *own = &c->model.functions[parent];
    double values[ROWS], best = 0;
    vi_hinges pair[2] = {vi_hinges_times(own, hinge_at(c, axis, VI_LINE, 0))};
    vi_hinges_at_rows(c->axes, own, 0, ROWS, values, 1);
    double line = gain_of(c, pair, 1), all = (double)rows_above(&c->axes[axis], values, -1e9);
    best = fmax(best, line - cost.function);
    for (size_t k = 0; k < c->axes[axis].knots; k++) {
        vi_hinge hinge = hinge_at(c, axis, VI_RIGHT, k);
        double above = (double)rows_above(&c->axes[axis], values, hinge.knot);
        if (above < 12 || all - above < 12) {
            continue;
        }
        pair[1] = vi_hinges_times(own, hinge);
        if (line > 1e-6) {
            best = fmax(best, gain_of(c, pair, 2) - 2 * cost.function - cost.knot);
        }
        if (line < 1e-6 || own->degree > 0) {
            best = fmax(best, gain_of(c, pair + 1, 1) - cost.function - cost.knot);
        }
        hinge.shape = VI_LEFT;
        pair[1] = vi_hinges_times(own, hinge);
        if (own->degree > 0) {
            best = fmax(best, gain_of(c, pair + 1, 1) - cost.function - cost.knot);
        }
    }
    return best;
}

static double best_of_all(const mars_case *c)
{
    double best = 0;
    for (size_t p = 0; p < PARENTS; p++) {
        for (size_t j = 0; j < PARS; j++) {
            if (!vi_hinges_use(&c->model.functions[p], j)) {
                best = fmax(best, best_worth(c, p, j));
            }
        }
    }
    return best;
}

static void finds_the_best_step(void **state)
{
    static const size_t parents[] = {0, 1, 2, 3};
    (void)state;
    for (size_t threads = 1; threads <= 3; threads++) {
        mars_case c = grown();
        vi_mars_scan scan = {0};
        vi_mars_step step;
        voi_context *ctx = new_context(threads);
        voi_error error = {VOI_OK, ""};
        check_ok(vi_mars_scan_create(ctx, &c.model, cost, &scan, &error));
        for (int again = 0; again < 2; again++) {
            vi_hinges taken[2];
            check_ok(vi_mars_scan_ask(ctx, &scan, parents, PARENTS, &step, &error));
            check_close(step.worth, best_of_all(&c), 1e-7 * step.worth);
            for (size_t i = 0; i < step.count; i++) {
                taken[i] = vi_hinges_times(&c.model.functions[step.parent], step.hinge[i]);
            }
            size_t knots = step.hinge[step.count - 1].shape != VI_LINE;
            double price = (double)step.count * cost.function + (double)knots * cost.knot;
            check_close(gain_of(&c, taken, step.count) - price, step.worth, 1e-7 * step.worth);
            add_line(&c, 2); /* the second time the sums are brought up to date */
        }
        vi_mars_scan_free(&scan);
        voi_context_destroy(ctx);
        close_case(&c);
    }
}

static void nothing_is_worth_much_in_noise(void **state)
{
    static const size_t parents[] = {0, 1};
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, RESPONSES, bent, 1e6, NULL), MOST);
    vi_mars_scan scan = {0};
    vi_mars_step step;
    voi_context *ctx = new_context(2);
    voi_error error = {VOI_OK, ""};
    add_line(&c, 0);
    check_ok(vi_mars_scan_create(ctx, &c.model, (vi_mars_cost){25, 25}, &scan, &error));
    check_ok(vi_mars_scan_ask(ctx, &scan, parents, 2, &step, &error));
    assert_true(step.worth < 0);
    check_close(fmax(scan.parents[0].worth, scan.parents[1].worth), step.worth, 0);
    assert_int_equal(scan.parents[0].cleared, 2);
    assert_true(isinf(scan.parents[2].worth));
    vi_mars_scan_free(&scan);
    voi_context_destroy(ctx);
    close_case(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_best_step),
        cmocka_unit_test(nothing_is_worth_much_in_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
