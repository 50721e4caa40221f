/* The program behind main(): all commands. */
#ifndef RAVINE_CLI_COMMANDS_H
#define RAVINE_CLI_COMMANDS_H

#include <signal.h>

/* Runs the program: argv[1] is the command. Prints its errors. Returns the exit status. */
int rv_commands_main(int argc, char *const *argv, const volatile sig_atomic_t *stop);

#endif
