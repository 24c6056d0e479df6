#include "CTaskRecords.h"

#if defined(__ELF__)
// For a section whose name is a C identifier the linker defines these two. Weak: a program without marked functions has
// no such section and must link all the same. Hidden: they are defined once per image, and ours are those meant.
extern const char start[] __asm__("__start_autocron_tasks") __attribute__((weak, visibility("hidden")));
extern const char stop[] __asm__("__stop_autocron_tasks") __attribute__((weak, visibility("hidden")));

const void *autocron_records_begin(void) { return start; }
const void *autocron_records_end(void) { return stop; }
#endif
