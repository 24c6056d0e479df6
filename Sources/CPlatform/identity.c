#include "CPlatform.h"

#if defined(__linux__)
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void autocron_name_process(const char *name) {
    // The main thread's name is the process's; prctl would name the calling thread.
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/comm", (int)getpid());
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    ssize_t written = write(file, name, strlen(name));
    (void)written;
    close(file);
}

uint64_t autocron_resident_memory(void) {
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    char text[128];
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    unsigned long long size, resident;
    if (sscanf(text, "%llu %llu", &size, &resident) != 2) return 0;
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}
#elif defined(__APPLE__)
#include <mach/mach.h>

void autocron_name_process(const char *name) { (void)name; }

uint64_t autocron_resident_memory(void) {
    task_vm_info_data_t information;
    mach_msg_type_number_t count = TASK_VM_INFO_COUNT;
    if (task_info(mach_task_self(), TASK_VM_INFO, (task_info_t)&information, &count) != KERN_SUCCESS) return 0;
    return information.phys_footprint;
}
#else
void autocron_name_process(const char *name) { (void)name; }
uint64_t autocron_resident_memory(void) { return 0; }
#endif
