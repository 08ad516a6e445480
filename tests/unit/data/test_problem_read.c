/* Problems from files: what goes together, what a user is told of what does not, and that a lenient
 * reading lists everything. The files lie in a folder of their own, so that messages are exact. */
#include "files.h"

#include "random_problem.h"

#include "data/problem.h"
#include "data/problem_read.h"

#include <fcntl.h>
#include <sys/stat.h>

/* The texts of the four files; NULL: not given. */
typedef struct {
    const char *costs, *effects, *net_benefit, *parameters;
} texts;

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

static const char *put_if_given(const char *path, const char *text)
{
    if (text) {
        put(path, text);
    }
    return text ? path : NULL;
}

static voi_problem_files put_all(const texts *t)
{
    return (voi_problem_files){.costs = put_if_given("costs.csv", t->costs),
                               .effects = put_if_given("effects.csv", t->effects),
                               .net_benefit = put_if_given("nb.csv", t->net_benefit),
                               .parameters = put_if_given("params.csv", t->parameters)};
}

static voi_problem *read_files(const voi_problem_files *files)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    check_ok(voi_problem_read(ctx, files, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static voi_problem *read_texts(texts t)
{
    voi_problem_files files = put_all(&t);
    return read_files(&files);
}

static void check_refused_files(const voi_problem_files *files, voi_status status,
                                const char *message)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = (voi_problem *)ctx;
    voi_error error = {0};
    voi_status found = voi_problem_read(ctx, files, &problem, &error);
    assert_string_equal(error.message, message);
    assert_int_equal(found, status);
    assert_null(problem);
    voi_context_destroy(ctx);
}

static void check_column(const double *column, const double *expected, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        check_close(column[i], expected[i], 0);
    }
}

static void three_files(void **state)
{
    (void)state;
    voi_problem *problem = read_texts((texts){.costs = "new,old\n1,2\n3,4\n5,6\n",
                                              .effects = "old,new\n.1,.2\n.3,.4\n.5,.6\n",
                                              .parameters = "p\n7\n8\n9\n"});
    assert_int_equal(problem->rows, 3);
    assert_int_equal(problem->strategies, 2);
    assert_int_equal(problem->parameters, 1);
    assert_string_equal(problem->strategy_names[0], "new");
    assert_string_equal(problem->parameter_names[0], "p");
    check_column(problem->costs[0], (const double[]){1, 3, 5}, 3);
    check_column(problem->effects[0], (const double[]){.2, .4, .6}, 3);
    check_column(problem->effects[1], (const double[]){.1, .3, .5}, 3);
    check_column(problem->params[0], (const double[]){7, 8, 9}, 3);
    assert_int_equal(voi_problem_warnings(problem), 0);
    assert_int_equal(problem->findings.count, 1);
    assert_int_equal(problem->source_count, 3);
    assert_string_equal(problem->sources[1].role, "effects");
    assert_string_equal(problem->sources[1].path, "effects.csv");
    assert_string_equal(problem->sources[1].sha256, "");
    voi_problem_destroy(problem);
}

static void net_benefit_without_names(void **state)
{
    (void)state;
    voi_problem *problem = read_texts((texts){.net_benefit = "1,2\n3,4\n", .parameters = "7\n8\n"});
    assert_string_equal(problem->strategy_names[1], "s2");
    assert_string_equal(problem->parameter_names[0], "p1");
    check_column(problem->net_benefit[1], (const double[]){2, 4}, 2);
    check_column(problem->params[0], (const double[]){7, 8}, 2);
    voi_problem_destroy(problem);
}

static void outcomes_without_strategies(void **state)
{
    (void)state;
    put("outcomes.csv", "life years\n1\n2\n");
    put("params.csv", "p,q\n3,4\n5,6\n");
    voi_problem_files files = {.outcomes = "outcomes.csv", .parameters = "params.csv"};
    voi_problem *problem = read_files(&files);
    assert_int_equal(problem->outcome_count, 1);
    assert_int_equal(problem->strategies, 0);
    assert_string_equal(problem->outcome_names[0], "life years");
    assert_string_equal(problem->sources[0].role, "outcomes");
    check_column(problem->outcomes[0], (const double[]){1, 2}, 2);
    check_column(problem->params[1], (const double[]){4, 6}, 2);
    voi_problem_destroy(problem);
    put("params.csv", "p,q\n3,4\n");
    check_refused_files(&files, VOI_ERR_DATA, "params.csv: has 1 rows where outcomes.csv has 2");
    files.net_benefit = "nb.csv";
    check_refused_files(&files, VOI_ERR_ARGUMENT,
                        "outcomes have no strategies: leave out costs, effects and net benefit");
    assert_int_equal(unlink("outcomes.csv"), 0);
}

