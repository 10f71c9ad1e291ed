import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** The parameters of the log, for Swagger. @param isPaged false where everything is counted at once */
export function ApiLogQuery({ isPaged = true } = {}): MethodDecorator {
  const common = [
    ApiQuery({
      name: 'since',
      required: false,
      description: 'RFC 3339; default: 7 days before `until`; a history has none',
    }),
    ApiQuery({ name: 'until', required: false, description: 'RFC 3339, exclusive; default: now' }),
    ApiQuery({
      name: 'filter',
      required: false,
      description: 'SCIM filter over the fields of an event',
      examples: {
        none: { value: '' },
        failures: { value: 'outcome.result eq "FAILURE"' },
        user: { value: 'target.id eq "0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee"' },
      },
    }),
    ApiQuery({
      name: 'q',
      required: false,
      description: 'At most 10 whole words of at most 40 characters, in any case; all must be there',
    }),
  ];
  const paging = [
    ApiQuery({ name: 'after', required: false, description: 'Only from the `next` link of an earlier answer' }),
    ApiQuery({ name: 'limit', required: false, type: Number, description: '0 to 1000; default 100' }),
    ApiQuery({ name: 'sortOrder', required: false, enum: ['ASCENDING', 'DESCENDING'] }),
  ];
  return applyDecorators(...common, ...(isPaged ? paging : []));
}
