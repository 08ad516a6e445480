/* The shortest use of the library. */
#include <stdio.h>
#include <voi.h>

int main(void)
{
    static const double nb[] = {10, 1, 2, 8};
    const voi_matrix matrix = {nb, 2, 2, 2, 1};
    voi_context *ctx = NULL;
    voi_error err;
    double evpi = 0;
    if (voi_context_create(NULL, &ctx, &err) || voi_evpi_matrix(ctx, &matrix, &evpi, NULL, &err)) {
        fprintf(stderr, "%s\n", err.message);
    }
    voi_context_destroy(ctx);
    printf("EVPI %g\n", evpi);
    return 0;
}
