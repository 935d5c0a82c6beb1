/* Clocks of adoption in C: the algorithm of sim/clock.py, and the least that workload W asks (horloges en C).
   cc -O3 -march=native -ffp-contract=off -shared -fPIC -lm; draws and arithmetic are those of sim/, so are the results. */
#include <math.h>
#include <stdint.h>

enum { UNAWARE, AWARE, ADOPTER, RELAY, LAPSED, STAGES };

static const uint64_t GOLDEN = 0x9E3779B97F4A7C15ull;

static inline uint64_t fold(uint64_t key, uint64_t word) {
    uint64_t z = key + GOLDEN * (word + 1);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static inline double uniform(uint64_t name) { return ((double)(name >> 12) + 0.5) * 2.220446049250313e-16; }

/* What a new spell can take: Exp(1), named by citizen, innovation, stage and spell. */
static inline float spell_clock(uint64_t stream, uint64_t citizen, uint64_t innovation, int stage, uint64_t spell) {
    return (float)-log(uniform(fold(fold(fold(fold(stream, citizen), innovation), (uint64_t)stage), spell)));
}

void wind_up(int64_t n, uint64_t stream, float *clock) {
    for (int64_t i = 0; i < n; i++) clock[i] = spell_clock(stream, (uint64_t)i, 0, AWARE, 0);
}

/* The people and the audience of sim/state.py, one innovation. */
typedef struct {
    int64_t cells;
    const int64_t *first, *start;
    const int32_t *contact, *citizen, *cell;
    const uint64_t *code;
    const float *threshold, *engagement;
    const double *base, *slope; /* [cells][STAGES], a month */
    uint8_t *stage;
    uint16_t *spell;
    float *clock, *social;
    int16_t *voice, *adopting;
    int32_t *hits;
    int64_t *found, *counts; /* counts: [cells][STAGES] */
} Town;

static inline int uses(int stage) { return ADOPTER <= stage && stage <= RELAY; }

static void drain(const Town *w) {
    for (int64_t g = 0; g < w->cells; g++) {
        const double *b = w->base + g * STAGES, *k = w->slope + g * STAGES;
        int64_t ended = 0, m = w->first[g];
        for (int64_t r = w->first[g]; r < w->first[g + 1]; r++) {
            int s = w->stage[r];
            w->clock[r] -= (float)(b[s] + k[s] * w->social[r]);
            ended += w->clock[r] <= 0.0f;
        }
        if (ended)
            for (int64_t r = w->first[g]; r < w->first[g + 1]; r++)
                if (w->clock[r] <= 0.0f) w->hits[m++] = (int32_t)r;
        w->found[g] = m - w->first[g];
    }
}

static inline void refresh(const Town *w, int64_t r, double pull, double floor_) {
    int stage = w->stage[r], c = w->citizen[r];
    if (stage == ADOPTER) { w->social[r] = w->engagement[c]; return; }
    if (stage == RELAY) { w->social[r] = 1.0f; return; }
    int64_t degree = w->start[r + 1] - w->start[r];
    double heard = 0.5 * w->voice[r], e = degree > 0 ? (heard > 0.0 ? heard : 0.0) / (double)degree : 0.0;
    if (stage == UNAWARE) w->social[r] = (float)e;
    else if (e >= w->threshold[c] * (1.0 - 1e-7) - 1e-12) w->social[r] = (float)(pull * e);
    else w->social[r] = w->adopting[r] > 0 ? (float)(pull * e < floor_ ? pull * e : floor_) : 0.0f;
}

static void enter(const Town *w, int64_t g, int64_t r, int new, double pull, double floor_, uint64_t stream) {
    int old = w->stage[r];
    w->stage[r] = (uint8_t)new;
    w->clock[r] = spell_clock(stream, w->code[w->citizen[r]], 0, new, ++w->spell[r]);
    w->counts[g * STAGES + old]--;
    w->counts[g * STAGES + new]++;
    int adopts = uses(new) - uses(old), voice = 2 * adopts - ((new == LAPSED) - (old == LAPSED));
    refresh(w, r, pull, floor_);
    if (voice)
        for (int64_t e = w->start[r]; e < w->start[r + 1]; e++) {
            int32_t other = w->contact[e];
            w->voice[other] += (int16_t)voice;
            w->adopting[other] += (int16_t)adopts;
            if (!uses(w->stage[other])) refresh(w, other, pull, floor_);
        }
}

static inline int next_stage(const Town *w, int64_t g, int64_t r, uint64_t stream) {
    int old = w->stage[r];
    if (old == UNAWARE) return AWARE;
    if (!uses(old)) return ADOPTER;
    double other = w->slope[g * STAGES + old] * w->social[r], lapse = w->base[g * STAGES + old];
    uint64_t name = fold(fold(fold(fold(stream, w->code[w->citizen[r]]), 0), 1000), w->spell[r]);
    return uniform(name) * (other + lapse) >= other ? LAPSED : old == ADOPTER ? RELAY : ADOPTER;
}

/* Move `steps` months by the model's algorithm; out is [steps][cells]. */
void months(const Town *w, int64_t steps, double pull, double floor_, uint64_t stream, int64_t *out) {
    for (int64_t t = 0; t < steps; t++) {
        drain(w);
        for (int64_t g = 0; g < w->cells; g++)
            for (int64_t k = w->first[g]; k < w->first[g] + w->found[g]; k++)
                enter(w, g, w->hits[k], next_stage(w, g, w->hits[k], stream), pull, floor_, stream);
        for (int64_t g = 0; g < w->cells; g++) out[t * w->cells + g] = w->counts[g * STAGES + ADOPTER];
    }
}

/* The least that workload W asks: two stages, one spell each, people in the order of the rows. */
void bare_months(const Town *w, int64_t steps, double pull, double floor_, double alone, int64_t *out) {
    for (int64_t t = 0; t < steps; t++) {
        for (int64_t g = 0; g < w->cells; g++) {
            int64_t ended = 0, m = w->first[g];
            for (int64_t r = w->first[g]; r < w->first[g + 1]; r++) {
                float left = w->clock[r] - (float)(alone + 1.0 * w->social[r]);
                w->clock[r] = w->stage[r] == AWARE ? left : w->clock[r];
                ended += w->stage[r] == AWARE && left <= 0.0f;
            }
            if (ended)
                for (int64_t r = w->first[g]; r < w->first[g + 1]; r++)
                    if (w->stage[r] == AWARE && w->clock[r] <= 0.0f) w->hits[m++] = (int32_t)r;
            w->found[g] = m - w->first[g];
        }
        for (int64_t g = 0; g < w->cells; g++)
            for (int64_t k = w->first[g]; k < w->first[g] + w->found[g]; k++) {
                int32_t r = w->hits[k];
                w->stage[r] = ADOPTER;
                w->counts[g]++;
                for (int64_t e = w->start[r]; e < w->start[r + 1]; e++) {
                    int32_t o = w->contact[e];
                    w->adopting[o]++;
                    if (w->stage[o] != ADOPTER) {
                        double share = (double)w->adopting[o] / (double)(w->start[o + 1] - w->start[o]);
                        if (share >= w->threshold[o] * (1.0 - 1e-7) - 1e-12) w->social[o] = (float)(pull * share);
                        else w->social[o] = (float)(pull * share < floor_ ? pull * share : floor_);
                    }
                }
            }
        for (int64_t g = 0; g < w->cells; g++) out[t * w->cells + g] = w->counts[g];
    }
}
