/* Tables made of a front end's cells. */
#include "failing_alloc.h"

#include "check.h"

#include "voi.h"

static const voi_column columns[] = {
    {"name", VOI_COLUMN_TEXT}, {"x", VOI_COLUMN_NUMBER}, {"set", VOI_COLUMN_FLAG}};
static const char *const warnings[] = {"look out", "again"};

static voi_status make(const voi_cell *cells, size_t rows, voi_table **out, voi_error *err)
{
    const voi_table_data data = {columns, 3, cells, rows, warnings, 2};
    return voi_table_make(&data, out, err);
}

static void cells_are_copied(void **state)
{
    (void)state;
    char text[] = "abc";
    const voi_cell cells[] = {{.text = text}, {.number = 1.5}, {.number = 1},
                              {.text = NULL}, {.number = NAN}, {.number = 0}};
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(make(cells, 2, &table, &error));
    text[0] = 'x';
    assert_int_equal(voi_table_rows(table), 2);
    assert_string_equal(voi_table_text(table, 0, 0), "abc");
    assert_null(voi_table_text(table, 1, 0));
    check_close(voi_table_number(table, 0, 1), 1.5, 0);
    assert_true(isnan(voi_table_number(table, 1, 1)));
    check_close(voi_table_number(table, 0, 2), 1, 0);
    check_close(voi_table_number(table, 1, 2), 0, 0);
    assert_string_equal(voi_table_column_name(table, 2), "set");
    assert_string_equal(voi_table_warning(table, 1), "again");
    voi_table_destroy(table);
}

static void a_table_without_columns_is_refused(void **state)
{
    (void)state;
    const voi_table_data none = {0};
    voi_table *table = (voi_table *)state;
    voi_error error = {0};
    assert_int_equal(voi_table_make(&none, &table, &error), VOI_ERR_ARGUMENT);
    assert_null(table);
    check_ok(make(NULL, 0, &table, &error));
    assert_int_equal(voi_table_rows(table), 0);
    voi_table_destroy(table);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    const voi_cell cells[] = {{.text = "a"}, {.number = 1}, {.number = 1}};
    voi_status status = VOI_ERR_NOMEM;
    for (long k = 0; status != VOI_OK; k++) {
        voi_table *table = NULL;
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        status = make(cells, 1, &table, &error);
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !table && k < 20));
        voi_table_destroy(table);
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_copied),
        cmocka_unit_test(a_table_without_columns_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
