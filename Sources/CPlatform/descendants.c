#include "CPlatform.h"

#include <sys/ioctl.h>

#if defined(__linux__)
#include <sys/prctl.h>

bool autocron_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0; }
#else
bool autocron_adopt_orphans(void) { return false; }
#endif

int autocron_unread(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}
