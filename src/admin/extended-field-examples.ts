export const createFieldExamples = {
  address: { summary: 'A text', value: { fieldId: 'user_address', displayName: 'Address', type: 'string' } },
  shirt: {
    summary: 'One out of a list',
    value: {
      fieldId: 'shirt_size',
      displayName: 'Shirt size',
      type: 'select',
      options: ['S', 'M', 'L'],
    },
  },
  languages: {
    summary: 'Several texts',
    value: { fieldId: 'languages', displayName: 'Languages', type: 'string', multiValued: true },
  },
};

export const updateFieldExamples = {
  rename: { summary: 'Another name', value: { fieldId: 'home_address', displayName: 'Home address' } },
  off: { summary: 'Hide it with its values', value: { state: 'off' } },
};
