/* Every design of the list keeps the same promises: its likelihood is that of the data it draws
 * (the score has mean 0 and, for its variance, the information), draws hardly change from one size
 * to the next, and no size or edge of a domain gives anything but numbers. */
#include "study_of.h"

#include "studies/designs.h"

enum { DRAWS = 20000, MOST = 4 };

typedef struct {
    const char *design;
    size_t parameters;
    double theta[MOST];
    voi_study_option options[5];
    size_t option_count;
    bool covariance;
    double participants; /* of n = 100 */
} design_case;

static const double covariance[] = {2, 0.5, 0.5, 1};

static const design_case cases[] = {
    {"binary", 1, {0.3}, {{0}}, 0, false, 100},
    {"multi_arm_binary", 3, {0.1, 0.5, 0.8}, {{0}}, 0, false, 300},
    {"trial_binary", 2, {0.2, 0.4}, {{"allocation", 2}}, 1, false, 300},
    {"log_odds_ratio", 1, {-0.5}, {{"baseline", 0.3}}, 1, false, 200},
    {"log_odds_ratio", 2, {0.7, 0.3}, {{"allocation", 0.5}}, 1, false, 150},
    {"normal_known", 1, {4}, {{"sd", 3}}, 1, false, 100},
    {"normal", 2, {4, 3}, {{0}}, 0, false, 100},
    {"trial_normal", 1, {4}, {{"sd", 3}, {"allocation", 3}}, 2, false, 400},
    {"trial_normal", 2, {4, 5}, {{"sd", 3}}, 1, false, 200},
    {"normal_multi", 2, {4, -2}, {{0}}, 0, true, 100},
    {"rate", 1, {0.7}, {{0}}, 0, false, 100},
    {"time_to_event", 1, {0.2}, {{"follow_up", 2}}, 1, false, 100},
    {"time_to_event",
     2,
     {0.2, 0.1},
     {{"follow_up", 2}, {"accrual_time", 1}, {"dropout", 0.1}, {"shape", 1.5}, {"allocation", 2}},
     5,
     false,
     300},
    {"hazard_ratio", 1, {-0.3}, {{"event_rate", 0.4}}, 1, false, 200},
    {"hazard_ratio", 2, {-0.3, 0.4}, {{0}}, 0, false, 200},
    {"multinomial", 4, {0.1, 0.2, 0.3, 0.4}, {{0}}, 0, false, 100},
};
enum { CASES = sizeof cases / sizeof *cases };

/* The study of a case where the parameters of its only row are theta. */
static vi_study open_case(const design_case *c, const double *theta)
{
    voi_study asked = study_of(c->design, c->parameters, c->options, c->option_count);
    voi_problem *problem = problem_of_parameters(theta, 1, c->parameters);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    if (c->covariance) {
        asked.covariance = (voi_matrix){covariance, 2, 2, 2, 1};
    }
    check_ok(vi_study_create(problem, &asked, &study, &error));
    voi_problem_destroy(problem);
    return study;
}

static void every_design_has_a_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < voi_design_count(); i++) {
        const voi_design *design = voi_design_at(i);
        size_t at = 0;
        assert_ptr_equal(voi_design_find(design->name), design);
        while (at < CASES && strcmp(cases[at].design, design->name) != 0) {
            at++;
        }
        assert_true(at < CASES || design == &vi_design_combined || design == &vi_design_custom);
    }
    assert_null(voi_design_at(voi_design_count()));
    assert_null(voi_design_find("nothing"));
}

/* What is to be told of a design is told. */
static void every_design_is_described(void **state)
{
    (void)state;
    for (size_t i = 0; i < voi_design_count(); i++) {
        const voi_design *d = voi_design_at(i);
        assert_true(strlen(d->name) > 0 && strlen(d->purpose) > 0 && strlen(d->unit) > 0);
        assert_true(d->fewest <= d->most && (d->most == 0) == (d->parameter_count == 0));
        assert_true(d->results ? d->values != NULL : d->statistics && d->uniforms && d->draw);
        for (size_t j = 0; j < d->option_count; j++) {
            const voi_design_option *o = &d->options[j];
            assert_true(strlen(o->purpose) > 0 && o->low < o->high);
            assert_true(isnan(o->standard) || (o->standard >= o->low && o->standard <= o->high));
        }
    }
}

