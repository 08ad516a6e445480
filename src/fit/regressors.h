/* The functions in which a regression is sought: what tells one method from another. */
#ifndef VI_FIT_REGRESSORS_H
#define VI_FIT_REGRESSORS_H

#include "core/context.h"

/* Functions whose coefficients share a smoothing parameter λ: the penalty is λ Σ β². */
typedef struct {
    size_t first, count;
} vi_term;

/* A function is a product of functions of at most so many parameters. */
enum { VI_MOST_FACTORS = 3 };

struct vi_margin;
struct vi_factors;

/* Functions as products of functions of margins. Each names the places of its factors among the
 * functions of all margins, margin after margin, times `scale` there; place 0 stands for 1. */
typedef struct {
    const struct vi_margin *margins;
    size_t margin_count;
    const struct vi_factors *factors; /* one entry a function */
    const double *scale;              /* of every place */
} vi_margin_products;

/* What a method must know to evaluate its functions. X is row-major: one sample, all functions. */
typedef struct {
    const char *method;
    /* Rows first .. first + count − 1 of the sample that the basis was made from. */
    void (*at_rows)(const void *state, size_t first, size_t count, double *x);
    /* A new point: the values of the group's parameters. */
    void (*at_point)(const void *state, const double *point, double *x);
    void (*destroy)(void *state);
    /* A function as a product of functions of single parameters: the parameters, whose number it
     * answers, and one of these factors at rows. NULL where functions are no such products. */
    size_t (*factors_of)(const void *state, size_t function, size_t *parameters);
    void (*factor_at_rows)(const void *state, size_t function, size_t factor, size_t first,
                           size_t count, double *values);
    /* All functions as such products, for those who evaluate them elsewhere; NULL as above. */
    vi_margin_products (*margins_of)(const void *state);
} vi_regressors_class;

/* The first `nulls` functions are free of penalty, function 0 is the constant; the terms follow
 * each other and cover the rest. */
typedef struct {
    const vi_regressors_class *class;
    void *state;
    size_t rows, functions, nulls;
    vi_term *terms;
    size_t term_count;
} vi_regressors;

void vi_regressors_free(vi_regressors *basis);

/* Methods and fits make room for so many parameters on the stack. */
enum { VI_MOST_PARAMETERS = 100 };

/* The parameters of a group: up to VI_MOST_PARAMETERS columns of `rows` finite values. */
typedef struct {
    const double *const *columns;
    size_t count, rows;
    /* Of every column, with as many functions as vi_anova_default says, where groups share
     * parameters; NULL: not made beforehand. They must outlive what is made from them. */
    const struct vi_margin *const *margins;
} vi_group;

#endif
