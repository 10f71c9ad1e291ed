import { SetMetadata } from '@nestjs/common';

export const BODY_LIMIT = 'rollbook:body-limit';

export interface BodyLimits {
  readonly bytes: number;
  /** Names in all objects together, where the default of `checkJsonShape` is too small. */
  readonly maxKeys?: number | undefined;
}

/** Bytes a handler takes where the default of 1 MiB is too small (a group of 100,000 members is 12 MB). */
export const BodyLimit = (bytes: number, maxKeys?: number): MethodDecorator =>
  SetMetadata(BODY_LIMIT, { bytes, maxKeys } satisfies BodyLimits);
