/* Signals, waits and child processes. Each attack is made in a process of its own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/descriptor.h"
#include "ravine/interrupt.h"
#include "ravine/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 60 }; /* seconds, for what must not hang: SIGALRM then ends the process */

/* Runs `attack` in a process; its status. */
static int in_process(void (*attack)(int argument), int argument)
{
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit no_core = {0, 0};

        setrlimit(RLIMIT_CORE, &no_core);
        for (int number = 1; number <= SIGRTMAX; number++) /* not those of sanitizers */
            if (number != SIGKILL && number != SIGSTOP)
                signal(number, SIG_DFL);
        alarm(PATIENCE);
        attack(argument);
        _exit(99);
    }
    while (waitpid(child, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    return status;
}

static void check_exit(void (*attack)(int argument), int argument)
{
    const int status = in_process(attack, argument);

    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("attack with %d: %s %d", argument, WIFEXITED(status) ? "exit status" : "signal",
                 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

#define NEED(condition)                                                                            \
    do {                                                                                           \
        if (!(condition))                                                                          \
            _exit(__LINE__ % 90 + 1);                                                              \
    } while (0)

/* ---- Signals that ask ---- */

static void ask(int number)
{
    rv_interrupt_start();
    NEED(*rv_interrupt_flag() == 0);
    NEED(rv_interrupt_wait(-1, 0, 0) == RV_WAIT_TIME);
    raise(number);
    NEED(*rv_interrupt_flag() == number);
    NEED(rv_interrupt_wait(-1, 0, -1) == RV_WAIT_INTERRUPTED); /* came before the wait */
    rv_interrupt_resume();
    NEED(*rv_interrupt_flag() == 0);
    NEED(rv_interrupt_wait(-1, 0, 0) == RV_WAIT_TIME);
    raise(number);
    raise(number); /* the second ends */
}

static void the_first_asks_and_the_second_ends(void **state)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const int status = in_process(ask, numbers[i]);

        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 130);
    }
}

static void *send_term(void *target)
{
    kill(*(pid_t *)target, SIGTERM);
    return NULL;
}

/* The signal may be handled by another thread than the one that waits. */
static void ask_from_thread(int argument)
{
    pid_t me = getpid();
    pthread_t thread;
    sigset_t term;
    int ends[2];
    char byte;

    (void)argument;
    rv_interrupt_start();
    NEED(pipe(ends) == 0);
    NEED(pthread_create(&thread, NULL, send_term, &me) == 0);
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, NULL);
    NEED(rv_descriptor_read(ends[0], &byte, 1) == -1 && errno == EINTR);
    _exit(0);
}

static void a_wait_ends_whichever_thread_hears(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++)
        check_exit(ask_from_thread, i);
}

/* ---- Signals that end ---- */

static int witness[2];

static void tell(void)
{
    ssize_t ignored = write(witness[1], "x", 1);

    (void)ignored;
}

static void end_by(int number)
{
    rv_interrupt_start();
    rv_interrupt_add_hook(tell);
    rv_interrupt_add_hook(tell); /* once is enough */
    raise(number);
}

static void hooks_come_before_every_end(void **state)
{
    const int numbers[] = {SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGPIPE,
                           SIGQUIT, SIGTRAP, SIGSEGV, SIGBUS,    SIGILL,  SIGFPE,  SIGSYS,
                           SIGPOLL, SIGRTMIN, SIGRTMAX};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char bytes[4];
        int status;

        assert_int_equal(pipe(witness), 0);
        status = in_process(end_by, numbers[i]);
        close(witness[1]);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != numbers[i])
            fail_msg("signal %d ends with status %#x", numbers[i], (unsigned)status);
        assert_int_equal(read(witness[0], bytes, sizeof bytes), 1);
        close(witness[0]);
    }
}

/* The main thread makes the end, whichever thread hears the signal: nobody writes meanwhile. */
static pthread_t main_thread;

static void tell_main(void)
{
    if (pthread_equal(pthread_self(), main_thread))
        tell();
}

static void *raise_it(void *number)
{
    raise(*(int *)number);
    return NULL;
}

static void end_by_thread(int number)
{
    pthread_t thread;

    main_thread = pthread_self();
    rv_interrupt_start();
    rv_interrupt_add_hook(tell_main);
    NEED(pthread_create(&thread, NULL, raise_it, &number) == 0);
    pthread_join(thread, NULL);
}

static void the_main_thread_makes_the_end(void **state)
{
    const int numbers[] = {SIGUSR1, SIGALRM, SIGQUIT, SIGSEGV, SIGRTMIN};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char byte;
        int status;

        assert_int_equal(pipe(witness), 0);
        status = in_process(end_by_thread, numbers[i]);
        close(witness[1]);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != numbers[i])
            fail_msg("signal %d ends with status %#x", numbers[i], (unsigned)status);
        assert_int_equal(read(witness[0], &byte, 1), 1);
        close(witness[0]);
    }
}

/* What does not end a process, and the limit on files, end nothing. */
static void go_on(int number)
{
    const struct rlimit limit = {100, 100};
    FILE *file = tmpfile();

    rv_interrupt_start();
    rv_interrupt_add_hook(tell);
    raise(number);
    if (file) {
        static const char bytes[200];

        setrlimit(RLIMIT_FSIZE, &limit);
        NEED(rv_descriptor_write(fileno(file), bytes, sizeof bytes) == EFBIG);
    }
    _exit(0);
}

