import { ScimError } from '../scim-error.js';
import { TOLERANCES, Tolerances } from './tolerances.js';

const refusal = (): ScimError => ScimError.invalidValue('not as the RFC says');

function refused(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('tolerances', () => {
  it.each(TOLERANCES)('%s is on in lenient and off in strict mode', (name) => {
    expect(new Tolerances('lenient').isOn(name)).toBe(true);
    expect(new Tolerances('strict').isOn(name)).toBe(false);
    expect(new Tolerances('lenient', { [name]: false }).isOn(name)).toBe(false);
    expect(new Tolerances('strict', { [name]: true }).isOn(name)).toBe(true);
  });

  it('have names of their own', () => expect(new Set(TOLERANCES).size).toBe(TOLERANCES.length));

  it('count each departure once, also when it is met again', () => {
    const tolerances = new Tolerances('lenient');
    tolerances.accept('opCase', refusal);
    tolerances.accept('opCase', refusal);
    tolerances.accept('stringBooleans', refusal);
    expect([...tolerances.used]).toEqual(['opCase', 'stringBooleans']);
  });

  it('are afresh for another call, with the same switches', () => {
    const tolerances = new Tolerances('strict', { opCase: true });
    tolerances.accept('opCase', refusal);
    const fresh = tolerances.fresh();
    expect([...fresh.used]).toEqual([]);
    expect(TOLERANCES.filter((name) => fresh.isOn(name))).toEqual(['opCase']);
  });

  it('of a connector say in the refusal which of them would accept it', () => {
    const strict = Tolerances.ofConnector({ mode: 'strict', tolerances: { opCase: true } });
    strict.accept('opCase', refusal);
    for (const tolerances of [strict, strict.fresh()]) {
      expect(refused(() => tolerances.accept('stringBooleans', refusal))).toMatchObject({
        ...{ status: 400, scimType: 'invalidValue' },
        detail:
          'not as the RFC says The tolerance "stringBooleans", which would accept this, is off for this connector.',
      });
    }
  });

  it('refuse in the words of the place, and do not count what was refused', () => {
    const tolerances = new Tolerances('strict', { opCase: true });
    tolerances.accept('opCase', refusal);
    expect(() => tolerances.accept('stringBooleans', refusal)).toThrow(refusal());
    expect([...tolerances.used]).toEqual(['opCase']);
  });
});
