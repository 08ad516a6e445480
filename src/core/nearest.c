/* Optimal string alignment (Damerau–Levenshtein without repeated edits of a place), on bytes, with
 * rows of fixed size: names are short. An edit costs so much that a name all in the wrong case is
 * still nearer than one with a wrong letter. */
#include "voi.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 60, EDIT = LONGEST + 1 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned replacement(char a, char b)
{
    if (a == b) {
        return 0;
    }
    return tolower((unsigned char)a) == tolower((unsigned char)b) ? 1 : EDIT;
}

static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++) {
        above[j] = EDIT * (unsigned)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = EDIT * (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] = least(least(above[j], row[j - 1]) + EDIT,
                           above[j - 1] + replacement(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], before[j - 2] + EDIT);
            }
        }
        unsigned *free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[b_length];
}

const char *voi_nearest(const char *text, const char *const *names, size_t count)
{
    size_t length = strlen(text);
    const char *nearest = NULL;
    unsigned best = EDIT * (unsigned)(length < 3 ? 2 : (length + 2) / 3 + 1);
    if (length > LONGEST) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        size_t other = strlen(names[i]);
        unsigned steps = other > LONGEST ? best : distance(text, length, names[i], other);
        if (steps < best) {
            best = steps;
            nearest = names[i];
        }
    }
    return nearest;
}
