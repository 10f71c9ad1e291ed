import { All, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ScimAccess } from '../../credentials/access.js';
import { ScimError } from '../../protocol/scim-error.js';

/** What SCIM 1.1 makes optional and this server does not have says so: 501, never a wrong result. */
@ApiExcludeController()
@ScimAccess()
@Controller('scim/:tenant/:connector/v1')
export class V1UnsupportedController {
  @All('Bulk')
  bulk(): never {
    throw ScimError.notImplemented(
      'Bulk requests are not supported in SCIM 1.1: send one request for each resource, or use the SCIM 2.0 base URL, which ends with /v2.',
    );
  }
}
