const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const DEPARTMENTS = ['Engineering', 'Finance', 'Legal', 'Marketing', 'Operations', 'People', 'Sales', 'Support'];

/** Users that share the beginning of a family name, at the most: what `familyName sw` finds. */
export const NAMESAKES = 100;

/** When the first user of a seed was made; each later one a second after the one before. */
const FIRST_MS = Date.parse('2024-01-01T00:00:00.000Z');

/** A number that only `seed` and the place decide (splitmix32): the same directory on every machine. */
export function noise(seed, place) {
  let mixed = (seed + Math.imul(place + 1, 0x9e3779b9)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** When the resource at that place was made, as the server says it. */
export const madeAt = (place) => new Date(FIRST_MS + place * 1_000).toISOString();

/** A UUIDv7 of that moment. */
export function idOf(seed, place) {
  const time = (FIRST_MS + place * 1_000).toString(16).padStart(12, '0');
  const [a, b, c] = [1, 2, 3].map((part) =>
    noise(seed * 3 + part, place)
      .toString(16)
      .padStart(8, '0'),
  );
  return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(0, 3)}-8${a.slice(3, 6)}-${b}${c.slice(0, 4)}`;
}

export const familyOf = (place) => `Family${String(Math.floor(place / NAMESAKES)).padStart(5, '0')}`;

/** The body of a create, as Okta would send it for a small profile: some 500 bytes, a dozen searchable values. */
export function personBody(seed, place) {
  const userName = `user${place}.s${seed}@example.com`;
  const given = `Given${noise(seed, place) % 5_000}`;
  const familyName = `${familyOf(place)}-${noise(seed + 7, place) % 1_000}`;
  return {
    schemas: [CORE, ENTERPRISE],
    userName,
    name: { givenName: given, familyName },
    displayName: `${given} ${familyName}`,
    emails: [{ primary: true, value: userName, type: 'work' }],
    externalId: `00u${String(place).padStart(17, '0')}`,
    active: true,
    [ENTERPRISE]: {
      employeeNumber: String(700_000 + place),
      department: DEPARTMENTS[noise(seed + 13, place) % DEPARTMENTS.length],
    },
  };
}

export const groupBody = (name) => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: name });
