// Preloaded into a program, lets MPI end and then fails as it does now and then while it ends: a thread of its own touches
// what is no longer there. On the rank FAIL_RANK, or on all; for tests alone. The other ranks stay until it has left: one that
// left before it with a code other than zero would have the launcher kill it before it has failed.

#include <mpi.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void* touch(void* nothing) {
    *(volatile char*)nothing = 0;
    return nothing;
}

int MPI_Finalize(void) {
    const char* rank = getenv("OMPI_COMM_WORLD_RANK");
    const char* wanted = getenv("FAIL_RANK");
    const int answer = PMPI_Finalize();
    if (wanted == NULL || rank == NULL || strcmp(rank, wanted) == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, touch, NULL);
        pthread_join(thread, NULL);
    }
    sleep(2);
    return answer;
}
