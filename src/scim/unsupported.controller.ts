import { All, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ScimAccess } from '../credentials/access.js';
import { ScimError } from '../protocol/scim-error.js';

/** What RFC 7644 makes optional and this version does not have says so: 501, never a wrong result. */
@ApiExcludeController()
@ScimAccess()
@Controller('scim/:tenant/:connector/v2')
export class UnsupportedController {
  @All('Me')
  me(): never {
    throw ScimError.notImplemented(
      '/Me is not supported: an identity provider has no user of its own in the directory.',
    );
  }
}
