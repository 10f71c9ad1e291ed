/** Middle value; the mean of the two middle ones where the count is even. NaN for none. */
export function median(values) {
  return quantile(values, 0.5);
}

/** Linear interpolation between the two nearest ranks. NaN for none. */
export function quantile(values, share) {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const rank = (sorted.length - 1) * share;
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  return below + (above - below) * (rank - Math.floor(rank));
}
