import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsResourceIds } from './field-rules.js';

const MAX_IDS = 1_000;
/** What a query string has room for. */
const MAX_IDS_IN_QUERY = 90;

export class AddMembers {
  @ApiProperty({ type: [String], maxItems: MAX_IDS, description: 'Ids of users of the tenant' })
  @IsResourceIds(MAX_IDS)
  readonly ids: readonly string[];
}

export class RemoveMembersQuery {
  @ApiProperty({ type: [String], maxItems: MAX_IDS_IN_QUERY, description: 'Once for each user to take out' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @IsResourceIds(MAX_IDS_IN_QUERY)
  readonly id: readonly string[];
}
