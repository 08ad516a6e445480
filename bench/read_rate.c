/* The ceiling of everything that reads its input once: all words of an array, xor'ed together so
 * that the compiler may use its widest vectors, by any number of threads on equal parts, several
 * times over so that starting the threads does not show. A library that bench_evpi.py loads. */
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_THREADS = 256, BLOCK = 64, AHEAD = 2048, LINE = 64 };

typedef struct {
    const uint64_t *words;
    size_t count, times;
    uint64_t answer;
    pthread_t thread;
} part;

static uint64_t read_once(const uint64_t *words, size_t count)
{
    uint64_t all = 0;
    for (const uint64_t *end = words + count; end - words >= BLOCK; words += BLOCK) {
        for (size_t byte = 0; byte < BLOCK * sizeof *words; byte += LINE) {
            __builtin_prefetch((const char *)words + AHEAD + byte);
        }
        for (size_t j = 0; j < BLOCK; j++) {
            all ^= words[j];
        }
    }
    return all;
}

static void *read_part(void *argument)
{
    part *p = argument;
    for (size_t i = 0; i < p->times; i++) {
        p->answer += read_once(p->words, p->count);
    }
    return NULL;
}

/* Reads `count` words `times` times; 0 where a thread cannot be started. */
uint64_t read_all(const uint64_t *words, size_t count, size_t threads, size_t times);

uint64_t read_all(const uint64_t *words, size_t count, size_t threads, size_t times)
{
    part parts[MOST_THREADS];
    size_t started = 0;
    uint64_t answer = 1;
    for (size_t t = 0; t < threads && t < MOST_THREADS; t++) {
        size_t first = count / threads * t;
        parts[t] = (part){.words = words + first, .count = count / threads, .times = times};
    }
    for (; started + 1 < threads && started + 1 < MOST_THREADS; started++) {
        if (pthread_create(&parts[started].thread, NULL, read_part, &parts[started]) != 0) {
            answer = 0;
            break;
        }
    }
    read_part(&parts[started]);
    for (size_t t = 0; t < started; t++) {
        pthread_join(parts[t].thread, NULL);
        answer = answer != 0 ? answer + (parts[t].answer | 1) : 0;
    }
    return answer;
}
