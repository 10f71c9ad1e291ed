import { readFileSync } from 'node:fs';

/** Linux counts CPU time for /proc in hundredths of a second, whatever its own clock (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** CPU seconds that the process has used so far, all its threads, in user and kernel. NaN where there is no /proc. */
export function cpuSeconds(pid) {
  const stat = readProc(pid, 'stat');
  // The second field is the program's name in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** @param field `VmRSS` now, `VmHWM` the most there ever was. NaN where there is no /proc. */
export function residentMb(pid, field) {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readProc(pid, 'status'));
  return Number(match?.[1]) / 1024;
}

function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
