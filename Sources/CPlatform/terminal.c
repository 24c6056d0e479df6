#include "CPlatform.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t is_ours = 0;
static int terminal_descriptor = -1;
static int signal_descriptor = -1;
static struct termios found;

// xterm's control sequences, which all terminals in use support:
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
// The alternate screen, a hidden cursor, and no wrapping; and the reverse of each.
static const char enter[] = "\033[?1049h\033[?25l\033[?7l\033[2J";
static const char leave[] = "\033[?7h\033[?25h\033[?1049l";

static void say(const char *text, size_t count) {
    ssize_t written = write(terminal_descriptor, text, count);
    (void)written;
}

static void on_signal(int number) {
    int error = errno;
    char byte = (char)number;
    ssize_t written = write(signal_descriptor, &byte, 1);
    (void)written;
    errno = error;
}

// The program has crashed: only calls that signal-safety(7) allows, then the original death.
static void on_crash(int number) {
    autocron_terminal_end();
    signal(number, SIG_DFL);
    raise(number);
}

bool autocron_terminal_begin(int terminal, int signals) {
    if (tcgetattr(terminal, &found) != 0) return false;
    terminal_descriptor = terminal;
    signal_descriptor = signals;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_crash;
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT};
    for (size_t index = 0; index < sizeof crashes / sizeof *crashes; index++) sigaction(crashes[index], &action, NULL);
    // The process that started this program may have blocked them.
    sigset_t heard;
    sigemptyset(&heard);
    for (size_t index = 0; index < sizeof crashes / sizeof *crashes; index++) sigaddset(&heard, crashes[index]);
    action.sa_handler = on_signal;
    static const int told[] = {SIGWINCH, SIGINT, SIGTERM, SIGHUP};
    for (size_t index = 0; index < sizeof told / sizeof *told; index++) {
        sigaction(told[index], &action, NULL);
        sigaddset(&heard, told[index]);
    }
    pthread_sigmask(SIG_UNBLOCK, &heard, NULL);
    struct termios raw = found;
    raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    is_ours = 1;
    if (tcsetattr(terminal, TCSAFLUSH, &raw) != 0) return false;
    say(enter, sizeof enter - 1);
    return true;
}

void autocron_terminal_end(void) {
    if (!is_ours) return;
    is_ours = 0;
    say(leave, sizeof leave - 1);
    tcsetattr(terminal_descriptor, TCSAFLUSH, &found);
}