/* ---- The score ---- */

/* Natural parameters and normaliser at theta with parameter j moved by h. Classes exchange chances
 * with the last one. */
static double natural_at(const design_case *c, double n, size_t j, double h, double *eta)
{
    double theta[MOST];
    memcpy(theta, c->theta, sizeof theta);
    theta[j] += h;
    if (strcmp(c->design, "multinomial") == 0) {
        theta[c->parameters - 1] -= h;
    }
    vi_study study = open_case(c, theta);
    voi_setup setup = vi_study_setup(&study, n);
    double answer = vi_study_natural(&study, &setup, 0, eta);
    vi_study_free(&study);
    return answer;
}

typedef struct {
    size_t statistics;
    double slope[VOI_MOST_STATISTICS], bend[VOI_MOST_STATISTICS]; /* of eta */
    double answer_slope, answer_bend;
} derivatives;

static derivatives derive(const design_case *c, size_t statistics, double n, size_t j)
{
    const double h = 1e-3;
    double eta[3][VOI_MOST_STATISTICS], a[3];
    derivatives d = {.statistics = statistics};
    for (int i = 0; i < 3; i++) {
        a[i] = natural_at(c, n, j, (i - 1) * h, eta[i]);
    }
    for (size_t s = 0; s < statistics; s++) {
        d.slope[s] = (eta[2][s] - eta[0][s]) / (2 * h);
        d.bend[s] = (eta[2][s] - 2 * eta[1][s] + eta[0][s]) / (h * h);
    }
    d.answer_slope = (a[2] - a[0]) / (2 * h);
    d.answer_bend = (a[2] - 2 * a[1] + a[0]) / (h * h);
    return d;
}

static double along(const derivatives *d, const double *t, const double *factor, double answer)
{
    double sum = -answer;
    for (size_t s = 0; s < d->statistics; s++) {
        sum += t[s] * factor[s];
    }
    return sum;
}

static void draw_one(const vi_study *study, double n, size_t draw, double *statistic)
{
    double uniform[VOI_MOST_STATISTICS];
    voi_setup setup = vi_study_setup(study, n);
    size_t count = vi_study_uniforms(study, &setup);
    for (size_t u = 0; u < count; u++) {
        uniform[u] = vi_uniform(5, u, draw);
    }
    vi_study_draw(study, &setup, 0, uniform, statistic);
}

/* Mean 0, variance the information, both to six standard errors and 2 % of the information for the
 * differences and for what draws leave out. */
static void check_score(const design_case *c, double n, size_t j)
{
    double t[VOI_MOST_STATISTICS], sum = 0, squares = 0, fourth = 0, information = 0;
    vi_study study = open_case(c, c->theta);
    voi_setup setup = vi_study_setup(&study, n);
    derivatives d = derive(c, vi_study_statistics(&study, &setup), n, j);
    for (size_t i = 0; i < DRAWS; i++) {
        draw_one(&study, n, i, t);
        double score = along(&d, t, d.slope, d.answer_slope);
        sum += score / DRAWS;
        squares += score * score / DRAWS;
        fourth += score * score * score * score / DRAWS;
        information -= along(&d, t, d.bend, d.answer_bend) / DRAWS;
    }
    double spread = sqrt(fmax(fourth - squares * squares, 0) / DRAWS);
    check_close(sum, 0, 6 * sqrt(squares / DRAWS));
    check_close(squares, information, 6 * spread + 0.02 * information);
    vi_study_free(&study);
}

static void the_likelihood_is_that_of_the_draws(void **state)
{
    static const double sizes[] = {1, 10, 1000};
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        for (size_t s = 0; s < 3; s++) {
            /* The last class has no chance of its own. */
            size_t free = cases[k].parameters - (strcmp(cases[k].design, "multinomial") == 0);
            for (size_t j = 0; j < free; j++) {
                check_score(&cases[k], sizes[s], j);
            }
        }
    }
}

/* ---- Parts ---- */

