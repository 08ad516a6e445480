/* A rule that walks along k decides as it does at every k alone. */
#include "evsi_of.h"

#include "measures/evsi_curve.h"
#include "measures/rule_walk.h"

#include <string.h>

enum { ROWS = 700, MOST = 40, PLACES = 60 };

/* Two chances decide; `twins`: the last strategy is the second once more, the one before it dearer
 * by a constant. */
static voi_problem *arms(size_t strategies, bool twins)
{
    static double costs[MOST * ROWS], effects[MOST * ROWS], p[2 * ROWS];
    static const char *const names[] = {"a", "b"};
    for (size_t i = 0; i < ROWS; i++) {
        p[i] = 0.2 + 0.6 * vi_uniform(3, 1, i);
        p[ROWS + i] = 0.1 + 0.8 * vi_uniform(3, 2, i);
        for (size_t d = 0; d < strategies; d++) {
            double x = (double)d, *cost = &costs[d * ROWS + i], *effect = &effects[d * ROWS + i];
            *effect = sin(1.3 * x) * p[i] + cos(0.7 * x) * p[ROWS + i] + 0.02 * x +
                      0.1 * random_normal(20 + d, i);
            *cost = 900 * x * (1 + 0.3 * (p[i] - p[ROWS + i])) + 300 * random_normal(40 + d, i);
            if (twins && d + 2 >= strategies) {
                *effect = effects[ROWS + i];
                *cost = costs[ROWS + i] + (d + 2 == strategies ? 100 : 0);
            }
        }
    }
    return problem_with_parameters(&(columns_of){.costs = costs,
                                                 .effects = effects,
                                                 .parameters = p,
                                                 .rows = ROWS,
                                                 .strategies = strategies,
                                                 .count = 2,
                                                 .parameter_names = names});
}

/* All that may come of one size of a trial, against strategy `reference`. */
typedef struct {
    voi_context *ctx;
    voi_problem *problem;
    vi_evsi_work work;
    vi_enumeration enumeration;
    vi_enumerated size;
} opened;

static void open_trial(opened *o, voi_problem *problem, size_t reference, double size)
{
    static const char *const names[] = {"a", "b"};
    static const double k[] = {0, 20000};
    voi_evsi_options options = evsi_options("trial_binary", names, 2, &size, 1);
    voi_error error = {VOI_OK, ""};
    *o = (opened){.ctx = new_context(1), .problem = problem};
    options.wtp = (voi_wtp){k, problem->costs ? 2u : 0u};
    check_ok(vi_evsi_prepare(o->ctx, problem, &options, &o->work, &error));
    check_ok(vi_enumeration_create(o->ctx, &o->work.question, reference, o->work.limits,
                                   &o->enumeration, &error));
    check_ok(vi_enumerated_create(&o->enumeration, size, &o->size, &error));
    check_ok(vi_outlook_complete(&o->size.outlook, &error));
}

static void shut(opened *o)
{
    vi_enumerated_free(&o->size);
    vi_enumeration_free(&o->enumeration);
    vi_evsi_free(&o->work);
    voi_problem_destroy(o->problem);
    voi_context_destroy(o->ctx);
}

/* Walks along `count` values of k; answers how many decisions change on the way. */
static size_t check_walk(opened *o, const double *k, size_t count, double optimism)
{
    const vi_increments *inc = &o->enumeration.informed.increments;
    const vi_study_cells *cells = &o->enumeration.cells;
    vi_rule *walker = &o->size.plain, *alone = &o->size.hopeful;
    vi_rule_walk walk;
    voi_error error = {VOI_OK, ""};
    check_ok(vi_rule_walk_create(walker, &o->size.outlook, k, count, optimism, &walk, &error));
    for (size_t j = 0; j < count; j++) {
        double values[2], errors[2];
        if (j > 0) {
            vi_rule_walk_next(&walk);
        }
        vi_rule_decide(alone, &o->size.outlook, k[j], optimism);
        assert_memory_equal(walker->choice, alone->choice,
                            walker->results * sizeof *walker->choice);
        vi_rule_value(walker, cells, inc, k[j], &values[0], &errors[0]);
        vi_rule_value(alone, cells, inc, k[j], &values[1], &errors[1]);
        check_close(values[0], values[1], 1e-12 * (fabs(values[1]) + errors[1]));
        check_close(errors[0], errors[1], 1e-10 * errors[1]);
        double own = vi_rules_covariance(walker, walker, cells, inc, k[j]);
        double both = vi_rules_covariance(walker, alone, cells, inc, k[j]);
        check_close(own / ROWS, errors[0] * errors[0], 1e-12 * errors[0] * errors[0]);
        check_close(both, own, 1e-9 * fabs(own));
    }
    size_t turns = walk.turn_count;
    vi_rule_walk_free(&walk);
    return turns;
}

