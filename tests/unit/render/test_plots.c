/* Every picture of every kind of problem: well-formed, its words on the sheet and apart, the same
 * bytes for any number of threads; wrong requests are refused. */
#define _GNU_SOURCE
#include "random_problem.h"
#include "recording_pen.h"
#include "xml.h"

#include "core/alloc.h"
#include "render/plots.h"

#include <locale.h>
#include <stdio.h>

enum { ROWS = 200, STRATEGIES = 12, PARAMETERS = 9 };

/* A kind of problem: costs and effects (or net benefit) times a scale. */
typedef struct {
    size_t strategies, parameters;
    double cost_scale, effect_scale;
    bool net_benefit, constant;
    const char *wtp, *currency;
    double per_year;
} kind;

static const kind kinds[] = {
    {4, 5, 1, 1, false, false, "20000,0:50000:500", "£", 0},
    {2, 1, 1, 1, false, false, "1000", NULL, 0},
    {12, 9, 1, 1, false, false, "0:50000:5000", "EUR", 0},
    {3, 2, -1, -1, false, false, "20000,0:50000:500", "$", 0},
    {3, 2, 1e9, 1e3, false, false, "0:1e9:1e7", "¥", 0},
    {3, 2, 1e-9, 1e-4, false, false, "0:1:0.01", "CHF", 0},
    {3, 2, 1, 1, true, false, NULL, "£", 0},
    {3, 2, 1, 1, false, true, "20000", "£", 0}, /* strategies that are the same */
    {4, 5, 1, 1, false, false, "20000,0:50000:500", "£", 30000},
    {3, 2, 1, 1, false, false, "0", "£", 0},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const char *const strategy_names[STRATEGIES] = {
    "Usual care",
    "Nurse calls & \"home\" <visits>",
    "Télésurveillance 漢字",
    "Both",
    "A very long name of a strategy, which tells its dose, its route and its duration",
    "Drug_B_plus_placebo_titrated_to_the_target_dose_over_12_weeks",
    "\xff\xfe latin \xe9",
    " ",
    "i",
    "J",
    "k",
    "l"};
static const char *const parameter_names[PARAMETERS] = {
    "log_rr_death",
    "u",
    "a long parameter name, which differs from others in its last word alone: first",
    "a long parameter name, which differs from others in its last word alone: second",
    "<p>",
    "p5",
    "p6",
    "p7",
    "p8"};

static voi_problem *make_problem(const kind *k)
{
    static double costs[ROWS * STRATEGIES], effects[ROWS * STRATEGIES], params[ROWS * PARAMETERS];
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    random_outcomes(3, ROWS, k->strategies, 0, 0, costs, effects);
    for (size_t i = 0; i < ROWS * k->strategies; i++) {
        costs[i] *= k->cost_scale;
        effects[i] *= k->effect_scale;
        if (k->constant) {
            costs[i] = (double)(i % ROWS);
            effects[i] = 1;
        }
    }
    for (size_t i = 0; i < ROWS * k->parameters; i++) {
        params[i] = i / ROWS == 1 ? effects[i] : vi_uniform(1, 1000 + i / ROWS, i % ROWS);
    }
    const voi_matrix c = {costs, ROWS, k->strategies, 1, ROWS};
    const voi_matrix e = {effects, ROWS, k->strategies, 1, ROWS}, none = {0};
    const voi_problem_data data = {.costs = k->net_benefit ? none : c,
                                   .effects = k->net_benefit ? none : e,
                                   .net_benefit = k->net_benefit ? c : none,
                                   .parameters = {params, ROWS, k->parameters, 1, ROWS},
                                   .strategy_names = strategy_names,
                                   .parameter_names = parameter_names};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static voi_plot_options options_of(const kind *k)
{
    voi_plot_options options;
    voi_error error = {0};
    voi_plot_options_default(&options);
    if (k->wtp) {
        check_ok(voi_wtp_parse(k->wtp, &options.wtp, &options.headline, &error));
    }
    options.currency = k->currency;
    options.population.per_year = k->per_year;
    options.population.years = 10;
    return options;
}

static const char *const surveyed[] = {"log_rr_death", "u"};
static const voi_study_option sd = {"sd", 3};

/* Pictures of studies need one, some of them a population. */
static void give_study(voi_plot_options *options, const kind *k, const vi_plot *plot)
{
    static voi_study_plan plan;
    plan = (voi_study_plan){.study = {.design = voi_design_find("normal_known"),
                                      .parameters = surveyed,
                                      .parameter_count = 1,
                                      .options = &sd,
                                      .option_count = 1},
                            .per_participant = {0.1, 0.2}};
    bool paid = strncmp(plot->name, "enbs", 4) == 0;
    options->plans = &plan;
    options->plan_count = plot->needs & VOI_PLOT_STUDIES ? 1 : 0;
    options->population.per_year = paid && k->per_year == 0 ? 30000 : k->per_year;
}

static void every_picture_is_well_formed(void **state)
{
    (void)state;
    voi_context *ctx = new_context(2);
    for (size_t i = 0; i < KINDS; i++) {
        voi_problem *problem = make_problem(&kinds[i]);
        voi_plot_options options = options_of(&kinds[i]);
        for (size_t p = 0; p < voi_plot_count(); p++) {
            xml_content content;
            voi_bytes bytes = {0};
            voi_error error = {0};
            if (kinds[i].net_benefit && (vi_plots[p].needs & VOI_PLOT_COSTS)) {
                continue;
            }
            give_study(&options, &kinds[i], &vi_plots[p]);
            check_ok(voi_plot(ctx, problem, voi_plot_name(p), &options, &bytes, &error));
            read_xml(&bytes, &content);
            bool cells =
                strcmp(voi_plot_name(p), "pairs") == 0; /* of one parameter there are none */
            assert_true(content.texts >= (cells ? 3 : 4) && content.paths >= (cells ? 1 : 4));
            assert_null(strstr(content.words, "title=;"));
            assert_null(strstr(content.words, "desc=;"));
            assert_null(strstr(bytes.data, "nan"));
            assert_null(strstr(bytes.data, "inf\""));
            assert_true(bytes.size < 100000);
            voi_bytes_free(&bytes);
        }
        voi_wtp_free(&options.wtp);
        voi_problem_destroy(problem);
    }
    voi_context_destroy(ctx);
}

/* Builds a picture as voi_plot does, to see what is on the sheet; with tables that serve the same
 * picture again. */
static void check_sheet(voi_context *ctx, const voi_problem *problem, const vi_plot *plot,
                        const voi_plot_options *options, voi_table **tables)
{
    double *values = NULL;
    voi_error error = {0};
    vi_plot_input input = {
        .ctx = ctx, .problem = problem, .options = options, .headline = NAN, .tables = tables};
    if (voi_problem_has_costs(problem)) {
        input.headline = options->headline;
        check_ok(vi_plot_values(&options->wtp, input.headline, &values, &input.k.count, &error));
        input.k.values = values;
    }
    vi_chart *chart = vi_chart_create(options);
    assert_non_null(chart);
    vi_plot_say_where(&input, chart);
    check_ok(plot->build(&input, chart, &error));
    assert_false(chart->failed);
    recording_pen pen = new_recorder();
    vi_chart_draw(chart, &pen.pen);
    check_texts(&pen, chart);
    forget(&pen);
    vi_chart_destroy(chart);
    vi_free(values);
}

static void no_words_touch_or_leave_the_sheet(void **state)
{
    static const double widths[] = {720, 480, 360};
    (void)state;
    voi_context *ctx = new_context(2);
    for (size_t i = 0; i < KINDS; i++) {
        voi_problem *problem = make_problem(&kinds[i]);
        voi_plot_options options = options_of(&kinds[i]);
        for (size_t p = 0; p < voi_plot_count(); p++) {
            const vi_plot *plot = &vi_plots[p];
            voi_table *tables[VI_PLOT_TABLES] = {NULL};
            bool possible = !kinds[i].net_benefit || !(plot->needs & VOI_PLOT_COSTS);
            give_study(&options, &kinds[i], plot);
            for (size_t w = 0; possible && w < 3; w++) {
                options.width = widths[w];
                check_sheet(ctx, problem, plot, &options, tables);
            }
            vi_plot_tables_free(tables);
        }
        voi_wtp_free(&options.wtp);
        voi_problem_destroy(problem);
    }
    voi_context_destroy(ctx);
}

static voi_bytes draw(const voi_problem *problem, const char *name, const voi_plot_options *options,
                      size_t threads)
{
    voi_context *ctx = new_context(threads);
    voi_bytes bytes = {0};
    voi_error error = {0};
    check_ok(voi_plot(ctx, problem, name, options, &bytes, &error));
    voi_context_destroy(ctx);
    return bytes;
}

static void threads_change_no_byte(void **state)
{
    (void)state;
    voi_problem *problem = make_problem(&kinds[0]);
    voi_plot_options options = options_of(&kinds[0]);
    for (size_t p = 0; p < voi_plot_count(); p++) {
        options.image = (voi_image)(p % 3);
        give_study(&options, &kinds[0], &vi_plots[p]);
        voi_bytes one = draw(problem, voi_plot_name(p), &options, 1);
        voi_bytes three = draw(problem, voi_plot_name(p), &options, 3);
        assert_int_equal(one.size, three.size);
        assert_memory_equal(one.data, three.data, one.size);
        voi_bytes_free(&one);
        voi_bytes_free(&three);
    }
    voi_wtp_free(&options.wtp);
    voi_problem_destroy(problem);
}

static void the_locale_changes_no_byte(void **state)
{
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8")) {
        print_message("no locale with decimal commas is installed\n");
        skip();
    }
    voi_problem *problem = make_problem(&kinds[0]);
    voi_plot_options options = options_of(&kinds[0]);
    for (size_t p = 0; p < voi_plot_count(); p++) {
        give_study(&options, &kinds[0], &vi_plots[p]);
        voi_bytes commas = draw(problem, voi_plot_name(p), &options, 1);
        char *locale = strdup(setlocale(LC_NUMERIC, NULL));
        setlocale(LC_NUMERIC, "C");
        voi_bytes points = draw(problem, voi_plot_name(p), &options, 1);
        setlocale(LC_NUMERIC, locale);
        assert_string_equal(commas.data, points.data);
        voi_bytes_free(&commas);
        voi_bytes_free(&points);
        free(locale);
    }
    setlocale(LC_NUMERIC, "C");
    voi_wtp_free(&options.wtp);
    voi_problem_destroy(problem);
}

/* Titles tell what a reader wants to know; the numbers are those of the measures. */
static void titles_say_the_finding(void **state)
{
    static const char *const titles[][2] = {
        {"ceac", " is the most likely to be optimal at k = £20,000: "},
        {"ceaf", " at k = £20,000 is right with a probability of "},
        {"loss", " loses the least at k = £20,000: £"},
        {"density", "Net benefit compared with Usual care at k = £20,000"},
        {"plane", " at k = £20,000"},
        {"evppi", " at k = £20,000"},
        {"pairs", " at k = £20,000"},
        {"residuals", " leaves at k = £20,000"},
    };
    (void)state;
    voi_context *ctx = new_context(1);
    voi_problem *problem = make_problem(&kinds[0]);
    voi_plot_options options = options_of(&kinds[0]);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        xml_content content;
        voi_bytes bytes = draw(problem, titles[i][0], &options, 1);
        read_xml(&bytes, &content);
        char *end = strstr(content.words, "desc=");
        assert_non_null(end);
        *end = '\0';
        assert_non_null(strstr(content.words, titles[i][1]));
        voi_bytes_free(&bytes);
    }
    voi_evpi_options asked;
    voi_table *table = NULL;
    voi_error error = {0};
    const double k = 20000;
    voi_evpi_options_default(&asked);
    asked.wtp = (voi_wtp){&k, 1};
    check_ok(voi_evpi(ctx, problem, &asked, &table, &error));
    char expected[100];
    snprintf(expected, sizeof expected, "Perfect information is worth £%.0f per person at k",
             cell(table, 0, "evpi"));
    voi_bytes bytes = draw(problem, "evpi", &options, 1);
    assert_true(cell(table, 0, "evpi") > 100);
    assert_non_null(strstr(bytes.data, expected));
    voi_bytes_free(&bytes);
    voi_table_destroy(table);
    voi_wtp_free(&options.wtp);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void a_population_is_told(void **state)
{
    static const char *const names[] = {"evpi", "evppi", "evppi-k", "pairs"};
    (void)state;
    voi_problem *problem = make_problem(&kinds[8]);
    voi_plot_options options = options_of(&kinds[8]);
    for (size_t i = 0; i < 4; i++) {
        voi_bytes bytes = draw(problem, names[i], &options, 1);
        assert_non_null(
            strstr(bytes.data, i < 3 ? "for the population</text>" : "for the population"));
        assert_true(i > 0 || strstr(bytes.data, "million for the population at k"));
        voi_bytes_free(&bytes);
    }
    voi_wtp_free(&options.wtp);
    voi_problem_destroy(problem);
}

static void check_refused(const voi_problem *problem, const char *name,
                          const voi_plot_options *options, const char *message)
{
    voi_context *ctx = new_context(1);
    voi_bytes bytes = {NULL, 5};
    voi_error error = {0};
    assert_int_equal(voi_plot(ctx, problem, name, options, &bytes, &error), VOI_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, message));
    assert_null(bytes.data);
    assert_int_equal(bytes.size, 5);
    voi_context_destroy(ctx);
}

