/* The report: which parts it has for which problem, what its sentences say, that no name can do
 * anything in it, and that it is small and the same whatever computes it. */
#include "report_problem.h"

#include "render/report_assets.h"

/* ---- Parts ---- */

static void costs_and_effects_have_every_part(void **state)
{
    static const char *const parts[] = {"id=\"decision\"",
                                        "id=\"uncertainty\"",
                                        "id=\"value\"",
                                        "id=\"parameters\"",
                                        "id=\"checks\"",
                                        "id=\"settings\"",
                                        "data-chart=\"plane\"",
                                        "data-chart=\"ceac\"",
                                        "data-chart=\"ceaf\"",
                                        "data-chart=\"loss\"",
                                        "data-chart=\"evpi\"",
                                        "data-chart=\"density\"",
                                        "id=\"slider\"",
                                        "class=\"frontier\"",
                                        "data-chart=\"evppi-k\"",
                                        "data-chart=\"pairs\"",
                                        "data-chart=\"residuals\"",
                                        "class=\"shapley\"",
                                        "For all persons whom",
                                        "<script id=\"data\"",
                                        "100 persons a year for 2 years"};
    (void)state;
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 3, .pars = 2});
    voi_report_options options = usual_options(false);
    options.population = (voi_population){.per_year = 100, .years = 2, .discount = 0.035};
    voi_bytes page = report_of(problem, &options, 1);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!has(&page, parts[i])) {
            print_error("%s is missing\n", parts[i]);
            fail();
        }
    }
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void parts_that_make_no_sense_are_left_out(void **state)
{
    static const char *const absent[] = {"data-chart=\"plane\"", "data-chart=\"ceac\"",
                                         "data-chart=\"evpi\"",  "class=\"frontier\"",
                                         "id=\"slider\"",        "<script",
                                         "id=\"parameters\"",    "#parameters",
                                         "per unit of effect",   "persons whom"};
    (void)state;
    voi_problem *problem =
        make_problem(&(shape){.rows = ROWS, .cols = 3, .pars = 0, .net_benefit = true});
    voi_report_options options = usual_options(true);
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "data-chart=\"density\""));
    assert_true(has(&page, "id=\"value\""));
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        if (has(&page, absent[i])) {
            print_error("%s has no place here\n", absent[i]);
            fail();
        }
    }
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void too_few_rows_leave_out_the_parameters_alone(void **state)
{
    (void)state;
    voi_problem *problem = make_problem(&(shape){.rows = 20, .cols = 2, .pars = 2});
    voi_report_options options = usual_options(false);
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "This cannot be told: EVPPI needs at least 50 rows"));
    assert_false(has(&page, "data-chart=\"evppi-k\""));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

/* ---- Sentences ---- */

/* Rows of net benefit, row-major. */
static voi_bytes report_of_rows(const double *rows, size_t n, size_t d)
{
    static const char *const names[] = {"Wait", "Treat", "Cut"};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    const voi_problem_data data = {.net_benefit = {rows, n, d, (ptrdiff_t)d, 1},
                                   .strategy_names = names};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_report_options options = usual_options(true);
    options.currency = "€";
    voi_bytes page = report_of(problem, &options, 1);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return page;
}

/* Means 6 and 4.5; each is best once; what is lost is 0 or 6. */
static void sentences_say_what_the_numbers_say(void **state)
{
    (void)state;
    static const double rows[] = {10, 1, 2, 8};
    voi_bytes page = report_of_rows(rows, 2, 2);
    assert_true(has(&page, "<span data-sentence=\"best\"><b>Wait</b> has the highest expected net "
                           "benefit: €1.50 per person more than Treat.</span>"));
    assert_true(has(&page, "The probability that this choice is right is <b>50\u00a0%</b>."));
    assert_true(has(&page, "the best would be worth €6.00 per person more on average."));
    assert_true(has(&page,
                    "before deciding would be worth <b>€3.00</b> per person (95\u00a0% interval "
                    "€0 to €8.88), next to nothing"));
    voi_bytes_free(&page);
}

static void a_rarer_best_choice_is_explained(void **state)
{
    (void)state;
    static const double rows[] = {0, 1, 0, 1, 9, 0, 0, 1, 8, 0, 0, 1};
    voi_bytes page = report_of_rows(rows, 6, 2);
    assert_true(has(&page, "this choice is right is <b>33\u00a0%</b>. Treat is the best more "
                           "often, with a probability of 67\u00a0%, but its net benefit is lower"));
    voi_bytes_free(&page);
}

