/* Every option there is, in the order in which help shows them. */
#include "options.h"

#define AT(field) offsetof(cli_options, field)
#define ON_PROBLEMS                                                                                \
    "check summary icer ceac evpi evppi evsi enbs design shapley report plot partial"
#define ON_TABLES "check summary icer ceac evpi evppi evsi enbs design shapley merge info bench"
#define ON_POPULATIONS "evpi evppi evsi enbs design report plot merge"
#define ON_ALL_BUT_PARTIAL                                                                         \
    "check summary icer ceac evpi evppi evsi enbs design shapley report plot merge info bench"
#define ON_ALL_BUT_BENCH                                                                           \
    "check summary icer ceac evpi evppi evsi enbs design shapley report plot partial merge info"
#define ON_STUDIES "evsi enbs design report plot"
#define ON_GIVEN_DESIGNS "evsi enbs report plot"
#define ON_PLANS "enbs design report plot"

/* True: the result depends on it. */
const cli_option cli_option_table[] = {
    {"--costs", NULL, "FILE", CLI_FILE, true, AT(costs), ON_PROBLEMS,
     "costs, one row a sample and one column a strategy", NULL},
    {"--effects", NULL, "FILE", CLI_FILE, true, AT(effects), ON_PROBLEMS,
     "effects (QALYs or other units), same rows and strategies", NULL},
    {"--nb", NULL, "FILE", CLI_FILE, true, AT(net_benefit),
     "check summary ceac evpi evppi evsi enbs design shapley report plot partial",
     "net benefit, in place of costs and effects", NULL},
    {"--outcome", NULL, "FILE", CLI_FILE, true, AT(outcome), "check evppi",
     "outcomes without strategies, one column each: evppi is then by how much their variance would "
     "shrink",
     NULL},
    {"--params", NULL, "FILE", CLI_FILE, true, AT(params),
     "check evppi evsi enbs design shapley report plot", "parameters, same rows, one column each",
     NULL},
    {"--wtp", "-k", "LIST", CLI_TEXT, true, AT(wtp_text),
     "summary ceac evpi evppi evsi enbs design shapley report plot partial",
     "willingness to pay: numbers and ranges from:to:step, such as 20000 or 0:50000:100; a report "
     "opens with the first number",
     NULL},
    {"--pars", NULL, "NAMES", CLI_PARS, true, AT(pars), "evppi shapley",
     "a parameter, or a group joined by commas; repeat for more (default: every parameter alone)",
     NULL},
    {"--study", NULL, "NAME", CLI_TEXT, true, AT(study), ON_STUDIES,
     "the design of the study; voi evsi --help lists them", NULL},
    {"--pars", NULL, "NAMES", CLI_PARS, true, AT(pars), ON_STUDIES,
     "the parameters that the study informs, joined by commas, in the order of the design", NULL},
    {"--n", NULL, "LIST", CLI_TEXT, true, AT(sizes_text), ON_STUDIES,
     "sizes: numbers and ranges from:to:step, such as 50,100,200, or auto; of a trial, per arm "
     "under control; design needs them only where the method simulates data",
     NULL},
    {"--sd", NULL, "X", CLI_NUMBER, true, AT(sd), ON_STUDIES,
     "standard deviation of one measurement", NULL},
    {"--allocation", NULL, "R", CLI_NUMBER, true, AT(allocation), ON_GIVEN_DESIGNS,
     "participants under treatment for one under control (default 1)", NULL},
    {"--follow-up", NULL, "T", CLI_NUMBER, true, AT(follow_up), ON_GIVEN_DESIGNS,
     "time from the last entry to the end of the study", NULL},
    {"--allocation", NULL, "LIST", CLI_TEXT, true, AT(allocations), "design",
     "participants under treatment for one under control, to choose from (default 1)", NULL},
    {"--follow-up", NULL, "LIST", CLI_TEXT, true, AT(follow_ups), "design",
     "times from the last entry to the end of the study, to choose from", NULL},
    {"--accrual-time", NULL, "T", CLI_NUMBER, true, AT(accrual_time), ON_STUDIES,
     "time over which participants enter", NULL},
    {"--dropout", NULL, "RATE", CLI_NUMBER, true, AT(dropout), ON_STUDIES,
     "rate at which participants are lost to follow-up", NULL},
    {"--shape", NULL, "X", CLI_NUMBER, true, AT(shape), ON_STUDIES,
     "shape of a Weibull distribution (default 1, the exponential)", NULL},
    {"--baseline", NULL, "P", CLI_NUMBER, true, AT(baseline), ON_STUDIES,
     "risk under control, where no parameter tells it", NULL},
    {"--event-rate", NULL, "P", CLI_NUMBER, true, AT(event_rate), ON_STUDIES,
     "share of the participants who have an event", NULL},
    {"--missing", NULL, "P", CLI_NUMBER, true, AT(missing), ON_STUDIES,
     "share of the participants whose data are lost (default 0)", NULL},
    {"--transform", NULL, "LIST", CLI_TEXT, true, AT(transform), ON_STUDIES,
     "scale of every parameter in the sample, joined by commas: none, logit, log or exp", NULL},
    {"--cov", NULL, "FILE", CLI_FILE, true, AT(covariance), ON_STUDIES,
     "covariance of one observation, as many rows and columns as parameters", NULL},
    {"--summaries", NULL, "FILES", CLI_FILE, true, AT(summaries), ON_GIVEN_DESIGNS,
     "for study custom: statistics that your own code has simulated for every row, one file a "
     "size, "
     "joined by commas",
     NULL},
    {"--studies", NULL, "FILE", CLI_FILE, true, AT(studies), ON_STUDIES,
     "several studies, in YAML: trial: {design: binary, pars: [p], costs_setup: 5000}; in place of "
     "--study and what describes it; docs/enbs.md has all keys",
     NULL},
    {"--costs-setup", NULL, "X", CLI_TEXT, true, AT(costs_setup), ON_PLANS,
     "cost of the study whatever its size: an amount, or low,high, a 95 % interval (default 0)",
     NULL},
    {"--costs-per-participant", NULL, "X", CLI_TEXT, true, AT(costs_each), ON_PLANS,
     "cost of each participant, of all arms: an amount, or low,high (default 0)", NULL},
    {"--accrual", NULL, "RATE", CLI_NUMBER, true, AT(accrual), ON_PLANS,
     "participants who enter a year: a larger study then reports later", NULL},
    {"--reporting-delay", NULL, "YEARS", CLI_NUMBER, true, AT(reporting_delay), ON_PLANS,
     "years from the end of follow-up to the report", NULL},
    {"--arms", NULL, "NAMES", CLI_TEXT, true, AT(arms), ON_PLANS,
     "the strategy that each arm gets, one for every arm of the design, joined by commas: "
     "participants bear what they lose by it",
     NULL},
    {"--method", NULL, "NAME", CLI_TEXT, true, AT(study_method), ON_STUDIES,
     "auto (default) chooses; enumerate: all results of studies of one or two numbers; regression: "
     "on simulated data, for any study; importance: by likelihoods; gaussian: "
     "a fast preview",
     "auto enumerate regression importance gaussian"},
    {"--pairs", NULL, NULL, CLI_FLAG, true, AT(pairs), "evppi",
     "every pair of the parameters (of those named by --pars, or of all)", NULL},
    {"--groups", NULL, "FILE", CLI_FILE, true, AT(groups), "evppi report",
     "groups with names, in YAML: costs: [c_a, c_b]", NULL},
    {"--method", NULL, "NAME", CLI_TEXT, true, AT(method), "evppi shapley",
     "of regression: auto (default) chooses for each; spline is for single parameters; shapley "
     "takes auto, anova and mars",
     "auto spline anova gp mars"},
    {"--bootstrap", NULL, "R", CLI_NUMBER, true, AT(bootstrap), "evppi",
     "check the standard errors by R replicates that resample the rows: adds se_bootstrap", NULL},
    {"--seed", NULL, "N", CLI_NUMBER, true, AT(seed), "evppi evsi enbs design shapley",
     "of random numbers: the replicates of --bootstrap, simulated data of studies, and the orders "
     "of "
     "players where there are too many (default 1)",
     NULL},
    {"--pop", NULL, "X", CLI_NUMBER, true, AT(population), ON_POPULATIONS,
     "persons a year who face the decision: adds population values", NULL},
    {"--time", NULL, "T", CLI_NUMBER, true, AT(years), ON_POPULATIONS,
     "years for which the decision is relevant (with --pop)", NULL},
    {"--discount", NULL, "R", CLI_NUMBER, true, AT(discount), ON_POPULATIONS,
     "annual discount rate (with --pop; default 0.035)", NULL},
    {"--discounting", NULL, "HOW", CLI_TEXT, true, AT(discounting), ON_POPULATIONS,
     "continuous (default), annual-start or annual-end", "continuous annual-start annual-end"},
    {"--exact", NULL, NULL, CLI_FLAG, true, AT(exact), "evpi",
     "every k between the smallest and the largest at which the curve or the optimal strategy "
     "changes",
     NULL},
    {"--frontier", NULL, NULL, CLI_FLAG, true, AT(frontier_only), "icer",
     "leave out dominated strategies", NULL},
    {"--title", NULL, "TEXT", CLI_TEXT, true, AT(title), "report", "title of the report", NULL},
    {"--currency", NULL, "TEXT", CLI_TEXT, true, AT(currency), "report plot",
     "what stands before amounts, such as £ or EUR", NULL},
    {"--width", NULL, "PIXELS", CLI_NUMBER, false, AT(width), "plot", "width of the picture", NULL},
    {"--height", NULL, "PIXELS", CLI_NUMBER, false, AT(height), "plot", "height of the picture",
     NULL},
    {"--dark", NULL, NULL, CLI_FLAG, false, AT(dark), "plot", "light on dark", NULL},
    {"--format", NULL, "FORMAT", CLI_TEXT, false, AT(format), ON_TABLES,
     "table (default on a terminal), csv (default elsewhere) or json", "table csv json"},
    {"--output", "-o", "FILE", CLI_FILE, false, AT(output), ON_ALL_BUT_PARTIAL,
     "where to write; the old file stays whole until the new one is (default: standard output; "
     "report.html for a report)",
     NULL},
    {"--output", "-o", "FILE", CLI_FILE, false, AT(output), "partial",
     "where to write the state (required); the old file stays whole until the new one is", NULL},
    {"--clear-cache", NULL, NULL, CLI_FLAG, false, AT(clear_cache), "info",
     "remove the folder of the cache and what is in it", NULL},
    {"--case", NULL, "NAME", CLI_TEXT, true, AT(bench_case), "bench",
     "what to measure: seed (default; the EVPI of matrices of several shapes), evpi, evpi-curve, "
     "ceac, evppi, groups, evsi, importance, or a file of net benefits",
     NULL},
    {"--repeat", NULL, "N", CLI_NUMBER, true, AT(repeat), "bench",
     "runs after the first (default: what a fifth of a second allows, from 5 to 1000)", NULL},
    {"--threads", NULL, "N", CLI_NUMBER, false, AT(threads), ON_ALL_BUT_BENCH,
     "threads (default: the processors this process may use)", NULL},
    {"--threads", NULL, "LIST", CLI_TEXT, true, AT(threads_list), "bench",
     "numbers of threads, such as 1,2,4 (default: 1 and the processors this process may use)",
     NULL},
    {"--backend", NULL, "NAME", CLI_TEXT, false, AT(backend), ON_ALL_BUT_BENCH,
     "kernels: auto (default), scalar, neon, avx2 or avx512, which all give the same bits, or "
     "cuda, "
     "a GPU",
     "auto scalar neon avx2 avx512 cuda"},
    {"--backend", NULL, "NAME", CLI_TEXT, true, AT(backend), "bench",
     "kernels: all that run here (default), or one of them",
     "all auto scalar neon avx2 avx512 cuda"},
    {"--profile", NULL, NULL, CLI_FLAG, false, AT(profile), NULL,
     "tell on standard error which phase took how long and how much memory", NULL},
    {"--trace", NULL, "FILE", CLI_FILE, false, AT(trace), NULL,
     "write a time line of all threads, as JSON for chrome://tracing or Perfetto", NULL},
    {"--max-memory", NULL, "SIZE", CLI_TEXT, false, AT(max_memory_text), "summary ceac evpi",
     "bound on the memory, such as 64M or 2G: files are read in parts (default: where their "
     "numbers "
     "may take more than half of the memory); the numbers are the same, but of more than 16 "
     "strategies near ties are not looked for, which a warning says",
     NULL},
    {"--max-memory", NULL, "SIZE", CLI_TEXT, false, AT(max_memory_text), "partial",
     "bound on the memory, such as 64M or 2G; files are read in parts with or without it", NULL},
    {"--quiet", "-q", NULL, CLI_FLAG, false, AT(quiet), NULL, "no warnings and no progress", NULL},
    {"--no-progress", NULL, NULL, CLI_FLAG, false, AT(no_progress), NULL, "no progress bar", NULL},
    {"--help", "-h", NULL, CLI_FLAG, false, AT(help), NULL, "this help", NULL},
};

const size_t cli_option_count = sizeof cli_option_table / sizeof cli_option_table[0];

_Static_assert(sizeof cli_option_table / sizeof cli_option_table[0] <= CLI_MOST_OPTIONS,
               "raise CLI_MOST_OPTIONS");
