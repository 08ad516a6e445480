/* Through decimal text and back: exact where powers of ten in binary are not, and the same decimal
 * point on both ways whatever the locale. */
#include "math/digits.h"

#include <stdio.h>
#include <stdlib.h>

double vi_round_digits(double value, int digits)
{
    char text[48];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return strtod(text, NULL);
}
