import { instantText } from './instant-text.js';

describe('the text of an instant', () => {
  it.each([0, 1_700_000_000_000, 1_700_000_000_001, 1_700_000_000_001, 1_700_000_000_000])('of %i ms', (ms) =>
    expect(instantText(ms)).toBe(new Date(ms).toISOString()),
  );

  it('is now where no other is asked for', () => {
    const before = Date.now();
    const told = Date.parse(instantText());
    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(Date.now());
  });
});
