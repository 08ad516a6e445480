/* The report from the inside. Everything is measured once, at the values of k that the slider has
 * ("positions"; one, without a k, for net benefit); sections write from that. */
#ifndef VI_RENDER_REPORT_H
#define VI_RENDER_REPORT_H

#include "render/amount.h"
#include "render/html.h"
#include "render/plots.h"

/* What the page says about one position. All are numbers, so that the script can have them as
 * columns: a strategy or a parameter is its index, NaN is none. Money is per person. */
typedef struct {
    double k;
    double best, second, likeliest; /* highest and second highest mean; most often best */
    double p_best, p_likeliest;     /* how often each is best */
    double gap;                     /* mean net benefit of best less that of second */
    double regret;                  /* what best loses on average where it is not best */
    double evpi, low, high;         /* with its 95 % interval */
    double pop_evpi, pop_low, pop_high;
    double par1, par2, par3; /* the parameters most worth studying ... */
    double v1, v2, v3, s1;   /* ... their values, and the first's share of the EVPI */
    double clear, others;    /* parameters worth studying, and the rest */
} vi_facts;

/* Rows of a table of parameters or groups. */
enum { VI_REPORT_MOST_RANKED = 60 };

typedef struct {
    const voi_problem *problem;
    const voi_report_options *options;
    vi_plot_input plot;
    voi_plot_options plot_options;
    voi_table *tables[VI_PLOT_TABLES]; /* EVPPI: every position */
    voi_table *summary;                /* at the headline */
    voi_table *frontier, *checks;      /* frontier NULL for net benefit */
    voi_error refusal;                 /* why the EVPPI cannot be told; message "" if it can */
    voi_table *shapley;                /* at the headline; NULL where left out or refused */
    voi_error shapley_refusal;
    voi_table *groups; /* the same for the groups asked about */
    voi_error groups_refusal;
    voi_table *enbs, **evsi; /* at the headline: of all studies asked about, and of each; enbs NULL
                                without a population */
    voi_error studies_refusal;
    size_t strategies, positions, here; /* here: the headline's position */
    double *k;
    double persons;  /* 0 without a population */
    vi_facts *facts; /* one a position */
    size_t *ranked;  /* the parameters shown, by their largest value over k */
    size_t ranked_count;
    bool *drawn; /* the strategies that charts show */
    bool all_drawn;
    vi_buffer currency, currency_html; /* before amounts: as it is, and escaped */
    int decimals, cost_decimals,
        effect_decimals; /* of differences in money; of costs; of effects */
} vi_report;

/* ---- Measuring: report_measure.c, report_facts.c ---- */

voi_status vi_report_measure(voi_context *ctx, const voi_problem *problem,
                             const voi_report_options *options, vi_report *report, voi_error *err);
voi_status vi_report_find_facts(vi_report *report, voi_error *err);
void vi_report_free(vi_report *report);

/* A cell of position i of the table with a row a strategy. */
double vi_report_strategy(const vi_report *report, const char *column, size_t i, size_t strategy);
/* The same with a row a parameter; money below a millionth of the EVPI is noise, and 0. */
double vi_report_parameter(const vi_report *report, const char *column, size_t i, size_t parameter);
/* Mean net benefit of a strategy at position i. */
double vi_report_net_benefit(const vi_report *report, size_t i, size_t strategy);

/* A cell of a table by its column's name. */
double vi_report_number(const voi_table *table, size_t row, const char *column);
const char *vi_report_text(const voi_table *table, size_t row, const char *column);

/* A measure that the problem does not allow is left out, with its refusal as a note, and the report
 * goes on: VOI_OK. A call that has to end gets the refusal as its error. */
voi_status vi_report_leave_out(voi_status status, const voi_error *refusal, voi_error *err);
/* The note: "<what> cannot be told: <refusal>." */
void vi_report_put_refusal(const char *what, const voi_error *refusal, vi_buffer *html);

/* The parameters of position i by falling EVPPI. */
void vi_report_rank(const vi_report *report, size_t i, size_t *order, size_t count);

/* ---- Sentences: report_sentences.c ---- */

/* Writes a sentence as <tag data-sentence="id">; the script rewrites it when the slider moves. */
void vi_report_sentence(const vi_report *report, const char *tag, const char *id, vi_buffer *html);

/* ---- Pieces of the page: report_pieces.c ---- */

/* The currency as HTML; "" without. */
const char *vi_report_currency(const vi_report *report);
/* A difference in money, a cost, an effect: with as many decimals as the whole report. */
void vi_report_money(const vi_report *report, double value, vi_buffer *html);
void vi_report_cost(const vi_report *report, double value, vi_buffer *html);
void vi_report_effect(const vi_report *report, double value, vi_buffer *html);
/* "£20,000", "£677 to £751". */
void vi_report_k(const vi_report *report, double k, vi_buffer *html);
void vi_report_interval(const vi_report *report, double low, double high, vi_buffer *html);

