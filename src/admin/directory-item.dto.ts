import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AdminItem } from '../directory/admin-items.js';
import type { StoredResource } from '../directory/resource-store.js';
import type { Json } from '../protocol/json.js';

const ID = '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee';
const AT = '2026-11-21T20:00:00.000Z';

/** What a user and a group have in common. */
class DirectoryItemView {
  @ApiProperty({ example: ID })
  readonly id: string;

  @ApiProperty({ type: String, nullable: true, example: 'Jane Doe' })
  readonly displayName: string | null;

  @ApiProperty({ enum: ['manual', 'scim'], description: 'Made by an admin, or owned by a connector' })
  readonly source: 'manual' | 'scim';

  @ApiProperty({ type: String, nullable: true, example: 'okta', description: 'The slug of the connector that owns it' })
  readonly connector: string | null;

  @ApiProperty({ type: String, nullable: true, example: '00u1abcdEFGH' })
  readonly externalId: string | null;

  @ApiProperty({ example: AT })
  readonly createdAt: string;

  @ApiProperty({ example: AT })
  readonly lastModifiedAt: string;

  @ApiPropertyOptional({ example: AT, description: 'Of a deleted one' })
  readonly deletedAt?: string;

  @ApiProperty({ type: Object, description: 'The resource as SCIM has it; a group without its members' })
  readonly resource: object;

  @ApiPropertyOptional({ description: 'Present when the identity provider will overwrite what was changed' })
  readonly warning?: string;
}

export class UserView extends DirectoryItemView {
  @ApiProperty({ example: 'jane.doe@example.com' })
  readonly userName: string;

  @ApiProperty({ example: true, description: 'Whether the user may sign in' })
  readonly active: boolean;

  @ApiProperty({
    example: true,
    description: 'False: the identity provider unlinked the user (`onDeactivate: unlink`)',
  })
  readonly authorized: boolean;
}

export class GroupView extends DirectoryItemView {}

export class MemberView {
  @ApiProperty({ example: ID })
  readonly id: string;

  @ApiProperty({ example: 'jane.doe@example.com' })
  readonly userName: string;

  @ApiProperty({ type: String, nullable: true, example: 'Jane Doe' })
  readonly displayName: string | null;

  @ApiProperty({ example: true })
  readonly active: boolean;
}

export function userView(item: AdminItem): UserView {
  const { document, authorized } = item.stored;
  const { id, ...rest } = groupView(item);
  return { id, userName: text(document.userName) ?? '', active: document.active !== false, authorized, ...rest };
}

export function groupView({ stored, owner, resource }: AdminItem): GroupView {
  const { id, document, createdAt, lastModifiedAt, deletedAt } = stored;
  return {
    id,
    displayName: text(document.displayName),
    source: owner === undefined ? 'manual' : 'scim',
    connector: owner?.slug ?? null,
    externalId: text(document.externalId),
    ...{ createdAt, lastModifiedAt },
    ...(deletedAt === undefined ? {} : { deletedAt }),
    resource,
  };
}

export function memberView({ id, document }: StoredResource): MemberView {
  return {
    id,
    userName: text(document.userName) ?? '',
    displayName: text(document.displayName),
    active: document.active !== false,
  };
}

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
