import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/directory.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { Addressed } from './addressed.js';
import { DirectoryRequests } from './directory-requests.js';
import { GroupMembersController } from './group-members.controller.js';
import { AdminGroupsController } from './groups.controller.js';
import { AdminUsersController } from './users.controller.js';

/** Users and groups in the admin API. Expects the stores and `BaseUrls` from global modules. */
@Module({
  imports: [TenancyModule, DirectoryModule],
  controllers: [AdminUsersController, AdminGroupsController, GroupMembersController],
  providers: [Addressed, DirectoryRequests],
})
export class AdminDirectoryModule {}
