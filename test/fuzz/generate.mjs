// Inputs that are nearly right: made by the grammars of filters, paths and messages, with something odd here and there.
import {
  BULK_REQUEST,
  ENTERPRISE,
  GROUP,
  HOSTILE_NUMBERS,
  KNOWN_FILTERS,
  LITERALS,
  NAMES,
  OPERATORS,
  OTHER,
  PARTS,
  PATCH_OP,
  PLAIN_TEXTS,
  PLURAL,
  PROTOTYPE_NAMES,
  SEARCH_REQUEST,
  SETTABLE,
  SIMPLE,
  TEXTS,
  USER,
} from './words.mjs';

/** One in so many pieces is odd. */
const ODD = 24;

function text(random) {
  if (!random.once(6)) return random.pick(PLAIN_TEXTS);
  return random.once(3) ? `${random.pick(TEXTS)}${random.pick(TEXTS)}` : random.pick(TEXTS);
}

function letterCase(random, name) {
  if (!random.once(6)) return name;
  return random.once(2) ? name.toUpperCase() : name.toLowerCase();
}

function attribute(random) {
  if (random.once(ODD)) return random.pick(PROTOTYPE_NAMES);
  if (random.once(2)) return letterCase(random, random.pick(SIMPLE));
  switch (random.below(7)) {
    case 0:
      return `${random.pick(PLURAL)}.${random.pick(PARTS)}`;
    case 1:
      return `name.${random.pick(PARTS)}`;
    case 2:
      return `${random.once(2) ? USER : ENTERPRISE}:${random.pick(NAMES)}`;
    case 3:
      return `${ENTERPRISE}:manager.${random.pick(PARTS)}`;
    case 4:
      return `meta.${random.pick(PARTS)}`;
    default:
      return letterCase(random, random.pick(random.once(3) ? NAMES : SIMPLE));
  }
}

const literal = (random) => (random.once(8) ? random.pick(LITERALS) : JSON.stringify(text(random)));

function condition(random, name) {
  return random.once(5) ? `${name} pr` : `${name} ${random.pick(OPERATORS)} ${literal(random)}`;
}

/** FILTER of RFC 7644 Figure 1; within brackets the names are sub-attributes. */
function expression(random, depth, isElement) {
  if (random.once(ODD * 4)) return random.pick(TEXTS);
  const kind = depth <= 0 ? 0 : random.below(7);
  const again = () => expression(random, depth - 1, isElement);
  switch (kind) {
    case 1:
      return random.list(2, 4, again).join(' and ');
    case 2:
      return random.list(2, 4, again).join(' or ');
    case 3:
      return `not ${random.once(2) ? '' : ' '}(${again()})`;
    case 4:
      return `(${again()})`;
    case 5:
      if (!isElement || random.once(ODD)) return valuePath(random, depth - 1);
      return condition(random, random.pick(PARTS));
    default:
      return condition(random, isElement ? letterCase(random, random.pick(PARTS)) : attribute(random));
  }
}

function valuePath(random, depth) {
  const name = random.once(8) ? attribute(random) : letterCase(random, random.pick(PLURAL));
  const after = random.once(4) ? `.${condition(random, random.pick(PARTS))}` : '';
  return `${name}[${expression(random, depth, true)}]${after}`;
}

export function filter(random) {
  if (random.once(40)) return random.pick(KNOWN_FILTERS);
  return expression(random, random.below(5), false);
}

export function path(random) {
  if (random.once(40)) return random.pick(KNOWN_FILTERS);
  if (random.once(ODD)) return text(random);
  if (random.once(3)) {
    const sub = random.once(2) ? `.${random.pick(PARTS)}` : '';
    return `${letterCase(random, random.pick(PLURAL))}[${expression(random, random.below(3), true)}]${sub}`;
  }
  return random.once(8) ? random.pick(OTHER) : attribute(random);
}

/** Any JSON at all. */
function anything(random, depth) {
  switch (random.below(depth > 0 ? 7 : 5)) {
    case 0:
      return random.once(2);
    case 1:
      return null;
    case 2:
      return random.once(2) ? random.pick(HOSTILE_NUMBERS) : random.next();
    case 5:
      return random.list(0, 4, () => anything(random, depth - 1));
    case 6:
      return Object.fromEntries(random.list(0, 4, () => [key(random), anything(random, depth - 1)]));
    default:
      return text(random);
  }
}

function key(random) {
  if (random.once(ODD)) return random.pick(PROTOTYPE_NAMES);
  if (random.once(ODD)) return text(random);
  return letterCase(random, random.pick(NAMES));
}

function element(random) {
  if (random.once(ODD)) return anything(random, 2);
  const parts = { value: text(random) };
  if (random.once(2)) parts.type = random.pick(['work', 'home', 'other', 'User']);
  if (random.once(3)) parts[letterCase(random, 'primary')] = random.once(8) ? text(random) : random.once(2);
  if (random.once(4)) parts[random.pick(PARTS)] = random.once(4) ? anything(random, 1) : text(random);
  return parts;
}

