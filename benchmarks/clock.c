/* Clocks of adoption on workload W, by hand: the practical limit (horloges d'adoption en C).
   cc -O3 -march=native -ffp-contract=off -shared -fPIC -lm; draws and arithmetic are those of sim/, so are the results. */
#include <math.h>
#include <stdint.h>

static const uint64_t GOLDEN = 0x9E3779B97F4A7C15ull;

static inline uint64_t fold(uint64_t key, uint64_t word) {
    uint64_t z = key + GOLDEN * (word + 1);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

/* Give every citizen the hazard it can take: Exp(1), named by citizen, innovation 0, stage 1, spell 0. */
void wind_up(int64_t n, uint64_t stream, float *clock) {
    for (int64_t i = 0; i < n; i++) {
        uint64_t name = fold(fold(fold(fold(stream, (uint64_t)i), 0), 1), 0);
        clock[i] = (float)-log(((double)(name >> 12) + 0.5) * 2.220446049250313e-16);
    }
}

/* Move `steps` months; out is [steps][cells]. stage is 1 for those who wait and 2 for adopters. */
void months(int64_t cells, int64_t steps, const int64_t *first, const int64_t *start, const int32_t *contact,
            const int32_t *cell, const float *threshold, double alone, double pull, double below,
            uint8_t *stage, float *clock, float *social, int16_t *adopting, int32_t *hits, int64_t *found,
            int64_t *counts, int64_t *out) {
    for (int64_t t = 0; t < steps; t++) {
        for (int64_t g = 0; g < cells; g++) {
            int64_t m = first[g];
            for (int64_t r = first[g]; r < first[g + 1]; r++)
                if (stage[r] == 1) {
                    float left = clock[r] - (float)(alone + 1.0 * social[r]);
                    clock[r] = left;
                    if (left <= 0.0f) hits[m++] = (int32_t)r;
                }
            found[g] = m - first[g];
        }
        for (int64_t g = 0; g < cells; g++)
            for (int64_t k = first[g]; k < first[g] + found[g]; k++) {
                int32_t r = hits[k];
                stage[r] = 2;
                counts[cell[r]]++;
                for (int64_t e = start[r]; e < start[r + 1]; e++) {
                    int32_t o = contact[e];
                    adopting[o]++;
                    if (stage[o] != 2) {
                        double share = (double)adopting[o] / (double)(start[o + 1] - start[o]);
                        if (share >= threshold[o] * (1.0 - 1e-7) - 1e-12) social[o] = (float)(pull * share);
                        else social[o] = (float)(pull * share < below ? pull * share : below);
                    }
                }
            }
        for (int64_t g = 0; g < cells; g++) out[t * cells + g] = counts[g];
    }
}
