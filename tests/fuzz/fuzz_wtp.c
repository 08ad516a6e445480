/* Lists of willingness to pay: any text. Values are finite, not negative and not too many, the
 * headline is one of them, and written one by one they are read again with the same bits. */
#include "fuzz.h"

#include <math.h>

enum { MOST_VALUES = 1000000, WRITTEN_VALUES = 2000, DIGITS = 32 };

static void require_round_trip(const voi_wtp *wtp)
{
    char *text = malloc(wtp->count * DIGITS + 1);
    size_t used = 0;
    voi_wtp again;
    double headline;
    require(text);
    for (size_t i = 0; i < wtp->count; i++) {
        used += (size_t)snprintf(text + used, DIGITS, "%s%.17g", i ? "," : "", wtp->values[i]);
    }
    require(voi_wtp_parse(text, &again, &headline, NULL) == VOI_OK);
    require(again.count == wtp->count && headline == wtp->values[0]);
    require(memcmp(again.values, wtp->values, wtp->count * sizeof(double)) == 0);
    voi_wtp_free(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    voi_wtp wtp = {NULL, 99};
    voi_error error = {VOI_OK, ""};
    double headline = NAN;
    bool found = false;
    require(text);
    memcpy(text, data, size);
    text[size] = '\0';
    voi_status status = voi_wtp_parse(text, &wtp, &headline, &error);
    if (status != VOI_OK) {
        require_failure(status, &error);
        require(status == VOI_ERR_ARGUMENT || status == VOI_ERR_LIMIT);
        require(!wtp.values && wtp.count == 0 && isnan(headline));
    } else {
        require(wtp.count > 0 && wtp.count <= MOST_VALUES);
        for (size_t i = 0; i < wtp.count; i++) {
            require(isfinite(wtp.values[i]) && wtp.values[i] >= 0);
            found = found || wtp.values[i] == headline;
        }
        require(found);
        if (wtp.count <= WRITTEN_VALUES) {
            require_round_trip(&wtp);
        }
    }
    voi_wtp_free(&wtp);
    free(text);
    return 0;
}
