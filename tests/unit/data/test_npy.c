/* .npy: every type, order and version that is read, in blocks of any size, and the exact words
 * about what is refused. */
#include "files.h"
#include "npy.h"
#include "read_bytes.h"

#include "data/columns.h"

enum { ROWS = 3, COLS = 2, CAPACITY = 4096 };

static outcome read_npy(const void *bytes, size_t size, size_t block, bool strict)
{
    return read_bytes(vi_read_npy, bytes, size, block, strict, "a.npy");
}

/* Fits every type, apart from the signs that `u1` and `b1` do not have. */
static double value_at(size_t i, size_t j, const char *type)
{
    if (type[0] == 'b') {
        return (double)((i + j) % 2);
    }
    return (type[0] == 'u' ? 1 : -1) * (double)(10 * i + j) + (type[0] == 'f' ? 0.25 : 0);
}

static size_t build(const char *type, char order, bool by_columns, unsigned char *out)
{
    char descr[8];
    snprintf(descr, sizeof descr, "%c%s", order, type);
    size_t size = npy_start(descr, by_columns, ROWS, COLS, out);
    for (size_t k = 0; k < (size_t)ROWS * COLS; k++) {
        size_t i = by_columns ? k % ROWS : k / COLS, j = by_columns ? k / ROWS : k % COLS;
        size += npy_number(value_at(i, j, type), type, order == '>', out + size);
    }
    return size;
}

static void check_values(outcome *o, const char *type)
{
    if (o->status != VOI_OK) {
        print_error("%s: %s\n", type, o->error.message);
        fail();
    }
    assert_int_equal(o->frame.rows, ROWS);
    assert_int_equal(o->frame.cols, COLS);
    assert_null(o->frame.names);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < COLS; j++) {
            check_close(o->frame.columns[j][i], value_at(i, j, type), 0);
        }
    }
    forget(o);
}

static void every_type_and_order(void **state)
{
    static const char *const types[] = {"f8", "f4", "i8", "i4", "i2", "i1",
                                        "u8", "u4", "u2", "u1", "b1"};
    unsigned char bytes[CAPACITY], packed[CAPACITY];
    (void)state;
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        const char *orders = types[t][1] == '1' ? "|" : "<>";
        for (const char *order = orders; *order; order++) {
            for (int by_columns = 0; by_columns < 2; by_columns++) {
                size_t size = build(types[t], *order, by_columns, bytes);
                for (size_t block = 1; block <= size; block = 2 * block + 1) {
                    outcome o = read_npy(bytes, size, block, true);
                    check_values(&o, types[t]);
                }
                size = gzip(bytes, size, packed, sizeof packed);
                outcome o = read_npy(packed, size, size, true);
                check_values(&o, types[t]);
            }
        }
    }
}

