/* Pruning: what goes, what stays, and the criterion. */
#include "mars_gather.h"

#include "fit/mars_prune.h"

enum { ROWS = 600, PARS = 4, MOST = 12 };

static const vi_mars_cost cost = {14, 6};

static double truth(const double *point, size_t r)
{
    return r == 0 ? point[0] + point[1] * point[2] : point[1] * point[2];
}

static void prune(const mars_case *c, bool *keep)
{
    vi_gathered sums = gather_case(c);
    voi_error error = {VOI_OK, ""};
    check_ok(vi_mars_prune(&c->model, &sums, cost, keep, &error));
    free(sums.gram);
}

/* Constant, four lines, the product, and three functions without effect. */
static mars_case grown(size_t responses, double noise)
{
    mars_case c = open_case(new_sample(ROWS, PARS, responses, truth, noise, NULL), MOST);
    const vi_hinge right = hinge_at(&c, 3, VI_RIGHT, 20), left = hinge_at(&c, 0, VI_LEFT, 30);
    for (size_t j = 0; j < PARS; j++) {
        add_line(&c, j);
    }
    add_pair(&c, 1, 2);
    add_hinges(&c, &right, NULL);
    add_hinges(&c, &left, &right);
    add_pair(&c, 0, 3);
    assert_int_equal(c.model.count, 9);
    return c;
}

static void keeps_what_matters(void **state)
{
    (void)state;
    for (size_t responses = 1; responses <= 2; responses++) {
        bool keep[MOST];
        mars_case c = grown(responses, 1);
        prune(&c, keep);
        assert_true(keep[0] && keep[1] && keep[5]);
        assert_true(keep[2] && keep[3]); /* lines of the product's parameters */
        assert_true(!keep[4] && !keep[6] && !keep[7] && !keep[8]);
        close_case(&c);
    }
}

static void keeps_the_constant_alone_in_noise(void **state)
{
    bool keep[MOST];
    (void)state;
    mars_case c = grown(2, 1000);
    prune(&c, keep);
    assert_true(keep[0]);
    for (size_t f = 1; f < c.model.count; f++) {
        assert_false(keep[f]);
    }
    close_case(&c);
}

/* N log D − 2 N log(1 − C / N) of the model of one response that has the functions of a set. */
static double criterion_of(const mars_case *c, unsigned set)
{
    vi_mars_model chosen = {0};
    double spent = 1;
    voi_error error = {VOI_OK, ""};
    check_ok(vi_mars_model_create(c->axes, PARS, &c->sample->responses, MOST, &chosen, &error));
    for (size_t f = 1; f < c->model.count; f++) {
        if (set >> f & 1) {
            const vi_hinges *own = &c->model.functions[f];
            bool bends = own->factor[own->degree - 1].shape != VI_LINE;
            check_ok(vi_mars_model_add(&chosen, own, &error));
            spent += (cost.function + (bends ? cost.knot : 0)) / 2;
        }
    }
    double value = ROWS * log(chosen.left[0]) - 2 * ROWS * log(1 - spent / ROWS);
    vi_mars_model_free(&chosen);
    return value;
}

/* Where the functions hardly overlap the way out passes the best set. */
static void finds_the_best_set(void **state)
{
    bool keep[MOST];
    double best = INFINITY;
    unsigned best_set = 0, kept = 0;
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 1, truth, 4, NULL), MOST);
    const vi_hinge right = hinge_at(&c, 3, VI_RIGHT, 20);
    add_line(&c, 0);
    add_pair(&c, 1, 2);
    add_pair(&c, 0, 3);
    add_hinges(&c, &right, NULL);
    prune(&c, keep);
    for (unsigned set = 1; set < 1U << c.model.count; set += 2) {
        bool orphan = set >> 3 & 1 && !(set >> 1 & 1); /* axis 0 without its line */
        double value = orphan ? INFINITY : criterion_of(&c, set);
        best_set = value < best ? set : best_set;
        best = fmin(best, value);
    }
    for (size_t f = 0; f < c.model.count; f++) {
        kept |= (unsigned)keep[f] << f;
    }
    assert_int_equal(kept, best_set);
    close_case(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_matters),
        cmocka_unit_test(keeps_the_constant_alone_in_noise),
        cmocka_unit_test(finds_the_best_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