/* The whole list, every third of it, and pieces. */
static void check_walks(opened *o)
{
    double k[PLACES], third[PLACES / 3];
    for (size_t j = 0; j < PLACES; j++) {
        k[j] = 1000 * (double)j;
    }
    for (size_t j = 0; j < PLACES / 3; j++) {
        third[j] = k[3 * j + 1];
    }
    for (size_t hopeful = 0; hopeful < 2; hopeful++) {
        double optimism = hopeful ? 1.96 : 0;
        assert_true(check_walk(o, k, PLACES, optimism) > 0);
        check_walk(o, third, PLACES / 3, optimism);
        check_walk(o, k, 1, optimism);
        check_walk(o, k + 7, 2, optimism);
        check_walk(o, k + 30, PLACES - 30, optimism);
    }
}

static void decides_as_at_every_k_alone(void **state)
{
    static const size_t strategies[] = {2, 3, 10};
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        for (size_t reference = 0; reference < 2; reference++) {
            opened o;
            open_trial(&o, arms(strategies[s], false), reference, 12);
            check_walks(&o);
            shut(&o);
        }
    }
}

/* The mean and the variance of what every row gains, by its cell's chances. */
static void check_value(opened *o, double k)
{
    const vi_increments *inc = &o->enumeration.informed.increments;
    const vi_study_cells *cells = &o->enumeration.cells;
    vi_rule *rule = &o->size.plain;
    double value, se, sum = 0, squares = 0;
    vi_rule_decide(rule, &o->size.outlook, k, 0);
    vi_rule_value(rule, cells, inc, k, &value, &se);
    for (size_t i = 0; i < ROWS; i++) {
        double gain = 0;
        for (size_t d = 0; d < rule->strategies; d++) {
            double effect = o->problem->effects[d][i] - o->problem->effects[inc->reference][i];
            double cost = o->problem->costs[d][i] - o->problem->costs[inc->reference][i];
            gain += rule->chance[d * cells->cells + cells->cell[i]] * (k * effect - cost);
        }
        sum += gain / ROWS;
        squares += gain * gain / ROWS;
    }
    double error = sqrt((squares - sum * sum) / ROWS);
    assert_true(se > 0);
    check_close(value, sum, 1e-10 * (fabs(sum) + error));
    check_close(se, error, 1e-8 * error);
}

/* By products in every cell, and where many strategies would make these more than the sample. */
static void values_are_those_of_the_rows(void **state)
{
    static const size_t strategies[] = {2, 4, MOST};
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        opened o;
        open_trial(&o, arms(strategies[s], false), 0, 12);
        assert_true((o.enumeration.cells.product != NULL) == (strategies[s] < MOST));
        check_value(&o, 5000);
        check_value(&o, 40000);
        shut(&o);
    }
}

/* Of equal strategies the first is best at every k; parallel ones never meet. */
static void ties_are_decided_as_at_every_k_alone(void **state)
{
    opened o;
    (void)state;
    open_trial(&o, arms(5, true), 0, 12);
    check_walks(&o);
    for (size_t x = 0; x < o.size.plain.results; x++) {
        assert_true(o.size.plain.choice[x] < 3);
    }
    shut(&o);
}

/* The reference may be one of the equals: then it is best. */
static void a_twin_of_the_reference_is_never_chosen(void **state)
{
    opened o;
    (void)state;
    open_trial(&o, arms(4, true), 1, 200);
    check_walks(&o);
    for (size_t x = 0; x < o.size.plain.results; x++) {
        assert_true(o.size.plain.choice[x] != 3);
    }
    shut(&o);
}

