import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import type { BodyCapture, CapturedBody } from '../tenancy/body-capture-store.js';
import { capturesUntil, MAX_CAPTURE_MINUTES } from '../tenancy/body-capture-switch.service.js';
import type { Connector } from '../tenancy/tenant.js';
import { IsText, IsWholeNumber, Optional } from './field-rules.js';

const DEFAULT_LIMIT = 20;
/** Each may be two bodies of 64 KiB. */
const MAX_LIMIT = 50;
const MAX_ID = 64;
const AT = '2026-11-21T20:00:00.000Z';

export class StartBodyCapture {
  @ApiProperty({ type: Number, minimum: 1, maximum: MAX_CAPTURE_MINUTES, example: 15, description: 'From now on' })
  @IsWholeNumber(1, MAX_CAPTURE_MINUTES)
  readonly minutes: number;
}

export class BodyCaptureState {
  @ApiProperty()
  readonly enabled: boolean;

  @ApiProperty({ type: String, nullable: true, example: AT, description: 'When it ends by itself' })
  readonly until: string | null;
}

export class BodyCaptureListQuery {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  // Number() would also take "", "0x10" and "1e2".
  @Transform(({ value }: { value: unknown }) =>
    value === undefined ? DEFAULT_LIMIT : typeof value === 'string' && /^[0-9]{1,2}$/.test(value) ? Number(value) : 0,
  )
  @ValidateBy({
    name: 'isCaptureLimit',
    validator: {
      validate: (value) => typeof value === 'number' && value >= 1 && value <= MAX_LIMIT,
      defaultMessage: () => `must be a whole number from 1 to ${MAX_LIMIT}`,
    },
  })
  readonly limit: number = DEFAULT_LIMIT;

  @ApiPropertyOptional({ type: String, description: 'Only from `next` or the `Link` header of an earlier answer' })
  @Optional()
  @IsText(MAX_ID)
  readonly after?: string;

  @ApiPropertyOptional({ type: String, description: 'The `X-Request-Id` of a call, `transaction.id` in the log' })
  @Optional()
  @IsText(MAX_ID)
  readonly transaction?: string;
}

export class BodyCaptureView {
  @ApiProperty({ example: '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee', description: '`transaction.id` in the log' })
  readonly transaction: string;

  @ApiProperty({ example: AT })
  readonly at: string;

  @ApiProperty({ example: 'POST' })
  readonly method: string;

  @ApiProperty({ example: '/scim/default/okta/v2/Users', description: 'Without the query' })
  readonly path: string;

  @ApiProperty({ example: 201 })
  readonly status: number;

  @ApiProperty({
    ...{ type: 'object', additionalProperties: true, nullable: true },
    example: { body: { userName: 'jane@example.com', password: '***', nick: '*** (string, 4)' } },
    description: '`body`, masked, or in its place a `note`; null where there was no body',
  })
  readonly request: CapturedBody | null;

  @ApiProperty({
    ...{ type: 'object', additionalProperties: true, nullable: true },
    example: { note: 'sent in pieces as it was read' },
    description: 'As `request`',
  })
  readonly response: CapturedBody | null;
}

export function bodyCaptureState(connector: Connector): BodyCaptureState {
  const until = capturesUntil(connector);
  return { enabled: until !== null, until };
}

export function bodyCaptureView({ transactionId, at, method, path, status, ...bodies }: BodyCapture): BodyCaptureView {
  const { request, response } = bodies;
  return { transaction: transactionId, at, method, path, status, request, response };
}
