/* A file of keys for the menu, or, after a first line "plain", the words of a sitting in sentences.
 * Also what a sitting reads at its start, the list of cases seen: after a first line "seen". */
#include "files.h"

#include "ravine/tui.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>

static const char lesson[] =
    "symptom: It jumps.\n"
    "question: Why?\n"
    "looks: jumps\n"
    "choices:\n"
    "  - {text: a smaller rate, variant: small}\n"
    "  - {text: more of it, variant: more}\n"
    "answer: small\n"
    "reveal: Too large.\n"
    "recipe:\n"
    "  data: {set: blobs, classes: 2, train: 16, validation: 8}\n"
    "  network: [{dense: {units: 2}}]\n"
    "  loss: {name: cross_entropy}\n"
    "  optimizer: {name: sgd, learning_rate: 0.5}\n"
    "  train: {batch: 8, epochs: 3}\n"
    "variants: {base: {}, small: {optimizer.learning_rate: 0.01}, more: {train.epochs: 4}}\n"
    "claims: [{says: \"base.val_loss.last > small.val_loss.last\"}]\n";
static const char valley[] = "symptom: It is slow.\n"
                             "recipe: {surface: {name: quadratic}, optimizer: {name: sgd},\n"
                             "         train: {steps_per_epoch: 2, epochs: 3}}\n";

static volatile sig_atomic_t stop;

/* Keys may ask for hours of training. It is stopped as by Ctrl-C after a quarter of a second of the
 * processor's time; that it then ends is what is tested. */
static void interrupt(int signal)
{
    (void)signal;
    stop = 1;
}

static void begin(void)
{
    static pid_t ready;
    struct sigaction action = {.sa_handler = interrupt};
    const char *folder = fuzz_files();

    if (ready == getpid())
        return;
    ready = getpid();
    must(chdir(folder) == 0);
    setenv("HOME", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
    setenv("PATH", folder, 1); /* no gnuplot: a figure takes a hundred inputs' time */
    unsetenv("RAVINE_PATH");
    sigaction(SIGVTALRM, &action, NULL);
    must(dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO) >= 0);
}

static void refresh(void)
{
    fuzz_empty(fuzz_files());
    must(mkdir("scenarios", 0777) == 0 && mkdir("ravine", 0777) == 0);
    fuzz_file("scenarios/lesson.yaml", lesson, sizeof lesson - 1);
    fuzz_file("scenarios/valley.yaml", valley, sizeof valley - 1);
}

static bool begins(const uint8_t *data, size_t size, const char *line)
{
    return size >= strlen(line) && memcmp(data, line, strlen(line)) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct itimerval limit = {.it_value = {.tv_usec = 250000}}, none = {0};
    struct rv_tui_options options = {.width = 80, .height = 24, .seed = -1, .threads = 1,
                                     .stop = &stop};
    struct rv_error error = {0};
    enum rv_status status;

    begin();
    refresh();
    stop = 0;
    if (begins(data, size, "plain\n") || begins(data, size, "seen\n")) {
        const bool seen = *data == 's';
        const size_t skip = seen ? 5 : 6;
        int input;

        if (seen)
            fuzz_file("ravine/seen", data + skip, size - skip);
        input = open(seen ? fuzz_file("keys", "open\nq\n", 7)
                          : fuzz_file("keys", data + skip, size - skip), O_RDONLY);
        must(input >= 0 && dup2(input, STDIN_FILENO) >= 0);
        close(input);
        options.plain = true;
    } else {
        options.keys = fuzz_file("keys", data, size);
        options.dump = "dump";
    }
    setitimer(ITIMER_VIRTUAL, &limit, NULL);
    status = rv_tui_run(&options, &error);
    must(status == RV_OK || status == RV_INTERRUPTED || (status == RV_INPUT && *error.message));
    setitimer(ITIMER_VIRTUAL, &none, NULL);
    return 0;
}
