/* The sentences that follow the slider. Each has a few templates and a function that says which of
 * them is true at a position; a template holds names of facts in braces, {evpi}, with a star where
 * it stands out, {*evpi}. This file fills them at the headline; the script gets the same templates,
 * the choice at every position and the facts as columns, so that nothing is decided twice. */
#include "render/report.h"

#include <math.h>
#include <string.h>

/* ---- Facts as words ---- */

typedef enum { PLACE, MONEY, LARGE_MONEY, SHARE, STRATEGY, PARAMETER, COUNT } fact_kind;

/* As the script knows them. */
static const char *const kind_names[] = {
    [PLACE] = "place",   [MONEY] = "money",       [LARGE_MONEY] = "words",
    [SHARE] = "percent", [STRATEGY] = "strategy", [PARAMETER] = "parameter",
    [COUNT] = "count"};

typedef struct {
    const char *name;
    fact_kind kind;
    size_t offset;
} fact;

#define FACT(name, kind)                                                                           \
    {                                                                                              \
#name, kind, offsetof(vi_facts, name)                                                      \
    }

static const fact facts[] = {
    FACT(k, PLACE),
    FACT(best, STRATEGY),
    FACT(second, STRATEGY),
    FACT(p_best, SHARE),
    FACT(likeliest, STRATEGY),
    FACT(p_likeliest, SHARE),
    FACT(gap, MONEY),
    FACT(regret, MONEY),
    FACT(evpi, MONEY),
    FACT(low, MONEY),
    FACT(high, MONEY),
    FACT(pop_evpi, LARGE_MONEY),
    FACT(pop_low, LARGE_MONEY),
    FACT(pop_high, LARGE_MONEY),
    FACT(par1, PARAMETER),
    FACT(par2, PARAMETER),
    FACT(par3, PARAMETER),
    FACT(v1, MONEY),
    FACT(v2, MONEY),
    FACT(v3, MONEY),
    FACT(s1, SHARE),
    FACT(others, COUNT),
};

enum { FACTS = sizeof facts / sizeof *facts };

static double value_of(const fact *f, const vi_facts *at)
{
    return *(const double *)((const char *)at + f->offset);
}

/* The place of a sentence, "At £20,000 per unit of effect, "; nothing for net benefit. */
static void write_place(const vi_report *report, double k, vi_buffer *html)
{
    if (!isnan(k)) {
        vi_buffer_puts(html, "At ");
        vi_report_k(report, k, html);
        vi_buffer_puts(html, " per unit of effect, ");
    }
}

static void write_fact(const vi_report *report, const fact *f, double value, vi_buffer *html)
{
    size_t index = isnan(value) || value < 0 ? VOI_NO_COLUMN : (size_t)value;
    switch (f->kind) {
    case PLACE:
        write_place(report, value, html);
        break;
    case MONEY:
        vi_amount(html, vi_report_currency(report), value);
        break;
    case LARGE_MONEY:
        vi_amount_words(html, vi_report_currency(report), value);
        break;
    case SHARE:
        vi_amount_percent(html, value);
        break;
    case STRATEGY:
        vi_report_name(voi_problem_strategy_name(report->problem, index), html);
        break;
    case PARAMETER:
        vi_report_name(voi_problem_parameter_name(report->problem, index), html);
        break;
    case COUNT:
        vi_amount_count(html, index);
        break;
    }
}

/* ---- The sentences ---- */

enum { MOST_TEMPLATES = 5 };

typedef struct {
    const char *id;
    size_t (*choose)(const vi_facts *at);
    const char *templates[MOST_TEMPLATES];
} sentence;

static size_t always(const vi_facts *at)
{
    (void)at;
    return 0;
}

static size_t choose_best(const vi_facts *at)
{
    return at->gap > 0 ? 0 : 1;
}

static size_t choose_right(const vi_facts *at)
{
    return at->likeliest == at->best ? 0 : 1;
}

static size_t choose_wrong(const vi_facts *at)
{
    return at->p_best < 1 && at->evpi > 0 ? 0 : 1;
}

