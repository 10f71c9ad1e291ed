import { inSteps, type Pace } from './in-steps.js';

/** Steps that take so many milliseconds each, and what was done in which order. */
function steps(durations: readonly number[]) {
  const done: string[] = [];
  let [ms, next] = [0, 0];
  const step = (): Promise<boolean> => {
    ms += durations[next] ?? 0;
    next += 1;
    done.push(`step ${next}`);
    return Promise.resolve(next < durations.length);
  };
  const pace: Pace = {
    nowMs: () => ms,
    rest: (restMs) => {
      done.push(`rest ${restMs}`);
      return Promise.resolve();
    },
  };
  return { done, step, pace };
}

describe('inSteps', () => {
  it.each<[string, readonly number[], readonly string[]]>([
    ['as long as each step took', [30, 5], ['step 1', 'rest 30', 'step 2', 'rest 5']],
    ['also after the last one: another loop may follow', [7], ['step 1', 'rest 7']],
    ['no longer than a second', [60_000], ['step 1', 'rest 1000']],
  ])('rests %s', async (_, durations, expected) => {
    const { done, step, pace } = steps(durations);
    await inSteps(step, undefined, pace);
    expect(done).toEqual(expected);
  });

  it('begins no step when it is told to stop', async () => {
    const { done, step, pace } = steps([1, 1, 1]);
    await inSteps(step, () => done.includes('step 2'), pace);
    expect(done).toEqual(['step 1', 'rest 1', 'step 2', 'rest 1']);
    await inSteps(step, () => true, pace);
    expect(done).toHaveLength(4);
  });

  it('ends with the error of a step', async () => {
    await expect(inSteps(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
  });

  it('lets others have their turn, however little a step takes', async () => {
    const order: string[] = [];
    let left = 2;
    setImmediate(() => order.push('request'));
    await inSteps(() => {
      order.push('step');
      return Promise.resolve((left -= 1) > 0);
    });
    expect(order).toEqual(['step', 'request', 'step']);
  });
});
