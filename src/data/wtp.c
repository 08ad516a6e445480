/* What users type: values of willingness to pay, sizes and costs of studies. */
#include "core/alloc.h"
#include "data/number_list.h"

voi_status voi_wtp_parse(const char *text, voi_wtp *out, double *headline, voi_error *err)
{
    static const vi_list_words words = {
        "willingness to pay",
        "willingness to pay is a list such as 20000,30000 or a range 0:50000:100"};
    vi_numbers numbers;
    *out = (voi_wtp){0};
    voi_status status = vi_number_list(text, &words, &numbers, err);
    if (status == VOI_OK) {
        *out = (voi_wtp){numbers.values, numbers.count};
        if (headline) {
            *headline = numbers.values[(numbers.opening - 1) / 2];
        }
    }
    return status;
}

void voi_wtp_free(voi_wtp *wtp)
{
    if (wtp) {
        /* The values are const for the caller alone. */
        vi_free((void *)wtp->values);
        *wtp = (voi_wtp){0};
    }
}

static voi_status parse_values(const char *text, const vi_list_words *words, voi_sizes *out,
                               voi_error *err)
{
    vi_numbers numbers;
    *out = (voi_sizes){0};
    voi_status status = vi_number_list(text, words, &numbers, err);
    if (status == VOI_OK) {
        *out = (voi_sizes){numbers.values, numbers.count};
    }
    return status;
}

voi_status voi_sizes_parse(const char *text, voi_sizes *out, voi_error *err)
{
    static const vi_list_words words = {
        "size of the study", "sizes of a study are a list such as 50,100,200 or a range 50:500:50"};
    return parse_values(text, &words, out, err);
}

voi_status voi_numbers_parse(const char *text, voi_sizes *out, voi_error *err)
{
    static const vi_list_words words = {"number",
                                        "numbers are a list such as 0.5,1,2 or a range 1:3:0.5"};
    return parse_values(text, &words, out, err);
}

void voi_sizes_free(voi_sizes *sizes)
{
    if (sizes) {
        /* The values are const for the caller alone. */
        vi_free((void *)sizes->values);
        *sizes = (voi_sizes){0};
    }
}

voi_status voi_cost_parse(const char *text, voi_cost *out, voi_error *err)
{
    static const vi_list_words words = {
        "cost", "a cost is an amount such as 2500 or a 95 % interval such as 2000,3000"};
    vi_numbers numbers;
    voi_status status = vi_number_list(text, &words, &numbers, err);
    if (status != VOI_OK) {
        return status;
    }
    const voi_cost cost = {numbers.values[0], numbers.values[numbers.count - 1]};
    if (numbers.count > 2 || numbers.opening > 1) {
        status = vi_fail(err, VOI_ERR_ARGUMENT, "\"%.60s\" is neither one amount nor two (%s)",
                         text, words.expected);
    } else if (cost.high < cost.low) {
        status = vi_fail(err, VOI_ERR_ARGUMENT,
                         "\"%.60s\": the lower end of an interval comes first", text);
    } else {
        *out = cost;
    }
    vi_free(numbers.values);
    return status;
}