static void names_as_savi_writes_them(void **state)
{
    (void)state;
    voi_problem *problem =
        read_texts((texts){.costs = "costs1,costs2\n1,2\n", .effects = "effects1,effects2\n3,4\n"});
    assert_string_equal(problem->strategy_names[0], "s1");
    assert_string_equal(problem->strategy_names[1], "s2");
    assert_int_equal(voi_problem_warnings(problem), 1);
    assert_string_equal(voi_problem_warning(problem, 0),
                        "shares no strategy name with costs.csv; paired by position: costs1 with "
                        "effects1, costs2 with effects2");
    voi_problem_destroy(problem);
}

/* Each file in another program's manner, all of the same numbers. */
static void files_of_many_manners(void **state)
{
    (void)state;
    static const char *const manners[] = {
        "A,B\n1.5,2\n-3,4e2\n",
        "A,B\n1.5,2\n-3,4e2",
        "A,B\r\n1.5,2\r\n-3,4e2\r\n\r\n",
        "\357\273\277A;B\r\n1,5;2\r\n-3;4e2\r\n",
        "\"A\";\"B\"\r\n\"1,5\";\"2\"\r\n\"-3\";\"400,0\"\r\n",
        "A\tB\n1.5\t2\n-3\t400\n",
        "\"\",\"A\",\"B\"\n\"1\",1.5,2\n\"2\",-3,400\n",
    };
    for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) {
        voi_problem *problem = read_texts((texts){.costs = manners[i], .effects = manners[0]});
        assert_string_equal(problem->strategy_names[0], "A");
        check_column(problem->costs[0], (const double[]){1.5, -3}, 2);
        check_column(problem->costs[1], (const double[]){2, 400}, 2);
        voi_problem_destroy(problem);
    }
}

static void names_as_excel_writes_them(void **state)
{
    (void)state;
    voi_problem *problem = read_texts((texts){.net_benefit = "\334blich;\344lter\r\n1,5;2\r\n"});
    assert_string_equal(problem->strategy_names[0], "\303\234blich");
    assert_string_equal(problem->strategy_names[1], "\303\244lter");
    voi_problem_destroy(problem);
}

static void files_that_do_not_go_together(void **state)
{
    (void)state;
    static const char either[] =
        "give costs and effects, or net benefit: one of the two, and complete";
    static const voi_problem_files choices[] = {
        {.costs = "costs.csv"},
        {.effects = "effects.csv"},
        {.parameters = "params.csv"},
        {.costs = "costs.csv", .net_benefit = "nb.csv"},
        {.costs = "costs.csv", .effects = "effects.csv", .net_benefit = "nb.csv"},
        {0},
    };
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        check_refused_files(&choices[i], VOI_ERR_ARGUMENT, either);
    }
    voi_problem_files twice = {.costs = "costs.csv", .effects = "costs.csv"};
    check_refused_files(&twice, VOI_ERR_ARGUMENT, "costs.csv: given both as costs and as effects");
    voi_problem_files input = {.net_benefit = "-", .parameters = "-"};
    check_refused_files(&input, VOI_ERR_ARGUMENT,
                        "standard input: given both as net benefit and as parameters");
}

