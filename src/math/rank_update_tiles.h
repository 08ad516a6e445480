/* The tiles of a rank update for one instruction set; included once for each (no guard). Before it
 *     TARGET   the instruction set, as gcc's attribute calls it
 *     NAME(x)  x with the set's name
 *     VECTOR, LANES, MASK, LOAD, STORE, LOAD_PART, STORE_PART, SPREAD, FUSE, FIRST(n)
 *     TALL, BROAD  rows, and vectors side by side, of the tile whose sums fill the registers. */

#define INLINE static inline __attribute__((always_inline, target(TARGET)))

/* out.rows and broad are constants wherever it is inlined, so that the sums stay in registers; of
 * the last vector `part` lanes count, all where it is LANES. */
INLINE void NAME(tile)(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out,
                       size_t broad, size_t part)
{
    VECTOR sum[TALL][BROAD];
    MASK mask = FIRST(part);
    bool whole = part == LANES;
#pragma GCC unroll 8
    for (size_t i = 0; i < out.rows; i++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < broad; v++) {
            sum[i][v] = SPREAD(0);
        }
    }
    for (size_t k = 0; k < count; k++) {
        const double *a = left.data + k * left.next, *b = right.data + k * right.next;
        VECTOR line[BROAD];
#pragma GCC unroll 4
        for (size_t v = 0; v < broad; v++) {
            line[v] = whole || v + 1 < broad ? LOAD(b + v * LANES) : LOAD_PART(b + v * LANES, mask);
        }
#pragma GCC unroll 8
        for (size_t i = 0; i < out.rows; i++) {
            VECTOR factor = SPREAD(a[i * left.step]);
#pragma GCC unroll 4
            for (size_t v = 0; v < broad; v++) {
                sum[i][v] = FUSE(factor, line[v], sum[i][v]);
            }
        }
    }
#pragma GCC unroll 8
    for (size_t i = 0; i < out.rows; i++) {
#pragma GCC unroll 4
        for (size_t v = 0; v < broad; v++) {
            double *to = out.data + i * out.next + v * LANES;
            if (whole || v + 1 < broad) {
                STORE(to, FUSE(SPREAD(sign), sum[i][v], LOAD(to)));
            } else {
                STORE_PART(to, mask, FUSE(SPREAD(sign), sum[i][v], LOAD_PART(to, mask)));
            }
        }
    }
}

/* One column of tiles. */
INLINE void NAME(column)(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out,
                         size_t broad, size_t part)
{
    size_t i = 0;
    for (; i + TALL <= out.rows; i += TALL) {
        NAME(tile)(sign, count, left, right, (vi_block){out.data, out.next, TALL, 0}, broad, part);
        left.data += TALL * left.step;
        out.data += TALL * out.next;
    }
    for (; i + 2 <= out.rows; i += 2) {
        NAME(tile)(sign, count, left, right, (vi_block){out.data, out.next, 2, 0}, broad, part);
        left.data += 2 * left.step;
        out.data += 2 * out.next;
    }
    if (i < out.rows) {
        NAME(tile)(sign, count, left, right, (vi_block){out.data, out.next, 1, 0}, broad, part);
    }
}

__attribute__((target(TARGET))) static void NAME(update)(double sign, size_t count, vi_vectors left,
                                                         vi_vectors right, vi_block out)
{
    size_t j = 0;
    for (; j + BROAD * LANES <= out.cols; j += BROAD * LANES) {
        NAME(column)(sign, count, left, right, out, BROAD, LANES);
        right.data += BROAD * LANES;
        out.data += BROAD * LANES;
    }
    for (; j + LANES <= out.cols; j += LANES) {
        NAME(column)(sign, count, left, right, out, 1, LANES);
        right.data += LANES;
        out.data += LANES;
    }
    if (j < out.cols) {
        NAME(column)(sign, count, left, right, out, 1, out.cols - j);
    }
}

#undef INLINE