/* Another value of the second parameter, and other numbers for it, leave the first one's part as it
 * is, and move the likelihood alike whatever the first one's value. */
static void parts_depend_on_their_parameter_alone(void **state)
{
    enum { FIRST, OTHER };
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        const design_case *c = &cases[k];
        if (!voi_design_find(c->design)->by_parameter || c->parameters != 2) {
            continue;
        }
        double t[2][VOI_MOST_STATISTICS], eta[2][VOI_MOST_STATISTICS], answer[4];
        double uniform[VOI_MOST_STATISTICS];
        for (size_t i = 0; i < 4; i++) {
            const double theta[] = {c->theta[0] * (i < 2 ? 1 : 1.5),
                                    c->theta[1] * (1 + (double)(i % 2))};
            vi_study study = open_case(c, theta);
            voi_setup setup = vi_study_setup(&study, 37);
            size_t uniforms = vi_study_uniforms(&study, &setup);
            for (size_t u = 0; u < uniforms; u++) {
                uniform[u] = u < uniforms / 2 ? 0.3 : 0.2 + 0.4 * (double)(i % 2);
            }
            vi_study_draw(&study, &setup, 0, uniform, t[i % 2]);
            answer[i] = vi_study_natural(&study, &setup, 0, eta[i % 2]);
            size_t share = vi_study_statistics(&study, &setup) / 2;
            assert_true(i % 2 == 0 || memcmp(t[FIRST], t[OTHER], share * sizeof **t) == 0);
            assert_true(i % 2 == 0 || memcmp(eta[FIRST], eta[OTHER], share * sizeof **eta) == 0);
            vi_study_free(&study);
        }
        check_close(answer[1] - answer[0], answer[3] - answer[2], 1e-9);
    }
}

/* ---- Sizes ---- */

/* The correlation of what a study of 200 and one of 201 say of a parameter. */
static void draws_change_little_with_the_size(void **state)
{
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        vi_study study = open_case(&cases[k], cases[k].theta);
        voi_setup setup = vi_study_setup(&study, 200);
        size_t count = vi_study_statistics(&study, &setup);
        derivatives d[] = {derive(&cases[k], count, 200, 0), derive(&cases[k], count, 201, 0)};
        double xx = 0, xy = 0, yy = 0, t[VOI_MOST_STATISTICS];
        for (size_t i = 0; i < 2000; i++) {
            draw_one(&study, 200, i, t);
            double x = along(&d[0], t, d[0].slope, d[0].answer_slope);
            draw_one(&study, 201, i, t);
            double y = along(&d[1], t, d[1].slope, d[1].answer_slope);
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        check_close(xy / sqrt(xx * yy), 1, 0.01);
        vi_study_free(&study);
    }
}

static void check_finite(const vi_study *study, double n)
{
    double t[VOI_MOST_STATISTICS], r[VOI_MOST_STATISTICS], eta[VOI_MOST_STATISTICS];
    voi_setup setup = vi_study_setup(study, n);
    size_t count = vi_study_statistics(study, &setup);
    for (size_t i = 0; i < 20; i++) {
        draw_one(study, n, i, t);
        vi_study_regressors(study, &setup, t, r);
        assert_true(isfinite(vi_study_natural(study, &setup, 0, eta)));
        for (size_t s = 0; s < count; s++) {
            assert_true(isfinite(t[s]) && isfinite(r[s]) && isfinite(eta[s]));
        }
    }
}

/* ---- Options ---- */

enum { MOST_OPTIONS = 5, PRINTS = 20 };

static bool is_taken(const voi_design_option *option, size_t parameters)
{
    return parameters >= option->from && (option->until == 0 || parameters < option->until);
}

/* Whatever a study of these options, one of them a half of what the others are, could show: who
 * takes part, and what is drawn. */
