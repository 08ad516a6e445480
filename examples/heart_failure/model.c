/* A decision model to try libvoi on: follow-up of people sent home after heart failure.
 *
 * Four strategies: usual care, monthly nurse calls, telemonitoring (scales and blood pressure that
 * report by themselves), and both. A cohort starts at home and moves month by month, for ten years,
 * between home, readmitted (one month) and dead; costs and QALYs are discounted at 3.5 % a year.
 * Thirteen parameters are uncertain. The numbers are invented, of the size that such models have.
 *
 *     cc -O2 -o model model.c -lm && ./model 5000 1
 *
 * writes params.csv, costs.csv and effects.csv with 5000 draws from seed 1 into this folder. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { STRATEGIES = 4, MONTHS = 120 };

static const char *const strategy_names[STRATEGIES] = {"Usual care", "Nurse calls",
                                                       "Telemonitoring", "Both"};

/* One draw of everything uncertain. Probabilities and costs are a month's. */
typedef struct {
    double p_readmit; /* from home, under usual care */
    double p_death_home;
    double p_death_admit; /* in the month of a readmission */
    double log_rr_nurse;  /* log relative risk of readmission */
    double log_rr_tele;
    double log_rr_death; /* of telemonitoring on death at home */
    double adherence;    /* share who use the devices: the rest has usual care's risks */
    double u_home;       /* quality of life, 0 to 1 */
    double u_admit;
    double c_admit; /* one readmission */
    double c_nurse;
    double c_tele;       /* service, without the device */
    double device_years; /* life of a device: 2, 3, 4 or 5 years */
} parameters;

/* ---- Random draws ---- */

typedef struct {
    uint64_t state;
} generator;

/* SplitMix64 (Steele, Lea and Flood 2014): a uniform number in (0, 1). */
static double uniform(generator *g)
{
    uint64_t z = (g->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return ((double)((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52;
}

static double normal(generator *g)
{
    double radius = sqrt(-2 * log(uniform(g)));
    return radius * cos(6.283185307179586 * uniform(g));
}

/* Gamma with scale 1 (Marsaglia and Tsang 2000); every shape used here is above 1. */
static double gamma_unit(generator *g, double shape)
{
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(g), v = 1 + c * x;
        v = v * v * v;
        if (v > 0 && log(uniform(g)) < 0.5 * x * x + d - d * v + d * log(v)) {
            return d * v;
        }
    }
}

static double gamma_mean_sd(generator *g, double mean, double sd)
{
    double shape = mean * mean / (sd * sd);
    return gamma_unit(g, shape) * mean / shape;
}

static double beta(generator *g, double a, double b)
{
    double x = gamma_unit(g, a), y = gamma_unit(g, b);
    return x / (x + y);
}

static parameters draw(generator *g)
{
    parameters p;
    double shared = normal(g); /* trials of both services had the same control groups */
    p.p_readmit = beta(g, 96, 1504);
    p.p_death_home = beta(g, 19, 2381);
    p.p_death_admit = beta(g, 24, 176);
    p.log_rr_nurse = -0.16 + 0.10 * (0.5 * shared + sqrt(0.75) * normal(g));
    p.log_rr_tele = -0.27 + 0.17 * (0.5 * shared + sqrt(0.75) * normal(g));
    p.log_rr_death = -0.10 + 0.14 * normal(g);
    p.adherence = beta(g, 30, 10);
    p.u_home = beta(g, 70, 30);
    p.u_admit = beta(g, 22, 28);
    p.c_admit = gamma_mean_sd(g, 3900, 520);
    p.c_nurse = gamma_mean_sd(g, 31, 4);
    p.c_tele = gamma_mean_sd(g, 38, 11);
    p.device_years = 2 + floor(4 * uniform(g));
    return p;
}

/* ---- The model ---- */

typedef struct {
    double p_readmit, p_death_home; /* with the strategy */
    double c_month;                 /* of the service, devices included */
} service;

static service service_of(const parameters *p, int strategy)
{
    int nurse = strategy == 1 || strategy == 3, tele = strategy >= 2;
    double readmission = nurse ? exp(p->log_rr_nurse) : 1;
    double death = 1;
    if (tele) {
        readmission *= 1 - p->adherence + p->adherence * exp(p->log_rr_tele);
        death = 1 - p->adherence + p->adherence * exp(p->log_rr_death);
    }
    double device = 620 / (12 * p->device_years);
    return (service){p->p_readmit * readmission, p->p_death_home * death,
                     (nurse ? p->c_nurse : 0) + (tele ? p->c_tele + device : 0)};
}

static void run_model(const parameters *p, int strategy, double *cost, double *qaly)
{
    service s = service_of(p, strategy);
    double home = 1, admitted = 0;
    *cost = *qaly = 0;
    for (int month = 0; month < MONTHS; month++) {
        double weight = pow(1.035, -(month + 0.5) / 12);
        double readmitted = home * s.p_readmit;
        double back = admitted * (1 - p->p_death_admit);
        home += back - readmitted - home * s.p_death_home;
        admitted = readmitted;
        *cost += weight * (admitted * p->c_admit + (home + admitted) * s.c_month);
        *qaly += weight * (home * p->u_home + admitted * p->u_admit) / 12;
    }
}

/* ---- Output ---- */

static void write_row(FILE *file, const double *values, int count)
{
    for (int i = 0; i < count; i++) {
        fprintf(file, "%s%.7g", i ? "," : "", values[i]);
    }
    fputc('\n', file);
}

static FILE *open_with_header(const char *name, const char *const *columns, int count)
{
    FILE *file = fopen(name, "w");
    if (!file) {
        perror(name);
        exit(1);
    }
    for (int i = 0; i < count; i++) {
        fprintf(file, "%s%s", i ? "," : "", columns[i]);
    }
    fputc('\n', file);
    return file;
}

static int close_whole(FILE *file, const char *name)
{
    if (fclose(file) != 0) {
        perror(name);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const parameter_names[] = {
        "p_readmit",    "p_death_home", "p_death_admit", "log_rr_nurse", "log_rr_tele",
        "log_rr_death", "adherence",    "u_home",        "u_admit",      "c_admit",
        "c_nurse",      "c_tele",       "device_years"};
    enum { PARAMETERS = sizeof parameter_names / sizeof *parameter_names };
    long rows = argc > 1 ? strtol(argv[1], NULL, 10) : 5000;
    generator g = {argc > 2 ? strtoull(argv[2], NULL, 10) : 1};
    FILE *params = open_with_header("params.csv", parameter_names, PARAMETERS);
    FILE *costs = open_with_header("costs.csv", strategy_names, STRATEGIES);
    FILE *effects = open_with_header("effects.csv", strategy_names, STRATEGIES);
    for (long i = 0; i < rows; i++) {
        parameters p = draw(&g);
        double cost[STRATEGIES], qaly[STRATEGIES];
        for (int d = 0; d < STRATEGIES; d++) {
            run_model(&p, d, &cost[d], &qaly[d]);
        }
        write_row(params, (const double *)&p, PARAMETERS);
        write_row(costs, cost, STRATEGIES);
        write_row(effects, qaly, STRATEGIES);
    }
    return close_whole(params, "params.csv") | close_whole(costs, "costs.csv") |
           close_whole(effects, "effects.csv");
}
