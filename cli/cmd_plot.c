/* voi plot: a picture as SVG, PNG or PDF, by the ending of the output. */
#include "commands.h"
#include "output.h"
#include "plan_options.h"
#include "session.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static voi_status list_pictures(const cli_options *options, voi_error *err)
{
    char text[2000];
    size_t used = 0;
    for (size_t i = 0; i < voi_plot_count() && used < sizeof text; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%-10s %s\n", voi_plot_name(i),
                                 voi_plot_purpose(i));
    }
    const voi_bytes bytes = {text, strlen(text)};
    return cli_write(options->output, &bytes, err);
}

static voi_status image_of(const char *path, voi_image *image, voi_error *err)
{
    static const char *const endings[] = {".svg", ".png", ".pdf"};
    const char *dot = path ? strrchr(path, '.') : ".svg";
    for (int i = 0; dot && i < 3; i++) {
        if (strcmp(dot, endings[i]) == 0) {
            *image = (voi_image)i;
            return VOI_OK;
        }
    }
    return cli_fail(err, VOI_ERR_ARGUMENT,
                    "--output %.200s: the ending says the kind of picture: .svg, .png or .pdf",
                    path);
}

static voi_status draw(const cli_session *session, const cli_options *options,
                       const cli_plans *plans, voi_image image, voi_error *err)
{
    voi_plot_options asked;
    voi_bytes picture = {0};
    voi_plot_options_default(&asked);
    asked.wtp = options->wtp;
    asked.headline = options->headline;
    asked.population = cli_population(options);
    asked.image = image;
    asked.width = isnan(options->width) ? asked.width : options->width;
    asked.height = isnan(options->height) ? asked.height : options->height;
    asked.dark = options->dark;
    asked.currency = options->currency;
    asked.plans = plans->plans;
    asked.plan_count = plans->count;
    voi_status status =
        voi_plot(session->ctx, session->problem, options->operands[0], &asked, &picture, err);
    if (status == VOI_OK) {
        status = cli_session_write(session, options->output, &picture, err);
    }
    voi_bytes_free(&picture);
    return status;
}

/* With the studies that the options describe, if they do. */
static voi_status load_and_draw(const cli_session *session, const cli_options *options,
                                voi_image image, voi_error *err)
{
    cli_plans plans = {0};
    voi_status status = VOI_OK;
    if (cli_has_studies(options)) {
        status = cli_plans_open(session->ctx, session->problem, options, &plans, err);
    }
    if (status == VOI_OK) {
        status = draw(session, options, &plans, image, err);
    }
    cli_plans_free(&plans);
    return status;
}

/* Of the options of studies; a picture that there is not is left to the library. */
static voi_status check_needs(const cli_options *options, voi_error *err)
{
    const char *name = options->operands[0], *given = cli_study_option(options);
    char command[64];
    size_t i = 0;
    while (i < voi_plot_count() && strcmp(voi_plot_name(i), name) != 0) {
        i++;
    }
    if (i == voi_plot_count()) {
        return VOI_OK;
    }
    unsigned needs = voi_plot_needs(i);
    snprintf(command, sizeof command, "plot %s", name);
    if (given && !(needs & VOI_PLOT_STUDIES)) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "%s shows no study: leave out %s", command, given);
    }
    voi_status status = needs & VOI_PLOT_STUDIES ? cli_need_study(command, options, err) : VOI_OK;
    return status == VOI_OK && needs & VOI_PLOT_POPULATION
               ? cli_need_population(command, options, err)
               : status;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    cli_session session;
    voi_image image = VOI_IMAGE_SVG;
    if (options->operand_count == 0) {
        return list_pictures(options, err);
    }
    voi_status status = image_of(options->output, &image, err);
    if (status == VOI_OK) {
        status = cli_need_wtp(options, err);
    }
    if (status == VOI_OK) {
        status = check_needs(options, err);
    }
    if (status == VOI_OK) {
        status = cli_check_studies(options, err);
    }
    if (status != VOI_OK) {
        return status;
    }
    status = cli_session_open(options, true, &session, err);
    if (status == VOI_OK) {
        status = load_and_draw(&session, options, image, err);
    }
    return cli_session_close(&session, options, status, err);
}

const cli_command cli_plot = {
    "plot",
    "a picture, such as plane, ceac, evpi, evppi, pairs or residuals",
    "Writes one picture as .svg, .png or .pdf, by the ending of --output. Without a name it lists "
    "the "
    "pictures. A single willingness to pay gives curves a range around it.",
    {"voi plot ceac --costs costs.csv --effects effects.csv --wtp 20000,0:50000:500 --output "
     "ceac.svg",
     "voi plot evppi --costs costs.csv --effects effects.csv --params params.csv --wtp 20000 "
     "--currency £ --output evppi.png"},
    run};
