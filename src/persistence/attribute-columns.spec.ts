import type { AttributeDefinition } from '../protocol/schema/attribute-definition.js';
import { COMMON_ATTRIBUTES } from '../protocol/schema/common-attributes.js';
import { GROUP_TYPE, USER_TYPE } from '../protocol/schema/resource-types.js';
import { attributeColumns } from './attribute-columns.js';

/** Never looked up: a secret, what follows from the type and its attributes, and what `locateFilter` turns into ids. */
const UNSEARCHABLE = [...['password', 'schemas', 'meta.resourceType', 'meta.location', 'groups.$ref', 'members.$ref']];

function simplePaths(prefix: string, attributes: readonly AttributeDefinition[]): readonly string[] {
  return attributes.flatMap(({ name, subAttributes }) =>
    subAttributes === undefined ? [`${prefix}${name}`] : subAttributes.map((sub) => `${prefix}${name}.${sub.name}`),
  );
}

describe('attribute columns', () => {
  it.each([USER_TYPE, GROUP_TYPE])('know every attribute that can be searched', (type) => {
    const paths = [
      ...simplePaths('', [...COMMON_ATTRIBUTES, ...type.schema.attributes]),
      ...type.extensions.flatMap(({ schema }) => simplePaths(`${schema.id}:`, schema.attributes)),
    ];
    const columns = attributeColumns(type.name);
    expect(paths.filter((path) => !columns.has(path) && !UNSEARCHABLE.includes(path))).toEqual([]);
  });

  it('use every number once and never number 0', () => {
    const numbers = [...attributeColumns('User').values()].flatMap((column) =>
      'number' in column ? [column.number] : [],
    );
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Math.min(...numbers)).toBe(1);
  });

  it('never change: every stored row holds them', () => {
    const entries = [...attributeColumns('User')].map(([name, column]) => [
      name,
      'number' in column ? column.number : '-',
    ]);
    expect(entries.map((entry) => entry.join(' '))).toMatchSnapshot();
  });
});
