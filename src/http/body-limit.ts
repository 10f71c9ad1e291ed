import { SetMetadata } from '@nestjs/common';

export const BODY_LIMIT = 'rollbook:body-limit';

/** Bytes a handler takes where the default of 1 MiB is too small (a group of 100,000 members is 12 MB). */
export const BodyLimit = (bytes: number): MethodDecorator => SetMetadata(BODY_LIMIT, bytes);
