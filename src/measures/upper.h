/* The upper end of the interval of an EVPPI. */
#ifndef VI_MEASURES_UPPER_H
#define VI_MEASURES_UPPER_H

#include "measures/slice.h"

/* Scratch of one worker. */
typedef struct {
    double *raw, *through, *shift; /* R × VI_ROOM */
    double *chosen, *before; /* strategies × VI_ROOM: Σ w b over the cells that choose one, now and
                                one step before */
    double *moved;           /* strategies × VI_ROOM: how far the coefficients of a value move */
    double *value, *sum;     /* of every strategy: in a cell, and over all rows */
    double *numbers;
} vi_upper;

bool vi_upper_create(size_t strategies, size_t responses, vi_upper *out);
void vi_upper_free(vi_upper *upper);

/* How far the truth may lie above the plug-in value: because of the noise of the fit, and because
 * of the draw of the parameter. `advantage` is, for every cell, how much the best strategy other
 * than the base leads the base, negative where none does. Cost O(cells D + functions² R). */
double vi_upper_noise(vi_upper *upper, const vi_slice *slice, double plug_in);
double vi_upper_draw(const vi_slice *slice, const double *advantage);

#endif