static void every_way_to_write_a_header(void **state)
{
    static const struct {
        int version;
        const char *text;
        size_t rows, cols;
    } cases[] = {
        {1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", 2, 3},
        {2, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", 2, 3},
        {3, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}", 2, 3},
        {1, "{\"shape\":(6,),\"fortran_order\":True,\"descr\":\"f8\"}", 6, 1},
        {1, "{'descr': '=f8', 'shape': (2L, 3L), 'fortran_order': False}", 2, 3},
        {1, " { 'shape' : ( 1 , 6 , ) , 'descr' : '<f8' , 'fortran_order' : False , } ", 1, 6},
        {1, "{'descr': '<f8', 'fortran_order': False, 'shape': (6,)}", 6, 1},
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        unsigned char bytes[CAPACITY];
        size_t size = npy_header_bytes(cases[k].version, cases[k].text, bytes);
        for (int i = 0; i < 6; i++) {
            size += npy_number(i, "f8", 0, bytes + size);
        }
        outcome o = read_npy(bytes, size, 7, true);
        if (o.status != VOI_OK) {
            print_error("%s: %s\n", cases[k].text, o.error.message);
            fail();
        }
        assert_int_equal(o.frame.rows, cases[k].rows);
        assert_int_equal(o.frame.cols, cases[k].cols);
        check_close(o.frame.columns[cases[k].cols - 1][cases[k].rows - 1], 5, 0);
        forget(&o);
    }
}

static void refuse(const void *bytes, size_t size, voi_status status, const char *message)
{
    outcome o = read_npy(bytes, size, 100, true);
    assert_string_equal(o.error.message, message);
    assert_int_equal(o.status, status);
    forget(&o);
}

static void refuse_header(const char *text, const char *message)
{
    unsigned char bytes[CAPACITY] = {0};
    size_t size = npy_header_bytes(1, text, bytes);
    outcome o = read_npy(bytes, size + 48, 100, true);
    if (o.status == VOI_OK || strcmp(o.error.message, message) != 0) {
        print_error("%s: %s\n", text, o.error.message);
        fail();
    }
    forget(&o);
}

static void what_a_header_must_not_say(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }",
         "holds Python objects; save a float64 array"},
        {"{'descr': '<U5', 'fortran_order': False, 'shape': (2, 3), }",
         "holds text; save a float64 array"},
        {"{'descr': '<c16', 'fortran_order': False, 'shape': (2, 3), }",
         "holds complex numbers; save a float64 array"},
        {"{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (2, 3), }",
         "holds dates or times; save a float64 array"},
        {"{'descr': [('a', '<f8'), ('b', '<f8')], 'fortran_order': False, 'shape': (2,), }",
         "holds records; save a float64 array"},
        {"{'descr': '|V16', 'fortran_order': False, 'shape': (2,), }",
         "holds records; save a float64 array"},
        {"{'descr': '<f2', 'fortran_order': False, 'shape': (2, 3), }",
         "holds numbers of the type \"f2\"; save a float64 array"},
        {"{'descr': '', 'fortran_order': False, 'shape': (2, 3), }",
         "holds numbers of the type \"\"; save a float64 array"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3, 4), }",
         "has 3 dimensions; save an array of rows and columns"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (), }",
         "holds a single number; save an array of rows and columns"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }",
         "holds no numbers: its shape is 0 x 3"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 0), }",
         "holds no numbers: its shape is 3 x 0"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 100001), }",
         "has 100001 columns; from 1 to 100000 can be read"},
        {"{'descr': '<i1', 'fortran_order': False, 'shape': (4611686018427387904, 3), }",
         "promises 4611686018427387904 x 3 numbers, more than any memory holds"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 1), }",
         "promises 18446744073709551615 x 1 numbers, more than any memory holds"},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 30), }",
         "ends early: its header promises 1000000000 x 30 numbers"},
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        refuse_header(cases[k].text, cases[k].message);
    }
}

static void damaged_headers(void **state)
{
    static const char *const texts[] = {
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2 3)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': [2, 3]}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-2, 3)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} x",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3",
        "{'descr': '<f8', 'fortran_order': False 'shape': (2, 3)}",
        "{'descr': 8, 'fortran_order': False, 'shape': (2, 3)}",
        "{'other': '<f8', 'fortran_order': False, 'shape': (2, 3)}",
        "{descr: '<f8'}",
        "[]",
        "",
    };
    (void)state;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        refuse_header(texts[k], "is damaged: its header is not as NumPy writes it");
    }
}

static void cut_and_overlong_files(void **state)
{
    static const char header[] = "is not a .npy file, or is cut short in its header";
    unsigned char bytes[CAPACITY], packed[CAPACITY];
    size_t size = build("f8", '<', false, bytes), start = size - ROWS * COLS * 8;
    (void)state;
    for (size_t kept = 1; kept < size; kept++) {
        refuse(bytes, kept, VOI_ERR_FORMAT,
               kept < start ? header : "ends early: its header promises 3 x 2 numbers");
        size_t count = gzip(bytes, kept, packed, sizeof packed);
        refuse(packed, count, VOI_ERR_FORMAT,
               kept < start ? header : "ends early: its header promises 3 x 2 numbers");
    }
    bytes[size] = 0;
    refuse(bytes, size + 1, VOI_ERR_FORMAT, "goes on behind the 3 x 2 numbers of its header");
    size_t count = gzip(bytes, size + 1, packed, sizeof packed);
    refuse(packed, count, VOI_ERR_FORMAT, "goes on behind the 3 x 2 numbers of its header");
    refuse("a,b\n1,2\n", 8, VOI_ERR_FORMAT, "is not a .npy file");
    bytes[6] = 4;
    refuse(bytes, size, VOI_ERR_FORMAT, "is a .npy file of version 4; versions 1 to 3 can be read");
    memcpy(bytes + 6, "\x02\x00\xff\xff\xff\x7f", 6);
    refuse(bytes, size, VOI_ERR_LIMIT, "has a header of 2147483647 bytes; the limit is 65536");
}

