/* A file of numbers that is no part of a problem: a covariance, summaries of simulated studies. */
#include "core/alloc.h"
#include "data/frame.h"

struct voi_values {
    double *data; /* by row */
    size_t rows, cols;
};

static voi_status copy(const vi_frame *frame, voi_values **out, voi_error *err)
{
    voi_values *values = vi_malloc(1, sizeof *values);
    double *data = vi_malloc(frame->rows * frame->cols, sizeof *data);
    if (!values || !data) {
        vi_free(values);
        vi_free(data);
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory for %zu rows", frame->source,
                       frame->rows);
    }
    for (size_t j = 0; j < frame->cols; j++) {
        for (size_t i = 0; i < frame->rows; i++) {
            data[i * frame->cols + j] = frame->columns[j][i];
        }
    }
    *values = (voi_values){data, frame->rows, frame->cols};
    *out = values;
    return VOI_OK;
}

voi_status voi_values_read(voi_context *ctx, const char *path, voi_values **out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_findings findings = {.strict = true};
    vi_frame frame = {0};
    *out = NULL;
    VI_TRY(vi_frame_read(ctx, path, false, &findings, &frame, err));
    VI_TRY(copy(&frame, out, err));
cleanup:
    vi_frame_free(&frame);
    vi_findings_free(&findings);
    return status;
}

voi_matrix voi_values_matrix(const voi_values *values)
{
    return (voi_matrix){values->data, values->rows, values->cols, (ptrdiff_t)values->cols, 1};
}

void voi_values_destroy(voi_values *values)
{
    if (values) {
        vi_free(values->data);
        vi_free(values);
    }
}
