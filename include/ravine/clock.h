/* The clocks: how long something took. No result depends on them; seeds never come from them.
 *
 *     double begun = rv_clock_elapsed();
 *     ...
 *     double took = rv_clock_elapsed() - begun;
 *
 * Each is in seconds since some moment in the past: only differences mean something. */
#ifndef RAVINE_CLOCK_H
#define RAVINE_CLOCK_H

/* Goes on evenly, whoever sets the time of day. */
double rv_clock_elapsed(void);
/* Processor time of the calling thread. */
double rv_clock_thread(void);
/* Processor time of all threads of the program. */
double rv_clock_process(void);

#endif
