/**
 * Sixteen hexadecimal digits whose order is the order of the numbers: the bits of the IEEE 754 double, sign bit
 * inverted for positive numbers, all bits inverted for negative ones. Exact over the whole range, `-0` equals `0`.
 * Undefined for what JSON has no number for.
 */
export function numberKey(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const sortable = value < 0 ? BigInt.asUintN(64, ~bits) : bits | 0x8000_0000_0000_0000n;
  return sortable.toString(16).padStart(16, '0');
}
