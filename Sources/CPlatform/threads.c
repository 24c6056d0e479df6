#include "CPlatform.h"

// Not `pthread_self`: compilers may cache its result across a suspension, after which another thread may continue.
static _Thread_local bool is_worker_thread = false;

void autocron_become_worker_thread(void) { is_worker_thread = true; }

bool autocron_is_worker_thread(void) { return is_worker_thread; }
