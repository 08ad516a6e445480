/* Shares of four classes ~ Dirichlet(4, 3, 2, 1), increment Σ a p − 50. After the counts x the mean
 * of share j is (α + x) / (10 + n), and there are few enough counts of a small study to list them
 * all: their chances are Dirichlet-multinomial. */
#include "problem_classes.h"

enum { MOST_COUNT = 10 };
static const double alpha[CLASSES] = {4, 3, 2, 1}, worth[CLASSES] = {0, 30, 80, 200},
                    all_alpha = 10, class_cost = 50;

void classes_draw(draws *d, double *theta, double *nb)
{
    double sum = 0;
    for (size_t j = 0; j < CLASSES; j++) {
        theta[j] = gamma_number(d, alpha[j]);
        sum += theta[j];
    }
    nb[0] = 0;
    nb[1] = -class_cost;
    for (size_t j = 0; j < CLASSES; j++) {
        theta[j] /= sum;
        nb[1] += worth[j] * theta[j];
    }
}

/* The increment expected after these counts. */
static double after_counts(const size_t *x, double n)
{
    double sum = -class_cost;
    for (size_t j = 0; j < CLASSES; j++) {
        sum += worth[j] * (alpha[j] + (double)x[j]) / (all_alpha + n);
    }
    return sum;
}

/* Sums over all counts of n whose increment is above 0, of the product of their parts: the chance
 * that these are, and the increment gained. */
static void sum_counts(size_t n, double part[CLASSES][MOST_COUNT + 1], double *chance, double *gain)
{
    double all = 0;
    *chance = *gain = 0;
    for (size_t i = 0; i < (n + 1) * (n + 1) * (n + 1); i++) {
        const size_t one = i % (n + 1), two = i / (n + 1) % (n + 1), three = i / (n + 1) / (n + 1);
        if (one + two + three > n) {
            continue;
        }
        const size_t x[CLASSES] = {one, two, three, n - one - two - three};
        double gained = after_counts(x, (double)n), product = 1;
        for (size_t j = 0; j < CLASSES; j++) {
            product *= part[j][x[j]];
        }
        all += product;
        *chance += gained > 0 ? product : 0;
        *gain += fmax(gained, 0) * product;
    }
    *chance /= all;
    *gain /= all;
}

void classes_know(const study_kind *kind, double n, study_fact *fact)
{
    double part[CLASSES][MOST_COUNT + 1], chance;
    const size_t nobody[CLASSES] = {0};
    (void)kind;
    for (size_t j = 0; j < CLASSES; j++) {
        part[j][0] = 1;
        for (size_t x = 0; x < (size_t)n; x++) {
            part[j][x + 1] = part[j][x] * (alpha[j] + (double)x) / (double)(x + 1);
        }
    }
    sum_counts((size_t)n, part, &chance, &fact->evsi);
    fact->evsi -= fmax(after_counts(nobody, 0), 0);
}

double classes_lead(const study_kind *kind, const double *theta, double n, const study_fact *fact)
{
    double part[CLASSES][MOST_COUNT + 1], chance, gain;
    (void)kind;
    (void)fact;
    for (size_t j = 0; j < CLASSES; j++) {
        part[j][0] = 1;
        for (size_t x = 0; x < (size_t)n; x++) {
            part[j][x + 1] = part[j][x] * theta[j] / (double)(x + 1);
        }
    }
    sum_counts((size_t)n, part, &chance, &gain);
    return chance;
}
