/* Jumps of a curve as a person sees them: needles that stand out of what came before. */
#ifndef RAVINE_LESSON_JUMP_H
#define RAVINE_LESSON_JUMP_H

#include <stdbool.h>
#include <stddef.h>

/* Whether value[i] is a jump: at least RV_JUMP_FACTOR times the median of up to RV_JUMP_WINDOW
 * values before it, of which there are RV_JUMP_LEAST at least. Looks back only, so that a run that
 * is being watched can stop there. */
#define RV_JUMP_FACTOR 1.5
#define RV_JUMP_WINDOW 5
#define RV_JUMP_LEAST 4
bool rv_jump_at(const double *value, size_t i);

#endif
