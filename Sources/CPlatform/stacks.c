#include "CPlatform.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

enum { stack_size = 65536 };

static pthread_key_t stack_key;
static pthread_once_t stack_once = PTHREAD_ONCE_INIT;

static void free_stack(void *stack) {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    munmap(stack, stack_size);
}

static void make_key(void) { pthread_key_create(&stack_key, free_stack); }

static void give_stack(void) {
    pthread_once(&stack_once, make_key);
    stack_t present;
    // Other code, such as the runtime for the main thread, may have set a stack already.
    if (sigaltstack(NULL, &present) != 0 || !(present.ss_flags & SS_DISABLE)) return;
    void *memory = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (memory == MAP_FAILED) return;
    stack_t wanted = {.ss_sp = memory, .ss_size = stack_size};
    if (sigaltstack(&wanted, NULL) != 0 || pthread_setspecific(stack_key, memory) != 0) munmap(memory, stack_size);
}

void autocron_give_signal_stack(void) {
    static _Thread_local bool is_done;
    if (is_done) return;
    is_done = true;
    give_stack();
}