static void print_study(const voi_design *design, size_t parameters, size_t halved, double *print)
{
    static const double theta[] = {0.4, 0.3};
    voi_study_option options[MOST_OPTIONS];
    size_t count = 0;
    for (size_t j = 0; j < design->option_count; j++) {
        if (is_taken(&design->options[j], parameters)) {
            options[count++] =
                (voi_study_option){design->options[j].name, j == halved ? 0.25 : 0.5};
        }
    }
    const voi_study asked = study_of(design->name, parameters, options, count);
    voi_problem *problem = problem_of_parameters(theta, 1, parameters);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    check_ok(vi_study_create(problem, &asked, &study, &error));
    *print++ = vi_study_participants(&study, 200);
    for (size_t i = 0; i < PRINTS; i++) {
        double t[VOI_MOST_STATISTICS] = {0};
        draw_one(&study, 200, i, t);
        *print++ = t[0];
        *print++ = t[1];
    }
    vi_study_free(&study);
    voi_problem_destroy(problem);
}

/* What a user may say is never without effect. */
static void every_option_matters(void **state)
{
    (void)state;
    for (size_t i = 0; i < voi_design_count(); i++) {
        const voi_design *d = voi_design_at(i);
        for (size_t p = d->fewest; d->option_count > 0 && p <= d->most; p++) {
            double usual[1 + 2 * PRINTS], changed[1 + 2 * PRINTS];
            print_study(d, p, SIZE_MAX, usual);
            for (size_t j = 0; j < d->option_count; j++) {
                print_study(d, p, is_taken(&d->options[j], p) ? j : SIZE_MAX, changed);
                bool same = memcmp(usual, changed, sizeof usual) == 0;
                assert_true(same != is_taken(&d->options[j], p));
            }
        }
    }
}

/* Whoever takes part is in one of the arms. */
static void arms_hold_everybody(void **state)
{
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        vi_study study = open_case(&cases[k], cases[k].theta);
        double each[VOI_MOST_ARMS], all = 0;
        size_t arms = vi_study_arms(&study, 100, each);
        for (size_t a = 0; a < arms; a++) {
            assert_true(each[a] > 0);
            all += each[a];
        }
        assert_true(each[0] == 100 &&
                    arms == (all > 100 ? study.parameters > 2 ? study.parameters : 2 : 1));
        check_close(all, cases[k].participants, 0);
        vi_study_free(&study);
    }
}

static void every_size_gives_numbers(void **state)
{
    static const double sizes[] = {0, 0.4, 1, 2, 3, 1e4, 1e9};
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        vi_study study = open_case(&cases[k], cases[k].theta);
        assert_true(vi_study_has_likelihood(&study));
        check_close(vi_study_participants(&study, 100), cases[k].participants, 0);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            check_finite(&study, sizes[s]);
        }
        vi_study_free(&study);
    }
}

/* Chances of 0 and 1, rates near both ends of what a double holds. */
static void every_edge_of_a_domain_gives_numbers(void **state)
{
    static const double edges[3][4] = {
        {-1e3, 0, 1e-9, 1e3}, {1e-100, 1e-9, 1e3, 1e9}, {0, 1e-300, 1 - 1e-16, 1}};
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        const voi_design *design = voi_design_find(cases[k].design);
        for (size_t e = 0; e < 16; e++) {
            double theta[MOST] = {0};
            for (size_t j = 0; j < cases[k].parameters; j++) {
                size_t last = design->parameter_count - 1;
                size_t which = j == 0 ? e % 4 : e / 4;
                theta[j] = edges[design->parameters[j < last ? j : last].domain][which];
            }
            if (strcmp(cases[k].design, "multinomial") == 0) {
                memset(theta, 0, sizeof theta);
                theta[e % 4] += 0.5;
                theta[e / 4] += 0.5;
            }
            vi_study study = open_case(&cases[k], theta);
            check_finite(&study, 5);
            check_finite(&study, 1e6);
            vi_study_free(&study);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_design_has_a_case),
        cmocka_unit_test(every_design_is_described),
        cmocka_unit_test(the_likelihood_is_that_of_the_draws),
        cmocka_unit_test(parts_depend_on_their_parameter_alone),
        cmocka_unit_test(draws_change_little_with_the_size),
        cmocka_unit_test(every_option_matters),
        cmocka_unit_test(arms_hold_everybody),
        cmocka_unit_test(every_size_gives_numbers),
        cmocka_unit_test(every_edge_of_a_domain_gives_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
