// Preloaded into a program, makes the n-th call of a chosen function fail, as a full disk, a broken one or a lack of
// memory would; for tests alone.
//
// Calls are looked at on one rank, and those about files only below one directory, so that the files of MPI go on as
// before; memory is counted where the program or its C++ library ask for it. Everything is asked of the kernel
// directly, since a symbol looked up later may need the memory that is being refused. How many calls were seen and how
// many of them failed is written through a shared mapping, which survives any end of the process and is one with its
// children: a harness counts n up until nothing is struck any more.
//
//   FAIL_CALL   write pwrite writev fsync fdatasync open openread read pread rename ftruncate fallocate mkdir unlink
//               close memory; several are joined with '+'
//   FAIL_AT     n, from 1; 0: only count            FAIL_ON      "1": all from the n-th on; otherwise that one
//   FAIL_ERRNO  its number; 0: a short count        FAIL_BELOW   the directory
//   FAIL_ABOVE  bytes, for memory                   FAIL_RANK    the rank; without one, every process
//   FAIL_COUNT  file of two 64-bit numbers: calls seen, calls failed
//   FAIL_SIGNAL its number: raised once, as the first file below the directory is opened for writing

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);

enum { kPath = 4096, kRanges = 16 };

static struct {
    char calls[256];
    char below[kPath];
    size_t below_length;
    uint64_t at, above;
    int code, on, signal;
    uint64_t* seen; // [0] calls seen, [1] calls failed; null: nothing is watched
} g;

static struct { uintptr_t from, to; } g_askers[kRanges];
static int g_asker_count;

static int keep_asker(struct dl_phdr_info* info, size_t size, void* unused) {
    (void)size, (void)unused;
    const char* name = info->dlpi_name;
    if (*name != '\0' && strstr(name, "libstdc++") == NULL)
        return 0;
    for (int i = 0; i < info->dlpi_phnum && g_asker_count < kRanges; ++i)
        if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X) != 0) {
            g_askers[g_asker_count].from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            g_askers[g_asker_count].to = g_askers[g_asker_count].from + info->dlpi_phdr[i].p_memsz;
            ++g_asker_count;
        }
    return 0;
}

static uint64_t number(const char* name) {
    const char* text = getenv(name);
    return text == NULL ? 0 : strtoull(text, NULL, 10);
}

