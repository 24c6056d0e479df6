#include "CTaskRecords.h"

#if defined(__ELF__)
// The linker defines these two for a section whose name is a C identifier. Weak: a program without marked functions has
// no such section and must link all the same. Hidden: they are defined once per image, and these must be our own
// image's.
extern const char start[] __asm__("__start_autocron_tasks") __attribute__((weak, visibility("hidden")));
extern const char stop[] __asm__("__stop_autocron_tasks") __attribute__((weak, visibility("hidden")));

const void *autocron_records_begin(void) { return start; }
const void *autocron_records_end(void) { return stop; }
#endif