static void wrong_requests_are_refused(void **state)
{
    (void)state;
    static const double bad[] = {-1};
    voi_problem *problem = make_problem(&kinds[0]), *money = make_problem(&kinds[6]);
    const voi_plot_options right = options_of(&kinds[0]);
    voi_plot_options wrong = right;
    check_refused(problem, "plain", &right, "did you mean \"plane\"?");
    check_refused(problem, "zzzzzzzzzz", &right, "no picture is named \"zzzzzzzzzz\"");
    check_refused(problem, NULL, &right, "no picture is named");
    check_refused(problem, "ceac", NULL, "need willingness to pay");
    check_refused(money, "plane", NULL, "needs costs and effects");
    check_refused(money, "density", &right, "this problem has net benefit");
    wrong.wtp = (voi_wtp){bad, 1};
    check_refused(problem, "ceac", &wrong, "value 1 (-1)");
    wrong = right;
    wrong.headline = -1;
    check_refused(problem, "ceac", &wrong, "the headline (-1)");
    wrong.headline = INFINITY;
    check_refused(problem, "ceac", &wrong, "the headline (inf)");
    wrong = right;
    wrong.width = 100;
    check_refused(problem, "ceac", &wrong, "a picture of 100 × 440 pixels");
    wrong.width = NAN;
    check_refused(problem, "ceac", &wrong, "pixels");
    wrong = right;
    wrong.image = (voi_image)9;
    check_refused(problem, "ceac", &wrong, "image kind 9");
    wrong = right;
    wrong.population.per_year = -1;
    check_refused(problem, "evpi", &wrong, "population");
    voi_wtp free_me = right.wtp;
    voi_wtp_free(&free_me);
    voi_problem_destroy(problem);
    voi_problem_destroy(money);
}

