import { SetMetadata } from '@nestjs/common';

export const FORM_BODY = 'rollbook:form-body';

/** Bytes: an assertion of 8 KiB and its company. */
export const FORM_LIMIT = 16 * 1024;

/** A handler that takes `application/x-www-form-urlencoded` and nothing else: its body is a `Form`, see `parseForm`. */
export const FormBody = (): MethodDecorator => SetMetadata(FORM_BODY, true);
