/* Words are the file's own, so whatever is wrong with one is told with its place. Numbers are those
 * of the command line, one at a time; entries of a matrix may be negative. A file beside the
 * studies is found from their folder, wherever the process stands. */
#include "data/study_words.h"

#include "core/alloc.h"
#include "core/buffer.h"
#include "data/number_list.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

voi_status vi_study_refuse(const vi_study_origin *from, vi_file_place at, voi_status status,
                           voi_error *err, const char *format, ...)
{
    char what[400];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    return vi_fail(err, status, "%s:%zu:%zu: %s", from->source, at.line, at.column, what);
}

voi_status vi_study_one_word(const vi_study_origin *from, const vi_study_value *value,
                             const char **out, voi_error *err)
{
    if (value->count != 1) {
        return vi_study_refuse(from, value->at, VOI_ERR_FORMAT, err, "%s is one word, not a list",
                               value->key);
    }
    *out = value->words[0].text;
    return VOI_OK;
}

/* ---- Numbers ---- */

/* The numbers of one word, of which a comma is no part. */
static voi_status read_numbers(const vi_study_origin *from, const vi_study_value *value,
                               vi_study_word word, const vi_list_words *words, vi_numbers *out,
                               voi_error *err)
{
    voi_error cause = {VOI_OK, ""};
    *out = (vi_numbers){0};
    if (strchr(word.text, ',')) {
        return vi_study_refuse(from, word.at, VOI_ERR_FORMAT, err,
                               "%s: a list is written in brackets, such as [50, 100]", value->key);
    }
    voi_status status = vi_number_list(word.text, words, out, &cause);
    return status == VOI_OK
               ? status
               : vi_study_refuse(from, word.at, status == VOI_ERR_NOMEM ? status : VOI_ERR_FORMAT,
                                 err, "%s: %s", value->key, cause.message);
}

static voi_status read_number(const vi_study_origin *from, const vi_study_value *value,
                              vi_study_word word, double *out, voi_error *err)
{
    static const vi_list_words words = {"number", "numbers are written as 2500 or 0.5"};
    vi_numbers numbers;
    voi_status status = read_numbers(from, value, word, &words, &numbers, err);
    if (status == VOI_OK && numbers.count == 1) {
        *out = numbers.values[0];
    } else if (status == VOI_OK) {
        status = vi_study_refuse(from, word.at, VOI_ERR_FORMAT, err,
                                 "%s: \"%.60s\" is a range, not one number", value->key, word.text);
    }
    vi_free(numbers.values);
    return status;
}

voi_status vi_study_number(const vi_study_origin *from, const vi_study_value *value, size_t i,
                           double *out, voi_error *err)
{
    return read_number(from, value, value->words[i], out, err);
}

voi_status vi_study_one_number(const vi_study_origin *from, const vi_study_value *value,
                               double *out, voi_error *err)
{
    if (value->count != 1) {
        return vi_study_refuse(from, value->at, VOI_ERR_FORMAT, err, "%s is one number, not a list",
                               value->key);
    }
    return vi_study_number(from, value, 0, out, err);
}

static voi_status add_sizes(const vi_study_origin *from, const vi_study_value *value, size_t i,
                            double **sizes, size_t *count, voi_error *err)
{
    static const vi_list_words words = {"size", "sizes are such as 50, 50:500:50 or [50, 100]"};
    voi_status status = VOI_OK;
    vi_numbers numbers;
    VI_TRY(read_numbers(from, value, value->words[i], &words, &numbers, err));
    double *more = vi_realloc(*sizes, *count + numbers.count, sizeof *more);
    if (!more) {
        status = vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", from->source);
        goto cleanup;
    }
    *sizes = more;
    for (size_t j = 0; j < numbers.count; j++) {
        double size = numbers.values[j];
        if (size > VI_LARGEST_SIZE || size != floor(size)) {
            status = vi_study_refuse(
                from, value->words[i].at, VOI_ERR_FORMAT, err,
                "%s: \"%.60s\" is not %s from 0 to %s", value->key, value->words[i].text,
                numbers.count > 1 ? "a range of whole numbers" : "a whole number",
                VI_LARGEST_SIZE_WORDS);
            goto cleanup;
        }
        more[(*count)++] = size;
    }
cleanup:
    vi_free(numbers.values);
    return status;
}

voi_status vi_study_sizes(const vi_study_origin *from, const vi_study_value *value, double **out,
                          size_t *count, voi_error *err)
{
    voi_status status = VOI_OK;
    *count = 0;
    for (size_t i = 0; status == VOI_OK && i < value->count; i++) {
        status = add_sizes(from, value, i, out, count, err);
    }
    return status;
}

voi_status vi_study_amount(const vi_study_origin *from, const vi_study_value *value, voi_cost *out,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    if (value->count > 2) {
        return vi_study_refuse(from, value->at, VOI_ERR_FORMAT, err,
                               "%s is an amount, or the ends of a 95 %% interval in brackets",
                               value->key);
    }
    VI_TRY(vi_study_number(from, value, 0, &out->low, err));
    VI_TRY(vi_study_number(from, value, value->count - 1, &out->high, err));
    if (out->high < out->low) {
        status = vi_study_refuse(from, value->at, VOI_ERR_FORMAT, err,
                                 "%s: the lower end of an interval comes first", value->key);
    }
cleanup:
    return status;
}

voi_status vi_study_matrix(const vi_study_origin *from, const vi_study_value *value, double **out,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    double *numbers = vi_malloc(value->count, sizeof *numbers);
    *out = NULL;
    if (!numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", from->source);
    }
    for (size_t i = 0; i < value->count; i++) {
        vi_study_word word = value->words[i];
        bool negative = word.text[0] == '-';
        word.text += negative;
        VI_TRY(read_number(from, value, word, &numbers[i], err));
        numbers[i] = negative ? -numbers[i] : numbers[i];
    }
    *out = numbers;
    numbers = NULL;
cleanup:
    vi_free(numbers);
    return status;
}

/* ---- Files ---- */

voi_status vi_study_values(const vi_study_origin *from, const vi_study_value *value, size_t i,
                           voi_values **out, voi_error *err)
{
    const vi_study_word *word = &value->words[i];
    const char *slash = strrchr(from->source, '/');
    voi_error cause = {VOI_OK, ""};
    vi_buffer text = {0};
    voi_bytes path = {0};
    if (slash && word->text[0] != '/') {
        vi_buffer_add(&text, from->source, (size_t)(slash + 1 - from->source));
    }
    vi_buffer_puts(&text, word->text);
    voi_status status = vi_buffer_finish(&text, from->source, &path, err);
    if (status != VOI_OK) {
        return status;
    }
    status = voi_values_read(from->ctx, path.data, out, &cause);
    voi_bytes_free(&path);
    return status == VOI_OK
               ? status
               : vi_study_refuse(from, word->at, status, err, "%s: %s", value->key, cause.message);
}