typedef struct {
    const char *head;
    const char
        *class; /* "n" for numbers, "n spare" where narrow pages go without; NULL for words */
} vi_report_column;

/* A table that scrolls sideways where the page is narrow. The caption is HTML. */
void vi_report_open_table(vi_buffer *html, const char *class, const char *caption,
                          const vi_report_column *columns, size_t count);
void vi_report_close_table(vi_buffer *html);
/* A name that may be broken after an underscore or a comma. */
void vi_report_name(const char *name, vi_buffer *html);
/* The word that names a row, with a strategy's colour; -1 for none. */
void vi_report_row_head(vi_buffer *html, const char *text, int series);

/* ---- Tables of worths with bars: report_worths.c ---- */

typedef struct {
    const char *class, *caption; /* the caption is HTML */
    const char *name, *value;    /* heads of the first column and of the amounts */
    bool methods;                /* whether it has a column of them */
} vi_report_worths;

/* A row: a name, a bar whose full width is the EVPI at the headline, the amount per person with its
 * interval, its share of the EVPI, and the amount for the population, where there is one. */
typedef struct {
    const char *name;
    double value, low, high;
    size_t parameter;    /* whose row the script moves; VOI_NO_COLUMN: it stays at the headline */
    const char *members; /* beneath the name; NULL: nothing */
    const char *method;  /* NULL: the table has none */
} vi_report_worth;

void vi_report_open_worths(const vi_report *report, const vi_report_worths *table, vi_buffer *html);
void vi_report_put_worth(const vi_report *report, const vi_report_worth *row, vi_buffer *html);

/* " at k = £20,000"; nothing for net benefit. */
void vi_report_at(const vi_report *report, vi_buffer *html);

/* ---- Warnings of tables: report_checks.c ---- */

/* Whether a table's warning is neither a finding of the checks nor a warning of a table before it:
 * EVPI, EVPPI, then what is measured at the headline alone. */
bool vi_report_is_news(const vi_report *report, const voi_table *table, const char *warning);
size_t vi_report_count_news(const vi_report *report, const voi_table *table);
/* The news of a table as notes beneath it. */
void vi_report_put_news(const vi_report *report, const voi_table *table, vi_buffer *html);

/* ---- Groups of parameters: report_groups.c ---- */

voi_status vi_report_measure_groups(vi_report *report, voi_error *err);
voi_status vi_report_groups(const vi_report *report, vi_buffer *html, voi_error *err);

/* ---- Studies: report_studies.c ---- */

voi_status vi_report_measure_studies(vi_report *report, voi_error *err);
void vi_report_free_studies(vi_report *report);

/* ---- The attribution of the EVPI: report_shapley.c ---- */

voi_status vi_report_measure_shapley(vi_report *report, voi_error *err);
voi_status vi_report_shapley(const vi_report *report, vi_buffer *html, voi_error *err);

/* ---- Figures: report_figures.c ---- */

/* A picture on the page. */
typedef struct {
    const char *plot;    /* its name for `voi plot` */
    const char *heading; /* NULL: its own title, which says the headline and must stay there */
    const char *caption; /* HTML */
} vi_report_picture;

/* Draws it for wide and for narrow pages; what the problem does not allow is left out. */
voi_status vi_report_figure(const vi_report *report, const vi_report_picture *picture,
                            vi_buffer *html, voi_error *err);

/* ---- How well regressions fit: report_fits.c ---- */

/* Rows of a table of EVPPI, by their names in one of its columns. */
typedef struct {
    const voi_table *table;
    const char *head, *names; /* of the first column: its head, and the table's column */
    const size_t *rows;       /* `count` of them */
    size_t count;
    const vi_report_picture *picture; /* beneath; NULL: none */
} vi_report_fits;

/* A folded table of methods, degrees of freedom and policy values, and the table's news. */
voi_status vi_report_put_fits(const vi_report *report, const vi_report_fits *fits, vi_buffer *html,
                              voi_error *err);

/* ---- The script's data: report_data.c ---- */

void vi_report_data(const vi_report *report, vi_buffer *html);
/* A number as short as `digits` significant digits allow; null for NaN. */
void vi_report_data_number(double value, int digits, vi_buffer *html);
/* The columns and templates of sentences for it: report_sentences.c. */
void vi_report_sentence_data(const vi_report *report, vi_buffer *html);

/* ---- Sections: one function each, one line each in report.c ---- */

voi_status vi_report_decision(const vi_report *report, vi_buffer *html, voi_error *err);
voi_status vi_report_uncertainty(const vi_report *report, vi_buffer *html, voi_error *err);
voi_status vi_report_value(const vi_report *report, vi_buffer *html, voi_error *err);
voi_status vi_report_parameters(const vi_report *report, vi_buffer *html, voi_error *err);
voi_status vi_report_studies(const vi_report *report, vi_buffer *html, voi_error *err);
voi_status vi_report_checks(const vi_report *report, vi_buffer *html, voi_error *err);
voi_status vi_report_settings(const vi_report *report, vi_buffer *html, voi_error *err);

#endif