static void pictures_have_names_and_purposes(void **state)
{
    (void)state;
    assert_true(voi_plot_count() >= 8);
    for (size_t i = 0; i < voi_plot_count(); i++) {
        assert_true(strlen(voi_plot_name(i)) > 0 && strlen(voi_plot_purpose(i)) > 0);
    }
    assert_null(voi_plot_name(voi_plot_count()));
    assert_null(voi_plot_purpose(voi_plot_count()));
}

static void the_headline_is_among_the_values(void **state)
{
    (void)state;
    static const double given[] = {30, 10, 30, 20};
    const voi_wtp asked = {given, 4}, one = {given, 1};
    double *values = NULL;
    size_t count = 0;
    voi_error error = {0};
    check_ok(vi_plot_values(&asked, 15, &values, &count, &error));
    assert_int_equal(count, 4);
    check_close(values[1], 15, 0);
    check_close(values[3], 30, 0);
    vi_free(values);
    check_ok(vi_plot_values(&one, 30, &values, &count, &error));
    assert_int_equal(count, 101);
    check_close(values[0], 0, 0);
    check_close(values[50], 30, 0);
    check_close(values[100], 60, 1e-12);
    vi_free(values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_picture_is_well_formed),
        cmocka_unit_test(no_words_touch_or_leave_the_sheet),
        cmocka_unit_test(threads_change_no_byte),
        cmocka_unit_test(the_locale_changes_no_byte),
        cmocka_unit_test(titles_say_the_finding),
        cmocka_unit_test(a_population_is_told),
        cmocka_unit_test(wrong_requests_are_refused),
        cmocka_unit_test(pictures_have_names_and_purposes),
        cmocka_unit_test(the_headline_is_among_the_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
