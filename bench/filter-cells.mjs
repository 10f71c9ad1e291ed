// One list per operator: the filter as a client sends it, and the same question in SQL as one would type it who knows the
// tables. CROSS JOIN tells SQLite where to begin.

const PAGE = 'r.pk, r.type, r.id, r.connector_id, r.version, r.created_at, r.last_modified_at, r.doc';
const MINE = 'r.tenant_id = ? AND r.type = 1 AND r.live = 1';
const FAMILY_NAME = 11;
const EMAIL = 31;
const EMAIL_TYPE = 33;

const bytes = (text) => Buffer.from(text, 'utf8');
const onColumn = (condition, ...params) => ({ from: 'resource r', where: `${MINE} AND ${condition}`, params });
const onRows = (number, condition, ...params) => ({
  from: `(SELECT a.resource_pk AS pk FROM attribute_index a WHERE a.tenant_id = ? AND a.attribute_id = ${number} AND ${condition}) d CROSS JOIN resource r ON r.pk = d.pk`,
  where: MINE,
  before: params,
});
const familyName = (condition, ...params) => onRows(FAMILY_NAME, condition, ...params);

/** Names go from family000000 up, as many as half the users; see seed-directory.mjs. */
export function filterCells(users) {
  const name = (share) => `family${String(Math.floor((users / 2) * share)).padStart(6, '0')}`;
  const [one, last] = [name(0.5), name(0.999)];
  const ends = one.slice(-4);
  return [
    ['userName eq', 'userName eq "user7@example.com"', onColumn('r.user_name_key = ?', bytes('user7@example.com'))],
    [
      'userName sw',
      'userName sw "user77"',
      onColumn('r.user_name_key >= ? AND r.user_name_key < ?', bytes('user77'), bytes('user78')),
    ],
    ['eq', `name.familyName eq "${one}"`, familyName('a.value_key = ?', bytes(one))],
    [
      'ne',
      `name.familyName ne "${one}"`,
      onColumn(
        `r.pk NOT IN (SELECT a.resource_pk FROM attribute_index a WHERE a.tenant_id = r.tenant_id AND a.attribute_id = ${FAMILY_NAME} AND a.value_key = ?)`,
        bytes(one),
      ),
    ],
    ['co', `name.familyName co "${ends}"`, familyName('instr(a.value_key, ?) > 0', bytes(ends))],
    [
      'sw',
      `name.familyName sw "${one.slice(0, -1)}"`,
      familyName('a.value_key >= ? AND a.value_key < ?', bytes(one.slice(0, -1)), bytes(`${one.slice(0, -1)}~`)),
    ],
    ['ew', `name.familyName ew "${ends}"`, familyName(`substr(a.value_key, -${ends.length}) = ?`, bytes(ends))],
    ['gt', `name.familyName gt "${last}"`, familyName('a.value_key > ?', bytes(last))],
    ['ge', `name.familyName ge "${last}"`, familyName('a.value_key >= ?', bytes(last))],
    ['lt', `name.familyName lt "${name(0.001)}"`, familyName('a.value_key < ?', bytes(name(0.001)))],
    ['le', `name.familyName le "${name(0.001)}"`, familyName('a.value_key <= ?', bytes(name(0.001)))],
    ['pr', 'name.familyName pr', familyName('1 = 1')],
    ['meta.lastModified gt', 'meta.lastModified gt "2099-01-01T00:00:00Z"', onColumn("r.last_modified_at > '2099'")],
    [
      'value path',
      'emails[type eq "work" and value eq "user7@example.com"]',
      onRows(
        EMAIL,
        `a.value_key = ? AND EXISTS (SELECT 1 FROM attribute_index b WHERE b.resource_pk = a.resource_pk AND b.attribute_id = ${EMAIL_TYPE} AND b.element = a.element AND b.value_key = ?)`,
        bytes('user7@example.com'),
        bytes('work'),
      ),
    ],
    [
      'and',
      `name.familyName eq "${one}" and emails.value sw "user"`,
      familyName(
        `a.value_key = ? AND EXISTS (SELECT 1 FROM attribute_index b WHERE b.resource_pk = a.resource_pk AND b.attribute_id = ${EMAIL} AND b.value_key >= ? AND b.value_key < ?)`,
        ...[bytes(one), bytes('user'), bytes('uses')],
      ),
    ],
    [
      'or',
      `userName eq "user7@example.com" or name.familyName eq "${one}"`,
      {
        from: `(SELECT pk FROM resource WHERE tenant_id = ? AND type = 1 AND live = 1 AND user_name_key = ? UNION SELECT resource_pk FROM attribute_index WHERE tenant_id = ? AND attribute_id = ${FAMILY_NAME} AND value_key = ?) d CROSS JOIN resource r ON r.pk = d.pk`,
        where: MINE,
        both: [bytes('user7@example.com'), bytes(one)],
      },
    ],
  ].map(([name, filter, typed]) => ({ name, filter, typed }));
}

/** The page of a hundred and the total, as a list answers them. */
export function typedSql({ from, where, params = [], before, both }, tenant) {
  const inFrom =
    both === undefined ? (before === undefined ? [] : [tenant, ...before]) : both.flatMap((key) => [tenant, key]);
  const values = [...inFrom, tenant, ...params];
  return {
    // The wide rows are read for the page alone.
    page: `SELECT ${PAGE} FROM (SELECT r.pk FROM ${from} WHERE ${where} ORDER BY r.pk LIMIT 100) p JOIN resource r ON r.pk = p.pk ORDER BY r.pk`,
    total: `SELECT COUNT(*) AS total FROM ${from} WHERE ${where}`,
    values,
  };
}
