import { PasswordWaitingRoom } from './password-waiting-room.js';

/** Who waits as `tenant`, in the order in which they were let in (`1`) or refused (`-1`). */
function room(places: number) {
  const waiting = new PasswordWaitingRoom(places);
  const outcomes: number[] = [];
  const join = (tenants: readonly number[]): void =>
    tenants.forEach((pk) => {
      waiting.wait(pk).then(
        () => outcomes.push(pk),
        () => outcomes.push(-pk),
      );
    });
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const drain = async (): Promise<readonly number[]> => {
    await settle();
    while (waiting.callNext()) await settle();
    return outcomes.splice(0);
  };
  return { waiting, join, drain };
}

describe('PasswordWaitingRoom', () => {
  it.each<[string, number, readonly number[], readonly number[]]>([
    ['one tenant may fill it', 3, [1, 1, 1], [1, 1, 1]],
    ['and no more', 3, [1, 1, 1, 1], [-1, 1, 1, 1]],
    ['tenants take turns', 6, [1, 1, 1, 1, 2, 3], [1, 2, 3, 1, 1, 1]],
    ['who holds most gives way', 4, [1, 1, 1, 1, 2], [-1, 1, 2, 1, 1]],
    ['until they hold the same', 4, [1, 1, 1, 1, 2, 2, 2], [-2, -1, -1, 1, 2, 1, 2]],
    ['and a third comes in as well', 4, [1, 1, 1, 1, 2, 2, 3], [-1, -1, -1, 1, 2, 3, 2]],
    ['not one who has his only place', 2, [1, 2, 3], [-3, 1, 2]],
    ['where nobody may wait', 0, [1, 2], [-1, -2]],
  ])('%s', async (_, places, tenants, expected) => {
    const { join, drain } = room(places);
    join(tenants);
    const outcomes = await drain();
    expect([...outcomes].sort()).toEqual([...expected].sort());
    expect(outcomes.filter((pk) => pk > 0)).toEqual(expected.filter((pk) => pk > 0));
  });

  it('counts who has left', async () => {
    const { waiting, join, drain } = room(1);
    for (let time = 0; time < 3; time += 1) {
      join([1]);
      expect(await drain()).toEqual([1]);
    }
    expect(waiting.callNext()).toBe(false);
  });
});