/* Next to nothing: an interval that reaches zero, or a hundredth of the advantage that a nearly
 * certain choice has. */
static size_t choose_evpi(const vi_facts *at)
{
    if (at->evpi == 0) {
        return 0;
    }
    if (isnan(at->low)) {
        return 1;
    }
    bool small = at->p_best > 0.99 && at->evpi < 0.01 * at->gap;
    return at->low <= 0 || small ? 2 : 3;
}

static size_t choose_spread(const vi_facts *at)
{
    bool unknown = isnan(at->low);
    return unknown;
}

static size_t choose_population(const vi_facts *at)
{
    return at->evpi == 0 ? 0 : isnan(at->low) ? 1 : 2;
}

static size_t choose_research(const vi_facts *at)
{
    return at->evpi == 0 ? 4 : (size_t)fmin(at->clear, 3);
}

static size_t choose_rest(const vi_facts *at)
{
    return at->evpi == 0 || at->others == 0 || at->clear == 0 ? 0 : at->others == 1 ? 1 : 2;
}

static size_t choose_leader(const vi_facts *at)
{
    return at->clear > 0 ? 0 : 1;
}

static const sentence sentences[] = {
    {"best",
     choose_best,
     {"{k}{*best} has the highest expected net benefit: {gap} per person more than {second}.",
      "{k}{*best} and {second} have the same expected net benefit, the highest."}},
    {"right",
     choose_right,
     {"The probability that this choice is right is {*p_best}.",
      "The probability that this choice is right is {*p_best}. {likeliest} is the best more often, "
      "with a probability of {p_likeliest}, but its net benefit is lower on average."}},
    {"wrong",
     choose_wrong,
     {"Where it is not the best, the best would be worth {regret} per person more on average.",
      "In every simulation no other strategy is better."}},
    {"evpi",
     choose_evpi,
     {"Resolving all uncertainty before deciding would be worth nothing, since {best} is the best "
      "in every simulation: more research for this decision is not worth its cost.",
      "Resolving all uncertainty before deciding would be worth {*evpi} per person. No study can "
      "be worth more.",
      "Resolving all uncertainty before deciding would be worth {*evpi} per person (95\u00a0% "
      "interval "
      "{low} to {high}), next to nothing: more research for this decision is hardly worth its "
      "cost.",
      "Resolving all uncertainty before deciding would be worth {*evpi} per person (95\u00a0% "
      "interval "
      "{low} to {high}). No study can be worth more."}},
    {"population",
     choose_population,
     {"That holds for any number of persons.",
      "For all persons whom the decision concerns, that is {*pop_evpi}: research that costs more "
      "cannot pay for itself.",
      "For all persons whom the decision concerns, that is {*pop_evpi} ({pop_low} to {pop_high}): "
      "research that costs more cannot pay for itself."}},
    {"research",
     choose_research,
     {"No single parameter is shown to be worth studying: every 95\u00a0% interval reaches 0, or "
      "the "
      "value is below a hundredth of that of resolving everything.",
      "The parameter worth studying is {*par1}: knowing it exactly before deciding would be worth "
      "{*v1} per person, {s1} of the value of resolving everything.",
      "The parameters worth studying are {*par1}, which would be worth {*v1} per person if it were "
      "known exactly before deciding ({s1} of the value of resolving everything), and {*par2} "
      "({v2}).",
      "The parameters most worth studying are {*par1}, which would be worth {*v1} per person if it "
      "were known exactly before deciding ({s1} of the value of resolving everything), {*par2} "
      "({v2}) and {*par3} ({v3}).",
      "No parameter is worth studying: nothing that could be learnt would change the decision."}},
    {"rest",
     choose_rest,
     {"",
      "For the remaining parameter the 95\u00a0% interval reaches 0, or the value is below a "
      "hundredth "
      "of that of resolving everything.",
      "For {others} parameters the 95\u00a0% interval reaches 0, or the value is below a hundredth "
      "of "
      "that of resolving everything."}},
    {"card-best", always, {"{best}"}},
    {"card-right", always, {"right with a probability of {p_best}"}},
    {"card-evpi", always, {"{evpi}"}},
    {"card-spread",
     choose_spread,
     {"per person (95\u00a0% interval {low} to {high})", "per person"}},
    {"card-population", always, {"{pop_evpi}"}},
    {"card-persons", choose_spread, {"95\u00a0% interval {pop_low} to {pop_high}", ""}},
    {"card-leader", choose_leader, {"{par1}", "no single parameter"}},
    {"card-worth", choose_leader, {"worth {v1} per person", "each alone is worth about nothing"}},
};