function valueOf(random, name) {
  if (random.once(ODD)) return anything(random, 3);
  if (name === 'active') return random.once(4) ? random.pick(['True', 'False', 'x', null]) : random.once(2);
  if (name === 'name') return Object.fromEntries(random.list(0, 3, () => [random.pick(PARTS), text(random)]));
  if (name === 'manager') return random.pick([{ value: text(random) }, text(random), [{ value: 'x' }], null, '']);
  if (name === ENTERPRISE) return { department: text(random), manager: valueOf(random, 'manager') };
  if (name === 'x509Certificates') return [{ value: random.pick(['QUI=', 'QUI', '====', 'a b']) }];
  if (PLURAL.includes(name)) return random.list(0, random.once(60) ? 200 : 4, () => element(random));
  return text(random);
}

function attributes(random, most) {
  const entries = random.list(0, most, () => {
    const name = random.pick(random.once(3) ? PLURAL : random.once(3) ? OTHER : SIMPLE);
    return [letterCase(random, name), valueOf(random, name)];
  });
  if (random.once(ODD)) entries.push([key(random), anything(random, 3)]);
  if (random.once(ODD * 2)) entries.push(['USERNAME', 'other']);
  return Object.fromEntries(entries);
}

export function user(random) {
  const base = random.once(ODD)
    ? {}
    : { schemas: [USER, ENTERPRISE], userName: random.once(4) ? text(random) : 'jane' };
  return { ...base, ...attributes(random, 6) };
}

export function group(random) {
  const base = random.once(ODD) ? {} : { schemas: [GROUP], displayName: 'Group' };
  return { ...base, ...attributes(random, 3) };
}

function operation(random) {
  if (random.once(ODD)) return anything(random, 3);
  const op = random.once(ODD) ? text(random) : random.pick(['add', 'replace', 'remove', 'Add', 'REPLACE', 'Remove']);
  if (random.once(3)) {
    const value = attributes(random, 4);
    if (random.once(4)) value[path(random)] = text(random);
    return { op, value };
  }
  const where = random.once(2) ? letterCase(random, random.pick(SETTABLE)) : path(random);
  if (/^remove$/i.test(op) && !random.once(4)) return { op, path: where };
  const name = NAMES.find((one) => where.toLowerCase() === one.toLowerCase()) ?? '';
  return { op, path: random.once(ODD) ? anything(random, 1) : where, value: valueOf(random, name) };
}

export function patch(random) {
  if (random.once(ODD * 2)) return anything(random, 4);
  return { schemas: [PATCH_OP], Operations: random.list(1, random.once(60) ? 60 : 4, () => operation(random)) };
}

function bulkOperation(random) {
  if (random.once(ODD)) return anything(random, 3);
  const method = random.once(ODD) ? text(random) : random.pick(['POST', 'PUT', 'patch', 'DELETE', 'GET']);
  const endpoint = random.pick(['/Users', '/Groups', '/users']);
  const id = random.pick(['', '/1', '/bulkId:a', '/bulkId:b', `/${random.pick(TEXTS)}`, '/..', '/__proto__']);
  const data = { POST: user, PUT: group, patch }[method]?.(random) ?? anything(random, 2);
  const bulkId = random.once(8) ? random.pick(PROTOTYPE_NAMES) : random.pick(['a', 'b', 'c', 'd', 'e']);
  return { method, path: `${endpoint}${id}`, ...(random.once(4) ? {} : { bulkId }), data };
}

export function bulk(random) {
  if (random.once(ODD * 2)) return anything(random, 4);
  const failOnErrors = random.once(4) ? { failOnErrors: random.pick(HOSTILE_NUMBERS) } : {};
  return { schemas: [BULK_REQUEST], ...failOnErrors, Operations: random.list(1, 4, () => bulkOperation(random)) };
}

export function search(random) {
  if (random.once(ODD * 2)) return anything(random, 3);
  const parts = {
    filter: () => filter(random),
    sortBy: () => attribute(random),
    sortOrder: () => random.pick(['ascending', 'DESCENDING', 'up', null]),
    startIndex: () => random.pick(HOSTILE_NUMBERS),
    count: () => random.pick(HOSTILE_NUMBERS),
    attributes: () => random.list(0, 4, () => attribute(random)),
    excludedAttributes: () => random.list(0, 4, () => attribute(random)),
    cursor: () => text(random),
  };
  const given = Object.keys(parts).filter(() => random.once(3));
  const entries = given.map((name) => [name, random.once(ODD) ? anything(random, 2) : parts[name]()]);
  return { schemas: [SEARCH_REQUEST], ...Object.fromEntries(entries) };
}

/** A query string; `%` and `+` included. */
export function query(random) {
  const parts = Object.entries(search(random) ?? {}).map(([name, value]) => {
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
    const plain = isList ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value);
    return `${name}=${random.once(ODD) ? plain : encodeURIComponent(plain.replace(/\p{Cs}/gu, ''))}`;
  });
  if (random.once(ODD))
    parts.push(random.pick(['filter[]=x', 'filter[a]=b', '__proto__[x]=1', '%ff', '=', 'count=%zz']));
  return parts.join('&');
}
