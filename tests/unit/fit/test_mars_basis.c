/* From a pruned model to nulls and terms. */
#include "mars_gather.h"

#include "fit/mars_basis.h"

enum { PARS = 5, MOST = 12 };

static double plain(const double *point, size_t r)
{
    (void)r;
    return point[0];
}

/* Constant, line of 0, hinge of 1, line of 0 times hinge of 1, line of 2 times line of 0, hinge of
 * 2. */
static mars_case grown(size_t rows)
{
    mars_case c = open_case(new_sample(rows, PARS, 1, plain, 1, NULL), MOST);
    const vi_hinge line = hinge_at(&c, 0, VI_LINE, 0), right = hinge_at(&c, 1, VI_RIGHT, 10);
    const vi_hinge left = hinge_at(&c, 2, VI_LEFT, 9);
    add_line(&c, 0);
    add_hinges(&c, &right, NULL);
    add_hinges(&c, &line, &right);
    add_pair(&c, 2, 0);
    add_hinges(&c, &left, NULL);
    assert_int_equal(c.model.count, 6);
    return c;
}

static vi_mars_basis basis_of(const mars_case *c, const bool *keep)
{
    vi_gathered sums = gather_case(c);
    vi_mars_basis out = {0};
    voi_error error = {VOI_OK, ""};
    check_ok(vi_mars_basis_create(&c->model, &sums, keep, &out, &error));
    free(sums.gram);
    return out;
}

static void lines_are_free_where_used(void **state)
{
    static const bool keep[] = {true, false, true, false, true, false};
    static const size_t lines[] = {0, 1, 2, 3, 4};
    (void)state;
    mars_case c = grown(1000);
    vi_mars_basis b = basis_of(&c, keep);
    assert_int_equal(b.nulls, 4);
    assert_int_equal(b.functions[0].degree, 0);
    for (size_t i = 0; i < PARS; i++) {
        assert_true(vi_hinges_is_line(&b.functions[1 + i]));
        assert_int_equal(b.functions[1 + i].factor[0].axis, lines[i]);
    }
    assert_int_equal(b.terms[0].first, 4); /* the lines of 3 and 4 */
    assert_int_equal(b.terms[0].count, 2);
    vi_mars_basis_free(&b);
    close_case(&c);
}

/* The chosen functions of {1}, of {0, 1}, of {0, 2}, of {2}; then even knots of all but {0, 2}. */
static void terms_are_sets_of_parameters(void **state)
{
    static const bool keep[] = {true, true, true, true, true, true};
    static const size_t chosen[] = {1, 1, 1, 1}, degree[] = {1, 2, 2, 1, 1, 2, 1};
    (void)state;
    mars_case c = grown(1000);
    vi_mars_basis b = basis_of(&c, keep);
    size_t next = b.nulls;
    assert_int_equal(b.term_count, 8);
    for (size_t t = 0; t < b.term_count; t++) {
        const vi_hinges *first = &b.functions[b.terms[t].first];
        assert_int_equal(b.terms[t].first, next);
        assert_true(t == 0 || first->degree == degree[t - 1]);
        assert_true(t == 0 || t > 4 || b.terms[t].count == chosen[t - 1]);
        for (size_t f = 0; t > 0 && f < b.terms[t].count; f++) {
            assert_true(vi_hinges_same_axes(first, first + f));
            assert_false(vi_hinges_is_line(first + f));
        }
        next += b.terms[t].count;
    }
    assert_int_equal(next, b.count);
    assert_int_equal(b.terms[5].count, 12);
    assert_int_equal(b.terms[6].count, 6); /* times the line of 0, which does not bend */
    vi_mars_basis_free(&b);
    close_case(&c);
}

static void chosen_functions_have_variance_one(void **state)
{
    enum { ROWS = 1000 };
    static const bool keep[] = {true, true, true, true, true, true};
    double values[ROWS];
    (void)state;
    mars_case c = grown(ROWS);
    vi_mars_basis b = basis_of(&c, keep);
    for (size_t f = b.terms[1].first; f < b.terms[5].first; f++) {
        double mean = 0, squares = 0;
        vi_hinges_at_rows(c.axes, &b.functions[f], 0, ROWS, values, 1);
        for (size_t i = 0; i < ROWS; i++) {
            mean += values[i] / ROWS;
            squares += values[i] * values[i] / ROWS;
        }
        check_close(squares - mean * mean, 1, 1e-9);
    }
    vi_mars_basis_free(&b);
    close_case(&c);
}

static void few_rows_bear_few_functions(void **state)
{
    static const bool keep[] = {true, true, true, true, true, true};
    (void)state;
    mars_case c = grown(100);
    vi_mars_basis b = basis_of(&c, keep);
    assert_in_range(b.count, 10, 25);
    vi_mars_basis_free(&b);
    close_case(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_free_where_used),
        cmocka_unit_test(terms_are_sets_of_parameters),
        cmocka_unit_test(chosen_functions_have_variance_one),
        cmocka_unit_test(few_rows_bear_few_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
