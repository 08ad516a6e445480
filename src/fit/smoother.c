/* The order of steps: sums over cells, how much a row says along the parameter, the functions, the
 * fit, its uncertainty. */
#include "fit/smoother.h"

#include "core/alloc.h"
#include "fit/precision.h"

bool vi_smoother_create(const struct vi_kernels *kernels, size_t rows, size_t responses,
                        vi_smoother *out)
{
    *out = (vi_smoother){.cells = vi_cells_create(rows), .basis = vi_basis_create(kernels)};
    bool room = vi_tally_create(kernels, responses, &out->tally);
    room = vi_spline_create(responses, &out->spline) && room;
    room = vi_noise_create(responses, &out->noise) && room;
    out->precision = vi_malloc(5 * VI_MOST_CELLS + 2, sizeof *out->precision);
    out->work = out->precision ? out->precision + VI_MOST_CELLS : NULL;
    return room && out->cells && out->basis && out->precision;
}

void vi_smoother_free(vi_smoother *s)
{
    vi_cells_destroy(s->cells);
    vi_basis_destroy(s->basis);
    vi_tally_free(&s->tally);
    vi_spline_free(&s->spline);
    vi_noise_free(&s->noise);
    vi_free(s->precision);
    *s = (vi_smoother){0};
}

bool vi_smoother_fit(vi_smoother *s, const vi_responses *responses)
{
    vi_tally_fill(&s->tally, s->cells, responses);
    vi_precision_make(s->cells, &s->tally, responses->count, s->precision, s->work);
    if (!vi_basis_make(s->basis, s->cells, s->precision, vi_basis_functions(responses->rows))) {
        return false;
    }
    vi_spline_fit(&s->spline, s->basis, &s->tally);
    vi_noise_make(&s->noise, &s->spline, &s->tally);
    return true;
}
