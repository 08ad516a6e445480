/* Patients who are followed until an event, until they drop out, or until a trial ends. */
#ifndef VI_STUDIES_FOLLOW_UP_H
#define VI_STUDIES_FOLLOW_UP_H

/* The chance to be free of the event at time t is exp(−rate t^shape), of dropping out by then
 * exp(−dropout t); patients enter evenly over `accrual` and the last is followed for `length`. */
typedef struct {
    double rate, shape, length, accrual, dropout;
} vi_follow_up;

/* What one patient contributes: an event with chance `event`, and a time t^shape, from `least` (of
 * a patient without an event) to `most`, with these moments by whether there is an event. */
typedef struct {
    double event, least, most;
    double mean[2], variance[2];
} vi_contribution;

vi_contribution vi_contribution_of(const vi_follow_up *f);

/* Draws the total time of n patients of whom so many have an event. */
double vi_contribution_draw_total(const vi_contribution *c, double n, double events,
                                  double uniform);

#endif
