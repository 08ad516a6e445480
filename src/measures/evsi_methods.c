/* Best first: a study is answered by the first method that suits it. */
#include "measures/evsi_method.h"

const vi_evsi_method vi_evsi_methods[] = {
    {"enumerate", "all results of a study, without simulated data", vi_evsi_enumerate_unfit,
     vi_evsi_enumerate},
    {"regression", "on the statistics of simulated data", vi_evsi_regress_unfit, vi_evsi_regress},
};

const size_t vi_evsi_method_count = sizeof vi_evsi_methods / sizeof *vi_evsi_methods;
