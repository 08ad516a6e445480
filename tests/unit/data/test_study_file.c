#define _DEFAULT_SOURCE
/* Files of studies: what is read, what is refused and where, and that nothing leaks. */
#include "failing_alloc.h"
#include "random_problem.h"

#include "data/study_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static voi_problem *new_problem(voi_context *ctx)
{
    static const char *const names[] = {"p_a", "p_b", "m"};
    static double nb[6] = {0, 0, 0, 1, 2, 3}, x[9];
    const voi_problem_data data = {
        .net_benefit = {nb, 3, 2, 1, 3}, .parameters = {x, 3, 3, 1, 3}, .parameter_names = names};
    voi_problem *problem = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    return problem;
}

static voi_status parse(const char *text, voi_studies **out, voi_error *error)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = new_problem(ctx);
    const vi_study_origin from = {ctx, problem, "s.yaml"};
    voi_status status = vi_studies_parse(&from, text, strlen(text), out, error);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return status;
}

static const char good[] = "trial:\n  allocation: 2\n  design: trial_binary\n  pars: [p_a, p_b]\n"
                           "  n: [50, 100]\n  transform: [logit, none]\n  missing: 0.1\n"
                           "  method: regression\n  costs_setup: [400, 600]\n"
                           "  costs_per_participant: 7\n  accrual: 30\n  reporting_delay: 0.5\n"
                           "  arms: [now, new]\nsurvey: {design: normal_known, pars: m, sd: 3, n: "
                           "auto}\n";

/* With files beside it: %s is their folder. */
static const char with_parts[] =
    "both:\n  design: combined\n  n: [50]\n  parts:\n  - {design: binary, pars: p_a, missing: "
    "0.2, transform: logit}\n  - design: normal_multi\n    pars: [p_b, m]\n    cov: [[4, -1], "
    "[-1, 2]]\n    multiple: 2\n  - {design: normal_known, pars: m, sd: 3}\n";
static const char with_files[] =
    "beside: {design: normal_multi, pars: [p_a, p_b], cov: c.csv}\n"
    "own: {design: custom, n: [20, 10], summaries: [s20.csv, %s/s10.csv]}\n";

static void check_good(const voi_studies *studies)
{
    assert_int_equal(voi_studies_count(studies), 2);
    const voi_study_plan *trial = voi_studies_plans(studies), *survey = trial + 1;
    assert_string_equal(trial->study.name, "trial");
    assert_ptr_equal(trial->study.design, voi_design_find("trial_binary"));
    assert_int_equal(trial->study.parameter_count, 2);
    assert_string_equal(trial->study.parameters[1], "p_b");
    assert_int_equal(trial->study.scales[0], VOI_SCALE_LOGIT);
    assert_int_equal(trial->study.scales[1], VOI_SCALE_NONE);
    assert_int_equal(trial->study.option_count, 1);
    assert_string_equal(trial->study.options[0].name, "allocation");
    assert_true(trial->study.options[0].value == 2 && trial->study.missing == 0.1);
    assert_true(trial->sizes.count == 2 && trial->sizes.values[1] == 100);
    assert_string_equal(trial->method, "regression");
    assert_true(trial->setup.low == 400 && trial->setup.high == 600);
    assert_true(trial->per_participant.low == 7 && trial->per_participant.high == 7);
    assert_true(trial->accrual == 30 && trial->reporting_delay == 0.5);
    assert_int_equal(trial->arm_count, 2);
    assert_string_equal(trial->arms[1], "new");
    assert_string_equal(survey->study.name, "survey");
    assert_int_equal(survey->sizes.count, 0);
    assert_true(survey->study.options[0].value == 3);
}

static void both_styles_are_read(void **state)
{
    voi_studies *studies = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    check_ok(parse(good, &studies, &error));
    check_good(studies);
    voi_studies_destroy(studies);
    voi_studies_destroy(NULL);
}

