import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemView } from './admin/api-errors.js';
import { Problem } from './http/problem.js';
import type { ScimType } from './protocol/scim-error.js';
import { errorBodyV1 } from './protocol/v1/error-body-v1.js';
import { errorExample } from './scim/swagger-examples.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Response = Operation['responses'][string];

interface CommonAnswer {
  readonly status: number;
  readonly description: string;
  /** Of the example. */
  readonly detail: string;
  readonly scimType?: ScimType;
}

const ALWAYS: readonly CommonAnswer[] = [
  {
    status: 429,
    description:
      'Too many wrong credentials, and this one is wrong too; or more at once than can be done. `Retry-After` says in how many ' +
      'seconds to try again',
    detail:
      'There were too many wrong credentials from this address, or for this key, within a minute, and this one is wrong too.',
  },
  {
    status: 503,
    description: 'The server cannot answer now; `Retry-After` says in how many seconds to try again',
    detail: 'The server cannot answer now. Try again later.',
  },
];

const WITH_A_BODY: readonly CommonAnswer[] = [
  {
    ...{ status: 400, scimType: 'invalidSyntax', description: 'The body cannot be read' },
    detail: 'The request body is not valid JSON in UTF-8.',
  },
  {
    ...{ status: 413, description: 'The body is too large' },
    detail: 'The request body is larger than the limit of 1048576 bytes. Send it in smaller parts.',
  },
  {
    ...{ status: 415, description: 'The body is of another media type than JSON' },
    detail: 'The Content-Type must be application/scim+json or application/json.',
  },
];

const READING = ['get', 'delete'] as const;
const WRITING = ['post', 'put', 'patch'] as const;
const REQUEST_ID = '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee';

/** What any operation with a credential may be answered, whatever it does; where one says more about such an answer, that stays. */
export function withCommonAnswers(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    const describe = describerOf(path);
    if (describe === undefined) continue;
    for (const method of READING) add(item[method], ALWAYS, describe);
    for (const method of WRITING) add(item[method], [...ALWAYS, ...WITH_A_BODY], describe);
  }
  return document;
}

type Describe = (answer: CommonAnswer) => Response;

function add(operation: Operation | undefined, answers: readonly CommonAnswer[], describe: Describe): void {
  if (operation === undefined || (operation.security ?? []).length === 0) return;
  for (const answer of answers) operation.responses[answer.status] ??= describe(answer);
}

/** The shape of errors below a path; undefined where none of these come. */
function describerOf(path: string): Describe | undefined {
  if (path.startsWith('/api/v1/')) return describeProblem;
  if (/^\/scim\/[^/]+\/[^/]+\/v2/.test(path)) return describeScimError;
  return /^\/scim\/[^/]+\/[^/]+\/v1/.test(path) ? describeV1Error : undefined;
}

const describeProblem: Describe = ({ status, description, detail }) => ({
  description,
  content: {
    'application/problem+json': {
      schema: { $ref: getSchemaPath(ProblemView) },
      example: Problem.fromStatus(status, detail).toBody(REQUEST_ID),
    },
  },
});

const describeScimError: Describe = ({ status, description, detail, scimType }) => ({
  description,
  content: { 'application/scim+json': { schema: { type: 'object' }, example: errorExample(status, detail, scimType) } },
});

const describeV1Error: Describe = ({ status, description, detail }) => ({
  description,
  content: { 'application/json': { schema: { type: 'object' }, example: errorBodyV1({ status, detail }) } },
});
