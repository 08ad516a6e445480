// The header is C++-clean: the same from C++.
#include <iostream>
#include <vector>
#include <voi.h>

int main()
{
    const std::vector<double> nb = {10, 1, 2, 8};
    const voi_matrix matrix = {nb.data(), 2, 2, 2, 1};
    voi_context *ctx = nullptr;
    voi_error err;
    double evpi = 0;
    if (voi_context_create(nullptr, &ctx, &err) != VOI_OK ||
        voi_evpi_matrix(ctx, &matrix, &evpi, nullptr, &err) != VOI_OK) {
        std::cerr << err.message << '\n';
    }
    voi_context_destroy(ctx);
    std::cout << "EVPI " << evpi << '\n';
}
