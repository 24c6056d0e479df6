#include "CPlatform.h"

#if defined(__linux__)
#include <sys/vfs.h>

const char *autocron_network_file_system(const char *path) {
    struct statfs information;
    if (statfs(path, &information) != 0) return NULL;
    // Numbers from statfs(2).
    switch ((uint32_t)information.f_type) {
    case 0x6969: return "NFS";
    case 0x517B: return "SMB";
    case 0xFF534D42: return "CIFS";
    case 0xFE534D42: return "SMB2";
    case 0x5346414F: return "AFS";
    case 0x00C36400: return "Ceph";
    case 0x01021997: return "9P";
    default: return NULL;
    }
}
#elif defined(__APPLE__)
#include <string.h>
#include <sys/mount.h>
#include <sys/param.h>

const char *autocron_network_file_system(const char *path) {
    static _Thread_local char name[MFSTYPENAMELEN + 1];
    struct statfs information;
    if (statfs(path, &information) != 0 || (information.f_flags & MNT_LOCAL)) return NULL;
    strlcpy(name, information.f_fstypename, sizeof name);
    return name;
}
#else
const char *autocron_network_file_system(const char *path) { (void)path; return NULL; }
#endif