static void what_is_wrong_in_the_files(void **state)
{
    (void)state;
    static const char two[] = "A,B\n1,2\n3,4\n";
    static const struct {
        texts t;
        voi_status status;
        const char *message;
    } cases[] = {
        {{two, "A,B\n1,2\n", NULL, NULL},
         VOI_ERR_DATA,
         "effects.csv: has 1 rows where costs.csv has 2"},
        {{two, two, NULL, "p\n1\n2\n3\n"},
         VOI_ERR_DATA,
         "params.csv: has 3 rows where costs.csv has 2"},
        {{NULL, NULL, two, "p\n1\n"}, VOI_ERR_DATA, "params.csv: has 1 rows where nb.csv has 2"},
        {{NULL, NULL, "A\n1\n2\n", NULL},
         VOI_ERR_DATA,
         "nb.csv: has one strategy; a decision needs at least two"},
        {{"A\n1\n", "A\n1\n", NULL, NULL},
         VOI_ERR_DATA,
         "costs.csv: has one strategy; a decision needs at least two"},
        {{two, "A,C\n1,2\n3,4\n", NULL, NULL},
         VOI_ERR_DATA,
         "effects.csv: strategies must have the same names as in costs.csv; only there: \"B\"; "
         "only "
         "here: \"C\""},
        {{two, "A,B,C\n1,2,3\n3,4,5\n", NULL, NULL},
         VOI_ERR_DATA,
         "effects.csv: strategies must have the same names as in costs.csv; only there: none; only "
         "here: \"C\""},
        {{"A,B\n1,2\n3,n/a\n", two, NULL, NULL},
         VOI_ERR_DATA,
         "costs.csv:3:2: \"n/a\" is not a number (column B)"},
        {{two, "A,B\n1,2\nNA,4\n", NULL, NULL},
         VOI_ERR_DATA,
         "effects.csv:3:1: \"NA\" is a missing value (column A)"},
        {{two, two, NULL, "p,p\n1,2\n3,4\n"},
         VOI_ERR_DATA,
         "params.csv:1:2: the name \"p\" stands twice"},
        {{two, two, NULL, "p\n1\n\n2\n"}, VOI_ERR_DATA, "params.csv:3: empty line"},
        {{two, "A,B\n1,2\n3\n", NULL, NULL},
         VOI_ERR_DATA,
         "effects.csv:3: 1 field where the header has 2"},
        {{two, "A,B\n", NULL, NULL}, VOI_ERR_FORMAT, "effects.csv: has a header but no rows"},
        {{two, "", NULL, NULL}, VOI_ERR_FORMAT, "effects.csv: is empty"},
        {{two, two, NULL, "\xef\xbb\xbf"}, VOI_ERR_FORMAT, "params.csv: is empty"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        voi_problem_files files = put_all(&cases[i].t);
        check_refused_files(&files, cases[i].status, cases[i].message);
    }
}

static void paths_that_cannot_be_read(void **state)
{
    (void)state;
    put("nb.csv", "A,B\n1,2\n");
    mkdir("folder", 0700);
    voi_problem_files files = {.net_benefit = "nb.csv", .parameters = "none.csv"};
    check_refused_files(&files, VOI_ERR_IO, "none.csv: no such file");
    files.parameters = "folder";
    check_refused_files(&files, VOI_ERR_IO, "folder: is a folder, not a file");
    rmdir("folder");
}

static void feed_standard_input(const char *text)
{
    put("nb.csv", text);
    int file = open("nb.csv", O_RDONLY);
    if (file != STDIN_FILENO) {
        assert_true(dup2(file, STDIN_FILENO) == STDIN_FILENO);
        close(file);
    }
}

static void standard_input(void **state)
{
    (void)state;
    voi_problem_files files = {.net_benefit = "-"};
    int kept = dup(STDIN_FILENO);
    feed_standard_input("A,B\n1,2\n");
    voi_problem *problem = read_files(&files);
    assert_string_equal(problem->strategy_names[1], "B");
    assert_string_equal(problem->sources[0].path, "standard input");
    voi_problem_destroy(problem);
    feed_standard_input("A,B\n1,x\n");
    check_refused_files(&files, VOI_ERR_DATA,
                        "standard input:2:2: \"x\" is not a number (column B)");
    dup2(kept, STDIN_FILENO);
    close(kept);
}

/* The SHA-256 of a file as sha256sum gives it. */
static void hashes(void **state)
{
    (void)state;
    static const char text[] = "A,B\n1,2\n";
    static const char expected[] =
        "fb7d9248934ca9e856ccab5151226a61e2a36a61b049d8b9a08a829d7e6fb885";
    voi_problem_files files = {.net_benefit = "nb.csv", .hash = true};
    put("nb.csv", text);
    voi_problem *problem = read_files(&files);
    assert_string_equal(problem->sources[0].sha256, expected);
    voi_problem_destroy(problem);
}

static void a_lenient_reading_lists_everything(void **state)
{
    (void)state;
    texts t = {.costs = "A,B\n1,x\n3,4\n", .effects = "A,C\n1,2\n", .parameters = ""};
    voi_problem_files files = put_all(&t);
    static const char *const expected[][2] = {
        {"costs.csv:2:2", "\"x\" is not a number (column B)"},
        {"params.csv", "is empty"},
    };
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    vi_findings findings = {0};
    voi_error error = {0};
    check_ok(vi_problem_load(ctx, &files, &findings, &problem, &error));
    assert_null(problem);
    assert_int_equal(findings.count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(findings.items[i].where, expected[i][0]);
        assert_string_equal(findings.items[i].message, expected[i][1]);
    }
    vi_findings_free(&findings);
    files.parameters = NULL;
    check_ok(vi_problem_load(ctx, &files, &findings, &problem, &error));
    assert_null(problem);
    assert_int_equal(vi_findings_errors(&findings), 3);
    assert_string_equal(findings.items[1].message, "has 1 rows where costs.csv has 2");
    assert_string_equal(findings.items[2].where, "effects.csv");
    vi_findings_free(&findings);
    voi_context_destroy(ctx);
}

static int refuse(void *data, const char *phase, double fraction)
{
    char *seen = data;
    snprintf(seen, 100, "%s", phase);
    return fraction >= 0;
}

static void a_caller_can_cancel(void **state)
{
    (void)state;
    char phase[100] = "";
    voi_context_options options;
    voi_context_options_default(&options);
    options.progress = refuse;
    options.progress_data = phase;
    voi_context *ctx = NULL;
    voi_error error = {0};
    check_ok(voi_context_create(&options, &ctx, &error));
    put("nb.csv", "A,B\n1,2\n");
    voi_problem_files files = {.net_benefit = "nb.csv"};
    voi_problem *problem = (voi_problem *)ctx;
    assert_int_equal(voi_problem_read(ctx, &files, &problem, &error), VOI_ERR_CANCELLED);
    assert_string_equal(error.message, "cancelled while reading nb.csv");
    assert_string_equal(phase, "reading nb.csv");
    assert_null(problem);
    voi_context_destroy(ctx);
}

static void thousands_of_columns(void **state)
{
    (void)state;
    enum { COLS = 5000, ROWS = 20 };
    FILE *file = fopen("params.csv", "w");
    assert_non_null(file);
    for (int j = 0; j < COLS; j++) {
        fprintf(file, "%sparameter_%d", j ? "," : "", j);
    }
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLS; j++) {
            fprintf(file, "%c%d.5", j ? ',' : '\n', i * j);
        }
    }
    fclose(file);
    file = fopen("nb.csv", "w");
    assert_non_null(file);
    for (int i = 0; i < ROWS; i++) {
        fprintf(file, "%d,1\n", i);
    }
    fclose(file);
    voi_problem_files files = {.net_benefit = "nb.csv", .parameters = "params.csv"};
    voi_problem *problem = read_files(&files);
    assert_int_equal(problem->parameters, COLS);
    assert_string_equal(problem->parameter_names[COLS - 1], "parameter_4999");
    check_close(problem->params[COLS - 1][ROWS - 1], (COLS - 1) * (ROWS - 1) + 0.5, 0);
    voi_problem_destroy(problem);
}

static char folder[] = "/tmp/voi_test_XXXXXX";

static int enter_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink("costs.csv");
    unlink("effects.csv");
    unlink("nb.csv");
    unlink("params.csv");
    return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_files),
        cmocka_unit_test(net_benefit_without_names),
        cmocka_unit_test(outcomes_without_strategies),
        cmocka_unit_test(names_as_savi_writes_them),
        cmocka_unit_test(files_of_many_manners),
        cmocka_unit_test(names_as_excel_writes_them),
        cmocka_unit_test(files_that_do_not_go_together),
        cmocka_unit_test(what_is_wrong_in_the_files),
        cmocka_unit_test(paths_that_cannot_be_read),
        cmocka_unit_test(standard_input),
        cmocka_unit_test(hashes),
        cmocka_unit_test(a_lenient_reading_lists_everything),
        cmocka_unit_test(a_caller_can_cancel),
        cmocka_unit_test(thousands_of_columns),
    };
    return cmocka_run_group_tests(tests, enter_folder, remove_folder);
}