static void takes_net_benefit(void **state)
{
    static double nb[3 * ROWS], p[2 * ROWS];
    static const char *const names[] = {"a", "b"};
    const double k = NAN;
    opened o;
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        p[i] = vi_uniform(5, 1, i);
        p[ROWS + i] = vi_uniform(5, 2, i);
        nb[i] = 0.1 * random_normal(80, i);
        nb[ROWS + i] = p[i] - p[ROWS + i];
        nb[2 * ROWS + i] = p[i] * p[ROWS + i] - 0.3;
    }
    open_trial(&o,
               problem_with_parameters(&(columns_of){.net_benefit = nb,
                                                     .parameters = p,
                                                     .rows = ROWS,
                                                     .strategies = 3,
                                                     .count = 2,
                                                     .parameter_names = names}),
               0, 8);
    check_walk(&o, &k, 1, 0);
    check_walk(&o, &k, 1, 1.96);
    shut(&o);
}

/* Perfect knowledge: the value is that of the best fitted sum of every cell. */
static void knows_what_is_best_in_every_cell(void **state)
{
    opened o;
    (void)state;
    open_trial(&o, arms(5, true), 0, 12);
    const vi_study_cells *cells = &o.enumeration.cells;
    const vi_increments *inc = &o.enumeration.informed.increments;
    double k = 15000;
    vi_rule_know(&o.size.plain, cells, inc, k);
    for (size_t at = 0; at < cells->cells; at++) {
        size_t best = 0;
        double most = 0;
        for (size_t d = 1; d < 5; d++) {
            double sum = vi_increments_mean(inc, d, k) * cells->weight[at];
            for (size_t r = d - 1; r < cells->responses; r += 4) {
                sum += vi_increments_factor(inc, r, k) * cells->fit[r * cells->cells + at];
            }
            best = sum > most ? d : best;
            most = sum > most ? sum : most;
        }
        for (size_t d = 1; d < 5; d++) {
            double chance = o.size.plain.chance[d * cells->cells + at];
            assert_true(chance == (d == best ? 1 : 0));
        }
    }
    shut(&o);
}

/* In whatever order k are asked for. */
static void the_order_of_k_changes_nothing(void **state)
{
    enum { K = 31 };
    static const char *const names[] = {"a", "b"};
    static const double sizes[] = {5, 40};
    voi_problem *problem = arms(3, false);
    double up[K], order[K];
    (void)state;
    for (size_t j = 0; j < K; j++) {
        up[j] = 1500 * (double)j;
    }
    voi_evsi_options options = evsi_options("trial_binary", names, 2, sizes, 2);
    options.method = "enumerate";
    options.wtp = (voi_wtp){up, K};
    voi_table *straight = evsi_table(problem, &options, 2);
    for (size_t step = 7; step < K; step += 23) { /* shuffled, and down */
        for (size_t j = 0; j < K; j++) {
            order[j] = up[step * (j + 1) % K];
        }
        options.wtp = (voi_wtp){order, K};
        voi_table *other = evsi_table(problem, &options, 1);
        for (size_t row = 0; row < 2 * K; row++) {
            size_t same = row / K * K + step * (row % K + 1) % K;
            assert_true(cell(other, row, "k") == cell(straight, same, "k"));
            assert_true(cell(other, row, "evsi") == cell(straight, same, "evsi"));
            assert_true(cell(other, row, "ci_high") == cell(straight, same, "ci_high"));
        }
        voi_table_destroy(other);
    }
    voi_table_destroy(straight);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decides_as_at_every_k_alone),
        cmocka_unit_test(values_are_those_of_the_rows),
        cmocka_unit_test(ties_are_decided_as_at_every_k_alone),
        cmocka_unit_test(a_twin_of_the_reference_is_never_chosen),
        cmocka_unit_test(takes_net_benefit),
        cmocka_unit_test(knows_what_is_best_in_every_cell),
        cmocka_unit_test(the_order_of_k_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