static void parts_are_studies_of_their_own(void **state)
{
    voi_studies *studies = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    check_ok(parse(with_parts, &studies, &error));
    const voi_study *whole = &voi_studies_plans(studies)->study, *part = whole->parts;
    assert_string_equal(whole->name, "both");
    assert_ptr_equal(whole->design, voi_design_find("combined"));
    assert_int_equal(whole->part_count, 3);
    assert_ptr_equal(part[0].design, voi_design_find("binary"));
    assert_string_equal(part[0].parameters[0], "p_a");
    assert_true(part[0].missing == 0.2 && part[0].multiple == 0);
    assert_int_equal(part[0].scales[0], VOI_SCALE_LOGIT);
    const voi_matrix *cov = &part[1].covariance;
    assert_true(cov->rows == 2 && cov->cols == 2 && part[1].multiple == 2);
    assert_true(cov->data[0] == 4 && cov->data[1] == -1 && cov->data[3] == 2);
    assert_true(part[2].options[0].value == 3);
    voi_studies_destroy(studies);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void files_are_found_beside_the_studies(void **state)
{
    char folder[] = "/tmp/voi_studies_XXXXXX", text[400], path[200];
    static const char *const names[] = {"c.csv", "s20.csv", "s10.csv", "s.yaml"};
    voi_studies *studies = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    voi_context *ctx = new_context(1);
    voi_problem *problem = new_problem(ctx);
    assert_non_null(mkdtemp(folder));
    snprintf(text, sizeof text, with_files, folder);
    write_file(folder, "s.yaml", text);
    write_file(folder, "c.csv", "a,b\n4,1\n1,2\n");
    write_file(folder, "s20.csv", "t\n1\n2\n3\n");
    write_file(folder, "s10.csv", "t,u\n4,1\n5,2\n6,3\n");
    snprintf(path, sizeof path, "%s/s.yaml", folder);
    check_ok(voi_studies_read(ctx, problem, path, &studies, &error));
    const voi_study_plan *beside = voi_studies_plans(studies), *own = beside + 1;
    assert_true(beside->study.covariance.rows == 2 && beside->study.covariance.data[3] == 2);
    assert_true(own->summaries[0].rows == 3 && own->summaries[0].cols == 1);
    assert_true(own->summaries[1].cols == 2 && own->summaries[1].data[4] == 6);
    voi_studies_destroy(studies);
    write_file(folder, "s20.csv", "t\n1\n2\n");
    assert_int_equal(voi_studies_read(ctx, problem, path, &studies, &error), VOI_ERR_FORMAT);
    assert_non_null(
        strstr(error.message, "s.yaml:2:48: summaries: s20.csv has 2 rows; the sample has 3"));
    write_file(folder, "c.csv", "a,b\n4,x\n1,2\n");
    assert_int_equal(voi_studies_read(ctx, problem, path, &studies, &error), VOI_ERR_DATA);
    assert_null(studies);
    assert_non_null(strstr(error.message, "s.yaml:1:55: cov: "));
    assert_non_null(strstr(error.message, "c.csv:2:2: \"x\" is not a number"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

typedef struct {
    const char *text, *message;
} refusal;

static void refuse_each(const refusal *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        voi_studies *studies = NULL;
        voi_error error = {VOI_OK, ""};
        voi_status status = parse(cases[i].text, &studies, &error);
        assert_true(status == VOI_ERR_FORMAT || status == VOI_ERR_ARGUMENT || status == VOI_ERR_IO);
        assert_null(studies);
        if (strncmp(error.message, cases[i].message, strlen(cases[i].message)) != 0) {
            fail_msg("\"%s\": %s", cases[i].text, error.message);
        }
    }
}

static void what_is_refused(void **state)
{
    static const refusal cases[] = {
        {"", "s.yaml:1:1: there are no studies in it"},
        {"{}", "s.yaml:2:1: there are no studies in it"},
        {"[a]", "s.yaml:1:1: studies are written as names"},
        {"a: b", "s.yaml:1:4: a study is written as keys"},
        {"a: {}", "s.yaml:1:1: the design of this study is missing"},
        {"a: {sd: 3, n: 5}", "s.yaml:1:1: the design of this study is missing"},
        {"a: {sd: 3, Design: binary}",
         "s.yaml:1:12: a study takes no key \"Design\"; did you mean design?"},
        {"a: {[b]: c}", "s.yaml:1:5: a key belongs here"},
        {"a: {design: binary}\n[b]: c", "s.yaml:2:1: the name of a study belongs here"},
        {"a: {design: binary}\na: {design: binary}", "s.yaml:2:1: a study before has this name"},
        {"\"\": {design: binary}", "s.yaml:1:1: the name of a study is missing"},
        {"a: {design: binery}", "s.yaml:1:13: no design is named \"binery\"; did you mean binary?"},
        {"a: {design: zzzzzzzz}", "s.yaml:1:13: no design is named \"zzzzzzzz\""},
        {"a: {design: [binary, b]}", "s.yaml:1:5: design is one word, not a list"},
        {"a:\n  design: binary\n  cost_setup: 3\n",
         "s.yaml:3:3: study binary takes no key \"cost_setup\"; did you mean costs_setup?"},
        {"a:\n  alocation: 3\n  design: trial_binary\n",
         "s.yaml:2:3: study trial_binary takes no key \"alocation\"; did you mean allocation?"},
        {"a: {design: binary, qqqqqqqqqqqq: x}", "s.yaml:1:21: study binary takes no key"},
        {"a: {design: normal_known, sd: many}", "s.yaml:1:31: sd: \"many\" is not a number"},
        {"a: {design: normal_known, sd: -1}", "s.yaml:1:31: sd: \"-1\" is negative"},
        {"a: {design: normal_known, sd: [1, 2]}", "s.yaml:1:27: sd is one number, not a list"},
        {"a:\n  design: binary\n\tpars: p_a", "s.yaml:3:1: a tab; YAML is indented by spaces"},
        {"a: {design: binary, pars: [p_a, p_c]}",
         "s.yaml:1:33: no parameter is named \"p_c\"; did you mean \"p_a\"?"},
        {"a: {design: binary, pars: []}", "s.yaml:1:28: this list is empty"},
        {"a: {design: binary, pars: {a: b}}", "s.yaml:1:27: a word or a list of words"},
        {"a: {design: binary, pars: [[a]]}", "s.yaml:1:28: a word or a number belongs here"},
        {"a: {design: binary, n: [5, x]}", "s.yaml:1:28: n: \"x\" is not a number"},
        {"a: {design: binary, n: [5, 2.5]}",
         "s.yaml:1:28: n: \"2.5\" is not a whole number from 0"},
        {"a: {design: binary, n: 2e9}", "s.yaml:1:24: n: \"2e9\" is not a whole number from 0 to"},
        {"a: {design: binary, n: 1:3:0.5}",
         "s.yaml:1:24: n: \"1:3:0.5\" is not a range of whole numbers from 0 to 1,000,000,000"},
        {"a: {design: binary, n: [5, 9:3:1]}", "s.yaml:1:28: n: \"9:3:1\" is a range that dec"},
        {"a: {design: binary, accrual: 1:3:1}", "s.yaml:1:30: accrual: \"1:3:1\" is a range"},
        {"a: {design: binary, n: -5}", "s.yaml:1:24: n: \"-5\" is negative"},
        {"a: {design: binary, n: \"5,6\"}", "s.yaml:1:24: n: a list is written in brackets"},
        {"a: {design: binary, n: \"\"}", "s.yaml:1:24: a word or a number is missing"},
        {"a: {design: binary, design: binary}", "s.yaml:1:21: this key is there already"},
        {"a: {design: binary, costs_setup: [2, 1]}",
         "s.yaml:1:21: costs_setup: the lower end of an interval comes first"},
        {"a: {design: binary, costs_setup: [1, 2, 3]}", "s.yaml:1:21: costs_setup is an amount"},
        {"a: {design: binary, accrual: [1, 2]}", "s.yaml:1:21: accrual is one number, not a list"},
        {"a: {design: binary, accrual: 0}", "s.yaml:1:30: accrual: 0 participants a year"},
        {"a: {design: binary, pars: p_a, transform: lgit}",
         "s.yaml:1:43: transform: \"lgit\" is not none"},
        {"a: {design: binary, pars: p_a, transform: [log, exp]}",
         "s.yaml:1:32: transform names 2 scales for 1 parameter"},
        {"a: {design: binary}\n--- b", "s.yaml:2:1: a second document begins here"},
        {"a: {design: binary", "s.yaml:"},
    };
    (void)state;
    refuse_each(cases, sizeof cases / sizeof *cases);
}

static void matrices_and_parts_are_refused(void **state)
{
    static const refusal cases[] = {
        {"a: {design: normal_multi, pars: [p_a, m], cov: [4, 1]}",
         "s.yaml:1:43: cov is a file, or a list of rows"},
        {"a: {design: normal_multi, cov: [[4, x]]}", "s.yaml:1:37: cov: \"x\" is not a number"},
        {"a: {design: normal_multi, cov: [[4, --1]]}", "s.yaml:1:37: cov: \"-1\" is negative"},
        {"a: {design: normal_multi, cov: [[4, 1], [1]]}",
         "s.yaml:1:43: the row that ends here is not as long"},
        {"a: {design: normal_multi, cov: [[4, 1], 3]}",
         "s.yaml:1:41: a row of numbers belongs here"},
        {"a: {design: normal_multi, cov: [[4, [1]]]}",
         "s.yaml:1:37: a word or a number belongs here"},
        {"a: {design: normal_multi, cov: {b: c}}", "s.yaml:1:32: a word or a list of words"},
        {"a: {design: normal_multi, cov: none.csv}", "s.yaml:1:32: cov: none.csv: no such file"},
        {"a: {design: custom, n: [5, 6], summaries: none.csv}",
         "s.yaml:1:43: summaries: none.csv: no such file"},
        {"a: {design: binary, multiple: 2}",
         "s.yaml:1:21: multiple belongs to the parts of a study of design combined"},
        {"a: {design: combined}", "s.yaml:1:1: design combined needs parts"},
        {"a: {design: combined, parts: []}", "s.yaml:1:31: parts are a list of studies"},
        {"a: {design: combined, parts: p}", "s.yaml:1:30: parts are a list of studies"},
        {"a: {design: combined, parts: [p]}", "s.yaml:1:31: parts are a list of studies"},
        {"a: {design: binary, parts: [{design: binary}]}",
         "s.yaml:1:21: parts are for design combined, not for binary"},
        {"a: {design: combined, parts: [{pars: p_a}]}",
         "s.yaml:1:31: the design of this part is missing"},
        {"a: {design: combined, parts: [{design: combined}]}",
         "s.yaml:1:31: a part is not combined itself"},
        {"a: {design: combined, parts: [{design: custom}]}",
         "s.yaml:1:31: a part is not custom, for its data are drawn"},
        {"a: {design: combined, parts: [{parts: []}]}", "s.yaml:1:32: a part has no parts"},
        {"a: {design: combined, parts: [{design: binary, n: 5}]}",
         "s.yaml:1:48: n belongs to the whole study, not to a part of it"},
        {"a: {design: combined, parts: [{design: trial_binary, alocation: 5}]}",
         "s.yaml:1:54: part trial_binary takes no key \"alocation\"; did you mean allocation?"},
        {"a: {design: combined, parts: [{design: binary, par: p_a}]}",
         "s.yaml:1:48: part binary takes no key \"par\"; did you mean pars?"},
        {"a: {design: combined, parts: [{design: binary, multiple: 0}]}",
         "s.yaml:1:58: multiple is the n of this part"},
        {"a: {design: combined, parts: [{design: binary, multiple: 1e9}]}",
         "s.yaml:1:58: multiple is the n of this part where that of the whole is 1, a number above "
         "0 and up to a million, not \"1e9\""},
        {"a: {design: combined, parts: [{desgn: binary}]}",
         "s.yaml:1:32: a part takes no key \"desgn\"; did you mean design?"},
        {"a: {design: combined, parts: [{design: binary, multiple: x}]}",
         "s.yaml:1:58: multiple: \"x\" is not a number"},
    };
    (void)state;
    refuse_each(cases, sizeof cases / sizeof *cases);
}

/* Repeats a piece of text, numbered. */
static char *many(const char *head, const char *piece, size_t count, const char *tail)
{
    size_t room = strlen(head) + count * (strlen(piece) + 12) + strlen(tail) + 1;
    char *text = malloc(room);
    size_t length = (size_t)snprintf(text, room, "%s", head);
    for (size_t i = 0; i < count; i++) {
        length += (size_t)snprintf(text + length, room - length, "%s%zu%s", i && *tail ? "," : "",
                                   i, piece);
    }
    snprintf(text + length, room - length, "%s", tail);
    return text;
}

static void refuse_many(char *text, const char *words)
{
    voi_studies *studies = NULL;
    voi_error error = {VOI_OK, ""};
    assert_int_equal(parse(text, &studies, &error), VOI_ERR_FORMAT);
    assert_non_null(strstr(error.message, words));
    free(text);
}

static void there_are_bounds(void **state)
{
    (void)state;
    refuse_many(many("", ": {design: binary}\n", 101, ""), "more than 100 studies");
    refuse_many(many("a: {design: binary, n: [", "", 1025, "]}"), "more than 1024 entries");
    refuse_many(many("a: {design: binary, arms: [", "", 65, "]}"), "more than 64 entries");
    refuse_many(many("a: {design: binary, ", ": 1", 17, "}"), "too many keys");
    refuse_many(many("a:\n  design: combined\n  parts:\n  - design: binary\n    missing: ",
                     "\n  - design: binary\n    missing: ", 17, ""),
                "more than 16 parts");
    refuse_many(many("a: {design: normal_multi, cov: [[", "", 65, "]]}"), "more than 64 entries");
    refuse_many(many("a: {design: normal_multi, cov: [[7,", ",2,3,4,5,6,7,8],[7", 120, "]]}"),
                "more than 1024 entries");
}

/* As many as --n takes; and the plan says where it stands. */
static void sizes_are_lists_with_ranges(void **state)
{
    static const double expected[] = {5, 10, 20, 30, 7};
    voi_studies *studies = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    check_ok(parse("a: {design: binary, n: [5, 10:30:10, 7]}\nb: {design: binary, n: 1:300:1}",
                   &studies, &error));
    const voi_study_plan *plans = voi_studies_plans(studies);
    assert_int_equal(plans[0].sizes.count, 5);
    for (size_t i = 0; i < 5; i++) {
        check_close(plans[0].sizes.values[i], expected[i], 0);
    }
    assert_int_equal(plans[1].sizes.count, 300);
    check_close(plans[1].sizes.values[299], 300, 0);
    assert_string_equal(plans[0].where, "s.yaml:1:1");
    assert_string_equal(plans[1].where, "s.yaml:2:1");
    voi_studies_destroy(studies);
}

static void a_file_is_read_as_its_text(void **state)
{
    char path[] = "/tmp/voi_studies_XXXXXX";
    voi_studies *studies = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    voi_context *ctx = new_context(1);
    voi_problem *problem = new_problem(ctx);
    int file = mkstemp(path);
    assert_int_equal(write(file, good, strlen(good)), strlen(good));
    close(file);
    check_ok(voi_studies_read(ctx, problem, path, &studies, &error));
    check_good(studies);
    voi_studies_destroy(studies);
    unlink(path);
    assert_int_equal(voi_studies_read(ctx, problem, path, &studies, &error), VOI_ERR_IO);
    assert_null(studies);
    assert_non_null(strstr(error.message, path));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void fail_each(const char *text)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = new_problem(ctx);
    const vi_study_origin from = {ctx, problem, "s"};
    long before = atomic_load(&live_blocks);
    bool failed = true;
    for (long k = 0; failed; k++) {
        voi_studies *studies = NULL;
        voi_error error = {VOI_OK, ""};
        atomic_store(&allocations_left, k);
        voi_status status = vi_studies_parse(&from, text, strlen(text), &studies, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        /* The reader of a file may do without some memory. */
        assert_true(failed && status != VOI_OK ? status == VOI_ERR_NOMEM : status == VOI_OK);
        assert_true((status == VOI_OK) == (studies != NULL));
        voi_studies_destroy(studies);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void every_allocation_may_fail(void **state)
{
    char path[] = "/tmp/voi_values_XXXXXX", text[200];
    (void)state;
    fail_each(good);
    fail_each(with_parts);
    int file = mkstemp(path);
    assert_int_equal(write(file, "t\n1\n2\n3\n", 8), 8);
    close(file);
    snprintf(text, sizeof text, "a: {design: custom, n: 5, cov: %s, summaries: %s}", path, path);
    fail_each(text);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_styles_are_read),
        cmocka_unit_test(parts_are_studies_of_their_own),
        cmocka_unit_test(files_are_found_beside_the_studies),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(matrices_and_parts_are_refused),
        cmocka_unit_test(there_are_bounds),
        cmocka_unit_test(sizes_are_lists_with_ranges),
        cmocka_unit_test(a_file_is_read_as_its_text),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