/* A packed file cannot be measured beforehand: what its header promises must not be allocated. */
static void a_promise_is_not_believed(void **state)
{
    unsigned char bytes[CAPACITY], packed[CAPACITY];
    (void)state;
    for (int by_columns = 0; by_columns < 2; by_columns++) {
        size_t size = npy_start("<f8", by_columns, (size_t)1 << 50, 3, bytes);
        memset(bytes + size, 0, 240);
        size_t count = gzip(bytes, size + 240, packed, sizeof packed);
        refuse(packed, count, VOI_ERR_FORMAT,
               "ends early: its header promises 1125899906842624 x 3 numbers");
    }
}

static void numbers_that_are_not_finite(void **state)
{
    unsigned char bytes[CAPACITY];
    (void)state;
    for (int by_columns = 0; by_columns < 2; by_columns++) {
        const double values[] = {1, NAN, INFINITY, 4, 5, -INFINITY};
        size_t size = npy_start("<f4", by_columns, 3, 2, bytes);
        for (int k = 0; k < 6; k++) {
            size += npy_number(values[k], "f4", 0, bytes + size);
        }
        refuse(bytes, size, VOI_ERR_DATA,
               by_columns ? "a.npy:2:1: \"NaN\" is a missing value"
                          : "a.npy:1:2: \"NaN\" is a missing value");
        outcome o = read_npy(bytes, size, 100, false);
        assert_int_equal(o.status, VOI_OK);
        assert_int_equal(o.findings.count, 3);
        assert_string_equal(o.findings.items[1].message, "\"Inf\" is not a finite number");
        assert_string_equal(o.findings.items[2].message, "\"-Inf\" is not a finite number");
        assert_string_equal(o.findings.items[2].where, "a.npy:3:2");
        check_close(o.frame.columns[0][0], 1, 0);
        assert_true(isnan(o.frame.columns[1][2]));
        forget(&o);
    }
}

/* Several blocks, whose edges fall anywhere. */
static void large_files(void **state)
{
    enum { MANY = 30000, WIDTH = 3, SIZE = 256 + MANY * WIDTH * 8 };
    unsigned char *bytes = malloc(SIZE), *packed = malloc(SIZE);
    (void)state;
    assert_true(bytes && packed);
    for (int by_columns = 0; by_columns < 2; by_columns++) {
        size_t size = npy_start("<f8", by_columns, MANY, WIDTH, bytes);
        for (size_t k = 0; k < (size_t)MANY * WIDTH; k++) {
            size += npy_number((double)k * 1.1, "f8", 0, bytes + size);
        }
        size_t count = gzip(bytes, size, packed, SIZE);
        for (int pack = 0; pack < 2; pack++) {
            outcome o =
                pack ? read_npy(packed, count, count, true) : read_npy(bytes, size, 99999, true);
            assert_int_equal(o.status, VOI_OK);
            for (size_t k = 0; k < (size_t)MANY * WIDTH; k++) {
                size_t i = by_columns ? k % MANY : k / WIDTH, j = by_columns ? k / MANY : k % WIDTH;
                check_close(o.frame.columns[j][i], (double)k * 1.1, 0);
            }
            forget(&o);
        }
    }
    free(bytes);
    free(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_and_order),
        cmocka_unit_test(every_way_to_write_a_header),
        cmocka_unit_test(what_a_header_must_not_say),
        cmocka_unit_test(damaged_headers),
        cmocka_unit_test(cut_and_overlong_files),
        cmocka_unit_test(a_promise_is_not_believed),
        cmocka_unit_test(numbers_that_are_not_finite),
        cmocka_unit_test(large_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