static void other_signals_end_nothing(void **state)
{
    static const int numbers[] = {SIGXFSZ, SIGCHLD, SIGCONT, SIGURG, SIGWINCH};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        check_exit(go_on, numbers[i]);
}

/* ---- Pipes ---- */

static char fifo[64];

static void read_fifo(int writers)
{
    char byte;
    int file = rv_descriptor_open(fifo, O_RDONLY), writer = -1;

    rv_interrupt_start();
    NEED(file >= 0);
    if (writers) {
        writer = rv_descriptor_open(fifo, O_WRONLY);
        NEED(writer >= 0);
        NEED(rv_descriptor_write(writer, "y", 1) == 0);
        NEED(rv_descriptor_read(file, &byte, 1) == 1 && byte == 'y');
        raise(SIGTERM);
        NEED(rv_descriptor_read(file, &byte, 1) == -1 && errno == EINTR);
    } else {
        NEED(rv_descriptor_read(file, &byte, 1) == 0); /* nobody writes: that is the end */
    }
    _exit(0);
}

/* A pipe that nobody reads from takes what fits and no more. */
static void fill_pipe(int argument)
{
    static const char bytes[1 << 20];
    int ends[2];

    (void)argument;
    rv_interrupt_start();
    NEED(pipe(ends) == 0);
    raise(SIGTERM);
    NEED(rv_descriptor_write(ends[1], bytes, sizeof bytes) == EINTR);
    _exit(0);
}

static void open_for_nobody(int argument)
{
    (void)argument;
    NEED(rv_descriptor_open(fifo, O_WRONLY) == -1 && errno == ENXIO);
    _exit(0);
}

static void pipes_do_not_keep_us(void **state)
{
    (void)state;
    snprintf(fifo, sizeof fifo, "/tmp/ravine-fifo-%ld", (long)getpid());
    assert_int_equal(mkfifo(fifo, 0600), 0);
    check_exit(read_fifo, 0);
    check_exit(read_fifo, 1);
    check_exit(open_for_nobody, 0);
    check_exit(fill_pipe, 0);
    unlink(fifo);
}

/* ---- Children ---- */

enum how { ENDS, FAILS, HANGS, ASKED, SECOND, KILLED };

/* A shell that heeds no signal and has a child of its own; it says when it is ready. */
static void start_hung(struct rv_process *process)
{
    static char name[] = "sh", option[] = "-c",
                script[] = "trap '' INT TERM HUP; sleep 1000 & echo >&2; wait; wait";
    static char *const arguments[] = {name, option, script, NULL};
    char byte;

    NEED(rv_process_start("sh", arguments, true, process) == 0);
    NEED(read(process->errors, &byte, 1) == 1);
    NEED(write(witness[1], &process->id, sizeof process->id) == sizeof process->id);
}

static void start_child(int how)
{
    static char name[] = "sh", option[] = "-c", fine[] = "echo told >&2", bad[] = "exit 3";
    char *arguments[] = {name, option, how == FAILS ? bad : fine, NULL};
    struct rv_text errors = {0};
    struct rv_process process;
    int status = 0;

    rv_interrupt_start();
    if (how == ENDS || how == FAILS) {
        NEED(rv_process_start("sh", arguments, true, &process) == 0);
        NEED(rv_process_wait(&process, PATIENCE, &errors, &status) == RV_WAIT_READY);
        NEED(WIFEXITED(status) && WEXITSTATUS(status) == (how == FAILS ? 3 : 0));
        NEED(strcmp(rv_text_string(&errors), how == FAILS ? "" : "told\n") == 0);
        NEED(rv_process_start("ravine-no-such-program", arguments, true, &process) == ENOENT);
        _exit(0);
    }
    start_hung(&process);
    if (how == ASKED || how == SECOND)
        raise(SIGINT);
    if (how == SECOND)
        raise(SIGINT);
    if (how == KILLED)
        raise(SIGUSR1);
    NEED(rv_process_wait(&process, how == HANGS ? 0.01 : -1, &errors, &status) ==
         (how == HANGS ? RV_WAIT_TIME : RV_WAIT_INTERRUPTED));
    NEED(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    _exit(0);
}

/* The whole group is gone, or nothing but what nobody has waited for yet. */
static bool group_gone(pid_t group)
{
    for (int i = 0; i < PATIENCE * 100; i++) {
        if (kill(-group, 0) != 0)
            return true;
        poll(NULL, 0, 10);
    }
    return false;
}

static void no_child_is_left(void **state)
{
    static const int signals[] = {[SECOND] = 130 << 8, [KILLED] = SIGUSR1};

    (void)state;
    check_exit(start_child, ENDS);
    check_exit(start_child, FAILS);
    for (int how = HANGS; how <= KILLED; how++) {
        pid_t group = 0;

        assert_int_equal(pipe(witness), 0);
        if (how == SECOND || how == KILLED)
            assert_int_equal(in_process(start_child, how), signals[how]);
        else
            check_exit(start_child, how);
        assert_int_equal(read(witness[0], &group, sizeof group), sizeof group);
        assert_true(group_gone(group));
        close(witness[0]);
        close(witness[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_asks_and_the_second_ends),
        cmocka_unit_test(a_wait_ends_whichever_thread_hears),
        cmocka_unit_test(hooks_come_before_every_end),
        cmocka_unit_test(the_main_thread_makes_the_end),
        cmocka_unit_test(other_signals_end_nothing),
        cmocka_unit_test(pipes_do_not_keep_us),
        cmocka_unit_test(no_child_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