__attribute__((constructor)) static void begin(void) {
    const char* calls = getenv("FAIL_CALL");
    const char* below = getenv("FAIL_BELOW");
    const char* count = getenv("FAIL_COUNT");
    const char* rank = getenv("FAIL_RANK");
    const char* mine = getenv("OMPI_COMM_WORLD_RANK");
    if (calls == NULL || count == NULL || (rank != NULL && strcmp(rank, mine == NULL ? "0" : mine) != 0))
        return;
    strncpy(g.calls, calls, sizeof g.calls - 1);
    strncpy(g.below, below == NULL ? "/" : below, sizeof g.below - 1);
    g.below_length = strlen(g.below);
    g.at = number("FAIL_AT");
    g.above = number("FAIL_ABOVE");
    g.code = (int)number("FAIL_ERRNO");
    g.on = number("FAIL_ON") != 0;
    g.signal = (int)number("FAIL_SIGNAL");
    dl_iterate_phdr(keep_asker, NULL);
    const int file = (int)syscall(SYS_openat, AT_FDCWD, count, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0 || syscall(SYS_ftruncate, file, (off_t)16) != 0)
        return;
    void* shared = (void*)syscall(SYS_mmap, NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (shared != MAP_FAILED)
        g.seen = shared;
}

/// Whether `call` is one of those chosen.
static int chosen(const char* call) {
    const size_t length = strlen(call);
    for (const char* at = g.calls; (at = strstr(at, call)) != NULL; at += length)
        if ((at == g.calls || at[-1] == '+') && (at[length] == '\0' || at[length] == '+'))
            return 1;
    return 0;
}

/// Counts a call; whether it is to fail.
static int strike(void) {
    const uint64_t n = __atomic_add_fetch(&g.seen[0], 1, __ATOMIC_RELAXED);
    if (g.at == 0 || n < g.at || (n > g.at && !g.on))
        return 0;
    __atomic_add_fetch(&g.seen[1], 1, __ATOMIC_RELAXED);
    return 1;
}

static int path_below(const char* path) {
    char whole[kPath];
    if (path == NULL)
        return 0;
    if (path[0] != '/') {
        const long length = syscall(SYS_getcwd, whole, sizeof whole);
        if (length <= 0 || (size_t)length + strlen(path) + 1 > sizeof whole)
            return 0;
        whole[length - 1] = '/';
        strcpy(whole + length, path);
        path = whole;
    }
    return strncmp(path, g.below, g.below_length) == 0;
}

static int hits_path(const char* call, const char* path) {
    return g.seen != NULL && chosen(call) && path_below(path) && strike();
}

static int hits_file(const char* call, int file) {
    char link[64] = "/proc/self/fd/", path[kPath];
    if (g.seen == NULL || file <= 2 || !chosen(call))
        return 0;
    char* end = link + strlen(link);
    char digits[16];
    int count = 0;
    for (int rest = file; rest > 0 || count == 0; rest /= 10)
        digits[count++] = (char)('0' + rest % 10);
    while (count > 0)
        *end++ = digits[--count];
    *end = '\0';
    const long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = '\0'; // pipe:[…] and the like are no paths
    return path[0] == '/' && path_below(path) && strike();
}

/// Refuses, or cuts the count to half where a short one was asked for: 1 when the call is over with -1.
static int refused(size_t* bytes) {
    if (g.code == 0 && bytes != NULL) {
        *bytes = *bytes > 1 ? *bytes / 2 : *bytes;
        return 0;
    }
    errno = g.code;
    return 1;
}

ssize_t write(int file, const void* data, size_t bytes) {
    if (hits_file("write", file) && refused(&bytes))
        return -1;
    return syscall(SYS_write, file, data, bytes);
}

ssize_t pwrite64(int file, const void* data, size_t bytes, off64_t at) {
    if (hits_file("pwrite", file) && refused(&bytes))
        return -1;
    return syscall(SYS_pwrite64, file, data, bytes, at);
}

ssize_t pwrite(int file, const void* data, size_t bytes, off_t at) {
    return pwrite64(file, data, bytes, at);
}

/// A short count of a vector is that of half its first piece.
static ssize_t half_of_first(int file, const struct iovec* pieces, off64_t at) {
    const size_t bytes = pieces[0].iov_len > 1 ? pieces[0].iov_len / 2 : pieces[0].iov_len;
    return at < 0 ? syscall(SYS_write, file, pieces[0].iov_base, bytes)
                  : syscall(SYS_pwrite64, file, pieces[0].iov_base, bytes, at);
}

ssize_t writev(int file, const struct iovec* pieces, int count) {
    if (hits_file("writev", file)) {
        size_t bytes = count > 0 ? pieces[0].iov_len : 0;
        return refused(&bytes) ? -1 : half_of_first(file, pieces, -1);
    }
    return syscall(SYS_writev, file, pieces, count);
}

ssize_t pwritev64(int file, const struct iovec* pieces, int count, off64_t at) {
    if (hits_file("writev", file)) {
        size_t bytes = count > 0 ? pieces[0].iov_len : 0;
        return refused(&bytes) ? -1 : half_of_first(file, pieces, at);
    }
    return syscall(SYS_pwritev, file, pieces, count, at, 0);
}

ssize_t pwritev(int file, const struct iovec* pieces, int count, off_t at) {
    return pwritev64(file, pieces, count, at);
}

ssize_t read(int file, void* data, size_t bytes) {
    if (hits_file("read", file) && refused(&bytes))
        return -1;
    return syscall(SYS_read, file, data, bytes);
}

ssize_t pread64(int file, void* data, size_t bytes, off64_t at) {
    if (hits_file("pread", file) && refused(&bytes))
        return -1;
    return syscall(SYS_pread64, file, data, bytes, at);
}

ssize_t pread(int file, void* data, size_t bytes, off_t at) {
    return pread64(file, data, bytes, at);
}

ssize_t __pread64_chk(int file, void* data, size_t bytes, off64_t at, size_t room) {
    (void)room;
    return pread64(file, data, bytes, at);
}

ssize_t __read_chk(int file, void* data, size_t bytes, size_t room) {
    (void)room;
    return read(file, data, bytes);
}

int fsync(int file) {
    return hits_file("fsync", file) && refused(NULL) ? -1 : (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    return hits_file("fdatasync", file) && refused(NULL) ? -1 : (int)syscall(SYS_fdatasync, file);
}

int ftruncate64(int file, off64_t length) {
    return hits_file("ftruncate", file) && refused(NULL) ? -1 : (int)syscall(SYS_ftruncate, file, length);
}

int ftruncate(int file, off_t length) {
    return ftruncate64(file, length);
}

int fallocate64(int file, int mode, off64_t at, off64_t length) {
    return hits_file("fallocate", file) && refused(NULL) ? -1 : (int)syscall(SYS_fallocate, file, mode, at, length);
}

int fallocate(int file, int mode, off_t at, off_t length) {
    return fallocate64(file, mode, at, length);
}

/// Says what is wrong by its value.
int posix_fallocate64(int file, off64_t at, off64_t length) {
    const int before = errno;
    const int code = fallocate64(file, 0, at, length) == 0 ? 0 : errno;
    errno = before;
    return code;
}

int posix_fallocate(int file, off_t at, off_t length) {
    return posix_fallocate64(file, at, length);
}

/// Of files that were written to, where closing is the last chance to hear that it failed.
int close(int file) {
    const long flags = g.seen == NULL ? -1 : syscall(SYS_fcntl, file, F_GETFL);
    const int fails = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && hits_file("close", file);
    const int closed = (int)syscall(SYS_close, file);
    return fails && refused(NULL) ? -1 : closed;
}

/// The same for a path from an open folder.
static int hits_path_at(const char* call, int folder, const char* path) {
    return folder == AT_FDCWD || (path != NULL && path[0] == '/') ? hits_path(call, path) : hits_file(call, folder);
}

static int open_at(int folder, const char* path, int flags, mode_t mode) {
    const int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
    const char* call = writes ? "open" : "openread";
    if (g.seen != NULL && g.signal != 0 && writes && folder == AT_FDCWD && path_below(path)) {
        const int signal = g.signal;
        g.signal = 0;
        raise(signal);
    }
    return hits_path_at(call, folder, path) && refused(NULL) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

/// The mode that follows the flags where a file may be made.
#define MODE_AFTER(flags)                                                                                              \
    __extension__({                                                                                                    \
        mode_t mode = 0;                                                                                               \
        if (((flags)&O_CREAT) != 0 || ((flags)&O_TMPFILE) == O_TMPFILE) {                                              \
            va_list rest;                                                                                              \
            va_start(rest, flags);                                                                                     \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
        }                                                                                                              \
        mode;                                                                                                          \
    })

int open(const char* path, int flags, ...) {
    return open_at(AT_FDCWD, path, flags, MODE_AFTER(flags));
}

int open64(const char* path, int flags, ...) {
    return open_at(AT_FDCWD, path, flags | O_LARGEFILE, MODE_AFTER(flags));
}

int openat(int folder, const char* path, int flags, ...) {
    return open_at(folder, path, flags, MODE_AFTER(flags));
}

int openat64(int folder, const char* path, int flags, ...) {
    return open_at(folder, path, flags | O_LARGEFILE, MODE_AFTER(flags));
}

int __open_2(const char* path, int flags) {
    return open_at(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char* path, int flags) {
    return open_at(AT_FDCWD, path, flags | O_LARGEFILE, 0);
}

int rename(const char* from, const char* to) {
    return hits_path("rename", from) && refused(NULL) ? -1 : (int)syscall(SYS_rename, from, to);
}

int mkdir(const char* path, mode_t mode) {
    return hits_path("mkdir", path) && refused(NULL) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int unlink(const char* path) {
    return hits_path("unlink", path) && refused(NULL) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int unlinkat(int folder, const char* path, int flags) {
    return hits_path_at("unlink", folder, path) && refused(NULL) ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

int remove(const char* path) {
    if (unlink(path) == 0)
        return 0;
    return errno == EISDIR ? (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR) : -1;
}

static int hits_memory(size_t bytes, const void* asker) {
    if (g.seen == NULL || bytes <= g.above || !chosen("memory"))
        return 0;
    for (int i = 0; i < g_asker_count; ++i)
        if ((uintptr_t)asker >= g_askers[i].from && (uintptr_t)asker < g_askers[i].to)
            return strike();
    return 0;
}

void* malloc(size_t bytes) {
    if (hits_memory(bytes, __builtin_return_address(0))) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_malloc(bytes);
}

void* calloc(size_t count, size_t bytes) {
    size_t all = 0;
    if (!__builtin_mul_overflow(count, bytes, &all) && hits_memory(all, __builtin_return_address(0))) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(count, bytes);
}

void* realloc(void* old, size_t bytes) {
    if (hits_memory(bytes, __builtin_return_address(0))) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_realloc(old, bytes);
}

void* aligned_alloc(size_t boundary, size_t bytes) {
    if (hits_memory(bytes, __builtin_return_address(0))) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_memalign(boundary, bytes);
}

int posix_memalign(void** place, size_t boundary, size_t bytes) {
    if (hits_memory(bytes, __builtin_return_address(0)))
        return ENOMEM;
    *place = __libc_memalign(boundary, bytes);
    return *place == NULL ? ENOMEM : 0;
}

void* mmap64(void* hint, size_t bytes, int protection, int flags, int file, off64_t at) {
    if ((flags & MAP_ANONYMOUS) != 0 && hits_memory(bytes, __builtin_return_address(0))) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return (void*)syscall(SYS_mmap, hint, bytes, protection, flags, file, at);
}

void* mmap(void* hint, size_t bytes, int protection, int flags, int file, off_t at) {
    if ((flags & MAP_ANONYMOUS) != 0 && hits_memory(bytes, __builtin_return_address(0))) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return (void*)syscall(SYS_mmap, hint, bytes, protection, flags, file, at);
}
