import { ApiPropertyOptional } from '@nestjs/swagger';
import type { AdminSearch } from '../directory/admin-browser.service.js';
import { Problem } from '../http/problem.js';
import { IsOneOf, IsSlug, IsText, Optional } from './field-rules.js';
import { PageQuery } from './page.js';

const MAX_FILTER = 8_192;
const MAX_PREFIX = 255;
const SOURCES = ['manual', 'scim'] as const;
const TRUE_FALSE = ['true', 'false'] as const;

/** What groups can be searched by; users by more. */
export class GroupsQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, example: 'displayName co "sales"', description: 'A filter in SCIM syntax' })
  @Optional()
  @IsText(MAX_FILTER)
  readonly filter?: string;

  @ApiPropertyOptional({ type: String, description: 'What a name begins with, in any letter case' })
  @Optional()
  @IsText(MAX_PREFIX)
  readonly q?: string;

  @ApiPropertyOptional({ enum: SOURCES })
  @Optional()
  @IsOneOf(SOURCES)
  readonly source?: 'manual' | 'scim';

  @ApiPropertyOptional({ type: String, description: 'The slug of the connector that owns them' })
  @Optional()
  @IsSlug()
  readonly connector?: string;

  @ApiPropertyOptional({
    enum: TRUE_FALSE,
    description: '`true`: the deleted ones, which can be restored for 30 days; not together with `filter` or `q`',
  })
  @Optional()
  @IsOneOf(TRUE_FALSE)
  readonly deleted?: 'true' | 'false';
}

export class UsersQuery extends GroupsQuery {
  @ApiPropertyOptional({ type: String, example: 'userName sw "jane"', description: 'A filter in SCIM syntax' })
  @Optional()
  @IsText(MAX_FILTER)
  override readonly filter?: string;

  @ApiPropertyOptional({ enum: TRUE_FALSE })
  @Optional()
  @IsOneOf(TRUE_FALSE)
  readonly active?: 'true' | 'false';

  @ApiPropertyOptional({
    enum: TRUE_FALSE,
    description:
      '`false`: those that their identity provider unlinked (`onDeactivate: unlink`), for an admin to clean up',
  })
  @Optional()
  @IsOneOf(TRUE_FALSE)
  readonly authorized?: 'true' | 'false';
}

/** @throws Problem 400 for what cannot be asked together */
export function searchOf(query: UsersQuery): Omit<AdminSearch, 'limit' | 'after' | 'connectorPk'> {
  const { filter, q, source, active, authorized } = query;
  const deleted = query.deleted === 'true';
  const errors = [
    ...(deleted && filter !== undefined ? [notWithDeleted('filter')] : []),
    ...(deleted && q !== undefined ? [notWithDeleted('q')] : []),
    ...(q?.includes('\0') === true ? [{ path: 'q', detail: 'must not hold NUL, which no attribute does' }] : []),
    ...(q?.trim() === '' ? [{ path: 'q', detail: 'must not be empty; leave it out to list everything' }] : []),
    ...(filter?.trim() === ''
      ? [{ path: 'filter', detail: 'must not be empty; leave it out to list everything' }]
      : []),
  ];
  if (errors.length > 0) throw Problem.invalid(errors);
  return {
    deleted,
    ...(filter === undefined ? {} : { filterText: filter }),
    ...(q === undefined ? {} : { prefix: q }),
    ...(source === undefined ? {} : { source }),
    ...(active === undefined ? {} : { active: active === 'true' }),
    ...(authorized === undefined ? {} : { authorized: authorized === 'true' }),
  };
}

/** The question without the page, for the link to the next one. */
export function questionOf(query: UsersQuery): Readonly<Record<string, string>> {
  const { filter, q, source, connector, deleted, active, authorized } = query;
  const given = Object.entries({ filter, q, source, connector, deleted, active, authorized });
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

const notWithDeleted = (path: string) => ({ path, detail: 'cannot be given together with deleted=true' });
