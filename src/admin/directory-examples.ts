import { CUSTOM_FIELD_NAMESPACE } from '../tenancy/connector-settings.js';

const ID = '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee';

export const createUserExamples = {
  user: {
    summary: 'A user',
    value: {
      userName: 'jane.doe@example.com',
      name: { givenName: 'Jane', familyName: 'Doe' },
      emails: [{ value: 'jane.doe@example.com', type: 'work', primary: true }],
    },
  },
  extended: {
    summary: 'With an extended field',
    value: { userName: 'john.roe@example.com', [CUSTOM_FIELD_NAMESPACE]: { user_address: '1 Main Street' } },
  },
};

export const updateUserExamples = {
  off: { summary: 'Switch sign-in off', value: { active: false } },
  on: { summary: 'Switch sign-in on', value: { active: true } },
  rename: { summary: 'Change one name, remove the title', value: { name: { familyName: 'Roe' }, title: null } },
};

export const createGroupExamples = {
  group: { summary: 'A group', value: { displayName: 'Sales' } },
  members: { summary: 'With a member', value: { displayName: 'Sales', members: [{ value: ID }] } },
};

export const updateGroupExamples = { rename: { summary: 'Rename', value: { displayName: 'Sales (EMEA)' } } };

export const memberExamples = { one: { summary: 'One user', value: { ids: [ID] } } };
