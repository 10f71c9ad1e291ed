/** The share of the slowest samples that is left out: what else the machine did meanwhile. */
const SLOWEST = 0.1;

/**
 * Welch's t of two sets of durations, each without its slowest tenth: how sure one may be that they differ. Beyond 4.5 the
 * difference is real (Reparaz, Balasch, Verbauwhede: "Dude, is my code constant time?").
 */
export function welchT(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [momentsOf(one), momentsOf(other)];
  return (a.mean - b.mean) / Math.sqrt(a.variance / a.count + b.variance / b.count);
}

function momentsOf(samples: readonly number[]): {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
} {
  const kept = [...samples].sort((x, y) => x - y).slice(0, Math.ceil(samples.length * (1 - SLOWEST)));
  const mean = kept.reduce((sum, sample) => sum + sample, 0) / kept.length;
  const variance = kept.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / (kept.length - 1);
  return { mean, variance, count: kept.length };
}
