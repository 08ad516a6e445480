/* Tables: what goes in comes out, what is not there is missing, failures latch. */
#include "failing_alloc.h"

#include "check.h"

#include "core/table.h"

#include <stdio.h>
#include <string.h>

enum { K, STRATEGY, OPTIMAL, COLUMNS };

static const vi_column columns[COLUMNS] = {
    {"k", VOI_COLUMN_NUMBER}, {"strategy", VOI_COLUMN_TEXT}, {"optimal", VOI_COLUMN_FLAG}};

static voi_status fill(size_t rows, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    *out = NULL;
    VI_TRY(vi_table_create(columns, COLUMNS, &table, err));
    for (size_t i = 0; i < rows; i++) {
        char name[32];
        snprintf(name, sizeof name, "strategy %zu", i % 11);
        vi_table_add_row(table);
        vi_table_set_number(table, K, 100 * (double)i);
        vi_table_set_text(table, STRATEGY, name);
        vi_table_set_flag(table, OPTIMAL, i % 2 == 0);
    }
    vi_table_warn(table, "%zu rows are few", rows);
    vi_table_warn(table, "%zu rows are few", rows);
    vi_table_warn(table, "and another");
    VI_TRY(vi_table_finish(&table, out, err));
cleanup:
    voi_table_destroy(table);
    return status;
}

static voi_table *filled(size_t rows)
{
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(fill(rows, &table, &error));
    return table;
}

static void cells_come_out_as_they_went_in(void **state)
{
    (void)state;
    enum { ROWS = 1000 };
    voi_table *table = filled(ROWS);
    assert_int_equal(voi_table_rows(table), ROWS);
    assert_int_equal(voi_table_columns(table), COLUMNS);
    for (size_t i = 0; i < ROWS; i++) {
        char name[32];
        snprintf(name, sizeof name, "strategy %zu", i % 11);
        check_close(voi_table_number(table, i, K), 100 * (double)i, 0);
        assert_string_equal(voi_table_text(table, i, STRATEGY), name);
        check_close(voi_table_number(table, i, OPTIMAL), i % 2 == 0, 0);
    }
    /* Equal texts are stored once. */
    assert_ptr_equal(voi_table_text(table, 0, STRATEGY), voi_table_text(table, 11, STRATEGY));
    voi_table_destroy(table);
}

static void columns_are_found_by_name(void **state)
{
    (void)state;
    voi_table *table = filled(0);
    assert_int_equal(voi_table_find(table, "optimal"), OPTIMAL);
    assert_int_equal(voi_table_find(table, "Optimal"), VOI_NO_COLUMN);
    assert_string_equal(voi_table_column_name(table, STRATEGY), "strategy");
    assert_int_equal(voi_table_column_type(table, STRATEGY), VOI_COLUMN_TEXT);
    voi_table_destroy(table);
}

static void what_is_not_there_is_missing(void **state)
{
    (void)state;
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(vi_table_create(columns, COLUMNS, &table, &error));
    vi_table_add_row(table);
    assert_true(isnan(voi_table_number(table, 0, K)));
    assert_true(isnan(voi_table_number(table, 0, OPTIMAL)));
    assert_null(voi_table_text(table, 0, STRATEGY));
    vi_table_set_text(table, STRATEGY, "");
    assert_string_equal(voi_table_text(table, 0, STRATEGY), "");
    assert_true(isnan(voi_table_number(table, 0, STRATEGY)));
    assert_null(voi_table_text(table, 0, K));
    assert_true(isnan(voi_table_number(table, 1, K)));
    assert_true(isnan(voi_table_number(table, 0, VOI_NO_COLUMN)));
    assert_null(voi_table_text(table, 0, COLUMNS));
    assert_null(voi_table_column_name(table, COLUMNS));
    assert_int_equal(voi_table_column_type(table, COLUMNS), VOI_COLUMN_NUMBER);
    voi_table_destroy(table);
}

static void warnings_are_not_repeated(void **state)
{
    (void)state;
    voi_table *table = filled(3);
    assert_int_equal(voi_table_warnings(table), 2);
    assert_string_equal(voi_table_warning(table, 0), "3 rows are few");
    assert_string_equal(voi_table_warning(table, 1), "and another");
    assert_null(voi_table_warning(table, 2));
    voi_table_destroy(table);
}

static void warnings_are_lines(void **state)
{
    (void)state;
    voi_table *table = NULL;
    voi_error error = {0};
    char name[3000];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    check_ok(vi_table_create(columns, COLUMNS, &table, &error));
    vi_table_warn(table, "%s is constant", "a\n\x1B[1mb");
    vi_table_warn(table, "%s is constant", name);
    assert_string_equal(voi_table_warning(table, 0), "a  [1mb is constant");
    assert_string_equal(voi_table_warning(table, 1) + 990, "nnnnnn...");
    voi_table_destroy(table);
}

static void a_failure_latches(void **state)
{
    (void)state;
    voi_status status = VOI_ERR_NOMEM;
    long k = 0;
    for (; status != VOI_OK; k++) {
        voi_table *table = NULL;
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        status = fill(100, &table, &error);
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !table));
        voi_table_destroy(table);
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
    /* Table, columns, cells and texts growing, eleven texts, two warnings in one list. */
    assert_true(k > 15);
    voi_table_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_come_out_as_they_went_in),
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(what_is_not_there_is_missing),
        cmocka_unit_test(warnings_are_not_repeated),
        cmocka_unit_test(warnings_are_lines),
        cmocka_unit_test(a_failure_latches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
