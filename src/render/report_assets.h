/* The page's style and script: report.css, report_media.css and report.js, made into arrays by the
 * build. */
#ifndef VI_RENDER_REPORT_ASSETS_H
#define VI_RENDER_REPORT_ASSETS_H

#include <stddef.h>

/* Each ends in a 0 that its size does not count. */
extern const unsigned char vi_report_css[], vi_report_media_css[], vi_report_js[];
extern const size_t vi_report_css_size, vi_report_media_css_size, vi_report_js_size;

#endif
