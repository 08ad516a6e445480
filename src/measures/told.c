/* The warnings of a table of EVPPI: what stands in for what, and what may be wrong. */
#include "measures/told.h"

#include "core/table.h"
#include "fit/anova.h"

#include <math.h>

enum { FEW_ROWS = 1000, MOST_TOLD = 12 };

const char *vi_method_told(const vi_partial *answer)
{
    return isnan(answer->edf) ? "constant" : answer->trust < 0.5 ? "policy" : answer->method;
}

void vi_tell_rows(size_t rows, const char *measure, voi_table *table)
{
    if (rows < FEW_ROWS) {
        vi_table_warn(table, "only %zu rows: %s estimates are rough below %d", rows, measure,
                      FEW_ROWS);
    }
}

/* Where the policy value stands in for a regression. */
static void warn_of_policy(voi_table *table, size_t where, size_t count, const char *what,
                           const char *name)
{
    if (where > 0 && count == 1) {
        vi_table_warn(table,
                      "%s %s: the regression misses structure, such as a step; its EVPPI is "
                      "what the fitted decisions are worth on the sample",
                      what, name);
    } else if (where > 0) {
        vi_table_warn(table,
                      "%s %s: at %zu of %zu values of k the regression misses structure, "
                      "such as a step; its EVPPI there is what the fitted decisions are worth on "
                      "the sample",
                      what, name, where, count);
    }
}

static void warn_of_fits(voi_table *table, const vi_partial *answers, size_t count,
                         const char *what, const char *name)
{
    const vi_partial *replaced = NULL, *lacking = NULL;
    size_t policies = 0;
    for (size_t i = 0; i < count; i++) {
        policies += answers[i].trust < 0.5;
        replaced = !replaced && answers[i].missed ? &answers[i] : replaced;
        lacking = !lacking && answers[i].lacking ? &answers[i] : lacking;
    }
    if (replaced) {
        vi_table_warn(table,
                      "%s %s: fitted by %s, which predicts better in cross-validation, because %s "
                      "misses structure",
                      what, name, replaced->method, replaced->missed);
    }
    if (lacking) {
        vi_table_warn(table,
                      "%s %s: structure is left in the residuals of %s; its EVPPI may be off by "
                      "more than its standard error",
                      what, name, lacking->method);
    }
    warn_of_policy(table, policies, count, what, name);
}

static bool is_crowded(const vi_questions *q, size_t set)
{
    return vi_anova_is_crowded(q->rows, vi_asked_size(&q->left, set));
}

/* Chance is no reason: with the fewest replicates it makes a factor of 1.3 in four deviations. */
static bool is_disputed(const vi_partial *a)
{
    return a->se_bootstrap > 0 && a->evppi > 2 * a->se &&
           !(a->se_bootstrap < 1.5 * a->se && a->se < 1.5 * a->se_bootstrap);
}

static void warn_of_bootstrap(voi_table *table, const vi_told *about, const char *what,
                              const char *name)
{
    size_t where = 0;
    for (size_t i = 0; i < about->count; i++) {
        where += is_disputed(&about->answers[i]);
    }
    if (where > 0 && about->count == 1) {
        vi_table_warn(table,
                      "%s %s: resampled rows give another standard error (se_bootstrap); go by "
                      "the larger of the two",
                      what, name);
    } else if (where > 0) {
        vi_table_warn(table,
                      "%s %s: at %zu of %zu values of k resampled rows give another standard "
                      "error (se_bootstrap); go by the larger of the two",
                      what, name, where, about->count);
    }
}

static void warn_of_set(voi_table *table, const vi_told *about)
{
    const vi_questions *q = about->questions;
    const char *what = vi_asked_size(&q->asked, about->set) == 1 ? "parameter" : "group";
    const char *name = q->group_names ? q->group_names[about->set] : about->name;
    if (isnan(about->answers[0].edf)) {
        vi_table_warn(table, "%s %s is constant: its EVPPI is 0", what, name);
    } else if (q->reduced[about->set]) {
        vi_table_warn(table,
                      "group %s: a parameter that is constant, or a linear combination of the "
                      "others, adds nothing and is left out",
                      name);
    }
    if (is_crowded(q, about->set)) {
        vi_table_warn(table,
                      "group %s: %zu rows bear few functions of %zu parameters; the regression "
                      "uses fewer and may miss some of their value",
                      name, q->rows, vi_asked_size(&q->left, about->set));
    }
    warn_of_fits(table, about->answers, about->count, what, name);
    warn_of_bootstrap(table, about, what, name);
}

static bool deserves_warning(const vi_told *about)
{
    const vi_questions *q = about->questions;
    bool any = q->reduced[about->set] || is_crowded(q, about->set);
    for (size_t i = 0; i < about->count; i++) {
        const vi_partial *a = &about->answers[i];
        any = any || isnan(a->edf) || a->trust < 0.5 || a->missed || a->lacking || is_disputed(a);
    }
    return any;
}

void vi_tell(const vi_told *about, voi_table *table, size_t *told)
{
    *told += deserves_warning(about);
    if (*told <= MOST_TOLD) {
        warn_of_set(table, about);
    }
}

void vi_tell_rest(size_t told, voi_table *table)
{
    if (told > MOST_TOLD) {
        vi_table_warn(table, "%zu more sets of parameters have such warnings: ask about them alone",
                      told - MOST_TOLD);
    }
}