enum { SENTENCES = sizeof sentences / sizeof *sentences };

/* Writes the fact named at `text`, up to the brace; answers what follows it. */
static const char *fill(const vi_report *report, const vi_facts *at, const char *text,
                        vi_buffer *html)
{
    bool strong = *text == '*';
    const char *name = text + strong, *end = strchr(name, '}');
    size_t length = (size_t)(end - name);
    vi_buffer_puts(html, strong ? "<b>" : "");
    for (size_t i = 0; i < FACTS; i++) {
        if (strlen(facts[i].name) == length && memcmp(facts[i].name, name, length) == 0) {
            write_fact(report, &facts[i], value_of(&facts[i], at), html);
        }
    }
    vi_buffer_puts(html, strong ? "</b>" : "");
    return end + 1;
}

void vi_report_sentence(const vi_report *report, const char *tag, const char *id, vi_buffer *html)
{
    const vi_facts *at = &report->facts[report->here];
    for (size_t i = 0; i < SENTENCES; i++) {
        if (strcmp(sentences[i].id, id) != 0) {
            continue;
        }
        const char *text = sentences[i].templates[sentences[i].choose(at)];
        vi_buffer_printf(html, "<%s data-sentence=\"%s\">", tag, id);
        while (*text) {
            size_t plain = strcspn(text, "{");
            vi_buffer_add(html, text, plain);
            text += plain;
            if (*text == '{') {
                text = fill(report, at, text + 1, html);
            }
        }
        vi_buffer_printf(html, "</%s>\n", tag);
    }
}

/* ---- The same for the script ---- */

/* Whether a fact is one anywhere: without a population or parameters some are none. */
static bool is_known(const vi_report *report, const fact *f)
{
    size_t i = 0;
    while (i < report->positions && isnan(value_of(f, &report->facts[i]))) {
        i++;
    }
    return i < report->positions;
}

static void put_fact(const vi_report *report, const fact *f, vi_buffer *html)
{
    vi_buffer_printf(html, "\"%s\":[\"%s\",[", f->name, kind_names[f->kind]);
    for (size_t i = 0; i < report->positions; i++) {
        vi_buffer_puts(html, i ? "," : "");
        vi_report_data_number(value_of(f, &report->facts[i]), f->kind == PLACE ? 15 : 6, html);
    }
    vi_buffer_puts(html, "]]");
}

static void put_sentence(const vi_report *report, const sentence *s, vi_buffer *html)
{
    vi_buffer_printf(html, "\"%s\":[[", s->id);
    for (size_t t = 0; t < MOST_TEMPLATES && s->templates[t]; t++) {
        vi_buffer_puts(html, t ? "," : "");
        vi_html_json_string(html, s->templates[t]);
    }
    vi_buffer_puts(html, "],\"");
    for (size_t i = 0; i < report->positions; i++) {
        vi_buffer_printf(html, "%zu", s->choose(&report->facts[i]));
    }
    vi_buffer_puts(html, "\"]");
}

void vi_report_sentence_data(const vi_report *report, vi_buffer *html)
{
    const char *before = ",\n\"facts\":{";
    for (size_t i = 0; i < FACTS; i++) {
        if (is_known(report, &facts[i])) {
            vi_buffer_puts(html, before);
            put_fact(report, &facts[i], html);
            before = ",\n";
        }
    }
    vi_buffer_puts(html, "},\n\"sentences\":{");
    for (size_t i = 0; i < SENTENCES; i++) {
        vi_buffer_puts(html, i ? ",\n" : "");
        put_sentence(report, &sentences[i], html);
    }
    vi_buffer_puts(html, "}");
}
