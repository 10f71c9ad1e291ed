import { ENTERPRISE_USER_SCHEMA } from '../urns.js';
import type { SchemaDefinition } from './attribute-definition.js';
import { defineAttribute } from './define-attribute.js';

/** RFC 7643 §4.3 and §8.7.1 with erratum 8472 (`manager.value` is case-exact). */
export const ENTERPRISE_USER_EXTENSION: SchemaDefinition = {
  id: ENTERPRISE_USER_SCHEMA,
  name: 'EnterpriseUser',
  description: 'Enterprise user',
  attributes: [
    defineAttribute('employeeNumber', 'Identifier that the organization gave to the person.'),
    defineAttribute('costCenter', 'Name of the cost center.'),
    defineAttribute('organization', 'Name of the organization.'),
    defineAttribute('division', 'Name of the division.'),
    defineAttribute('department', 'Name of the department.'),
    defineAttribute('manager', "The user's manager.", {
      subAttributes: [
        defineAttribute('value', "Id of the manager's user.", { caseExact: true }),
        defineAttribute('$ref', "URI of the manager's user.", { type: 'reference', referenceTypes: ['User'] }),
        defineAttribute('displayName', 'Name of the manager.', { mutability: 'readOnly' }),
      ],
    }),
  ],
};