static void equal_means_are_a_tie(void **state)
{
    (void)state;
    static const double rows[] = {1, 0, 0, 1};
    voi_bytes page = report_of_rows(rows, 2, 2);
    assert_true(has(&page, "<b>Wait</b> and Treat have the same expected net benefit"));
    voi_bytes_free(&page);
}

static void a_certain_choice_needs_no_research(void **state)
{
    (void)state;
    static const double rows[] = {0, 5, 1, 0, 6, 1, 0, 7, 2};
    voi_bytes page = report_of_rows(rows, 3, 3);
    assert_true(has(&page, "would be worth nothing, since Treat is the best in every simulation: "
                           "more research for this decision is not worth its cost"));
    assert_true(has(&page, "In every simulation no other strategy is better."));
    voi_bytes_free(&page);
}

static void intervals_that_reach_zero_are_told(void **state)
{
    (void)state;
    static const char *const names[] = {"deciding", "minor", "idle", "lazy", "slack"};
    voi_problem *problem =
        make_problem(&(shape){.rows = 2000, .cols = 2, .pars = 5, .parameters = names});
    voi_report_options options = usual_options(false);
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "The parameters worth studying are <b>deciding</b>, which would be"));
    assert_true(has(&page, "and <b>minor</b> ("));
    assert_true(has(&page, "For 3 parameters the 95\u00a0% interval reaches 0"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

/* The last parameter is the same in every row. */
static void warnings_come_before_notes(void **state)
{
    (void)state;
    voi_problem *problem =
        make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 3, .constant = true});
    voi_report_options options = usual_options(false);
    voi_bytes page = report_of(problem, &options, 1);
    const char *warning = strstr(page.data, "<tr class=\"warning\">");
    const char *note = strstr(page.data, "<tr class=\"note\">");
    assert_true(warning && note && warning < note);
    assert_true(has(&page, "Before relying on the numbers, read the"));
    assert_true(has(&page, "p3 is constant"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void settings_are_told_as_given(void **state)
{
    (void)state;
    const voi_setting settings[] = {{"seed", "42"}, {"wtp", "0:20000:10000"}};
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 0});
    voi_report_options options = usual_options(false);
    options.settings = settings;
    options.setting_count = 2;
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "<th scope=\"row\">seed</th><td>42</td>"));
    assert_true(has(&page, "<th scope=\"row\">wtp</th><td>0:20000:10000</td>"));
    assert_true(has(&page, voi_version()));
    assert_false(has(&page, "SHA-256"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

/* ---- Names that mean harm ---- */

static void names_are_only_text(void **state)
{
    (void)state;
    static const char harm[] = "</script><script>alert(1)</script>";
    static const char *const strategies[] = {harm, "\"><img src=x onerror=alert(1)>"};
    static const char *const parameters[] = {"a&b<i>", "{evpi}"};
    const voi_setting settings[] = {{harm, harm}};
    voi_problem *problem = make_problem(&(shape){
        .rows = ROWS, .cols = 2, .pars = 2, .strategies = strategies, .parameters = parameters});
    voi_report_options options = usual_options(false);
    options.title = harm;
    options.currency = "<b>";
    options.settings = settings;
    options.setting_count = 1;
    voi_bytes page = report_of(problem, &options, 1);
    assert_int_equal(count(&page, "<script"), 2);
    assert_int_equal(count(&page, "</script"), 2);
    assert_false(has(&page, "<img"));
    assert_false(has(&page, "<i>"));
    assert_false(has(&page, "<b>2"));
    assert_true(has(&page, "&lt;/script&gt;&lt;script&gt;alert(1)"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void nothing_is_fetched(void **state)
{
    (void)state;
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 2});
    voi_report_options options = usual_options(false);
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
                           "'sha256-"));
    assert_int_equal(count(&page, "http"), count(&page, "http://www.w3.org/2000/svg") + 1);
    assert_int_equal(count(&page, "http-equiv"), 1);
    assert_false(has(&page, "url("));
    assert_null(strstr((const char *)vi_report_js, "</"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

/* ---- Size, sameness, requests ---- */

/* The page of a problem at 5001 values of k. */
static voi_bytes large_report(const shape *s)
{
    static double k[5001];
    voi_problem *problem = make_problem(s);
    voi_report_options options = usual_options(false);
    for (size_t i = 0; i < 5001; i++) {
        k[i] = 10 * (double)i;
    }
    options.wtp = (voi_wtp){k, 5001};
    options.headline = 12340;
    voi_bytes page = report_of(problem, &options, 2);
    assert_true(page.size < 2000000);
    assert_true(has(&page, "12,340</b>"));
    voi_problem_destroy(problem);
    return page;
}

static void large_problems_make_small_pages(void **state)
{
    (void)state;
    voi_bytes page = large_report(&(shape){.rows = 2000, .cols = 40, .costly_first = true});
    assert_true(has(&page, "those most likely to be the best are drawn"));
    const char *evpi = strstr(page.data, "data-chart=\"evpi\"");
    const char *curve = evpi ? strstr(evpi, "stroke-width=\"2.2\"") : NULL;
    assert_non_null(curve); /* which is of no strategy */
    assert_true(curve < strstr(evpi, "</figure>"));
    voi_bytes_free(&page);
    page = large_report(&(shape){.rows = 500, .cols = 2, .pars = 62});
    assert_true(has(&page, "2 more parameters are worth less"));
    assert_false(has(&page, "are drawn"));
    voi_bytes_free(&page);
}

/* 501 values become every fifth, the headline among them. */
static void positions_are_round_steps(void **state)
{
    (void)state;
    static double k[501];
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 0});
    voi_report_options options = usual_options(false);
    for (size_t i = 0; i < 501; i++) {
        k[i] = 100 * (double)i;
    }
    options.wtp = (voi_wtp){k, 501};
    options.headline = 20100;
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "\"k\":[\"place\",[0,500,1000,1500,"));
    assert_true(has(&page, ",20000,20100,20500,"));
    assert_true(has(&page, "max=\"101\" value=\"41\""));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void pages_are_the_same_whatever_makes_them(void **state)
{
    static const voi_context_options ways[] = {
        {.threads = 2}, {.threads = 3}, {.threads = 8}, {.threads = 1, .backend = "scalar"}};
    (void)state;
    voi_problem *problem = make_problem(&(shape){.rows = 2000, .cols = 4, .pars = 6});
    voi_report_options options = usual_options(false);
    voi_bytes first = report_of(problem, &options, 1);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        voi_bytes other = report_by(&ways[i], problem, &options);
        assert_int_equal(other.size, first.size);
        assert_memory_equal(other.data, first.data, first.size);
        voi_bytes_free(&other);
    }
    voi_bytes_free(&first);
    voi_problem_destroy(problem);
}

