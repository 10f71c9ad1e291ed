import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN_WORDINGS } from '../src/directory/admin-wordings.js';
import { PASSWORD_WORDINGS, type Wording, WORDINGS } from '../src/directory/wordings.js';

const ROOT = join(__dirname, '..');
const ROWS = [
  ...readFileSync(join(ROOT, 'docs/log-events.md'), 'utf8').matchAll(/^\| `([a-z0-9_.]+)` \| (.+) \| (.+) \|$/gm),
].map(([, type = '', when = '', sentence = '']) => ({ type, when, sentence }));
const TYPES = ROWS.map(({ type }) => type);
/** What the first name of an event type may be. */
const FIRST = /^(?:app|application|system|tenant|user|group|policy|directory|extended_field|\$\{kind\})\./;
const GRANTABLE = ['role', 'entitlement'];

/** Event types as the source writes them: whole, or with `${…}` where a verb or a kind comes in. */
function written(): readonly string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'),
  );
  return files.flatMap((entry) => {
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    return [
      ...text.matchAll(
        /(?:eventType:|EVENT_TYPE =|READ =|eventType \?\?|return) ['`]([a-z_]+\.[\w.]+|[a-z_.]*\$\{(?:verb|kind|on)[^}]*\}[\w.]*)['`]/g,
      ),
    ]
      .map(([, type = '']) => type)
      .filter((type) => FIRST.test(type));
  });
}

const known = (type: string): boolean => {
  if (!type.includes('${')) return TYPES.includes(type);
  const pattern = new RegExp(`^${type.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[a-z_]+')}$`);
  return TYPES.some((one) => pattern.test(one));
};

describe('docs/log-events.md', () => {
  it('finds the event types of the source', () => expect(written().length).toBeGreaterThan(30));

  it.each([...new Set(written())])('lists %s', (type) => expect([type, known(type)]).toEqual([type, true]));

  it('lists the types of what happens to users and groups, in their words', () => {
    const wordings: readonly Wording[] = [WORDINGS, ADMIN_WORDINGS].flatMap((all) =>
      [all.User, all.Group].flatMap((one) => Object.values(one) as readonly Wording[]),
    );
    for (const { eventType, done, failed } of [...wordings, ...Object.values(PASSWORD_WORDINGS)]) {
      expect([eventType, known(eventType)]).toEqual([eventType, true]);
      expect(failed).toMatch(/^could not /);
      const sentences = ROWS.filter(({ type }) => type === eventType).map(({ sentence }) => sentence);
      // One type may have several sentences, of which the page shows one.
      const others = wordings.filter((one) => one.eventType === eventType && one.done !== done);
      if (others.length === 0 && !done.startsWith('removed the password')) expect(sentences.join()).toContain(done);
    }
  });

  it('names each type once, and no kind of thing that has none', () => {
    expect(new Set(TYPES).size).toBe(TYPES.length);
    for (const kind of GRANTABLE) expect(TYPES).toContain(`${kind}.lifecycle.update`);
  });

  it.each(ROWS)('$type: a sentence for a person', ({ when, sentence }) => {
    expect(sentence).toMatch(/^(?:[A-Z]|\d)/);
    expect(sentence.length).toBeLessThanOrEqual(255);
    expect([when, sentence].join()).not.toMatch(/undefined|null|\[object|\.$/);
  });
});
