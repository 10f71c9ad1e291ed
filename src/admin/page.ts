import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import type { Response } from 'express';
import { Problem } from '../http/problem.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import { IsText, Optional } from './field-rules.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
const MAX_CURSOR = 64;

/** The parameters of every list. */
export class PageQuery {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  @Optional()
  // Number() would also take "", "0x10" and "1e2".
  @Transform(({ value }: { value: unknown }) =>
    value === undefined ? undefined : typeof value === 'string' && /^[0-9]{1,4}$/.test(value) ? Number(value) : 0,
  )
  @ValidateBy({
    name: 'isLimit',
    validator: {
      validate: (value) => typeof value === 'number' && value >= 1 && value <= MAX_LIMIT,
      defaultMessage: () => `must be a whole number from 1 to ${MAX_LIMIT}`,
    },
  })
  readonly limit?: number;

  @ApiPropertyOptional({ type: String, description: 'Only from `next` or the `Link` header of an earlier answer' })
  @Optional()
  @IsText(MAX_CURSOR)
  readonly after?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** For `after` of the next request; null on the last page. */
  readonly next: string | null;
}

/** Reads one more than was asked for, which says whether there is a next page. @throws Problem 400 for a foreign `after` */
export async function readPage<T extends { readonly pk: number }>(
  query: PageQuery,
  read: (request: PageRequest) => Promise<readonly T[]>,
): Promise<Page<T>> {
  const { limit = DEFAULT_LIMIT } = query;
  const after = query.after === undefined ? undefined : decodeCursor(query.after);
  const rows = await read({ limit: limit + 1, ...(after === undefined ? {} : { after }) });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(last.pk) : null };
}

/**
 * The answer to a list request, with its `Link` header (RFC 8288).
 * @param address of the list, absolute
 * @param kept what else the client asked, so that the next page answers the same question
 */
export function sendPage<T, View>(
  response: Response,
  address: string,
  query: PageQuery,
  page: Page<T>,
  view: (item: T) => View,
  kept: Readonly<Record<string, string>> = {},
): Page<View> {
  if (page.next !== null) {
    const parameters = new URLSearchParams({ ...kept, limit: String(query.limit ?? DEFAULT_LIMIT), after: page.next });
    response.setHeader('Link', `<${address}?${parameters.toString()}>; rel="next"`);
  }
  return { items: page.items.map(view), next: page.next };
}

/** Describes the answer of a list for Swagger. */
export function ApiPage(item: new () => object, description: string): MethodDecorator {
  const properties = {
    items: { type: 'array', items: { $ref: getSchemaPath(item) } },
    next: { type: 'string', nullable: true, example: 'MTAw', description: 'For `after`; null on the last page' },
  };
  return applyDecorators(
    ApiResponse({
      status: 200,
      description,
      headers: { Link: { description: '`<…>; rel="next"`; absent on the last page', schema: { type: 'string' } } },
      schema: { type: 'object', required: ['items', 'next'], properties },
    }),
  );
}

function encodeCursor(pk: number): string {
  return Buffer.from(String(pk)).toString('base64url');
}

function decodeCursor(text: string): number {
  const digits = Buffer.from(text, 'base64url').toString('latin1');
  const pk = /^[1-9][0-9]{0,15}$/.test(digits) ? Number(digits) : Number.NaN;
  if (Number.isSafeInteger(pk) && encodeCursor(pk) === text) return pk;
  throw Problem.invalid([{ path: 'after', detail: 'must be taken from an earlier answer' }]);
}
