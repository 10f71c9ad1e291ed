import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { BULK_LIMITS } from '../protocol/bulk/bulk-limits.js';
import { BULK_REQUEST, BULK_RESPONSE, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../protocol/urns.js';
import { ApiScimAnswers } from './swagger.js';
import { errorExample } from './swagger-examples.js';

const SCIM_JSON = 'application/scim+json';
const BASE = 'http://localhost:3000/scim/default/okta/v2';
const USER_ID = '019ab1c2-7d3e-7f00-8a1b-2c3d4e5f6a7b';
const GROUP_ID = '019ab1c2-8f00-7a11-9b22-3c4d5e6f7a8b';

const request = {
  schemas: [BULK_REQUEST],
  failOnErrors: 1,
  Operations: [
    {
      method: 'POST',
      path: '/Users',
      bulkId: 'alice',
      data: { schemas: [USER_SCHEMA], userName: 'alice@okta.local', active: true },
    },
    {
      method: 'POST',
      path: '/Groups',
      bulkId: 'guides',
      data: { schemas: [GROUP_SCHEMA], displayName: 'Tour Guides', members: [{ value: 'bulkId:alice' }] },
    },
    {
      method: 'PATCH',
      path: '/Users/bulkId:alice',
      data: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'active', value: false }] },
    },
  ],
};

const response = {
  schemas: [BULK_RESPONSE],
  Operations: [
    { location: `${BASE}/Users/${USER_ID}`, method: 'POST', bulkId: 'alice', version: 'W/"1"', status: '201' },
    { location: `${BASE}/Groups/${GROUP_ID}`, method: 'POST', bulkId: 'guides', version: 'W/"1"', status: '201' },
    {
      location: `${BASE}/Users/${USER_ID}`,
      method: 'PATCH',
      version: 'W/"2"',
      status: '200',
    },
  ],
};

const answer = (status: number, description: string, example: object): MethodDecorator =>
  ApiResponse({ status, description, content: { [SCIM_JSON]: { schema: { type: 'object' }, example } } });

export function ApiScimBulk(): MethodDecorator {
  const { operations, payloadBytes } = BULK_LIMITS;
  return applyDecorators(
    ApiOperation({
      summary: 'Run many operations in one request (RFC 7644 section 3.7)',
      description:
        `At most ${operations} operations and ${payloadBytes} bytes. Each operation is a transaction of its own; ` +
        '`bulkId:x` stands for the id of what the operation with that bulkId creates, wherever it is in the list.',
    }),
    ApiScimAnswers(),
    ApiConsumes(SCIM_JSON),
    ApiBody({
      schema: { type: 'object' },
      examples: { bulk: { summary: 'A user, a group with that user, and a change', value: request } },
    }),
    answer(200, 'What became of each operation', response),
    answer(
      400,
      'The message itself is wrong; nothing was run',
      errorExample(400, 'Operations[1] has the bulkId of an operation before it. Nothing was run.', 'invalidValue'),
    ),
    answer(
      413,
      'Beyond a limit; nothing was run',
      errorExample(413, `The bulk request holds 1001 operations; maxOperations is ${operations}. Nothing was run.`),
    ),
  );
}
