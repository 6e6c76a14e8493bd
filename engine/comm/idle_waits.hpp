#pragma once
// How a rank waits for the others where they share CPUs: after a moment it sleeps.
//
// Open MPI waits by asking again and again, and calls sched_yield in between where it is told that ranks share CPUs
// (mpi_yield_when_idle, or by itself where mpirun starts more ranks than there are slots). Waiting ranks then hand a CPU to one
// another while the one they wait for stands in line, and beside a process that is always busy each yield costs a whole turn:
// four ranks on two CPUs took 0.9 s alone and 14 to 20 s beside one such process. So the program brings a sched_yield of its
// own, which libraries find before that of the C library. Calls in quick succession yield at first and then sleep for 1 µs, later
// for longer, at most 128 µs: 1.5 s beside the busy process, and alone as long as before. Ranks with a CPU each never call it.

namespace cascade {

/// Wakes sleepers on time. To be called once, before MPI starts; that it is called links sched_yield in.
void let_idle_waits_sleep();

} // namespace cascade
