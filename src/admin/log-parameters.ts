import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

interface Circumstances {
  /** False where everything is counted or written at once. */
  readonly isPaged?: boolean;
  /** Where `since` is when it is left out. */
  readonly since?: string;
}

/** The parameters of the log, for Swagger. An example of `filter` or `q` would be sent by whoever merely tries the route. */
export function ApiLogQuery({ isPaged = true, since = '7 days before `until`' }: Circumstances = {}): MethodDecorator {
  const common = [
    ApiQuery({ name: 'since', required: false, type: String, description: `RFC 3339; default: ${since}` }),
    ApiQuery({ name: 'until', required: false, type: String, description: 'RFC 3339, exclusive; default: now' }),
    ApiQuery({
      name: 'filter',
      required: false,
      type: String,
      description:
        'SCIM filter over the fields of an event: `outcome.result eq "FAILURE"`, or ' +
        '`target.id eq "0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee"`',
    }),
    ApiQuery({
      name: 'q',
      required: false,
      type: String,
      description: 'At most 10 whole words of at most 40 characters, in any case; all must be there',
    }),
  ];
  const paging = [
    ApiQuery({
      name: 'after',
      required: false,
      type: String,
      description: 'Only from the `next` link of an earlier answer',
    }),
    ApiQuery({ name: 'limit', required: false, type: Number, description: '0 to 1000; default 100' }),
    ApiQuery({ name: 'sortOrder', required: false, enum: ['ASCENDING', 'DESCENDING'] }),
  ];
  return applyDecorators(...common, ...(isPaged ? paging : []));
}