static void wrong_requests_are_refused(void **state)
{
    (void)state;
    voi_problem *costly = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 0});
    voi_problem *money =
        make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 0, .net_benefit = true});
    voi_context *ctx = new_context(1);
    voi_report_options options = usual_options(false);
    check_report_refused(ctx, costly, NULL, "need willingness to pay");
    check_report_refused(ctx, money, &options, "willingness to pay is for costs and effects");
    options.headline = -1;
    check_report_refused(ctx, costly, &options, "the headline k, -1");
    options = usual_options(false);
    options.population.per_year = 100;
    check_report_refused(ctx, costly, &options, "years");
    voi_context_destroy(ctx);
    voi_problem_destroy(costly);
    voi_problem_destroy(money);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_and_effects_have_every_part),
        cmocka_unit_test(parts_that_make_no_sense_are_left_out),
        cmocka_unit_test(too_few_rows_leave_out_the_parameters_alone),
        cmocka_unit_test(sentences_say_what_the_numbers_say),
        cmocka_unit_test(a_rarer_best_choice_is_explained),
        cmocka_unit_test(equal_means_are_a_tie),
        cmocka_unit_test(a_certain_choice_needs_no_research),
        cmocka_unit_test(intervals_that_reach_zero_are_told),
        cmocka_unit_test(warnings_come_before_notes),
        cmocka_unit_test(settings_are_told_as_given),
        cmocka_unit_test(names_are_only_text),
        cmocka_unit_test(nothing_is_fetched),
        cmocka_unit_test(large_problems_make_small_pages),
        cmocka_unit_test(positions_are_round_steps),
        cmocka_unit_test(pages_are_the_same_whatever_makes_them),
        cmocka_unit_test(wrong_requests_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
