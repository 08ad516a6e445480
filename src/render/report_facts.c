/* From tables to what the page says about one k: who is best and second, how often, by how much,
 * and which parameters are worth studying. A parameter is when the 95 % interval of its EVPPI stays
 * above zero and it makes up a hundredth of the EVPI. */
#include "core/alloc.h"
#include "render/report.h"

#include <math.h>

static const double normal_975 = 1.959963984540054, least_share = 0.01;

/* The strategy after the best: the one whose choice loses least. */
static void find_strategies(const vi_report *report, size_t i, vi_facts *f)
{
    double least = INFINITY;
    f->best = f->second = f->likeliest = 0;
    f->p_likeliest = -1;
    for (size_t d = 0; d < report->strategies; d++) {
        double share = vi_report_strategy(report, "probability", i, d);
        if (vi_report_strategy(report, "frontier", i, d) == 1) {
            f->best = (double)d;
            f->p_best = share;
        }
        if (share > f->p_likeliest) {
            f->likeliest = (double)d;
            f->p_likeliest = share;
        }
    }
    for (size_t d = 0; d < report->strategies; d++) {
        double loss = vi_report_strategy(report, "expected_loss", i, d);
        if ((double)d != f->best && loss < least) {
            f->second = (double)d;
            least = loss;
        }
    }
    f->gap = least - vi_report_strategy(report, "expected_loss", i, (size_t)f->best);
}

static void find_value(const vi_report *report, size_t i, vi_facts *f)
{
    const voi_table *table = report->tables[VI_PLOT_EVPI];
    double half = normal_975 * vi_report_number(table, i, "se");
    f->evpi = vi_report_number(table, i, "evpi");
    f->low = isnan(half) ? NAN : fmax(f->evpi - half, 0);
    f->high = f->evpi + half;
    f->regret = f->p_best < 1 ? f->evpi / (1 - f->p_best) : 0;
    double persons = report->persons > 0 ? report->persons : NAN;
    f->pop_evpi = f->evpi * persons;
    f->pop_low = f->low * persons;
    f->pop_high = f->high * persons;
}

/* Puts a parameter where it belongs among the three leading ones. */
static void enter(double parameter, double value, double names[3], double values[3])
{
    int place = 3;
    while (place > 0 && !(values[place - 1] >= value)) {
        place--;
    }
    for (int i = 2; i > place; i--) {
        names[i] = names[i - 1];
        values[i] = values[i - 1];
    }
    if (place < 3) {
        names[place] = parameter;
        values[place] = value;
    }
}

static void find_parameters(const vi_report *report, size_t i, vi_facts *f)
{
    size_t count = report->ranked_count > 0 ? voi_problem_parameters(report->problem) : 0;
    double names[3] = {NAN, NAN, NAN}, values[3] = {NAN, NAN, NAN};
    for (size_t p = 0; p < count; p++) {
        double value = vi_report_parameter(report, "evppi", i, p);
        if (value > least_share * f->evpi && vi_report_parameter(report, "ci_low", i, p) > 0) {
            enter((double)p, value, names, values);
            f->clear++;
        }
    }
    f->par1 = names[0];
    f->par2 = names[1];
    f->par3 = names[2];
    f->v1 = values[0];
    f->v2 = values[1];
    f->v3 = values[2];
    f->s1 = values[0] / f->evpi;
    f->others = count > 0 ? (double)count - f->clear : NAN;
}

voi_status vi_report_find_facts(vi_report *report, voi_error *err)
{
    report->facts = vi_calloc(report->positions, sizeof *report->facts);
    if (!report->facts) {
        return vi_fail(err, VOI_ERR_NOMEM, "report: out of memory");
    }
    for (size_t i = 0; i < report->positions; i++) {
        vi_facts *f = &report->facts[i];
        f->k = report->k[i];
        find_strategies(report, i, f);
        find_value(report, i, f);
        find_parameters(report, i, f);
    }
    return VOI_OK;
}
